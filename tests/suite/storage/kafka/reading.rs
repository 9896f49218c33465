//! What a log reads: partitions, the broadcast, state.

use std::time::{Duration, Instant};

use attrition_contracts::records::record::{Output, Record};
use attrition_contracts::records::topic::Topic;
use attrition_stream::backend::kafka::KafkaLog;
use attrition_stream::{Commit, LogArrival, StageLog, Step};
use rdkafka::ClientConfig;
use rdkafka::producer::{BaseProducer, BaseRecord, Producer};

use super::TURN;
use attrition_test_support::kafka::broker;
use attrition_test_support::process::program::PATIENCE;
use attrition_test_support::stages::small_centre::PARTITIONS;

#[test]
#[ignore = "needs Kafka: ./check"]
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
            if let LogArrival::Records(records) = log.next(TURN, paused).expect("the broker answers") {
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
#[ignore = "needs Kafka: ./check"]
fn a_pause_ends_with_the_ownership() {
    let settings = broker::with_topics(PARTITIONS);
    // Two topics make the assignment eager: whoever joins has everything given back and dealt anew.
    let join = || KafkaLog::stage(&settings, "both", &[Topic::Journal, Topic::Desk]).expect("the broker answers");
    let mut writer = KafkaLog::writer(&settings, "source").expect("the broker answers");
    let mut write = |value: &str| {
        let outputs = vec![Output::new(Topic::Journal, 0, *b"key", value.as_bytes())];
        assert_eq!(writer.commit(Step { outputs, positions: vec![] }).expect("the broker answers"), Commit::Done);
    };
    let wait_for = |log: &mut KafkaLog, paused: &[u32], so: &dyn Fn(&LogArrival) -> bool| {
        let deadline = Instant::now() + PATIENCE;
        while !so(&log.next(TURN, paused).expect("the broker answers")) {
            assert!(Instant::now() < deadline, "it does not come");
        }
    };
    let mut first = join();
    wait_for(&mut first, &[], &|arrival| matches!(arrival, LogArrival::Assigned(_)));
    write("seen");
    wait_for(&mut first, &[], &|arrival| matches!(arrival, LogArrival::Records(_)));
    wait_for(&mut first, &[0], &|arrival| matches!(arrival, LogArrival::Idle));
    let second = join();
    wait_for(&mut first, &[0], &|arrival| matches!(arrival, LogArrival::Revoked(_)));
    drop(second);
    wait_for(
        &mut first,
        &[],
        &|arrival| matches!(arrival, LogArrival::Assigned(all) if all.len() == PARTITIONS as usize),
    );
    write("again");
    let is_again = |record: &Record| *record.value == *b"again";
    wait_for(
        &mut first,
        &[],
        &|arrival| matches!(arrival, LogArrival::Records(records) if records.iter().any(is_again)),
    );
}

#[test]
#[ignore = "needs Kafka: ./check"]
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
        let mut restore = log.restore(Topic::ScoreState, 0).expect("the broker answers");
        while restore.read(&mut |key, _| keys.push(key.to_vec())).expect("the broker answers") {}
        tell.send(keys).expect("the test waits");
    });
    assert!(hear.recv_timeout(Duration::from_millis(1_500)).is_err(), "it does not look away from what is open");
    producer.commit_transaction(PATIENCE).expect("the broker answers");
    assert_eq!(hear.recv_timeout(PATIENCE).expect("it goes on"), [b"key"]);
    restore.join().expect("it has not panicked");
}
