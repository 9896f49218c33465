//! Every kind of bad record arrives in the dead letters as it was sent, and the next good record is processed.

mod commands;
mod large;
mod own;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use attrition_contracts::incoming::cloudevent::{AGENT_MAX, RECORD_MAX};
use attrition_contracts::incoming::refusal::Code;
use attrition_contracts::records::record::{Output, Record};
use attrition_contracts::records::topic::{Topic, partition_of};
use attrition_pipeline::Stage;
use attrition_stream::backend::kafka::{KafkaLog, scan};
use attrition_stream::backend::local::{LocalLog, SharedStore};
use attrition_stream::backend::memory::Memory;
use attrition_stream::{Commit, StageLog, StageRunner, Step};
use serde_json::json;

use attrition_test_support::kafka::broker;
use attrition_test_support::kafka::topics::Watch;
use attrition_test_support::process::program::PATIENCE;
use attrition_test_support::stages::bad_records::{self, Sent, binary, good, padded};
use attrition_test_support::stages::small_centre::{self as centre, PARTITIONS};

#[test]
fn every_code_has_a_case() {
    let cases = bad_records::all();
    let untried: Vec<Code> =
        Code::ALL.into_iter().filter(|code| !cases.iter().any(|sent| sent.code == *code)).collect();
    assert_eq!(untried, [], "give each of these a bad record");
}

#[test]
fn bad_records_become_dead_letters_over_memory() {
    let store = SharedStore::new(Memory::new(PARTITIONS));
    LocalLog::new(&store, "source", &[]).commit(sources()).expect("memory does not fail");
    let mut ingest = StageRunner::new(centre::ingest(), LocalLog::new(&store, "ingest", &Topic::SOURCES));
    while {
        let turn = ingest.turn(Duration::ZERO).expect("memory does not fail");
        turn.rebalanced || turn.records > 0
    } {}
    check(|topic| {
        (0..PARTITIONS).flat_map(|partition| store.with(|memory| memory.records(topic, partition).to_vec())).collect()
    });
}

#[test]
#[ignore = "needs Kafka: ./check"]
fn bad_records_become_dead_letters_over_kafka() {
    let settings = broker::with_topics(PARTITIONS);
    let mut source = KafkaLog::writer(&settings, "source").expect("the broker answers");
    assert_eq!(source.commit(sources()).expect("the broker answers"), Commit::Done);
    let stage = centre::ingest();
    let log = KafkaLog::stage(&settings, stage.name().code(), stage.inputs()).expect("the broker answers");
    let mut ingest = StageRunner::new(stage, log);
    let watches = Topic::SOURCES.map(|topic| Watch::new(&settings, "ingest", topic, PARTITIONS, 1));
    let deadline = Instant::now() + PATIENCE;
    while !watches.iter().all(Watch::is_through) {
        assert!(Instant::now() < deadline, "ingest does not get through");
        ingest.turn(Duration::from_millis(20)).expect("the broker answers");
    }
    check(|topic| {
        let mut records = Vec::new();
        let mut keep = |record| {
            records.push(record);
            true
        };
        (0..PARTITIONS)
            .try_for_each(|partition| scan(&settings, topic, partition, &mut keep))
            .expect("the broker answers");
        records
    });
}

/// Where each bad record goes: they take turns with the topics, and some have no key.
fn place(number: usize, sent: &Sent) -> Output {
    let key: Vec<u8> = match number % 5 {
        0 => Vec::new(),
        1 => vec![0xff, 0, number as u8],
        _ => format!("agent-{number}").into_bytes(),
    };
    let topic = Topic::SOURCES[number % Topic::SOURCES.len()];
    let mut output = Output::new(topic, partition_of(&key, PARTITIONS), key, sent.value.as_slice());
    output.value = output.value.filter(|_| !sent.is_null);
    output.headers.clone_from(&sent.headers);
    output.headers.push(("trace".to_owned(), vec![0, 0xff, number as u8]));
    output
}

/// All bad records, each followed by a good one in the same partition.
fn sources() -> Step {
    let mut outputs = Vec::new();
    for (number, sent) in bad_records::all().iter().enumerate() {
        let bad = place(number, sent);
        let (topic, partition) = (bad.topic, bad.partition);
        outputs.push(bad);
        let event = next_good(number);
        let (value, headers) =
            if number % 2 == 0 { (event.to_string().into_bytes(), Vec::new()) } else { binary(&event) };
        outputs.push(Output { headers, ..Output::new(topic, partition, *b"agent-01", value) });
    }
    Step { outputs, positions: Vec::new() }
}

/// The good record after a bad one; some are as large, or of as long an agent, as may be.
fn next_good(number: usize) -> serde_json::Value {
    let mut event = good(&format!("good-{number}"));
    match number % 7 {
        1 | 2 => padded(event, number % 2 == 1, RECORD_MAX),
        3 => {
            event["subject"] = json!("a".repeat(AGENT_MAX));
            event
        }
        _ => event,
    }
}

/// The dead letters are what was sent, and the journal has every good record.
fn check(records: impl Fn(Topic) -> Vec<Record>) {
    let sent = bad_records::all();
    let dead: BTreeMap<(String, String, String), Record> = records(Topic::DeadLetters)
        .into_iter()
        .map(|letter| ((said(&letter, "topic"), said(&letter, "partition"), said(&letter, "offset")), letter))
        .collect();
    assert_eq!(dead.len(), sent.len(), "each is there once");
    let mut offsets = BTreeMap::<(Topic, u32), u64>::new();
    for (number, sent) in sent.iter().enumerate() {
        let bad = place(number, sent);
        let offset = offsets.entry((bad.topic, bad.partition)).or_default();
        let letter = dead.get(&(bad.topic.role().to_owned(), bad.partition.to_string(), offset.to_string()));
        let letter = letter.unwrap_or_else(|| panic!("{}: not in the dead letters", sent.name));
        *offset += 2;
        assert_eq!(said(letter, "code"), sent.code.text(), "{}: {}", sent.name, said(letter, "detail"));
        assert!(!said(letter, "detail").is_empty(), "{}", sent.name);
        assert!(*letter.value == sent.value[..] && letter.is_null == sent.is_null, "{}: other bytes", sent.name);
        assert_eq!(letter.key, bad.key, "{}", sent.name);
        let original: Vec<_> =
            letter.headers.iter().filter(|(name, _)| !name.starts_with("dead-letter-")).cloned().collect();
        assert_eq!(original, bad.headers, "{}", sent.name);
    }
    assert_eq!(records(Topic::Journal).len(), sent.len(), "every good record is processed");
}

fn said(letter: &Record, name: &str) -> String {
    let header = letter.headers.iter().find(|(header, _)| header.strip_prefix("dead-letter-") == Some(name));
    let (_, value) = header.expect("a dead letter says why and whence");
    String::from_utf8(value.clone()).expect("what is said is text")
}
