//! The log over a real broker gives what the log in memory gives, whatever happens to its members.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use attrition_watch::live::importer::Importer;
use attrition_watch::live::pipeline::Pipeline;
use attrition_watch::log::kafka::{Admin, KafkaLog, Problem, Settings};
use attrition_watch::log::local::LocalLog;
use attrition_watch::log::memory::Memory;
use attrition_watch::log::{Arrival, Commit, Member, StageLog, Step};
use attrition_watch::stages::{Outputs, Stage};
use attrition_watch::wire::record::{Output, Record};
use attrition_watch::wire::topic::{Topic, partition_of};

use crate::support::small_centre::{self as centre, PARTITIONS};
use crate::support::topics::{PATIENCE, Watch, read};
use crate::support::broker;

/// How long a member waits in a turn when nothing comes.
const TURN: Duration = Duration::from_millis(20);

/// What the log in memory makes of the centre.
fn reference() -> Arc<Mutex<Memory>> {
    let store = Arc::new(Mutex::new(Memory::new(PARTITIONS)));
    import(LocalLog::new(&store, "import", &[]));
    let mut pipeline = Pipeline::new(&store, centre::ingest(), centre::score(), centre::desk());
    pipeline.drain(|_| {}).expect("memory does not fail");
    store
}

fn import(log: impl StageLog) {
    let events = centre::events();
    let importer = Importer::open(log, centre::partitions(), "centre", events[0].as_bytes(), centre::now());
    let mut importer = importer.expect("the log can be read");
    events.iter().for_each(|event| importer.line(event.as_bytes()).expect("the log can be written"));
    importer.finish().expect("the log can be written");
}

fn member<S: Stage>(settings: &Settings, stage: S) -> Member<S, KafkaLog> {
    let log = KafkaLog::stage(settings, stage.name(), stage.inputs()).expect("the broker answers");
    Member::new(stage, log)
}

/// Writes to Kafka what memory has, of the records in this range of each partition.
fn copy(settings: &Settings, memory: &Memory, topic: Topic, part: impl Fn(usize) -> std::ops::Range<usize>) {
    let mut log = KafkaLog::writer(settings, "copy").expect("the broker answers");
    let output = |record: &Record| Output {
        topic,
        partition: record.partition,
        key: record.key.clone(),
        value: Some(record.value.clone()),
        headers: record.headers.clone(),
    };
    let partitions = (0..PARTITIONS).map(|partition| memory.records(topic, partition));
    let outputs = partitions.flat_map(|records| records[part(records.len())].iter().map(output)).collect();
    assert_eq!(log.commit(Step { outputs, positions: vec![] }).expect("the broker answers"), Commit::Done);
}

fn count(memory: &Memory, topic: Topic) -> usize {
    (0..PARTITIONS).map(|partition| memory.records(topic, partition).len()).sum()
}

/// A topic in Kafka holds what it holds in memory: the same records in the same order.
fn assert_same(settings: &Settings, memory: &Memory, topic: Topic) {
    let expected = count(memory, topic);
    assert!(expected > 0, "{topic:?} has something to compare");
    for (partition, seen) in read(settings, topic, PARTITIONS, expected).iter().enumerate() {
        let records = memory.records(topic, partition as u32);
        let differs = seen.iter().zip(records).position(|(seen, record)| seen.value != *record.value || seen.key != *record.key);
        assert_eq!(differs, None, "{topic:?} {partition} differs");
        assert_eq!(seen.len(), records.len(), "{topic:?} {partition} has as many");
    }
}

/// Works until the members are through their input.
fn work<S: Stage>(members: &mut [&mut Member<S, KafkaLog>], watch: &Watch) {
    let deadline = Instant::now() + PATIENCE;
    while !watch.is_through() {
        assert!(Instant::now() < deadline, "the members do not get through");
        for member in &mut *members {
            member.turn(TURN).expect("the broker answers");
        }
    }
}

#[test]
fn the_pipeline_over_kafka_gives_what_memory_gives() {
    let settings = broker::with_topics(PARTITIONS);
    let memory = reference();
    let memory = memory.lock().expect("no test has failed with it");
    import(KafkaLog::writer(&settings, "import").expect("the broker answers"));
    assert_same(&settings, &memory, Topic::Journal);

    let watch = Watch::new(&settings, "score", Topic::Journal, PARTITIONS, count(&memory, Topic::Journal));
    work(&mut [&mut member(&settings, centre::score())], &watch);
    assert_same(&settings, &memory, Topic::Scores);

    let watch = Watch::new(&settings, "desk", Topic::Desk, PARTITIONS, count(&memory, Topic::Desk));
    work(&mut [&mut member(&settings, centre::desk())], &watch);
    assert_same(&settings, &memory, Topic::Alerts);
}
