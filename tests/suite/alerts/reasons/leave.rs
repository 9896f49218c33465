//! What happens while somebody is on leave is not about them.

use super::{Day, told};

#[test]
fn a_session_that_leave_prevented_was_not_cancelled() {
    let coached = |age: i32| match age {
        80 => Some("held"),
        50 => Some("cancelled"),
        _ => None,
    };
    for absence in ["planned", "protected"] {
        let away = told(|age, day| {
            let day = if (20..=52).contains(&age) { day.missed(absence) } else { day };
            Day { coaching: coached(age), ..day }
        });
        assert_eq!(away.value("coaching_cancelled"), 0.0, "{absence}");
        assert!(!away.says("coaching_cancelled"), "{:?}", away.reasons);
    }
}

#[test]
fn a_session_cancelled_before_a_leave_is_not_one_of_four_weeks() {
    let lately = told(|age, day| Day { coaching: (age == 9).then_some("cancelled"), ..day });
    assert!(lately.says("coaching_cancelled"), "{:?}", lately.reasons);
    let long_ago = told(|age, day| {
        let day = if (15..=49).contains(&age) { day.missed("planned") } else { day };
        Day { coaching: (age == 53).then_some("cancelled"), ..day }
    });
    assert_eq!(long_ago.value("coaching_cancelled"), 1.0, "within the last 28 days at work");
    assert!(!long_ago.says("coaching_cancelled"), "{:?}", long_ago.reasons);
}

#[test]
fn a_session_that_was_held_since_makes_up_for_one_that_was_cancelled() {
    let coached = |cancelled: i32, held: i32| {
        let kind = move |age: i32| if age == cancelled { Some("cancelled") } else { (age == held).then_some("held") };
        told(move |age, day| Day { coaching: kind(age), ..day })
    };
    let (before, since) = (coached(9, 23), coached(23, 9));
    assert_eq!([before.value("coaching_cancelled"), since.value("coaching_cancelled")], [1.0, 1.0]);
    assert!(before.says("coaching_cancelled") && !since.says("coaching_cancelled"), "{:?}", since.reasons);
}

#[test]
fn tickets_that_come_back_during_leave_add_nothing() {
    let leave = |reopened: u32| {
        told(move |age, day| match age {
            8..=30 => Day { reopened: if age == 15 { reopened } else { 0 }, ..day.missed("protected") },
            _ => Day { reopened: u32::from(age % 10 == 2), ..day },
        })
    };
    let (quiet, busy) = (leave(0), leave(12));
    for signal in ["reopen_recent", "reopen_change"] {
        assert_eq!(busy.value(signal).to_bits(), quiet.value(signal).to_bits(), "{signal}");
        assert!(!busy.value(signal).is_nan(), "{signal}: there is something to compare");
    }
    let at_work = told(|age, day| Day { reopened: if age == 15 { 12 } else { 0 }, ..day });
    assert!(at_work.says("reopen_change"), "{:?}", at_work.reasons);
}
