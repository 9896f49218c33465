//! The log over a real broker gives what the log in memory gives, whatever happens to its members.

mod administration;
mod compaction;
mod ends;
mod ghosts;
mod inferred;
mod membership;
mod memory;
mod open_transactions;
mod reading;
mod registry;
mod restores;
mod snapshots;

use std::time::{Duration, Instant};

use attrition_contracts::records::record::{Output, Record};
use attrition_contracts::records::topic::{Topic, partition_of};
use attrition_pipeline::{Outputs, PartitionState, Stage};
use attrition_service::import::importer::Importer;
use attrition_service::runtime::pipeline::Pipeline;
use attrition_stream::backend::kafka::{KafkaLog, Settings};
use attrition_stream::backend::local::{LocalLog, SharedStore};
use attrition_stream::backend::memory::{Compacted, Memory};
use attrition_stream::{Commit, Restored, StageLog, StageRunner, Step};

use attrition_test_support::kafka::broker;
use attrition_test_support::kafka::topics::{Seen, Watch, read};
use attrition_test_support::process::program::PATIENCE;
use attrition_test_support::stages::small_centre::{self as centre, PARTITIONS};

/// How long a member waits in a turn when nothing comes.
const TURN: Duration = Duration::from_millis(20);

/// What the log in memory makes of the centre.
pub(crate) fn reference() -> Memory {
    let store = SharedStore::new(Memory::new(PARTITIONS));
    import(LocalLog::new(&store, "import", &[]));
    let mut pipeline = Pipeline::new(&store, centre::ingest(), centre::score(), centre::desk());
    pipeline.drain(|_, _| {}).expect("memory does not fail");
    drop(pipeline);
    store.into_store().expect("the pipeline is gone")
}

fn import(log: impl StageLog) {
    let events = centre::events();
    let importer = Importer::open(log, centre::partitions(), "centre", events[0].as_bytes(), centre::now());
    let mut importer = importer.expect("the log can be read");
    events.iter().for_each(|event| importer.line(event.as_bytes()).expect("the log can be written"));
    importer.close_days().expect("the log can be written");
}

fn member<S: Stage>(settings: &Settings, stage: S) -> StageRunner<S, KafkaLog> {
    let log = KafkaLog::stage(settings, stage.name().code(), stage.inputs()).expect("the broker answers");
    StageRunner::new(stage, log)
}

/// Writes to Kafka what memory has, of the records in this range of each partition.
pub(crate) fn copy(settings: &Settings, memory: &Memory, topic: Topic, part: impl Fn(usize) -> std::ops::Range<usize>) {
    let mut log = KafkaLog::writer(settings, "copy").expect("the broker answers");
    let output = |record: &Record| Output {
        topic,
        partition: record.partition,
        key: record.key.clone(),
        value: Some(record.value.clone()),
        headers: record.headers.clone(),
        time_ms: 0,
    };
    let partitions = (0..PARTITIONS).map(|partition| memory.records(topic, partition));
    let outputs = partitions.flat_map(|records| records[part(records.len())].iter().map(output)).collect();
    assert_eq!(log.commit(Step { outputs, positions: vec![] }).expect("the broker answers"), Commit::Done);
}

/// Everything that a member keeps, by partition, as its state topic would hold it.
fn kept<S: Stage>(member: &StageRunner<S, KafkaLog>) -> Vec<Compacted> {
    let of = |partition| {
        let mut kept = Compacted::new();
        let state = member.stage().state_of(partition).expect("the member has the partition");
        state.each(&mut |key, value| drop(kept.insert(key.into(), value.into())));
        kept
    };
    (0..PARTITIONS).map(of).collect()
}

/// Turns until every partition is restored; says what each was restored from.
fn restored<S: Stage>(member: &mut StageRunner<S, KafkaLog>) -> Vec<Restored> {
    let (mut restored, deadline) = (Vec::new(), Instant::now() + PATIENCE);
    while restored.len() < PARTITIONS as usize {
        assert!(Instant::now() < deadline, "the partitions are not restored");
        restored.extend(member.turn(TURN).expect("the broker answers").restored);
    }
    restored
}

fn copy_org(settings: &Settings, memory: &Memory) {
    copy(settings, memory, Topic::Org, |len| 0..len);
}

fn value_of(output: &Output) -> Vec<u8> {
    output.value.as_deref().unwrap_or_default().to_vec()
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
        let is_other = |(seen, record): (&Seen, &Record)| seen.value != *record.value || seen.key != *record.key;
        let differs = seen.iter().zip(records).position(is_other);
        assert_eq!(differs, None, "{topic:?} {partition} differs");
        assert_eq!(seen.len(), records.len(), "{topic:?} {partition} has as many");
    }
}

/// Works until the members are through their input.
fn work<S: Stage>(members: &mut [&mut StageRunner<S, KafkaLog>], watch: &Watch) {
    let deadline = Instant::now() + PATIENCE;
    while !watch.is_through() {
        assert!(Instant::now() < deadline, "the members do not get through");
        for member in &mut *members {
            member.turn(TURN).expect("the broker answers");
        }
    }
}

#[test]
#[ignore = "needs Kafka: ./check"]
fn the_pipeline_over_kafka_gives_what_memory_gives() {
    let settings = broker::with_topics(PARTITIONS);
    let memory = reference();
    import(KafkaLog::writer(&settings, "import").expect("the broker answers"));
    assert_same(&settings, &memory, Topic::Journal);

    let watch = Watch::new(&settings, "score", Topic::Journal, PARTITIONS, count(&memory, Topic::Journal));
    work(&mut [&mut member(&settings, centre::score())], &watch);
    assert_same(&settings, &memory, Topic::Scores);

    let watch = Watch::new(&settings, "desk", Topic::Desk, PARTITIONS, count(&memory, Topic::Desk));
    work(&mut [&mut member(&settings, centre::desk())], &watch);
    assert_same(&settings, &memory, Topic::Alerts);
}

#[test]
#[ignore = "needs Kafka: ./check"]
fn a_stage_of_several_topics_commits_each() {
    let settings = broker::with_topics(PARTITIONS);
    let (topics, mut ingest) = (&Topic::SOURCES, centre::ingest());
    let mut outputs = Vec::new();
    for (number, event) in centre::events().iter().enumerate().take(800) {
        let agent = event.split("agent-").nth(1).map_or("", |rest| &rest[..2]);
        let topic = topics[number % topics.len()];
        outputs.push(Output::new(topic, partition_of(agent.as_bytes(), PARTITIONS), [], event.as_bytes()));
    }
    outputs.push(Output::new(Topic::Qa, 1, [], *b"not an event"));
    let mut expected = Outputs::default();
    for (offset, output) in (0..).zip(&outputs) {
        let value = output.value.clone().expect("it has one");
        let (topic, partition, key) = (output.topic, output.partition, Box::default());
        ingest.process(
            &Record { topic, partition, offset, key, value, is_null: false, headers: vec![], time_ms: 0 },
            &mut expected,
        );
    }
    let mut source = KafkaLog::writer(&settings, "source").expect("the broker answers");
    assert_eq!(source.commit(Step { outputs, positions: vec![] }).expect("the broker answers"), Commit::Done);

    let wanted = |topic: Topic| {
        let mut values: Vec<Vec<u8>> = Vec::new();
        values.extend(expected.records.iter().filter(|output| output.topic == topic).map(value_of));
        values.sort();
        values
    };
    let (mut first, mut second) = (member(&settings, centre::ingest()), member(&settings, centre::ingest()));
    let watches = topics.map(|topic| Watch::new(&settings, "ingest", topic, PARTITIONS, 200));
    watches.iter().for_each(|watch| work(&mut [&mut first, &mut second], watch));
    for topic in [Topic::Journal, Topic::Org] {
        let partitions = if topic.is_broadcast() { 1 } else { PARTITIONS };
        let seen = read(&settings, topic, partitions, wanted(topic).len());
        let mut values: Vec<Vec<u8>> = seen.into_iter().flatten().map(|seen| seen.value).collect();
        values.sort();
        assert!(values == wanted(topic), "{topic:?} differs");
    }
    assert_eq!(read(&settings, Topic::DeadLetters, PARTITIONS, 1).concat().len(), 1);
}
