//! What once came in at the command line and should not have, or did not and should have.

use std::collections::BTreeMap;

use attrition_contracts::records::topic::Topic;
use attrition_stream::backend::embedded::Embedded;
use attrition_stream::backend::local::Store;
use serde_json::{Value, json};

use super::{event, with};
use crate::running::http::fingerprints;
use attrition_test_support::process::program::{Scratch, done, embedded, finish};

/// Imports events; returns how many were taken in, and of those that were not the codes and details by line.
fn import(events: &[Value]) -> (usize, BTreeMap<u64, (String, String)>) {
    let scratch = Scratch::new();
    let lines: Vec<String> = events.iter().map(Value::to_string).collect();
    let file = scratch.file("events.ndjson", lines.join("\n"));
    // Whether it ends well is a matter of how much was refused.
    finish(&["import", &file], &embedded(&scratch.path("log")));
    let mut log = Embedded::read_only(&scratch.path("log")).expect("there is a log");
    let mut refused = BTreeMap::new();
    for partition in 0..log.partitions(Topic::DeadLetters) {
        for letter in log.read(Topic::DeadLetters, partition, 0, usize::MAX).expect("the log can be read") {
            let told = |name: &str| {
                let header =
                    letter.headers.iter().find(|(header, _)| header.strip_prefix("dead-letter-") == Some(name));
                String::from_utf8(header.expect("a dead letter says why").1.clone()).expect("it is text")
            };
            refused.insert(told("offset").parse().expect("it is a number"), (told("code"), told("detail")));
        }
    }
    (fingerprints(&scratch).len(), refused)
}

fn numbered(events: Vec<Value>) -> Vec<Value> {
    let number = |(number, mut event): (usize, Value)| {
        event["id"] = json!(format!("event-{number}"));
        event
    };
    events.into_iter().enumerate().map(number).collect()
}

#[test]
fn ratings_of_a_table_with_gaps_are_taken() {
    let tickets = [json!(5.0), json!(1.0), Value::Null].map(|csat| with("ticket.closed.v1", json!({"csat": csat})));
    let (taken, refused) = import(&numbered(tickets.to_vec()));
    assert_eq!((taken, refused.len()), (3, 0), "{refused:?}");
}

#[test]
fn a_binary_payload_of_an_sdk_is_taken() {
    use base64::Engine;
    let mut event = event("ticket.closed.v1");
    let data = event["data"].to_string();
    event.as_object_mut().expect("it is one").remove("data");
    event["data_base64"] = json!(base64::engine::general_purpose::STANDARD.encode(data));
    let (taken, refused) = import(&[event]);
    assert_eq!((taken, refused.len()), (1, 0), "{refused:?}");
}

#[test]
fn sequences_for_terminals_do_not_come_in() {
    let events = numbered(vec![
        with("roster.agent.v1", json!({"team": "a\u{1b}]0;title\u{7}b"})),
        with("roster.agent.v1", json!({"supervisor": "sup\u{1b}[31m\r\nBcc: x"})),
        with("roster.agent.v1", json!({"supervisor": "sup\u{202e}1"})),
    ]);
    let (taken, refused) = import(&events);
    assert_eq!(taken, 0);
    let told: Vec<_> = refused.values().map(|(code, detail)| format!("{code}: {detail}")).collect();
    assert_eq!(
        told,
        [
            "out_of_range: `team` has a control character, U+001B",
            "out_of_range: `supervisor` has a control character, U+001B",
            "out_of_range: `supervisor` has an invisible character, U+202E",
        ]
    );
}

#[test]
fn impossible_shares_do_not_come_in() {
    let events = numbered(vec![
        with("ticket.closed.v1", json!({"hold_s": 1_500.0})),
        with("ticket.closed.v1", json!({"wrap_s": 9_000.0})),
        with("attendance.shift.v1", json!({"date": "2026-01-05", "occupied_min": 2_000})),
        event("ticket.closed.v1"),
    ]);
    let (taken, refused) = import(&events);
    assert_eq!((taken, refused.len()), (1, 3), "{refused:?}");
    assert!(refused.values().all(|(code, _)| code == "out_of_range"), "{refused:?}");
}

#[test]
fn hire_dates_that_stand_for_none_do_not_come_in() {
    for none in ["0001-01-01", "1900-01-01", "9999-12-31"] {
        let events: Vec<Value> = ["2025-01-01", "2025-01-01", none, none, none]
            .into_iter()
            .map(|hired| with("roster.agent.v1", json!({"hire_date": hired})))
            .collect();
        let (taken, refused) = import(&numbered(events));
        assert_eq!((taken, refused.len()), (2, 3), "{refused:?}");
        assert!(refused.values().all(|(code, detail)| code == "out_of_range" && detail.contains(none)), "{refused:?}");
    }
}

#[test]
fn nobody_has_been_here_for_less_than_no_time() {
    // An agent of an agency works before the day of the contract.
    let agent = with("roster.agent.v1", json!({"effective": "2026-11-01", "hire_date": "2026-12-15"}));
    let scratch = Scratch::new();
    let lines = numbered(vec![agent, event("attendance.shift.v1")]);
    let lines: Vec<String> = lines.iter().map(Value::to_string).collect();
    let file = scratch.file("events.ndjson", lines.join("\n"));
    let table = done(&["signals", "compute", "--events", &file, "--as-of", "2026-11-27", "--out", "-"], &[]);
    let mut rows = csv::Reader::from_reader(table.as_bytes());
    let place = rows.headers().expect("it has a head").iter().position(|name| name == "tenure_days");
    let row = rows.records().next().expect("it has a row").expect("it is CSV");
    assert_eq!(&row[place.expect("tenure is a signal")], "0", "{table}");
}

#[test]
fn who_has_yet_to_begin_is_in_no_team() {
    // Three of four have a contract from next month on, and a team of one has no tenure.
    let hired = [("anna", "2025-03-01"), ("ben", "2026-12-15"), ("carol", "2026-12-15"), ("dan", "2026-12-20")];
    let mut lines = String::new();
    for (agent, hire_date) in hired {
        let mut event = with("roster.agent.v1", json!({"effective": "2026-11-01", "hire_date": hire_date}));
        (event["subject"], event["id"], event["time"]) = (json!(agent), json!(agent), json!("2026-11-01T08:00:00Z"));
        lines += &format!("{event}\n");
    }
    let scratch = Scratch::new();
    let file = scratch.file("events.ndjson", lines);
    let table = done(&["signals", "compute", "--events", &file, "--as-of", "2026-11-27", "--out", "-"], &[]);
    let mut rows = csv::Reader::from_reader(table.as_bytes());
    let place = rows.headers().expect("it has a head").iter().position(|name| name == "team_tenure");
    let place = place.expect("it is a signal");
    let tenures: Vec<String> = rows.records().map(|row| row.expect("it is CSV")[place].to_owned()).collect();
    assert_eq!(tenures, [""; 4], "{table}");
}

#[test]
fn the_day_of_a_leave_is_told_from_the_day_of_its_decision() {
    let (taken, refused) = import(&[with("attendance.request.v1", json!({"date": "2026-12-24"}))]);
    assert_eq!(taken, 0);
    let told: Vec<&(String, String)> = refused.values().collect();
    assert!(told.len() == 1 && told[0].0 == "date_after_time" && told[0].1.contains("not of the leave"), "{told:?}");
}
