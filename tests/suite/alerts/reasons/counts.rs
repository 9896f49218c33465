//! The own normal of a count is one of days that are known and at work.

use super::{Day, told};

/// Half an hour of overtime a day: ten hours in four weeks.
fn overtime(day: Day) -> Day {
    Day { overtime_min: 30.0, ..day }
}

#[test]
fn a_count_that_has_grown_is_told() {
    let grown = told(|age, day| Day { overtime_min: if age < 28 { 60.0 } else { 30.0 }, ..day });
    assert!(grown.says("overtime_hours"), "{:?}", grown.reasons);
    let changed = told(|age, day| Day { notice_h: (age < 28 && age % 7 == 1).then_some(24.0), ..day });
    assert!(changed.says("short_notice_changes"), "{:?}", changed.reasons);
    let missed = told(|age, day| if age == 8 || age == 15 { day.missed("no_show") } else { day });
    assert!(missed.says("no_shows"), "{:?}", missed.reasons);
    let failed = told(|age, day| Day { is_critical: age < 28, ..day });
    assert!(failed.says("critical_fails"), "{:?}", failed.reasons);
}

#[test]
fn days_without_records_are_no_days_without_overtime() {
    let new = told(|age, day| if age <= 45 { overtime(day) } else { day.silent() });
    let gap = told(|age, day| if (29..=64).contains(&age) { day.silent() } else { overtime(day) });
    // Four days of a week, and two hours a day: a normal by all days would be three hours less.
    let lossy = told(|age, day| match age {
        43..=46 => day.silent(),
        _ => Day { overtime_min: 120.0, ..day },
    });
    for told in [new, gap, lossy] {
        assert!(told.value("overtime_hours") >= 9.0 && !told.says("overtime_hours"), "{:?}", told.reasons);
    }
}

#[test]
fn leave_is_no_time_without_overtime() {
    for absence in ["planned", "protected"] {
        for leave in [35..=85, 40..=60] {
            let back = told(|age, day| if leave.contains(&age) { day.missed(absence) } else { overtime(day) });
            assert!(back.value("overtime_hours") >= 9.0, "there is something to tell wrongly");
            assert!(!back.says("overtime_hours"), "{absence} {leave:?}: {:?}", back.reasons);
        }
    }
}

#[test]
fn a_few_days_are_no_normal() {
    let begun = |age: i32, day: Day| if age <= 38 { day } else { day.silent() };
    let changed = told(|age, day| begun(age, Day { notice_h: (age % 2 == 0).then_some(24.0), ..day }));
    assert!(changed.value("short_notice_changes") >= 9.0 && !changed.says("short_notice_changes"));
    let missed = told(|age, day| begun(age, if [8, 15, 36].contains(&age) { day.missed("no_show") } else { day }));
    assert!(missed.value("no_shows") == 2.0 && !missed.says("no_shows"), "{:?}", missed.reasons);
}

#[test]
fn no_critical_fail_is_known_of_before_the_first_evaluation() {
    let failing = told(|age, day| Day { qa: day.qa.filter(|_| age <= 58), is_critical: true, ..day });
    assert!(failing.value("critical_fails") >= 4.0 && !failing.says("critical_fails"), "{:?}", failing.reasons);
}
