//! The SDKs of CloudEvents send to a running service, over a real broker and over HTTP.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use attrition_contracts::records::journal::{self, JournalEntry};
use attrition_contracts::records::record::Record;
use attrition_contracts::records::topic::Topic;
use attrition_stream::backend::kafka::{Settings, scan};
use serde_json::{Value, json};

use super::{changed, fingerprint};
use crate::running::http::fingerprints;
use attrition_test_support::kafka::broker;
use attrition_test_support::kafka::java;
use attrition_test_support::process::program::{Scratch, Service, embedded, eventually, kafka};
use attrition_test_support::process::python::python;
use attrition_test_support::stages::small_centre::PARTITIONS;

/// An event for each mode in which an SDK writes one, of an agent whose name no header of HTTP can hold as it is.
fn events(modes: &[&str]) -> Vec<(String, Value)> {
    let event = |mode: &&str| {
        let event = changed(|event| {
            event["id"] = json!(*mode);
            event["source"] = json!("https://example.org/wfm");
            event["subject"] = json!("Zoë 客服");
            event["data"]["ticket_id"] = json!(*mode);
            event["data"]["category"] = json!("50 % “off”");
        });
        ((*mode).to_owned(), event)
    };
    modes.iter().map(event).collect()
}

/// Runs a sender to its end, with these lines to read.
fn send(mut sender: Command, lines: &[String]) {
    let mut sender = sender.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it was installed");
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    sender.stdin.take().expect("it is piped").write_all(text.as_bytes()).expect("the sender reads");
    let output = sender.wait_with_output().expect("it is a child of this process");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Events as the script in Python takes them.
fn lines_for_python(events: &[(String, Value)]) -> Vec<String> {
    let line = |(mode, event): &(String, Value)| {
        let mut event = event.clone();
        event["mode"] = json!(mode);
        event["datacontenttype"] = json!("application/json");
        event["anextension"] = json!("a value");
        event.to_string()
    };
    events.iter().map(line).collect()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cloudevents")
}

fn python_sender(args: &[&str]) -> Command {
    let mut command = Command::new(python("cloudevents"));
    command.arg(folder().join("send.py")).args(args);
    command
}

/// Every record of a topic.
fn records(settings: &Settings, topic: Topic) -> Vec<Record> {
    let mut records = Vec::new();
    let mut keep = |record| {
        records.push(record);
        true
    };
    (0..PARTITIONS).for_each(|partition| scan(settings, topic, partition, &mut keep).expect("the broker answers"));
    records
}

/// What is in the journal is what was sent.
fn assert_taken_in(settings: &Settings, events: &[(String, Value)]) {
    let in_journal = || -> BTreeSet<u64> {
        let event = |record: &Record| match journal::read(&record.value)? {
            JournalEntry::Event(event) => Some(event.fingerprint.0),
            _ => None,
        };
        records(settings, Topic::Journal).iter().filter_map(event).collect()
    };
    let expected: BTreeSet<u64> = events.iter().map(|(_, event)| fingerprint(event)).collect();
    eventually("all are taken in, or refused", || {
        let letters = records(settings, Topic::DeadLetters);
        let told = letters.iter().map(|letter| {
            let headers =
                letter.headers.iter().map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value)));
            headers.collect::<Vec<_>>().join("; ")
        });
        assert!(letters.is_empty(), "{:#?}", told.collect::<Vec<_>>());
        in_journal().len() >= expected.len()
    });
    assert_eq!(in_journal(), expected);
}

#[test]
#[ignore = "needs Kafka and Python: ./check"]
fn the_python_sdk_over_kafka() {
    let settings = broker::with_topics(PARTITIONS);
    let mut service = Service::start(&kafka(&settings));
    let events = events(&[
        "core-binary",
        "core-binary-bytes",
        "core-structured",
        "core-structured-bytes",
        "v1-binary",
        "v1-structured",
        "v1-structured-bytes",
    ]);
    let sender = python_sender(&[&settings.properties["bootstrap.servers"], &settings.name(Topic::Tickets)]);
    send(sender, &lines_for_python(&events));
    assert_taken_in(&settings, &events);
    assert!(service.process.terminate().success(), "{}", service.said());
}

#[test]
#[ignore = "needs Python: ./check"]
fn the_python_sdk_over_http() {
    let scratch = Scratch::new();
    let mut service = Service::start(&embedded(&scratch.path("log")));
    let events =
        events(&["http-core-binary", "http-core-structured", "http-core-structured-bytes", "http-v1-structured"]);
    // The old interface writes headers as they are, and the client then refuses what is not Latin-1.
    let plain = changed(|event| event["id"] = json!("http-v1-binary"));
    let events = [events, vec![("http-v1-binary".to_owned(), plain)]].concat();
    send(python_sender(&[&format!("http://{}/v1/events", service.address)]), &lines_for_python(&events));
    let expected: BTreeSet<u64> = events.iter().map(|(_, event)| fingerprint(event)).collect();
    eventually("all are taken in", || fingerprints(&scratch).len() >= expected.len());
    assert!(service.process.terminate().success(), "{}", service.said());
    assert_eq!(fingerprints(&scratch), expected);
}

#[test]
#[ignore = "needs Kafka: ./check"]
fn the_java_sdk_over_kafka() {
    let settings = broker::with_topics(PARTITIONS);
    let mut service = Service::start(&kafka(&settings));
    let events =
        events(&["binary", "binary-schema", "binary-untyped", "structured", "structured-base64", "structured-untyped"]);
    let line = |(mode, event): &(String, Value)| {
        let text = |name: &str| event[name].as_str().expect("it is text").to_owned();
        [
            mode.clone(),
            text("id"),
            text("source"),
            text("type"),
            text("time"),
            text("subject"),
            event["data"].to_string(),
        ]
        .join("\t")
    };
    let sender = || {
        let mut sender = java::compiled("cloudevents", "Send");
        sender.arg(&settings.properties["bootstrap.servers"]).arg(settings.name(Topic::Tickets));
        sender
    };
    send(sender(), &events.iter().map(line).collect::<Vec<_>>());
    assert_taken_in(&settings, &events);

    // An event without data, of which none is known here.
    let without = ("binary-without-data".to_owned(), events[0].1.clone());
    send(sender(), &[line(&without)]);
    eventually("it is refused", || !records(&settings, Topic::DeadLetters).is_empty());
    let letters = records(&settings, Topic::DeadLetters);
    let code = letters[0].headers.iter().find(|(name, _)| name == "dead-letter-code").expect("it says why");
    assert_eq!((&*code.1, letters[0].is_null, letters.len()), (&b"null_value"[..], true, 1));
    assert!(service.process.terminate().success(), "{}", service.said());
}
