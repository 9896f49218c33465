//! What the roster asks for, and what only seems so.

use super::{DAYS, Day, told, told_by};

/// Six hours a day instead of eight.
const SHORT: (u32, u32) = (9, 15);

#[test]
fn who_is_given_fewer_hours_is_told_so() {
    let short = told(|_, day| Day { shifts: vec![SHORT], ..day });
    assert!((short.value("under_hours") - 0.25).abs() < 1e-9 && short.says("under_hours"), "{:?}", short.reasons);
    let full = told(|_, day| day);
    assert!(!full.says("under_hours"), "{:?}", full.reasons);
}

#[test]
fn what_has_not_arrived_is_not_hours_that_were_not_given() {
    for days in [1, 2, 4] {
        let nothing = |day| Day { shifts: vec![], tickets: 0, qa: None, ..day };
        let silent = told(|age, day| if age < days { nothing(day) } else { day });
        assert!(silent.value("under_hours") > 0.04, "there is something to tell wrongly");
        assert!(!silent.says("under_hours"), "{days} days: {:?}", silent.reasons);
    }
}

#[test]
fn days_that_are_missing_in_the_middle_are_not_hours_that_were_not_given() {
    for missing in [8..=11, 1..=4, 18..=18] {
        let lossy = told(|age, day| if missing.contains(&age) { day.silent() } else { day });
        assert!(lossy.value("under_hours") > 0.04, "there is something to tell wrongly");
        assert!(!lossy.says("under_hours"), "{missing:?}: {:?}", lossy.reasons);
    }
}

#[test]
fn a_weekday_that_is_no_longer_given_is() {
    let dropped = told(|age, day| if age < 35 && age % 7 == 0 { day.silent() } else { day });
    let second = told(|age, day| if age % 14 == 2 { day.silent() } else { day });
    for told in [dropped, second] {
        assert!(told.value("under_hours") > 0.09 && told.says("under_hours"), "{:?}", told.reasons);
    }
}

#[test]
fn a_shift_of_no_time_is_no_day_of_work() {
    let broken = told(|age, day| Day { is_empty: age % 7 == 2, ..day });
    assert_eq!(broken.value("longest_run_of_days"), 2.0);
}

#[test]
fn work_without_a_shift_on_record_is_not_hours_that_were_not_given() {
    let lossy = told(|age, day| if age % 7 == 1 || age % 7 == 3 { Day { shifts: vec![], ..day } } else { day });
    assert!(lossy.value("under_hours") > 0.3 && !lossy.says("under_hours"), "{:?}", lossy.reasons);
}

#[test]
fn each_day_is_due_what_its_contract_says() {
    let contracts = [(DAYS - 1, 30.0), (11, 40.0)];
    let grown = told_by(&contracts, |age, day| if age > 11 { Day { shifts: vec![SHORT], ..day } } else { day });
    assert!(grown.value("under_hours") < 0.03 && !grown.says("under_hours"), "{:?}", grown.reasons);
    let short = told_by(&contracts, |_, day| Day { shifts: vec![(9, 13)], ..day });
    assert!(short.value("under_hours") > 0.3 && !short.says("under_hours"), "below which contract?");
}

#[test]
fn the_parts_of_a_split_shift_begin_no_day() {
    let split = told(|_, day| Day { shifts: vec![(9, 13), (15, 19)], ..day });
    assert!(split.value("shift_start_sd") < 1e-9 && !split.says("shift_start_sd"), "{:?}", split.reasons);
}

#[test]
fn one_shift_that_was_moved_is_no_unsteady_roster() {
    let early_and_late = told(|age, day| Day { shifts: vec![if age % 2 == 0 { (5, 13) } else { (14, 22) }], ..day });
    assert!(early_and_late.says("shift_start_sd"), "{:?}", early_and_late.reasons);
    // Ten shifts in a month, of which one is far from the others.
    let few = |age: i32, day: Day| if age % 7 < 2 { day } else { Day { shifts: vec![], tickets: 0, qa: None, ..day } };
    let moved = told(|age, day| {
        let day = few(age, day);
        if age == 1 { Day { shifts: vec![(19, 23)], ..day } } else { day }
    });
    assert!(moved.value("shift_start_sd") > 2.0 && !moved.says("shift_start_sd"), "{:?}", moved.reasons);
}
