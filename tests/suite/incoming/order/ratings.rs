//! Customers' answers that come after the closing of the ticket.

use attrition_contracts::incoming::cloudevent;
use attrition_contracts::incoming::refusal::Code;
use serde_json::json;

use super::{event, last_day, signal, signals, steady_work, ticket, tickets, workdays};
use attrition_test_support::centres::centre::date;

/// The workdays whose tickets are rated: the last 24.
fn rated_tickets() -> Vec<(String, String)> {
    let days = workdays();
    days[days.len() - 24..].iter().flat_map(|day| tickets(*day)).collect()
}

/// The lines with ratings between them, in order of time.
fn with(ratings: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut lines = steady_work();
    lines.extend(ratings);
    let time = |line: &String| {
        let event: serde_json::Value = serde_json::from_str(line).expect("it was written as JSON");
        event["time"].as_str().expect("events have a time").to_owned()
    };
    lines.sort_by_cached_key(time);
    lines
}

/// A rating, told in the evening of the closing.
fn rating(id: &str, ticket_id: &str, rated_at: &str, csat: u8) -> String {
    event("ticket.rated.v1", id, rated_at, &json!({"ticket_id": ticket_id, "rated_at": rated_at, "csat": csat}))
}

fn evening(closed_at: &str) -> String {
    format!("{}T20:00:00Z", &closed_at[..10])
}

/// A morning some days later.
fn later(closed_at: &str, days: i32) -> String {
    format!("{}T06:00:00Z", date(&closed_at[..10]) + days)
}

/// Satisfaction and tickets an hour, as the signals have them.
fn told(lines: &[String]) -> (Option<f64>, f64) {
    let signals = signals(lines);
    (signal(&signals, "csat_recent"), signal(&signals, "throughput_change").expect("there are tickets enough"))
}

#[test]
fn without_ratings_there_is_no_satisfaction() {
    assert_eq!(told(&steady_work()), (None, 0.0));
}

#[test]
fn a_rating_counts_and_makes_no_ticket() {
    let ratings = rated_tickets().into_iter().map(|(id, at)| rating(&format!("{id}-csat"), &id, &evening(&at), 5));
    assert_eq!(told(&with(ratings)), (Some(5.0), 0.0));
}

#[test]
fn the_same_ticket_told_again_with_its_rating_counts_once_with_it() {
    for event_id in ["", "-csat"] {
        let again = rated_tickets().into_iter();
        let again = again.map(|(id, at)| ticket(&format!("{id}{event_id}"), &id, &at, &evening(&at), Some(5)));
        assert_eq!(told(&with(again)), (Some(5.0), 0.0), "with the event's id and {event_id:?}");
    }
}

#[test]
fn a_rating_counts_on_its_own_day() {
    // On the last day nobody has answered yet what was closed on it; as of then, only what came by then is known.
    let ratings = |days: i32| {
        let ratings =
            rated_tickets().into_iter().map(move |(id, at)| rating(&format!("{id}-csat"), &id, &later(&at, days), 4));
        with(ratings)
    };
    assert_eq!(told(&ratings(1)), (Some(4.0), 0.0));
    // 24 workdays are 32 days; rated 29 days later, the tickets of three days are.
    assert_eq!(told(&ratings(29)), (Some(4.0), 0.0));
    assert_eq!(told(&ratings(40)), (None, 0.0));
}

#[test]
fn an_answer_counts_once_in_whichever_way_it_is_told() {
    // Of ten tickets the answer was 1, of all others 5: told twice, they would weigh more.
    let answers: Vec<(String, String, u8)> = rated_tickets()
        .into_iter()
        .enumerate()
        .map(|(i, (id, at))| (id, at, if i % 12 == 0 { 1 } else { 5 }))
        .collect();
    let by_rating = |days: i32| {
        let one =
            move |(id, at, csat): &(String, String, u8)| rating(&format!("{id}-{days}"), id, &later(at, days), *csat);
        answers.iter().map(one).collect::<Vec<_>>()
    };
    let again = |days: i32, only: u8| {
        let of = answers.iter().filter(move |answer| answer.2 == only);
        let one = move |(id, at, csat): &(String, String, u8)| {
            ticket(&format!("{id}+{days}"), id, at, &later(at, days), Some(*csat))
        };
        of.map(one).collect::<Vec<_>>()
    };
    let once = told(&with(by_rating(1)));
    assert!(once.0.is_some_and(|csat| (4.0..4.9).contains(&csat)), "{once:?}");
    let twice = [by_rating(1), again(5, 1)].concat();
    assert_eq!(told(&with(twice)), once, "a rating, then the ticket again with the answer");
    let rated_again = [by_rating(1), by_rating(3)].concat();
    assert_eq!(told(&with(rated_again)), once, "rated, and rated again");
    let first_ticket = told(&with([again(0, 1), again(0, 5)].concat()));
    let then_rated = [again(0, 1), again(0, 5), by_rating(2)].concat();
    assert_eq!(told(&with(then_rated)), first_ticket, "the ticket with the answer, then a rating");
}

#[test]
fn a_rating_that_is_exported_again_counts_once_though_its_closing_is_forgotten() {
    // Closed 38 to 47 days before the last, rated twenty days later, and exported again on the 38th day: by then the closing is
    // not looked for any more, and the rating is. Of twelve answers one is 1, and that one comes again.
    let closed: Vec<(String, String)> =
        workdays().into_iter().filter(|day| (38..48).contains(&(last_day() - *day))).flat_map(tickets).collect();
    let answer = |number: usize| if number.is_multiple_of(12) { 1 } else { 5 };
    let rated = |event_id: &str, days: i32, number: usize| {
        let (id, at) = &closed[number];
        let data = json!({"ticket_id": id, "rated_at": later(at, 20), "csat": answer(number)});
        event("ticket.rated.v1", &format!("{event_id}-{id}"), &later(at, days), &data)
    };
    let once: Vec<String> = (0..closed.len()).map(|number| rated("rated", 20, number)).collect();
    let again = (0..closed.len()).filter(|number| answer(*number) == 1);
    let again: Vec<String> = again.map(|number| rated("exported", 38, number)).collect();
    let known = told(&with(once.clone()));
    assert!(known.0.is_some_and(|csat| (4.0..4.9).contains(&csat)), "{known:?}");
    assert_eq!(told(&with([once, again].concat())), known);
}

#[test]
fn a_rating_that_cannot_be_is_refused() {
    let at = format!("{}T20:00:00Z", last_day());
    let wrong = [
        json!({"ticket_id": "t", "rated_at": at, "csat": 6}),
        json!({"ticket_id": "t", "rated_at": at}),
        json!({"ticket_id": "", "rated_at": at, "csat": 4}),
        json!({"ticket_id": "t", "rated_at": "yesterday", "csat": 4}),
    ];
    let now = time::OffsetDateTime::from_unix_timestamp(1_900_000_000).expect("it is of this century");
    let codes = [Code::OutOfRange, Code::MissingMember, Code::OutOfRange, Code::MistypedMember];
    for (data, code) in wrong.iter().zip(codes) {
        let line = event("ticket.rated.v1", "wrong", &at, data);
        let refusal = cloudevent::read(line.as_bytes(), &[], now).map(|read| read.kind);
        assert_eq!(refusal.map_err(|refusal| refusal.code), Err(code), "{data}");
        let lines = [steady_work(), vec![line]].concat();
        assert_eq!(signals(&lines), signals(&steady_work()), "{data}");
    }
}
