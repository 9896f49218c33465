//! Records that are as large as a broker takes them still have room in the dead letters.

use std::time::{Duration, Instant};

use attrition_contracts::records::record::Record;
use attrition_contracts::records::topic::Topic;
use attrition_stream::StageRunner;
use attrition_stream::backend::kafka::{KafkaLog, Settings, scan};
use rdkafka::ClientConfig;
use rdkafka::producer::{BaseProducer, BaseRecord, Producer};

use attrition_test_support::centres::chance::Chance;
use attrition_test_support::kafka::broker;
use attrition_test_support::kafka::topics::Watch;
use attrition_test_support::process::program::PATIENCE;
use attrition_test_support::stages::small_centre::{self as centre, PARTITIONS};

#[test]
#[ignore = "needs Kafka: ./check"]
fn the_largest_records_become_dead_letters() {
    let settings = broker::with_topics(PARTITIONS);
    let mut chance = Chance(1);
    // Kafka's default takes 1,048,588 bytes, after compression and with what a batch has around its records.
    let full: Vec<u8> = (0..1_048_500).map(|_| chance.below(256) as u8).collect();
    let packed = vec![b'x'; 8 << 20];
    send(&settings, &[(&full, "none"), (&packed, "zstd"), (b"small", "none")]);

    let log = KafkaLog::stage(&settings, "ingest", &Topic::SOURCES).expect("the broker answers");
    let mut ingest = StageRunner::new(centre::ingest(), log);
    let watch = Watch::new(&settings, "ingest", Topic::Tickets, PARTITIONS, 3);
    let deadline = Instant::now() + PATIENCE;
    while !watch.is_through() {
        assert!(Instant::now() < deadline, "ingest does not get through");
        ingest.turn(Duration::from_millis(20)).expect("the broker answers");
    }
    let mut letters: Vec<Record> = Vec::new();
    let mut keep = |record| {
        letters.push(record);
        true
    };
    (0..PARTITIONS)
        .for_each(|partition| scan(&settings, Topic::DeadLetters, partition, &mut keep).expect("the broker answers"));
    assert_eq!(letters.len(), 3);
    assert!([&*letters[0].value, &letters[1].value, &letters[2].value] == [&full[..], &packed, b"small"]);
}

/// Sends records to the first partition, as a foreign producer does that is allowed to send large ones.
fn send(settings: &Settings, records: &[(&[u8], &str)]) {
    for (value, compression) in records {
        let mut config = ClientConfig::new();
        config.extend(settings.properties.clone());
        config.set("message.max.bytes", "16000000").set("compression.type", *compression);
        let producer: BaseProducer = config.create().expect("the properties are right");
        let name = settings.name(Topic::Tickets);
        let record = BaseRecord::<[u8], [u8]>::to(&name).partition(0).key(b"agent-1").payload(value);
        producer.send(record).map_err(|(error, _)| error).expect("there is room");
        producer.flush(PATIENCE).expect("the broker answers");
    }
}
