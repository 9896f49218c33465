//! Rest between working days.

use attrition_core::basics::date::Date;

use super::{roster, shift, signal, signals, workdays};

/// Rests under eleven hours, where every workday has these shifts.
fn short_rests(shifts: impl Fn(Date) -> Vec<String>) -> Option<f64> {
    let mut lines = vec![roster()];
    lines.extend(workdays().into_iter().flat_map(shifts));
    signal(&signals(&lines), "short_rest")
}

/// A shift, by its letter and its day.
fn part(letter: &str, day: Date, hours: (i32, i32)) -> String {
    let id = format!("{letter}-{day}");
    shift(&id, &id, day, hours)
}

#[test]
fn the_parts_of_a_split_shift_are_one_working_day() {
    let split = |day| vec![part("a", day, (9, 13)), part("b", day, (15, 19))];
    assert_eq!(short_rests(split), Some(0.0));
}

#[test]
fn shifts_that_overlap_make_no_rest() {
    let twice = |day| vec![part("a", day, (9, 17)), part("copy", day, (9, 17))];
    assert_eq!(short_rests(twice), Some(0.0), "an export without ids of its own");
    // A night shift that the second export files under the day on which it ends.
    let night = |day: Date| vec![part("a", day, (22, 30)), part("b", day + 1, (-2, 6))];
    assert_eq!(short_rests(night), Some(0.0), "sixteen hours between nights");
}

#[test]
fn a_night_that_is_too_short_is_one() {
    // To 23:00, and from 07:00 on every second day: eight hours.
    let shifts = |day: Date| vec![part("a", day, if day.0 % 2 == 0 { (15, 23) } else { (7, 15) })];
    assert_eq!(short_rests(shifts), Some(8.0));
    // Split days with a short night between them.
    let split = |day| vec![part("a", day, (6, 10)), part("b", day, (18, 22))];
    assert_eq!(short_rests(split), Some(16.0), "eight hours after each day but the last of a week");
}

#[test]
fn a_night_that_a_roster_splits_at_midnight_is_one_shift() {
    // From 22:00 to 06:00 after each workday, as two records under two dates.
    let night = |day: Date| vec![part("a", day, (22, 24)), part("b", day + 1, (0, 6))];
    assert_eq!(short_rests(night), Some(0.0), "sixteen hours between nights");
    let of = |night: &dyn Fn(Date) -> Vec<String>, name: &str| {
        let mut lines = vec![roster()];
        lines.extend(workdays().into_iter().flat_map(night));
        signal(&signals(&lines), name)
    };
    let whole = |day| vec![part("a", day, (22, 30))];
    for name in ["longest_run_of_days", "shift_start_sd"] {
        assert_eq!(of(&night, name), of(&whole, name), "{name} is as in one record");
    }
    assert_eq!(of(&night, "longest_run_of_days"), Some(5.0), "Saturday morning is Friday's shift");
}
