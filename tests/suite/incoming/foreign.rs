//! Foreign clients send events to a running service on Kafka, and read its alerts.

use attrition_contracts::alerting::alert;
use attrition_contracts::alerting::alert_status::AlertStatus;
use attrition_contracts::records::topic::Topic;
use attrition_core::basics::date::Date;
use attrition_pipeline::ingest::last_closed;
use attrition_service::runtime::model;
use serde_json::{Value, json};
use time::OffsetDateTime;

use attrition_test_support::centres::centre::Centre;
use attrition_test_support::kafka::broker;
use attrition_test_support::kafka::kcat::{consume, produce, produce_with_names};
use attrition_test_support::process::http::{get, metric};
use attrition_test_support::process::program::{Scratch, Service, done, eventually, kafka, variable};
use attrition_test_support::stages::bad_records::binary;
use attrition_test_support::stages::history;
use attrition_test_support::stages::play::PARTITIONS;

/// A model to which nothing matters but shifts that were missed without a word: two in four weeks are red.
fn model() -> String {
    let mut model: Value = serde_json::from_str(model::PRIOR).expect("the prior is JSON");
    (model["id"], model["intercept"]) = ("no-shows".into(), json!(-5.0));
    model["signals"] = json!({"no_shows": {"low": 0.0, "high": 3.0, "centre": 0.0, "scale": 1.0, "weight": 4.0}});
    (model["bands"]["amber"], model["bands"]["red"]) = (json!(0.3), json!(0.6));
    model.to_string()
}

/// A quarter of steady work that ends on a day.
fn quarter(last: Date) -> Vec<Vec<u8>> {
    let mut centre = Centre::with_crew(last - 95);
    centre.rest_work(&[], &(last - 95..last));
    // Without the others the site would be silent on the last day, and nothing decided.
    centre.rest_work(&["anna"], &(last..last + 1));
    let lines = centre.lines().into_iter().chain([no_show("ben", "old", last)]);
    lines.map(String::into_bytes).collect()
}

/// A shift that was missed without a word, recorded at its end.
fn no_show(agent: &str, id: &str, day: Date) -> String {
    json!({
        "specversion": "1.0", "id": id, "source": "/foreign", "type": "attendance.shift.v1", "subject": agent,
        "time": format!("{day}T05:30:00Z"),
        "data": {
            "shift_id": id, "date": day.to_string(), "status": "absent", "absence": "no_show",
            "scheduled_start": format!("{day}T03:00:00Z"), "scheduled_end": format!("{day}T05:00:00Z"),
        },
    })
    .to_string()
}

#[test]
#[ignore = "needs Kafka and kcat: ./check"]
fn events_from_kcat_become_an_alert_for_kcat() {
    let (scratch, settings) = (Scratch::new(), broker::with_topics(PARTITIONS));
    let model = variable("SCORE__MODEL", &scratch.file("model.json", model()));
    let variables = [kafka(&settings), vec![model]].concat();
    let closed = last_closed(OffsetDateTime::now_utc());
    done(&["import", &scratch.file("quarter.ndjson", history::bytes(&quarter(closed)))], &variables);
    let mut service = Service::start(&variables);
    eventually("it is ready", || get(&service, "/readyz").status == 200);
    // What comes later is late in the last day: it moves no baseline of the site.
    eventually("the last day is closed", || service.said().contains("days are closed"));

    produce(&settings, Topic::Attendance, "anna", no_show("anna", "first", closed).as_bytes(), &[]);
    let second = serde_json::from_str(&no_show("anna", "second", closed + 1)).expect("it is JSON");
    let (value, headers) = binary(&second);
    produce(&settings, Topic::Attendance, "anna", &value, &headers);

    let alerts = consume(&settings, Topic::Alerts, 1, "%k %s");
    let (supervisor, value) = alerts[0].split_once(' ').expect("an alert has a key");
    let (agent, told) =
        alert::read(value.as_bytes()).ok().flatten().unwrap_or_else(|| panic!("it is an alert: {value}"));
    assert_eq!((supervisor, &*agent, told.status), ("sup-1", "anna", AlertStatus::Raised));
    assert_eq!((told.jumped, told.raised_on), (true, closed + 1));
    assert!(told.reasons.iter().any(|reason| reason.en.contains("without a word")), "{value}");

    assert_eq!(metric(&service, "attrition_watch_ingested_total{type=\"attendance.shift.v1\"}"), 2.0);
    assert!(service.process.terminate().success(), "{}", service.said());
}

#[test]
#[ignore = "needs Kafka and kcat: ./check"]
fn bad_records_from_kcat_are_dead_letters_for_kcat() {
    let settings = broker::with_topics(PARTITIONS);
    let mut service = Service::start(&kafka(&settings));
    produce(&settings, Topic::Qa, "anna", b"hello", &[("trace".to_owned(), b"7".to_vec())]);
    let letters = consume(&settings, Topic::DeadLetters, 1, "%k|%s|%h");
    let (head, headers) = letters[0].rsplit_once('|').expect("it has headers");
    assert_eq!(head, "anna|hello");
    for header in ["dead-letter-code=not_json", "dead-letter-topic=qa", "dead-letter-offset=0", "trace=7"] {
        assert!(headers.split(',').any(|found| found == header), "{header}: {headers}");
    }
    // A header whose name is not even text.
    let shift = no_show("anna", "one", Date::parse("2025-03-03").expect("it is a date"));
    produce_with_names(&settings, Topic::Qa, "anna", shift.as_bytes(), [(&b"\xff\xfe"[..], &b"1"[..])].into_iter());
    eventually("it is taken in", || {
        metric(&service, "attrition_watch_ingested_total{type=\"attendance.shift.v1\"}") == 1.0
    });
    assert!(service.process.terminate().success(), "{}", service.said());
}
