//! The HTTP side of a running service on an embedded log.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::time::Duration;

use attrition_contracts::records::journal::{self, JournalEntry};
use attrition_contracts::records::topic::Topic;
use attrition_stream::backend::embedded::Embedded;
use attrition_stream::backend::local::Store;
use serde_json::{Value, json};

use attrition_test_support::process::http::{get, metric, post};
use attrition_test_support::process::program::{Scratch, Service, embedded, eventually};
use attrition_test_support::stages::bad_records::good;

const EVENTS: &str = "/v1/events";
const TAKEN_IN: &str = "attrition_watch_ingested_total{type=\"ticket.closed.v1\"}";

#[test]
fn posted_events_are_taken_in_and_counted() {
    let scratch = Scratch::new();
    let mut service = Service::start(&embedded(&scratch.path("log")));
    assert_eq!((get(&service, "/healthz").status, get(&service, "/nowhere").status), (200, 404));
    eventually("it is ready", || get(&service, "/readyz").status == 200);

    let answer = post(&service, EVENTS, good("first").to_string().as_bytes());
    assert_eq!((answer.status, answer.json()), (202, json!({"accepted": 1})));
    let batch: Vec<Value> = (0..500).map(|number| good(&format!("of-many-{number}"))).collect();
    let answer = post(&service, EVENTS, json!(batch).to_string().as_bytes());
    assert_eq!((answer.status, answer.json()), (202, json!({"accepted": 500})));
    assert_eq!(post(&service, EVENTS, b"[]").status, 202);
    eventually("all are taken in", || metric(&service, TAKEN_IN) == 501.0);
    assert_eq!(metric(&service, "attrition_watch_http_events_total{outcome=\"accepted\"}"), 501.0);

    let metrics = get(&service, "/metrics").body;
    check_format(&metrics);
    assert!(!metrics.contains("agent-"), "no agent is named:\n{metrics}");
    assert!(!service.said().contains("agent-"), "nor in what it logs:\n{}", service.said());
    assert!(service.process.terminate().success());
    assert_eq!(in_journal(&scratch), 501);
}

/// Prometheus' text format: each sample has a number, and its family a type and a help text before it.
fn check_format(metrics: &str) {
    let (mut types, mut helps) = (BTreeSet::new(), BTreeSet::new());
    for line in metrics.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        match words[..] {
            ["#", "HELP", name, ..] => drop(helps.insert(name)),
            ["#", "TYPE", name, kind] => {
                assert!(["counter", "gauge", "histogram"].contains(&kind), "{line}");
                types.insert(name);
            }
            _ => {
                let (sample, value) = line.rsplit_once(' ').expect("a sample has a value");
                assert!(value.parse::<f64>().is_ok(), "{line}");
                let name = sample.split('{').next().unwrap_or_default();
                let family =
                    ["_bucket", "_sum", "_count"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
                assert!(types.contains(family) && helps.contains(family), "{line}");
            }
        }
    }
    assert!(types.contains("attrition_watch_records_total"), "{metrics}");
}

#[test]
fn what_is_refused_is_refused_as_a_whole_and_explained() {
    let scratch = Scratch::new();
    let mut service = Service::start(&embedded(&scratch.path("log")));
    let (mut no_agent, mut late) = (good("no-agent"), good("ahead"));
    no_agent["subject"] = json!("");
    late["time"] = json!("2199-01-01T00:00:00Z");
    let large = json!({"specversion": "1.0", "more": "x".repeat(70_000)});
    let batch = json!([good("one"), no_agent, good("two"), late, large, 42]);
    let answer = post(&service, EVENTS, batch.to_string().as_bytes());
    assert_eq!(answer.status, 400, "{}", answer.body);
    let told = answer.json();
    let told = told["events"].as_array().expect("it says which");
    let codes: Vec<(u64, &str)> = told
        .iter()
        .map(|one| (one["index"].as_u64().unwrap_or(u64::MAX), one["code"].as_str().unwrap_or("")))
        .collect();
    assert_eq!(codes, [(1, "missing_agent"), (3, "time_ahead"), (4, "too_large"), (5, "not_cloudevents")]);
    assert!(told.iter().all(|one| one["detail"].as_str().is_some_and(|detail| !detail.is_empty())), "{told:?}");

    for body in [&b""[..], b"not JSON", b"[", b"{\"specversion\":", b"\xff\xfe", b"[1,]", &[0; 16]] {
        let answer = post(&service, EVENTS, body);
        assert_eq!(answer.status, 400, "{body:?}: {}", answer.body);
        assert!(answer.json()["error"].is_string(), "{body:?}");
    }
    for more in [1, 1 << 22] {
        let answer = post(&service, EVENTS, &vec![b' '; (1 << 20) + more]);
        assert_eq!(answer.status, 413, "{}", answer.body);
        assert!(answer.json()["error"].is_string());
    }
    let mut fits = good("fits").to_string().into_bytes();
    fits.resize(1 << 20, b' ');
    assert_eq!(post(&service, EVENTS, &fits).status, 202);
    assert_eq!(get(&service, EVENTS).status, 405);
    eventually("the good one is taken in", || metric(&service, TAKEN_IN) == 1.0);
    assert!(service.process.terminate().success());
    assert_eq!(in_journal(&scratch), 1, "nothing of the refused batch is taken in");
}

/// What a service says to the beginning of a request, until it closes the connection.
fn said_to(address: &str, beginning: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("the service listens");
    stream.set_read_timeout(Some(Duration::from_secs(60))).expect("it can be set");
    stream.write_all(beginning.as_bytes()).expect("it is read");
    let mut said = String::new();
    stream.read_to_string(&mut said).expect("it is closed in time");
    said
}

#[test]
fn half_a_request_is_not_waited_for_for_ever() {
    let scratch = Scratch::new();
    let mut service = Service::start(&embedded(&scratch.path("log")));
    let address = service.address.as_str();
    let head = |path: &str| {
        format!("POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n")
    };
    std::thread::scope(|scope| {
        let begun = ["", "GET /heal", "GET /healthz HTTP/1.1\r\nHost: x\r\n", &head(EVENTS)];
        let heads = begun.map(|begun| {
            let begun = begun.to_owned();
            scope.spawn(move || said_to(address, &begun))
        });
        let bodies = [EVENTS, "/v1/alerts/x/feedback"].map(|path| {
            let begun = format!("{}\r\n{{\"specversion\"", head(path));
            scope.spawn(move || said_to(address, &begun))
        });
        // Whoever is at work meanwhile is answered.
        assert_eq!(post(&service, EVENTS, good("meanwhile").to_string().as_bytes()).status, 202);
        for said in heads.map(|thread| thread.join().expect("it is closed")) {
            assert!(!said.contains(" 200 ") && !said.contains(" 202 "), "{said}");
        }
        for said in bodies.map(|thread| thread.join().expect("it is closed")) {
            assert!(said.starts_with("HTTP/1.1 408 ") && said.contains("within 30 s"), "{said}");
        }
    });
    assert!(service.process.terminate().success(), "{}", service.said());
    assert_eq!(in_journal(&scratch), 1);
}

#[test]
fn what_was_accepted_survives_the_process() {
    let scratch = Scratch::new();
    let log = embedded(&scratch.path("log"));
    for round in 0..5 {
        let mut service = Service::start(&log);
        let batch: Vec<Value> = (0..40).map(|number| good(&format!("{round}-{number}"))).collect();
        let answer = post(&service, EVENTS, json!(batch).to_string().as_bytes());
        service.process.kill();
        assert_eq!(answer.status, 202, "{}", answer.body);
    }
    let mut service = Service::start(&log);
    eventually("all are in the journal", || in_journal(&scratch) == 200);
    assert!(service.process.terminate().success());
    assert_eq!(in_journal(&scratch), 200, "each once");
}

/// Events in the journal, by what is told of the log beside the service.
fn in_journal(scratch: &Scratch) -> usize {
    fingerprints(scratch).len()
}

/// The fingerprints of the events in the journal: none is there twice.
pub(crate) fn fingerprints(scratch: &Scratch) -> BTreeSet<u64> {
    fingerprints_of(&scratch.path("log"))
}

/// The same of the log in a directory.
pub(crate) fn fingerprints_of(dir: &Path) -> BTreeSet<u64> {
    let mut log = Embedded::read_only(dir).expect("the log can be read");
    let mut fingerprints = Vec::new();
    for partition in 0..log.partitions(Topic::Journal) {
        let records = log.read(Topic::Journal, partition, 0, usize::MAX).expect("the log can be read");
        fingerprints.extend(records.iter().filter_map(|record| match journal::read(&record.value)? {
            JournalEntry::Event(event) => Some(event.fingerprint.0),
            _ => None,
        }));
    }
    let (count, distinct) = (fingerprints.len(), fingerprints.into_iter().collect::<BTreeSet<u64>>());
    assert_eq!(distinct.len(), count, "each event is there once");
    distinct
}
