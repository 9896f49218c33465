//! The engine alone: decoded journal events to windows and scores.
//!
//! `cargo bench --bench engine`, with `-- --json` a line of JSON a figure.

use attrition_test_support::measure::heap;
use std::hint::black_box;
use std::time::Duration;

use attrition_contracts::records::journal::{self, JournalEntry};
use attrition_contracts::records::record::Output;
use attrition_contracts::records::topic::Topic;
use attrition_core::model::Model;
use attrition_core::org::Org;
use attrition_core::partition::Partition;
use attrition_service::runtime::model;
use attrition_test_support::measure::figures::Figures;
use attrition_test_support::measure::{cpu, tickets};

#[global_allocator]
static ALLOCATOR: heap::Counting = heap::Counting;

/// Days for which duplicates are looked for, as by default.
const DEDUP_DAYS: i32 = 35;
const AGENTS: usize = 200;
const DAYS: usize = 120;

/// A journal in memory, and its organisation.
struct Journal {
    entries: Vec<(Box<str>, JournalEntry)>,
    org: Org,
}

/// CPU time by what was done.
#[derive(Default)]
struct Times {
    take: Duration,
    close: Duration,
}

fn main() {
    let model = model::load("").expect("the shipped model is right");
    let mut journal = read(&tickets::imported(&tickets::lines(AGENTS, DAYS), 1));
    let is_event = |entry: &&(Box<str>, JournalEntry)| matches!(entry.1, JournalEntry::Event(_));
    let events = journal.entries.iter().filter(is_event).count();
    let before = heap::bytes();
    let (mut partition, mut times) = (Partition::new(DEDUP_DAYS), Times::default());
    let most = run(&mut partition, &mut journal, &model, &mut times);
    let (bytes, most) = (heap::bytes() - before, most - before);
    let agents = partition.agents().count();
    let mut figures = Figures::default();
    figures.add("events", events as f64, "");
    figures.against("engine, in all", cpu::us(times.take + times.close, events), "us CPU/event", 1.0);
    figures.add("  of it take, with scoring again", cpu::us(times.take, events), "us CPU/event");
    figures.add("  of it close", cpu::us(times.close, events), "us CPU/event");
    figures.add("close", cpu::us(times.close, agents * DAYS), "us CPU/agent and day");
    figures.add("memory, all days closed", bytes as f64 / agents as f64, "bytes/agent");
    figures.against("memory, before a close, at most", most as f64 / agents as f64, "bytes/agent", 16_384.0);
    figures.print();
}

/// Takes in the whole journal; returns the bytes that were allocated at most before a day was closed. The clock is read where taking turns into closing, for it costs as much as an event.
fn run(partition: &mut Partition, journal: &mut Journal, model: &Model, times: &mut Times) -> usize {
    let mut most = 0;
    let mut since = cpu::now();
    for (agent, entry) in &journal.entries {
        let due = match entry {
            JournalEntry::DayClosed(close) => Some(close.day).filter(|day| partition.is_open(*day)),
            JournalEntry::Event(event) => partition.due(event),
            JournalEntry::Imported(_) | JournalEntry::Decided(_) => None,
        };
        if let Some(day) = due {
            let start = cpu::now();
            most = most.max(heap::bytes());
            partition.close(day, &mut journal.org, model, &mut |finding| _ = black_box(&finding));
            // A stage takes the changes after every batch.
            partition.changes(|change| drop(black_box(change)));
            let end = cpu::now();
            times.take += start - since;
            times.close += end - start;
            since = end;
        }
        if let JournalEntry::Event(event) = entry {
            black_box(partition.take(agent, event, &journal.org, model, &mut |finding| _ = black_box(&finding)));
        }
    }
    times.take += cpu::now() - since;
    partition.changes(|change| drop(black_box(change)));
    most
}

fn read(outputs: &[Output]) -> Journal {
    let (mut entries, mut org) = (Vec::new(), Org::default());
    for output in outputs {
        let agent = std::str::from_utf8(&output.key).expect("ids are text");
        let entry = journal::read(output.value.as_deref().unwrap_or_default()).expect("ingest wrote it");
        match (output.topic, &entry) {
            (Topic::Org, JournalEntry::Event(event)) => org.take(agent, event),
            (Topic::Org, JournalEntry::DayClosed(close)) => org.close(close.day),
            (Topic::Journal, _) => entries.push((agent.into(), entry)),
            _ => {}
        }
    }
    Journal { entries, org }
}
