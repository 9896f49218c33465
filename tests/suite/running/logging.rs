//! The program's own log: a line of JSON for each thing that matters, and what is in no line.

use attrition_contracts::incoming::cloudevent::local_date;
use serde_json::{Value, json};
use time::OffsetDateTime;

use attrition_test_support::centres::planted::{name, plant_alerts, version};
use attrition_test_support::process::http::{get, metric, post, send};
use attrition_test_support::process::program::{Scratch, Service, embedded, eventually, finish, variable};
use attrition_test_support::stages::bad_records::{self, good};

const TOKEN: &str = "the-token-of-this-test";
const SECRET: &str = "the-secret-of-links-that-is-long-enough";
const KEY: &str = "the-key-of-a-robot";

/// What of people and of secrets goes through the service of these tests.
const NEVER: [&str; 8] = ["agent", "boss-", "late_rate", "0.31415926535", "specversion", TOKEN, SECRET, KEY];

/// A service with alerts, a receiver that is away, a token and a key, to which events, good and bad, and feedback are sent.
pub(crate) fn busy(scratch: &Scratch, more: &[(String, String)]) -> Service {
    let dir = scratch.path("log");
    // Of today, so that somebody is told.
    let today = local_date(OffsetDateTime::now_utc()).to_string();
    let more_of = json!({"risk": 0.314_159_265_35, "date": today, "raised_on": today});
    plant_alerts(&dir, &[(1, version(1, 1, "raised", &more_of)), (2, version(2, 1, "raised", &more_of))]);
    let away = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free").local_addr().expect("it is bound");
    let variables = [
        variable("HTTP__TOKEN", TOKEN),
        variable("LINKS__SECRET", SECRET),
        variable("LINKS__PUBLIC", "https://watch.example.org"),
        variable("DELIVER__WEBHOOKS__OPS__URL", &format!("http://{away}/hook?key={KEY}")),
    ];
    let service = Service::start(&[&embedded(&dir), &variables[..], more].concat());
    let headers = [&*format!("Authorization: Bearer {TOKEN}")];
    let batch: Vec<Value> = (0..200).map(|number| good(&format!("of-many-{number}"))).collect();
    assert_eq!(send(&service, "/v1/events", &headers, json!(batch).to_string().as_bytes()).status, 202);
    for bad in bad_records::all().iter().filter(|bad| bad.headers.is_empty() && !bad.is_null) {
        // A batch of events is none of a source topic's, and comes in here.
        let status = send(&service, "/v1/events", &headers, &bad.value).status;
        assert!([202, 400, 413].contains(&status), "{}", bad.name);
    }
    eventually("the alerts are read", || {
        let said = send(&service, &format!("/v1/alerts/{}/feedback", name(1)), &headers, br#"{"kind":"useful"}"#);
        said.status == 202
    });
    assert_eq!(get(&service, "/v1/status").status, 401);
    assert_eq!(post(&service, "/v1/events", b"[]").status, 401);
    assert_eq!(get(&service, "/a/agent-1").status, 404, "a link that nobody signed");
    let scored = "attrition_watch_records_total{stage=\"score\"}";
    eventually("the events are scored", || metric(&service, scored) >= 200.0);
    let decided = "attrition_watch_records_total{stage=\"desk\"}";
    eventually("the desk has read what was said", || metric(&service, decided) >= 1.0);
    eventually("the receiver is away", || service.said().contains("the receiver takes nothing for now"));
    service
}

/// None of it stands in what was said.
pub(crate) fn assert_never(said: &str) {
    for never in NEVER {
        assert!(!said.contains(never), "`{never}` stands in:\n{said}");
    }
}

#[test]
fn lines_are_json_and_name_nobody() {
    let scratch = Scratch::new();
    let mut service = busy(&scratch, &[variable("SERVICE__LOG_FORMAT", "json")]);
    assert!(service.process.terminate().success());
    let said = service.said();
    let mut messages = Vec::new();
    for line in said.lines() {
        let told: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert!(told["timestamp"].is_string() && told["level"].is_string(), "{line}");
        messages.push(told["fields"]["message"].as_str().unwrap_or_else(|| panic!("{line}")).to_owned());
    }
    for expected in
        ["starting", "serving HTTP", "models in force", "stopping: the steps at hand are finished", "stopped"]
    {
        assert_eq!(messages.iter().filter(|message| *message == expected).count(), 1, "{expected}: {said}");
    }
    assert_never(&said);
}

#[test]
fn lines_as_text_name_nobody_either() {
    let scratch = Scratch::new();
    let mut service = busy(&scratch, &[]);
    assert!(service.process.terminate().success());
    assert_never(&service.said());
}

#[test]
#[cfg(not(feature = "otlp"))]
fn a_collector_needs_a_program_that_knows_one() {
    let refused = finish(&["run"], &[variable("SERVICE__OTLP", "http://127.0.0.1:4318")]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(refused.status.code() == Some(2) && said.contains("--features otlp"), "{said}");
}

#[test]
#[cfg(feature = "otlp")]
fn a_collector_needs_an_address() {
    let refused = finish(&["run"], &[variable("SERVICE__OTLP", "collector:4317")]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(refused.status.code() == Some(2) && said.contains("http://collector:4318"), "{said}");
}
