//! Means and spreads are not made by one day.

use super::{Day, told};

#[test]
fn breaks_that_overrun_day_after_day_are_told() {
    let long = told(|age, day| Day { break_min: if age < 14 { 6.0 } else { 0.0 }, ..day });
    assert!(long.says("break_overrun_change") && long.says("break_overrun_recent"), "{:?}", long.reasons);
}

#[test]
fn one_long_break_is_not() {
    let once = told(|age, day| Day { break_min: if age == 4 { 60.0 } else { 0.0 }, ..day });
    assert!(once.value("break_overrun_change") > 5.0, "the mean has risen all the same");
    assert!(!once.says("break_overrun_change") && !once.says("break_overrun_recent"), "{:?}", once.reasons);
}

#[test]
fn handle_times_that_vary_day_after_day_are_told() {
    let wide = told(|age, day| Day { handle_s: if age < 28 { 2_000.0 } else { 300.0 }, ..day });
    assert!(wide.says("handle_time_cv") && wide.says("handle_time_spread"), "{:?}", wide.reasons);
    assert!(wide.says("handle_time_change"), "{:?}", wide.reasons);
}

#[test]
fn one_odd_ticket_is_not() {
    let odd = told(|age, day| Day { handle_s: if age == 4 { 20_000.0 } else { 300.0 }, ..day });
    assert!(odd.value("handle_time_cv") > 2.0, "the spread is wide all the same");
    for signal in ["handle_time_cv", "handle_time_spread", "handle_time_change"] {
        assert!(!odd.says(signal), "{signal}: {:?}", odd.reasons);
    }
}

#[test]
fn one_bad_evaluation_is_no_level() {
    let one = told(|age, day| Day { qa: day.qa.map(|score| if age < 7 { 60.0 } else { score }), ..day });
    let two = told(|age, day| Day { qa: day.qa.map(|score| if age < 14 { 70.0 } else { score }), ..day });
    for signal in ["qa_level", "qa_change"] {
        assert!(one.value(signal) < 79.0 && !one.says(signal), "{signal}: {:?}", one.reasons);
        assert!(two.says(signal), "{signal}: {:?}", two.reasons);
    }
}
