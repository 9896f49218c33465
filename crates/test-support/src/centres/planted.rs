//! Alerts put into a log by hand, and what then lies in the desk's inbox.

use std::path::Path;

use attrition_contracts::alerting::inbox::{self, InboxMessage};
use attrition_contracts::records::record::Output;
use attrition_contracts::records::topic::{Topic, partition_of};
use attrition_core::desk::Feedback;
use attrition_stream::Step;
use attrition_stream::backend::embedded::Embedded;
use attrition_stream::backend::local::Store;
use serde_json::{Value, json};

/// The alert of a number: `n` in its name's last digits.
pub fn name(n: u32) -> String {
    format!("a1e47{n:027x}")
}

/// A version of the alert of a number, about `agent-<n>` under `boss-<n mod 10>` at the site `north`.
pub fn version(n: u32, version: u32, status: &str, more: &Value) -> Value {
    let mut alert = json!({
        "alert": name(n), "version": version, "status": status, "closing": null, "to": "supervisor", "why_second": null,
        "until": null, "carried_from": null, "language": "en", "date": "2026-03-02", "raised_on": "2026-03-02",
        "since": "2026-03-01", "jumped": false, "supervisor": format!("boss-{}", n % 10), "site": "north", "team": "blue",
        "potential": "E", "risk": 0.42, "risk_month_ago": 0.12, "band": "red",
        "reasons": [reason("late_rate"), reason("handle_time_change")], "side": "hygiene", "guide": [],
        "week": {"monday": "2026-03-02", "raised": 1, "withheld": 0}, "model": "prior", "purpose": ["Support only.", "仅用于支持。"],
    });
    for (member, value) in more.as_object().into_iter().flatten() {
        alert[member] = value.clone();
    }
    alert
}

fn reason(signal: &str) -> Value {
    json!({
        "signal": signal, "contribution": 0.5, "side": "withdrawal", "now": 0.3, "normal": 0.1,
        "en": format!("{signal} is up"), "zh-CN": format!("{signal} 上升"),
    })
}

/// A record of the alerts topic.
pub fn record(kind: &str, agent: &str, data: &Value, partitions: u32) -> Output {
    let event = json!({
        "specversion": "1.0", "id": format!("{kind}{data}"), "source": "test", "type": format!("attrition.{kind}.v1"),
        "time": "2026-03-02T23:00:00Z", "subject": agent, "datacontenttype": "application/json", "data": data,
    });
    let key = data["supervisor"].as_str().expect("it has a supervisor").as_bytes();
    Output::new(Topic::Alerts, partition_of(key, partitions), key, event.to_string().into_bytes())
}

/// Feedback about the alert of a number, as the desk tells that it was taken in.
pub fn feedback(n: u32, id: &str, kind: &str, more: &Value) -> Value {
    let mut feedback = json!({
        "feedback": id, "alert": name(n), "supervisor": format!("boss-{}", n % 10), "site": "north",
        "raised_on": "2026-03-02", "kind": kind, "date": "2026-03-03", "at": "2026-03-03T08:00:00Z", "by": "cli",
    });
    for (member, value) in more.as_object().into_iter().flatten() {
        feedback[member] = value.clone();
    }
    feedback
}

/// Writes records into the embedded log of a directory, which nobody has open.
pub fn plant(dir: &Path, outputs: impl FnOnce(u32) -> Vec<Output>) {
    let mut log = Embedded::open(dir, 2).expect("the log can be opened");
    let outputs = outputs(log.partitions(Topic::Alerts));
    log.commit("test", Step { outputs, positions: Vec::new() }).expect("it can be written");
    log.close().expect("it can be closed");
}

/// Plants versions of alerts: their number and what they are.
pub fn plant_alerts(dir: &Path, alerts: &[(u32, Value)]) {
    plant(dir, |partitions| {
        alerts.iter().map(|(n, alert)| record("alert", &format!("agent-{n}"), alert, partitions)).collect()
    });
}

/// The feedback in the desk's inbox, with the site whose desk it is.
pub fn in_inbox(dir: &Path) -> Vec<(String, Feedback)> {
    let mut log = Embedded::read_only(dir).expect("the log can be read");
    let mut found = Vec::new();
    for partition in 0..log.partitions(Topic::Desk) {
        for record in log.read(Topic::Desk, partition, 0, usize::MAX).expect("the log can be read") {
            if let Ok(InboxMessage::Feedback { site, feedback }) = inbox::read(&record.value) {
                assert_eq!(&*record.key, site.as_bytes());
                found.push((site.to_string(), *feedback));
            }
        }
    }
    found
}
