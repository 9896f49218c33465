//! The log over a real broker gives what the log in memory gives, whatever happens to its members.

use std::time::{Duration, Instant};

use attrition_watch::live::importer::Importer;
use attrition_watch::live::pipeline::Pipeline;
use attrition_watch::log::kafka::{Admin, KafkaLog, Problem, Settings};
use attrition_watch::log::local::{LocalLog, Shared};
use attrition_watch::log::memory::Memory;
use attrition_watch::log::{Arrival, Commit, Member, StageLog, Step};
use attrition_watch::stages::score::Score;
use attrition_watch::stages::{Counts, Outputs, Stage};
use attrition_watch::wire::record::{Output, Record};
use attrition_watch::wire::topic::{Topic, partition_of};

use rdkafka::ClientConfig;
use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::producer::{BaseProducer, BaseRecord, Producer};

use crate::support::small_centre::{self as centre, PARTITIONS};
use crate::support::topics::{PATIENCE, Seen, Watch, read};
use crate::support::broker;

/// How long a member waits in a turn when nothing comes.
const TURN: Duration = Duration::from_millis(20);

/// What the log in memory makes of the centre.
fn reference() -> Memory {
    let store = Shared::new(Memory::new(PARTITIONS));
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

fn copy_org(settings: &Settings, memory: &Memory) {
    copy(settings, memory, Topic::Org, |len| 0..len);
}

fn value_of(output: &Output) -> Vec<u8> {
    output.value.as_deref().unwrap_or_default().to_vec()
}

/// Makes a topic as someone else would.
fn make(settings: &Settings, topic: Topic, partitions: i32, properties: &[(&str, &str)]) {
    let mut config = ClientConfig::new();
    for (key, value) in &settings.properties {
        config.set(key, value);
    }
    let client: AdminClient<_> = config.create().expect("the properties are right");
    let name = settings.name(topic);
    let new = NewTopic::new(&name, partitions, TopicReplication::Fixed(1));
    let new = properties.iter().fold(new, |new, (key, value)| new.set(key, value));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime can be had");
    let made = runtime.block_on(client.create_topics([&new], &AdminOptions::new())).expect("the broker answers");
    assert_eq!(made, [Ok(name.clone())]);
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

/// Works until something is so.
fn until<S: Stage>(member: &mut Member<S, KafkaLog>, so: impl Fn(&Member<S, KafkaLog>) -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !so(member) {
        assert!(Instant::now() < deadline, "it does not come to be so");
        member.turn(TURN).expect("the broker answers");
    }
}

/// Works until each of the members has partitions.
fn share(first: &mut Member<Score, KafkaLog>, second: &mut Member<Score, KafkaLog>) {
    let deadline = Instant::now() + PATIENCE;
    while first.stage().partitions().is_empty() || second.stage().partitions().is_empty() {
        assert!(Instant::now() < deadline, "the members do not share");
        first.turn(TURN).expect("the broker answers");
        second.turn(TURN).expect("the broker answers");
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
        ingest.process(&Record { topic, partition, offset, key, value, headers: vec![] }, &mut expected);
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

#[test]
fn members_come_and_go_and_a_restart_goes_on_from_the_changelog() {
    let settings = broker::with_topics(PARTITIONS);
    let memory = reference();
    copy_org(&settings, &memory);
    let thirds = [0, 1, 2].map(|third| move |len: usize| len * third / 3..len * (third + 1) / 3);
    let so_far = |third: usize| {
        (0..PARTITIONS).map(|p| memory.records(Topic::Journal, p).len() * (third + 1) / 3).sum::<usize>()
    };
    let watch = |third| {
        copy(&settings, &memory, Topic::Journal, thirds[third]);
        Watch::new(&settings, "score", Topic::Journal, PARTITIONS, so_far(third))
    };
    let first_watch = watch(0);
    let mut first = member(&settings, centre::score());
    work(&mut [&mut first], &first_watch);

    let second_watch = watch(1);
    let mut second = member(&settings, centre::score());
    work(&mut [&mut first, &mut second], &second_watch);
    share(&mut first, &mut second);
    drop(first);

    until(&mut second, |second| second.stage().partitions().len() == PARTITIONS as usize);
    drop(second);

    let third_watch = watch(2);
    let mut third = member(&settings, centre::score());
    work(&mut [&mut third], &third_watch);
    let mut log = KafkaLog::writer(&settings, "look").expect("the broker answers");
    for partition in 0..PARTITIONS {
        let mut keys: Vec<Box<[u8]>> = Vec::new();
        log.restore(Topic::ScoreState, partition, &mut |key, _| keys.push(key.into())).expect("the broker answers");
        let kept = memory.compacted(Topic::ScoreState, partition).expect("it has state");
        assert!(keys.iter().eq(kept.keys()), "the state of {partition} has other keys");
    }
    assert_same(&settings, &memory, Topic::Scores);
    let watch = Watch::new(&settings, "desk", Topic::Desk, PARTITIONS, count(&memory, Topic::Desk));
    work(&mut [&mut member(&settings, centre::desk())], &watch);
    assert_same(&settings, &memory, Topic::Alerts);
}

#[test]
fn a_member_that_lost_its_partitions_commits_nothing() {
    let mut settings = broker::with_topics(PARTITIONS);
    for property in ["session.timeout.ms", "max.poll.interval.ms"] {
        settings.properties.insert(property.to_owned(), "6000".to_owned());
    }
    settings.transaction_timeout = Duration::from_secs(5);
    let memory = reference();
    copy_org(&settings, &memory);
    copy(&settings, &memory, Topic::Journal, |len| 0..len);

    // It has read, and processed, and then does not come to commit before the group has given its partitions away.
    let mut log = KafkaLog::stage(&settings, "score", &[Topic::Journal]).expect("the broker answers");
    let mut stale = Step::default();
    while stale.positions.is_empty() {
        if let Arrival::Records(records) = log.next(TURN, &[]).expect("the broker answers") {
            let last = records.last().expect("records are some");
            let next = last.offset + 1;
            let position = attrition_watch::log::Position { topic: last.topic, partition: last.partition, next };
            stale.positions.push(position);
            stale.outputs.push(Output::new(Topic::Scores, last.partition, *b"stale", *b"stale"));
        }
    }
    let watch = Watch::new(&settings, "score", Topic::Journal, PARTITIONS, count(&memory, Topic::Journal));
    let mut heir = member(&settings, centre::score());
    work(&mut [&mut heir], &watch);

    assert_eq!(log.commit(stale).expect("the broker answers"), Commit::Aborted);
    let deadline = Instant::now() + PATIENCE;
    while !matches!(log.next(TURN, &[]).expect("the broker answers"), Arrival::Revoked(_)) {
        assert!(Instant::now() < deadline, "it is not told of its loss");
    }
    assert_same(&settings, &memory, Topic::Scores);
}

#[test]
fn a_step_that_is_refused_is_done_again_and_counts_once() {
    let settings = Settings { instance: Some("one".to_owned()), ..broker::with_topics(PARTITIONS) };
    let memory = reference();
    copy_org(&settings, &memory);
    copy(&settings, &memory, Topic::Journal, |len| 0..len / 2);
    let mut score = member(&settings, centre::score());
    until(&mut score, |score| !score.stage().partitions().is_empty());
    let fence = |score: &mut Member<Score, KafkaLog>| {
        // Another of the same transactional id takes the member's away from it, so its next step is refused.
        drop(KafkaLog::writer(&settings, "score").expect("the broker answers"));
        let deadline = Instant::now() + PATIENCE;
        let refused = loop {
            assert!(Instant::now() < deadline, "the member has nothing to do");
            let progress = score.turn(TURN).expect("the broker answers");
            if progress.records > 0 {
                break progress;
            }
        };
        assert_eq!(refused.counts, Counts::default(), "what does not count is not counted");
        assert!(score.turn(TURN).expect("the broker answers").rebalanced, "the member begins again");
    };
    fence(&mut score);
    let half = (0..PARTITIONS).map(|p| memory.records(Topic::Journal, p).len() / 2).sum();
    let watch = Watch::new(&settings, "score", Topic::Journal, PARTITIONS, half);
    work(&mut [&mut score], &watch);
    copy(&settings, &memory, Topic::Journal, |len| len / 2..len);
    fence(&mut score);
    let watch = Watch::new(&settings, "score", Topic::Journal, PARTITIONS, count(&memory, Topic::Journal));
    work(&mut [&mut score], &watch);
    assert_same(&settings, &memory, Topic::Scores);
}

#[test]
fn paused_partitions_are_held_back_and_the_broadcast_goes_on() {
    let settings = broker::with_topics(PARTITIONS);
    let write = |log: &mut KafkaLog, topic, partition, value: &str| {
        let outputs = vec![Output::new(topic, partition, *b"key", value.as_bytes())];
        assert_eq!(log.commit(Step { outputs, positions: vec![] }).expect("the broker answers"), Commit::Done);
    };
    let mut writer = KafkaLog::writer(&settings, "source").expect("the broker answers");
    let mut log = KafkaLog::stage(&settings, "score", &[Topic::Journal]).expect("the broker answers");
    let mut values = |paused: &[u32], wanted: usize| {
        let (mut values, deadline) = (Vec::new(), Instant::now() + PATIENCE);
        while values.len() < wanted {
            assert!(Instant::now() < deadline, "the records do not come");
            if let Arrival::Records(records) = log.next(TURN, paused).expect("the broker answers") {
                values.extend(records.iter().map(|record| String::from_utf8_lossy(&record.value).into_owned()));
            }
        }
        values
    };
    write(&mut writer, Topic::Journal, 0, "before");
    assert_eq!(values(&[], 1), ["before"]);
    write(&mut writer, Topic::Journal, 0, "held back");
    write(&mut writer, Topic::Journal, 1, "not held back");
    assert_eq!(values(&[0], 1), ["not held back"]);
    assert_eq!(values(&[], 1), ["held back"]);

    write(&mut writer, Topic::Org, 0, "first");
    assert_eq!(writer.broadcast(Topic::Org).expect("the broker answers").len(), 1);
    write(&mut writer, Topic::Org, 0, "second");
    let deadline = Instant::now() + PATIENCE;
    let second = loop {
        assert!(Instant::now() < deadline, "the broadcast does not come");
        let records = writer.broadcast(Topic::Org).expect("the broker answers");
        if !records.is_empty() {
            break records;
        }
    };
    assert_eq!((second.len(), &*second[0].value), (1, &b"second"[..]));
}

#[test]
fn a_pause_ends_with_the_ownership() {
    let settings = broker::with_topics(PARTITIONS);
    // Two topics make the assignment eager: whoever joins has everything given back and dealt anew.
    let join = || KafkaLog::stage(&settings, "both", &[Topic::Journal, Topic::Desk]).expect("the broker answers");
    let mut writer = KafkaLog::writer(&settings, "source").expect("the broker answers");
    let mut write = |value: &str| {
        let outputs = vec![Output::new(Topic::Journal, 0, *b"key", value.as_bytes())];
        assert_eq!(writer.commit(Step { outputs, positions: vec![] }).expect("the broker answers"), Commit::Done);
    };
    let wait_for = |log: &mut KafkaLog, paused: &[u32], so: &dyn Fn(&Arrival) -> bool| {
        let deadline = Instant::now() + PATIENCE;
        while !so(&log.next(TURN, paused).expect("the broker answers")) {
            assert!(Instant::now() < deadline, "it does not come");
        }
    };
    let mut first = join();
    wait_for(&mut first, &[], &|arrival| matches!(arrival, Arrival::Assigned(_)));
    write("seen");
    wait_for(&mut first, &[], &|arrival| matches!(arrival, Arrival::Records(_)));
    wait_for(&mut first, &[0], &|arrival| matches!(arrival, Arrival::Idle));
    let second = join();
    wait_for(&mut first, &[0], &|arrival| matches!(arrival, Arrival::Revoked(_)));
    drop(second);
    wait_for(&mut first, &[], &|arrival| matches!(arrival, Arrival::Assigned(all) if all.len() == PARTITIONS as usize));
    write("again");
    let is_again = |record: &Record| *record.value == *b"again";
    wait_for(&mut first, &[], &|arrival| matches!(arrival, Arrival::Records(records) if records.iter().any(is_again)));
}

#[test]
fn a_restore_waits_for_a_transaction_that_is_open() {
    let settings = broker::with_topics(PARTITIONS);
    let mut config = ClientConfig::new();
    for (key, value) in &settings.properties {
        config.set(key, value);
    }
    config.set("transactional.id", format!("{}-open", settings.prefix));
    let producer: BaseProducer = config.create().expect("the properties are right");
    producer.init_transactions(PATIENCE).expect("the broker answers");
    producer.begin_transaction().expect("there is none yet");
    let name = settings.name(Topic::ScoreState);
    let record = BaseRecord::<[u8], [u8]>::to(&name).partition(0).key(b"key").payload(b"value");
    producer.send(record).map_err(|(error, _)| error).expect("there is room");
    producer.flush(PATIENCE).expect("the broker answers");

    let (tell, hear) = std::sync::mpsc::channel();
    let restore = std::thread::spawn(move || {
        let (mut log, mut keys) = (KafkaLog::writer(&settings, "look").expect("the broker answers"), Vec::new());
        log.restore(Topic::ScoreState, 0, &mut |key, _| keys.push(key.to_vec())).expect("the broker answers");
        tell.send(keys).expect("the test waits");
    });
    assert!(hear.recv_timeout(Duration::from_millis(1_500)).is_err(), "it does not look away from what is open");
    producer.commit_transaction(PATIENCE).expect("the broker answers");
    assert_eq!(hear.recv_timeout(PATIENCE).expect("it goes on"), [b"key"]);
    restore.join().expect("it has not panicked");
}

#[test]
fn topics_are_made_and_judged() {
    let settings = broker::settings();
    let admin = Admin::open(&settings).expect("the broker answers");
    let problems = || {
        let findings = admin.check().expect("the broker answers");
        findings.into_iter().map(|finding| (finding.topic, finding.problem)).collect::<Vec<_>>()
    };
    assert!(problems().iter().all(|(_, problem)| *problem == Problem::Missing));
    assert_eq!(problems().len(), Topic::ALL.len());
    assert_eq!(admin.partitions(Topic::Journal).expect("the broker answers"), None);

    // Topics made by hand, and all of it wrong.
    make(&settings, Topic::Journal, 4, &[("retention.ms", "604800000")]);
    make(&settings, Topic::ScoreState, 2, &[("cleanup.policy", "compact")]);
    make(&settings, Topic::Models, 1, &[]);
    make(&settings, Topic::Org, 2, &[]);
    let made = admin.create(3, Some(1)).expect("the broker answers");
    assert_eq!(made.len(), Topic::ALL.len() - 4);
    assert_eq!(admin.partitions(Topic::Scores).expect("the broker answers"), Some(4), "scores follow the journal");
    assert_eq!(admin.partitions(Topic::DeskState).expect("the broker answers"), Some(3));
    let wrong = [
        (Topic::Journal, Problem::Forgets),
        (Topic::Org, Problem::Partitions { found: 2, wanted: 1 }),
        (Topic::Models, Problem::NotCompacted),
        (Topic::ScoreState, Problem::Partitions { found: 2, wanted: 4 }),
    ];
    assert_eq!(problems(), wrong);
    assert_eq!(admin.create(3, Some(1)).expect("the broker answers"), [], "there is nothing left to make");
    let fresh = broker::with_topics(PARTITIONS);
    let findings = Admin::open(&fresh).and_then(|admin| admin.check()).expect("the broker answers");
    assert_eq!(findings, [], "what it makes is as it ought to be");
}

#[test]
fn what_is_wrong_is_said_in_words() {
    let said = |outcome: Result<KafkaLog, attrition_watch::log::Error>| outcome.err().expect("it fails").to_string();
    let mut nowhere = Settings { patience: Duration::from_millis(300), ..Settings::default() };
    nowhere.properties.insert("bootstrap.servers".to_owned(), "127.0.0.1:1".to_owned());
    let said = said(KafkaLog::writer(&nowhere, "import"));
    assert!(said.contains("127.0.0.1:1") && said.contains("check that the brokers are up"), "{said}");

    let settings = broker::settings();
    let mut log = KafkaLog::stage(&settings, "desk", &[Topic::Desk]).expect("the broker answers");
    let deadline = Instant::now() + PATIENCE;
    let error = loop {
        assert!(Instant::now() < deadline, "a missing topic is not noticed");
        if let Err(error) = log.next(TURN, &[]) {
            break error.to_string();
        }
    };
    assert!(error.contains("create the topics"), "{error}");
}
