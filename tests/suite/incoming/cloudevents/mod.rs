//! CloudEvents 1.0.2, what it asks of a receiver: each row of docs/cloudevents.md is a test.

mod core;
mod http;
mod json;
mod kafka;
mod page;
mod sdks;

use attrition_contracts::incoming::cloudevent;
use attrition_contracts::incoming::refusal::Code;
use attrition_contracts::records::journal::{self, JournalEntry};
use attrition_contracts::records::record::{Header, Output};
use attrition_contracts::records::topic::Topic;
use attrition_pipeline::{Flow, Outputs, Stage};
use serde_json::{Value, json};

use attrition_test_support::stages::bad_records::good;
use attrition_test_support::stages::small_centre::{self as centre, PARTITIONS};

/// A sentence of the specification, and what becomes of it here.
pub(super) struct Row {
    /// The full name of its test.
    test: &'static str,
    /// The section of the specification that has it.
    at: &'static str,
    /// What the specification asks.
    rule: &'static str,
    /// What the service does.
    here: &'static str,
}

/// Rows, each with a test of its name.
macro_rules! rows {
    ($($name:ident: $at:literal, $rule:literal => $here:literal, $check:expr;)+) => {
        pub(super) const ROWS: &[super::Row] = &[$(super::Row {
            test: concat!(module_path!(), "::", stringify!($name)), at: $at, rule: $rule, here: $here,
        }),+];
        $(#[test]
        fn $name() {
            let check: fn() = $check;
            check();
        })+
    };
}
use rows;

/// A record of a source topic, by what is special about it.
#[derive(Clone, Default)]
pub(super) struct Sent {
    value: Option<Vec<u8>>,
    headers: Vec<Header>,
}

/// An event in structured mode, without headers.
pub(super) fn structured(event: &Value) -> Sent {
    Sent { value: Some(event.to_string().into_bytes()), headers: Vec::new() }
}

/// The good event in binary mode, and in `content-type` what it is said to be.
pub(super) fn binary(content_type: &str) -> Sent {
    let (value, mut headers) = attrition_test_support::stages::bad_records::binary(&good("one"));
    headers.retain(|(name, _)| name != "content-type");
    Sent { value: Some(value), headers }.with("content-type", content_type)
}

impl Sent {
    /// The same with another header.
    pub(super) fn with(mut self, name: &str, value: impl Into<Vec<u8>>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// The same without a header.
    pub(super) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(header, _)| header != name);
        self
    }

    /// What the ingest stage writes when it comes.
    fn ingested(&self) -> Outputs {
        let mut out = Outputs::default();
        let record =
            Output { value: self.value.clone().map(Vec::into_boxed_slice), ..Output::new(Topic::Tickets, 0, [], []) };
        let record = Output { headers: self.headers.clone(), ..record }.read_at(0);
        assert_eq!(centre::ingest().process(&record, &mut out), Flow::Taken);
        assert_eq!(out.records.len(), 1, "it is taken in or refused");
        out
    }

    /// It is taken in as the same event as this one in structured mode.
    pub(super) fn is_taken_as(&self, event: &Value) {
        let out = self.ingested();
        let written = &out.records[0];
        let why = written.headers.iter().map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value)));
        assert_eq!(written.topic, Topic::Journal, "{:?}", why.collect::<Vec<_>>());
        let expected = cloudevent::read(event.to_string().as_bytes(), &[], centre::now()).expect("it is one");
        assert_eq!(&*written.key, expected.agent.as_bytes());
        let entry = journal::read(written.value.as_deref().expect("it has a value"));
        assert_eq!(entry, Some(JournalEntry::Event(expected.event)));
        assert_eq!(written.partition, attrition_contracts::records::topic::partition_of(&written.key, PARTITIONS));
    }

    /// It is taken in as the good event.
    pub(super) fn is_taken(&self) {
        self.is_taken_as(&good("one"));
    }

    /// It is a dead letter for this reason, which tells these words.
    pub(super) fn is_refused(&self, code: Code, words: &str) {
        let out = self.ingested();
        let letter = &out.records[0];
        assert_eq!(letter.topic, Topic::DeadLetters, "it is taken in");
        let told = |name: &str| {
            let header = letter.headers.iter().find(|(header, _)| header == name).expect("a dead letter says why");
            String::from_utf8(header.1.clone()).expect("it is text")
        };
        assert_eq!(told("dead-letter-code"), code.text(), "{}", told("dead-letter-detail"));
        assert!(told("dead-letter-detail").contains(words), "{}", told("dead-letter-detail"));
        assert_eq!(letter.value.as_deref(), self.value.as_deref(), "it is kept as it came");
    }
}

/// The good event with something changed.
pub(super) fn changed(change: impl FnOnce(&mut Value)) -> Value {
    let mut event = good("one");
    change(&mut event);
    event
}

/// The good event with another attribute, or without it.
pub(super) fn attribute(name: &str, value: Option<Value>) -> Sent {
    structured(&changed(|event| match value {
        Some(value) => event[name] = value,
        None => drop(event.as_object_mut().expect("it is one").remove(name)),
    }))
}

/// The good event with its data in Base64.
pub(super) fn in_base64(data: &[u8]) -> Value {
    use base64::Engine;
    changed(|event| {
        event.as_object_mut().expect("it is one").remove("data");
        event["data_base64"] = json!(base64::engine::general_purpose::STANDARD.encode(data));
    })
}

/// By what an event in structured mode is known again.
pub(super) fn fingerprint(event: &Value) -> u64 {
    let incoming = cloudevent::read(event.to_string().as_bytes(), &[], time::OffsetDateTime::now_utc());
    incoming.expect("it is an event").event.fingerprint.0
}
