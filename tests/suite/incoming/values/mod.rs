//! Values that cannot be are refused, each with its name and what came; what can be is taken, however it is spelled.

mod cases;
mod characters;
mod dates;
mod numbers;
mod shares;
mod zones;

use attrition_contracts::incoming::cloudevent;
use attrition_contracts::incoming::refusal::Refusal;
use attrition_contracts::records::record::Output;
use attrition_contracts::records::topic::Topic;
use attrition_pipeline::ingest::IngestStage;
use attrition_pipeline::{Flow, Outputs, Stage};
use serde_json::{Value, json};
use time::OffsetDateTime;

use attrition_test_support::stages::small_centre::partitions;

/// When the events below were recorded.
const TIME: &str = "2026-11-27T18:00:00Z";

/// An event of each type that is as it must be, with the names of its members that are ids or codes.
fn events() -> Vec<(Value, &'static [&'static str])> {
    let event = |kind: &str, data: Value| {
        json!({
            "specversion": "1.0", "id": kind, "source": "/test", "type": kind, "time": TIME, "subject": "anna", "data": data,
        })
    };
    vec![
        (
            event(
                "attendance.shift.v1",
                json!({
                    "shift_id": "s1", "date": "2026-11-27", "scheduled_start": "2026-11-27T09:00:00Z",
                    "scheduled_end": "2026-11-27T17:00:00Z", "status": "worked", "actual_start": "2026-11-27T09:00:00Z",
                    "actual_end": "2026-11-27T17:00:00Z", "overtime_min": 0, "break_overrun_min": 0, "occupied_min": 380,
                    "home": false,
                }),
            ),
            &["shift_id"],
        ),
        (
            event(
                "attendance.request.v1",
                json!({"request_id": "r1", "date": "2026-11-27", "kind": "leave", "decision": "granted"}),
            ),
            &["request_id"],
        ),
        (
            event(
                "qa.evaluation.v1",
                json!({
                    "evaluation_id": "e1", "date": "2026-11-27", "score": 88.0, "critical_fail": false, "disputed": false,
                }),
            ),
            &["evaluation_id"],
        ),
        (
            event("qa.coaching.v1", json!({"session_id": "c1", "date": "2026-11-27", "status": "held", "minutes": 30})),
            &["session_id"],
        ),
        (
            event(
                "ticket.closed.v1",
                json!({
                    "ticket_id": "t1", "closed_at": "2026-11-27T10:00:00Z", "channel": "voice", "category": "c1",
                    "handle_s": 300.0, "hold_s": 20.0, "wrap_s": 30.0, "transferred": false, "escalated": false, "csat": 5,
                    "complaint": false, "hostile": false,
                }),
            ),
            &["ticket_id", "channel", "category"],
        ),
        (
            event("ticket.reopened.v1", json!({"ticket_id": "t1", "reopened_at": "2026-11-27T11:00:00Z"})),
            &["ticket_id"],
        ),
        (
            event(
                "roster.agent.v1",
                json!({
                    "effective": "2026-11-01", "hire_date": "2025-01-01", "site": "north", "team": "t1", "supervisor": "sup-1",
                    "queue": "billing", "level": "1", "contract_h_week": 40, "shift_pattern": "day", "potential": null,
                }),
            ),
            &["site", "team", "supervisor", "queue", "level", "shift_pattern"],
        ),
        (
            event(
                "roster.separation.v1",
                json!({
                    "kind": "voluntary", "notice_date": "2026-11-20", "last_day": "2026-12-31", "reason": "pay",
                }),
            ),
            &[],
        ),
    ]
}

/// The event of a type.
fn event(kind: &str) -> Value {
    let found = events().into_iter().find(|(event, _)| event["type"] == kind);
    found.expect("there is one of each type").0
}

/// The event of a type with other members of its data.
fn with(kind: &str, members: Value) -> Value {
    let mut event = event(kind);
    let Value::Object(members) = members else { panic!("no members: {members}") };
    for (name, value) in members {
        event["data"][name] = value;
    }
    event
}

/// What the ingest stage makes of an event: taken in, or a dead letter.
fn ingested(text: &str) -> Result<(), Refusal> {
    let now = OffsetDateTime::from_unix_timestamp(1_800_000_000).expect("it is of this century");
    let record = Output::new(Topic::Roster, 0, [], text.as_bytes()).read_at(0);
    let mut out = Outputs::default();
    assert_eq!(IngestStage::new(partitions(), now).process(&record, &mut out), Flow::Taken);
    let is_dead = out.records.iter().any(|record| record.topic == Topic::DeadLetters);
    let read = cloudevent::read_record(&record, now).map(drop);
    assert_eq!(is_dead, read.is_err(), "{text}");
    read
}

fn is_taken(event: &Value) {
    assert_eq!(ingested(&event.to_string()), Ok(()), "{event}");
}

/// It is refused for this reason; the detail has all these words.
fn is_refused(event: &Value, code: &str, words: &[&str]) {
    let refusal = ingested(&event.to_string()).expect_err("it is taken in");
    assert_eq!(refusal.code.text(), code, "{}: {event}", refusal.detail);
    assert!(words.iter().all(|word| refusal.detail.contains(word)), "{words:?}: {}", refusal.detail);
}

#[test]
fn the_events_are_right() {
    events().iter().for_each(|(event, _)| is_taken(event));
}
