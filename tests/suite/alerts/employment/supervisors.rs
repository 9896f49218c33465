//! A supervisor who is back is neither new nor gone.

use attrition_test_support::centres::centre::{Centre, Said, date};
use attrition_test_support::centres::conduct::Conduct;
use attrition_test_support::stages::play::{Played, play};

/// A crew that works for so many days, with what happens to its supervisors.
fn played(happens: impl FnOnce(&mut Centre)) -> Played {
    let first = date("2025-01-06");
    let mut centre = Centre::with_crew(first);
    centre.rest_work(&[], &(first..first + 120));
    happens(&mut centre);
    play(&centre.lines())
}

/// What a signal adds to the risk of an agent so many days after the first.
fn adds(played: &Played, agent: &str, signal: &str, days: i32) -> f64 {
    played.on(agent, date("2025-01-06") + days).contributions.get(signal).copied().unwrap_or(0.0)
}

#[test]
fn whoever_is_back_after_somebody_stood_in_is_not_new() {
    let first = date("2025-01-06");
    let played = played(|centre| {
        centre.place("anna", first + 60, first - 130, "sup-9");
        centre.place("anna", first + 70, first - 130, "sup-1");
        centre.place("ben", first + 60, first - 155, "sup-9");
    });
    let changed = |agent, days| {
        adds(&played, agent, "supervisor_changed", days) > adds(&played, "chloe", "supervisor_changed", days)
    };
    assert!(changed("anna", 66) && changed("ben", 66), "somebody else is there");
    assert!(!changed("anna", 76), "the same as before");
    assert!(changed("ben", 76));
}

#[test]
fn a_supervisor_who_was_hired_again_has_not_left() {
    let first = date("2025-01-06");
    let played = played(|centre| {
        centre.place("sup-1", first, first - 400, "manager");
        centre.work("sup-1", first..first + 120, Conduct::steady);
        centre.say("sup-1", Said { kind: "voluntary", notice: first + 30, last_day: first + 60 }, first + 30);
        centre.place("sup-1", first + 68, first + 68, "manager");
    });
    let left = |days| adds(&played, "anna", "supervisor_left", days) > adds(&played, "anna", "supervisor_left", 50);
    assert!(left(64), "gone");
    assert!(!left(72), "and back");
}

#[test]
fn whoever_is_back_after_somebody_stood_in_for_months_is_not_new_either() {
    let first = date("2025-01-06");
    let played = played(|centre| {
        centre.place("anna", first + 5, first - 130, "sup-9");
        centre.place("anna", first + 105, first - 130, "sup-1");
    });
    let adds = |agent| adds(&played, agent, "supervisor_changed", 115);
    assert_eq!(adds("anna"), adds("chloe"), "the one before was the same");
}
