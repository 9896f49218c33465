//! Exports that are made again, of any age.

use super::{event, last_day, shift, signal, signals, steady_work, ticket, tickets, workdays};
use serde_json::json;

/// The tickets of some days before the last, once more.
fn again(days: std::ops::RangeInclusive<i32>, event_id: &str) -> Vec<String> {
    let days = workdays().into_iter().filter(|day| days.contains(&(last_day() - *day)));
    let tickets = days.flat_map(tickets);
    tickets.map(|(id, at)| ticket(&format!("{id}{event_id}"), &id, &at, &at, None)).collect()
}

#[test]
fn tickets_that_come_again_change_nothing_at_any_age() {
    let once = signals(&steady_work());
    assert_eq!(signal(&once, "throughput_change"), Some(0.0));
    for days in [0..=20, 30..=40, 38..=54, 60..=80, 85..=110] {
        for event_id in ["", "-again"] {
            let lines = [steady_work(), again(days.clone(), event_id)].concat();
            assert_eq!(signals(&lines), once, "of {days:?} days ago, with the ids {event_id:?}");
        }
    }
}

#[test]
fn shifts_reopened_tickets_and_evaluations_that_come_again_change_nothing_at_any_age() {
    let rest = |event_id: &str| {
        let days = workdays().into_iter();
        days.flat_map(|day| {
            let at = format!("{day}T14:{:02}:00Z", day.0 % 60);
            let score = f64::from(60 + day.0 % 30);
            let evaluated = json!({
                "evaluation_id": format!("q-{day}"), "date": day.to_string(), "score": score, "critical_fail": false,
                "disputed": false,
            });
            let reopened = json!({"ticket_id": format!("t-{day}-10"), "reopened_at": at});
            [
                event("qa.evaluation.v1", &format!("q-{day}{event_id}"), &at, &evaluated),
                event("ticket.reopened.v1", &format!("o-{day}{event_id}"), &at, &reopened),
                shift(&format!("s-{day}{event_id}"), &format!("s-{day}"), day, (9, 17)),
            ]
        })
        .collect::<Vec<_>>()
    };
    let once = [steady_work(), rest("")].concat();
    for event_id in ["", "-again"] {
        let lines = [once.clone(), rest(event_id)].concat();
        assert_eq!(signals(&lines), signals(&once), "with the ids {event_id:?}");
    }
}

#[test]
fn a_record_that_went_to_another_date_does_not_come_back_when_that_date_is_out_of_the_window() {
    let last = workdays().last().copied().expect("there are workdays");
    let critical = |version: &str, back: i32, time: &str| {
        let data = json!({
            "evaluation_id": "q1", "date": (last - back).to_string(), "score": 40, "critical_fail": true, "disputed": true,
        });
        event("qa.evaluation.v1", version, time, &data)
    };
    // Filed 88 days ago, corrected to 95 days ago, when that was in the window; the first version comes again today.
    let early = (last - 80).to_string();
    let first = critical("v1", 88, &format!("{early}T10:00:00Z"));
    let moved = critical("v2", 95, &format!("{early}T11:00:00Z"));
    let mut lines = steady_work();
    let place = lines.iter().position(|line| line.contains(&format!("\"s-{}\"", last - 77))).expect("a shift of then");
    lines.splice(place + 1..place + 1, [first.clone(), moved]);
    let once = signals(&lines);
    lines.push(first);
    assert_eq!(signals(&lines), once);
    assert_eq!(signal(&once, "days_since_feedback"), None, "it stands on no day of the window");
}
