//! Trends are not made by one event.

use super::{Day, told};

/// Points that are lost a week, by week before the last day: chance.
const CHANCE: [f64; 18] =
    [-3.0, 1.0, -2.0, 3.0, 0.0, -1.0, 2.0, 1.0, -3.0, 2.0, 0.0, 3.0, -1.0, -2.0, 1.0, 3.0, -3.0, 0.0];

#[test]
fn a_score_that_falls_for_eight_weeks_does() {
    let falls = told(|age, day| Day { qa: day.qa.map(|score| score - 15.0 + 1.5 * f64::from(age / 7)), ..day });
    assert!(falls.says("qa_slope"), "{:?}", falls.reasons);
}

#[test]
fn one_bad_evaluation_is_no_fall() {
    let one = told(|age, day| Day { qa: day.qa.map(|score| if age < 7 { 70.0 } else { score }), ..day });
    assert!(one.value("qa_slope") < -1.0 && !one.says("qa_slope"), "{:?}", one.reasons);
}

#[test]
fn four_weeks_of_scores_are_not_eight() {
    let falling = |age: i32| 95.0 - 5.0 * f64::from(3 - age / 7);
    let four = told(|age, day| Day { qa: day.qa.filter(|_| age < 28).map(|_| falling(age)), ..day });
    assert!(four.value("qa_slope") < -4.0 && !four.says("qa_slope"), "{:?}", four.reasons);
}

#[test]
fn chance_is_no_fall() {
    let noisy = told(|age, day| Day { qa: day.qa.map(|score| score + CHANCE[age as usize / 7]), ..day });
    assert!(noisy.value("qa_slope") < 0.0 && !noisy.says("qa_slope"), "{:?}", noisy.reasons);
}

#[test]
fn late_starts_grow_week_by_week() {
    let growing = told(|age, day| Day { late_min: (35 - age.min(35)).unsigned_abs(), ..day });
    assert!(growing.says("late_minutes_slope"), "{:?}", growing.reasons);
    let once = told(|age, day| Day { late_min: if age == 2 { 59 } else { 0 }, ..day });
    assert!(once.value("late_minutes_slope") > 1.0 && !once.says("late_minutes_slope"), "{:?}", once.reasons);
}

#[test]
fn tickets_fall_and_rise_week_by_week() {
    let falls = told(|age, day| Day { tickets: (6 + age / 7).unsigned_abs(), ..day });
    assert!(falls.says("throughput_slope"), "{:?}", falls.reasons);
    let rises = told(|age, day| Day { tickets: (30 - age / 7).unsigned_abs(), ..day });
    assert!(rises.says("throughput_level_x_slope"), "{:?}", rises.reasons);
    let slow = told(|age, day| Day { tickets: if age == 0 { 1 } else { day.tickets }, ..day });
    assert!(slow.value("throughput_slope") < 0.0 && !slow.says("throughput_slope"), "{:?}", slow.reasons);
    let busy = told(|age, day| Day { tickets: if age == 0 { 40 } else { day.tickets }, ..day });
    let rises = busy.value("throughput_level_x_slope") > 0.0;
    assert!(rises && !busy.says("throughput_level_x_slope"), "{:?}", busy.reasons);
}
