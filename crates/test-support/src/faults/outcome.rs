//! What came out, beside what had to: each record once, none more, the same bytes, in the order that is promised.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use attrition_contracts::models::artifact::{Artifact, Bands};
use attrition_contracts::records::journal::{self, JournalEntry};
use attrition_contracts::records::record::Output;
use attrition_contracts::records::topic::Topic;
use attrition_core::desk::Rules;
use attrition_core::event::Fact;
use attrition_core::model::InForce;
use attrition_pipeline::desk::DeskStage;
use attrition_pipeline::ingest::{IngestStage, Partitions};
use attrition_pipeline::score::{ScoreStage, ScoreWriter};
use attrition_pipeline::{Outputs, Stage};
use attrition_service::runtime::pipeline::Pipeline;
use attrition_stream::Step;
use attrition_stream::backend::kafka::Settings;
use attrition_stream::backend::local::{SharedStore, Store};
use attrition_stream::backend::memory::Memory;
use rdkafka::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};
use time::OffsetDateTime;

use crate::faults::load::PARTITIONS;
use crate::kafka::topics::{Seen, read};
use crate::stages::models;

/// So many wrong records are shown of each kind.
const WRONG_SHOWN: usize = 8;

/// How long the brokers may take to end the last transactions.
const SETTLED_MAX: Duration = Duration::from_secs(60);

/// Values in one order, by what they are in order of.
type Ordered = BTreeMap<(u32, Box<[u8]>, &'static str), Vec<Box<[u8]>>>;

/// Records of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// What the records are, as it is shown to people.
    pub what: &'static str,
    /// How many there had to be.
    pub expected: usize,
    /// Those of them that are not there.
    pub lost: usize,
    /// Those that are there and should not be, or once more than they should.
    pub doubled: usize,
    /// Orders in which something stands at another place than it should.
    pub disordered: usize,
    /// The first records that are lost or doubled.
    pub wrong: Vec<String>,
}

/// A topic as a consumer of committed records reads it, once no transaction is open in it.
pub fn settled(settings: &Settings, topic: Topic) -> Vec<Vec<Seen>> {
    let partitions = if topic.is_broadcast() { 1 } else { PARTITIONS };
    let looks = ["read_committed", "read_uncommitted"].map(|level| -> BaseConsumer {
        let mut config = ClientConfig::new();
        config.extend(settings.properties.clone());
        config.set("isolation.level", level).create().expect("the properties are right")
    });
    let (name, begun) = (settings.name(topic), Instant::now());
    for partition in 0..partitions.cast_signed() {
        let end = |look: &BaseConsumer| look.fetch_watermarks(&name, partition, SETTLED_MAX).map(|(_, end)| end);
        let [mut committed, mut all] = [end(&looks[0]), end(&looks[1])];
        while committed.is_err() || committed != all {
            assert!(begun.elapsed() < SETTLED_MAX, "a transaction stays open in `{name}`: {committed:?} {all:?}");
            [committed, all] = [end(&looks[0]), end(&looks[1])];
        }
    }
    read(settings, topic, partitions, 0)
}

/// Where a stage stands when it is through.
pub fn ends(seen: &[Vec<Seen>]) -> Vec<i64> {
    seen.iter().map(|records| records.last().map_or(0, |last| last.offset.cast_signed() + 1)).collect()
}

/// Compares everything that was written.
pub fn compare(
    settings: &Settings,
    history: &[Output],
    live: &[Output],
    journal: &[Vec<Seen>],
    inbox: &[Vec<Seen>],
) -> Vec<Compared> {
    let org = settled(settings, Topic::Org);
    let ingested = ingested(live);
    let written = |topic: Topic| history.iter().chain(&ingested).filter(move |output| output.topic == topic);
    let dead = settled(settings, Topic::DeadLetters);
    let memory = scored(journal, &org);
    let (scores, alerts) = (settled(settings, Topic::Scores), settled(settings, Topic::Alerts));
    let made = |topic| {
        let of = |partition| memory_records(&memory, topic, partition);
        (0..PARTITIONS).flat_map(of).collect::<Vec<_>>().into_iter()
    };
    vec![
        of("events in the journal", &by_agent(written(Topic::Journal).map(sent)), &by_agent(flat(journal))),
        of("facts in org", &by_agent(written(Topic::Org).map(sent)), &by_agent(flat(&org))),
        of("dead letters", &by_value(written(Topic::DeadLetters).map(sent)), &by_value(flat(&dead))),
        of("scores", &by_partition(made(Topic::Scores)), &by_partition(flat(&scores))),
        of("reports to the desk", &by_value(made(Topic::Desk)), &by_value(flat(inbox))),
        of("alerts", &by_partition(made(Topic::Alerts)), &by_partition(flat(&alerts))),
    ]
}

/// A record: its partition, key and value.
type Written = (u32, Box<[u8]>, Box<[u8]>);

fn sent(output: &Output) -> Written {
    (output.partition, output.key.clone(), output.value.clone().unwrap_or_default())
}

fn flat(seen: &[Vec<Seen>]) -> impl Iterator<Item = Written> {
    let of = |(partition, records): (usize, &Vec<Seen>)| {
        let written = move |seen: &Seen| (partition as u32, seen.key.clone().into(), seen.value.clone().into());
        records.iter().map(written).collect::<Vec<Written>>()
    };
    seen.iter().enumerate().flat_map(of)
}

fn memory_records(memory: &Memory, topic: Topic, partition: u32) -> Vec<Written> {
    let written =
        |record: &attrition_contracts::records::record::Record| (partition, record.key.clone(), record.value.clone());
    memory.records(topic, partition).iter().map(written).collect()
}

/// What is promised of the journal: the events of an agent that came in by one topic are in the order in which they came.
/// Closes are left out: several members may close the same day, and the second close does nothing.
fn by_agent(records: impl Iterator<Item = Written>) -> Ordered {
    let mut ordered = Ordered::new();
    for (partition, agent, value) in records {
        if let Some(JournalEntry::Event(event)) = journal::read(&value) {
            ordered.entry((partition, agent, source(&event.fact).role())).or_default().push(value);
        }
    }
    ordered
}

/// The topic that a fact came in by.
fn source(fact: &Fact) -> Topic {
    match fact {
        Fact::Shift(_) | Fact::Request(_) => Topic::Attendance,
        Fact::Evaluation(_) | Fact::Coaching(_) => Topic::Qa,
        Fact::Ticket(_) | Fact::Reopened(_) | Fact::Rated(_) => Topic::Tickets,
        Fact::Roster(_) | Fact::Separation(_) => Topic::Roster,
    }
}

/// Outputs of a stage with state: each partition is in one order.
fn by_partition(records: impl Iterator<Item = Written>) -> Ordered {
    let mut ordered = Ordered::new();
    for (partition, key, value) in records {
        let record = [&key[..], b"\0", &value].concat().into();
        ordered.entry((partition, Box::default(), "")).or_default().push(record);
    }
    ordered
}

/// Records that several write into one partition: no order is promised.
fn by_value(records: impl Iterator<Item = Written>) -> Ordered {
    let mut ordered = Ordered::new();
    for (partition, key, value) in records {
        ordered.entry((partition, [&key[..], b"\0", &value].concat().into(), "")).or_default().push(value);
    }
    ordered
}

fn of(what: &'static str, expected: &Ordered, seen: &Ordered) -> Compared {
    let mut compared = Compared { what, expected: 0, lost: 0, doubled: 0, disordered: 0, wrong: Vec::new() };
    compared.expected = expected.values().map(Vec::len).sum();
    let mut places: Vec<_> = expected.keys().chain(seen.keys()).collect();
    places.sort_unstable();
    places.dedup();
    for place in places {
        let of = |ordered: &Ordered| ordered.get(place).cloned().unwrap_or_default();
        let (mut expected, mut seen) = (of(expected), of(seen));
        if expected == seen {
            continue;
        }
        compared.disordered += 1;
        expected.sort_unstable();
        seen.sort_unstable();
        let (lost, doubled) = (missing(&expected, &seen), missing(&seen, &expected));
        let key = String::from_utf8_lossy(&place.1);
        let left = WRONG_SHOWN - compared.wrong.len();
        let shown = |what: &str, record: &[u8]| match journal::read(record) {
            Some(entry) => format!("{what} in partition {}: {key}: {entry:?}", place.0),
            None => format!("{what} in partition {}: {}", place.0, String::from_utf8_lossy(record)),
        };
        let all = lost
            .iter()
            .map(|record| shown("lost", record))
            .chain(doubled.iter().map(|record| shown("doubled", record)));
        compared.wrong.extend(all.take(left));
        compared.lost += lost.len();
        compared.doubled += doubled.len();
    }
    compared
}

/// Those of the one that are not in the other, each as often as it is there; both in order.
fn missing<'a>(these: &'a [Box<[u8]>], those: &[Box<[u8]>]) -> Vec<&'a [u8]> {
    let (mut those, mut missing) = (those.iter().peekable(), Vec::new());
    for this in these {
        while those.next_if(|that| *that < this).is_some() {}
        if those.next_if_eq(&this).is_none() {
            missing.push(&**this);
        }
    }
    missing
}

/// What ingest has to make of what the site sent.
fn ingested(live: &[Output]) -> Vec<Output> {
    let partitions = Partitions { journal: PARTITIONS, dead_letters: PARTITIONS };
    let (mut ingest, mut out) = (IngestStage::new(partitions, OffsetDateTime::now_utc()), Outputs::default());
    for output in live.iter().filter(|output| Topic::SOURCES.contains(&output.topic)) {
        ingest.process(&output.clone().read_at(0), &mut out);
    }
    out.records
}

/// A model at whose thresholds there is much to tell.
pub fn artifact() -> Artifact {
    let artifact = models::artifact("touchy", 1.0);
    Artifact { bands: Bands { amber: 0.06, red: 0.08, ..artifact.bands }, ..artifact }
}

/// What score and desk make in memory of the journal and org as they are.
fn scored(journal: &[Vec<Seen>], org: &[Vec<Seen>]) -> Memory {
    let mut memory = Memory::new(PARTITIONS);
    for (topic, seen) in [(Topic::Journal, journal), (Topic::Org, org)] {
        let outputs = flat(seen).map(|(partition, key, value)| Output::new(topic, partition, key, value)).collect();
        memory.commit("copy", Step { outputs, positions: Vec::new() }).expect("memory does not fail");
    }
    let store = SharedStore::new(memory);
    // The members' settings name no second address.
    let rules = Rules { has_second: false, ..Rules::default() };
    let setting = ScoreWriter {
        models: InForce::new(Arc::new(artifact().model().expect("it is sound"))),
        follows_registry: true,
        dedup_days: 35,
        rules: rules.into(),
        journal_partitions: PARTITIONS,
        desk_partitions: PARTITIONS,
    };
    let partitions = Partitions { journal: PARTITIONS, dead_letters: PARTITIONS };
    let ingest = IngestStage::new(partitions, OffsetDateTime::now_utc());
    let mut pipeline = Pipeline::new(&store, ingest, ScoreStage::new(setting), DeskStage::new(rules));
    pipeline.drain(|_, _| {}).expect("memory does not fail");
    drop(pipeline);
    store.into_store().expect("the pipeline is gone")
}
