//! A history in a file, and what each log makes of it.

use std::path::Path;
use std::sync::OnceLock;

use attrition_contracts::records::journal::{self, JournalEntry};
use attrition_contracts::records::record::Record;
use attrition_contracts::records::topic::Topic;
use attrition_service::storage::logs::Logs;
use attrition_stream::backend::embedded::Embedded;
use attrition_stream::backend::local::SharedStore;
use attrition_stream::backend::memory::Memory;

use crate::centres::simulated;
use crate::process::http::metric;
use crate::process::program::{Service, eventually, variable};
use crate::stages::bad_records;
use crate::stages::play::{self, PARTITIONS, records};
use crate::stages::sorting;

/// Bad records stand so many lines apart.
const BAD_EVERY: usize = 997;

/// Lines of a centre of forty over 150 days, with bad records between them. An empty line stands for no record.
pub fn lines() -> &'static [Vec<u8>] {
    static LINES: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    LINES.get_or_init(|| {
        let bad = bad_records::all().into_iter().filter(|sent| sent.headers.is_empty() && !sent.value.is_empty());
        let bad: Vec<Vec<u8>> = bad.map(|sent| sent.value).collect();
        let mut lines = Vec::new();
        for (number, recorded) in simulated::days(40, 150, 15).concat().into_iter().enumerate() {
            lines.push(recorded.line.into_bytes());
            if number % BAD_EVERY == 0 {
                lines.push(bad[number / BAD_EVERY % bad.len()].clone());
            }
        }
        lines
    })
}

/// Lines as a file has them.
pub fn bytes(lines: &[Vec<u8>]) -> Vec<u8> {
    lines.iter().flat_map(|line| [line, &b"\n"[..]].concat()).collect()
}

/// The variables of an embedded log with the partitions of [`memory`].
pub fn embedded(dir: &Path) -> Vec<(String, String)> {
    let mut variables = crate::process::program::embedded(dir);
    variables.push(variable("LOG__PARTITIONS", &PARTITIONS.to_string()));
    variables
}

/// What the log in memory makes of the lines, imported as from a pipe, and scored.
pub fn memory() -> &'static Memory {
    static MEMORY: OnceLock<Memory> = OnceLock::new();
    MEMORY.get_or_init(|| {
        let store = SharedStore::new(Memory::new(PARTITIONS));
        sorting::import(&store, &sorting::in_memory(lines()), "-");
        play::stages(&store).drain(|_, _| ()).expect("memory does not fail");
        let memory = store.into_store().expect("the stages are gone");
        let alerts = records(&memory, Topic::Alerts).len();
        assert!(alerts > 10, "{alerts} alerts are too few to compare");
        memory
    })
}

/// Runs the service until it has scored the journal. Ingest is left out: it would close the days up to yesterday.
pub fn score(variables: &[(String, String)]) {
    let stages = variable("SERVICE__STAGES", "score,desk");
    // As the rules that the stages in memory have: there is somebody to whom an alert goes in the end.
    let second = variable("DESK__SECOND_ADDRESS", "second@example.com");
    let mut service = Service::start(&[variables, &[stages, second]].concat());
    for (stage, input) in [("score", Topic::Journal), ("desk", Topic::Desk)] {
        let wanted = records(memory(), input).len();
        let name = format!("attrition_watch_records_total{{stage=\"{stage}\"}}");
        eventually("the stage is through its input", || metric(&service, &name) >= wanted as f64);
    }
    assert!(service.process.terminate().success(), "{}", service.said());
}

/// The embedded log in a directory, for looking.
pub fn in_directory(dir: &Path) -> Logs {
    Logs::Embedded(SharedStore::new(Embedded::read_only(dir).expect("the log can be read")))
}

/// The records of a topic, one partition after the other, without their offsets: marks of transactions have some too.
/// How far imports have come is left out, for that depends on how often they were killed.
pub fn contents(logs: &Logs, topic: Topic) -> Vec<Record> {
    let mut found = Vec::new();
    for partition in 0..if topic.is_broadcast() { 1 } else { PARTITIONS } {
        let mut keep = |record: Record| {
            found.extend(kept(record));
            true
        };
        logs.scan(topic, partition, &mut keep).expect("the log can be read");
    }
    found
}

/// The same of the log in memory.
pub fn in_memory(topic: Topic) -> Vec<Record> {
    records(memory(), topic).into_iter().filter_map(kept).collect()
}

fn kept(record: Record) -> Option<Record> {
    let is_progress = matches!(journal::read(&record.value), Some(JournalEntry::Imported(_)));
    (!is_progress).then_some(Record { offset: 0, ..record })
}

/// Two logs have the same records in the same order, and some.
pub fn assert_same(topic: Topic, left: &[Record], right: &[Record]) {
    let differs = left.iter().zip(right).position(|(left, right)| left != right);
    assert_eq!(differs, None, "{topic:?} differs");
    assert_eq!(left.len(), right.len(), "{topic:?} has as many");
    assert!(!left.is_empty(), "{topic:?} has something to compare");
}
