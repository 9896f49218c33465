//! What no repetition mends ends the log, with the reason.

use std::time::{Duration, Instant};

use attrition_contracts::records::record::Output;
use attrition_contracts::records::topic::Topic;
use attrition_stream::backend::kafka::{KafkaLog, Settings};
use attrition_stream::{Causes, Error, LogArrival, StageLog, Step};
use rdkafka::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};

use super::TURN;
use attrition_test_support::kafka::broker;
use attrition_test_support::process::http::get;
use attrition_test_support::process::program::PATIENCE;
use attrition_test_support::process::program::{Service, eventually, kafka, variable};
use attrition_test_support::stages::small_centre::PARTITIONS;

/// Takes turns until the log ends; returns why.
fn end_of(log: &mut KafkaLog) -> String {
    let deadline = Instant::now() + PATIENCE;
    loop {
        assert!(Instant::now() < deadline, "it does not end");
        if let Err(error) = log.next(TURN, &[]) {
            return whole(&error);
        }
    }
}

/// An error with its cause.
fn whole(error: &Error) -> String {
    Causes(&error).to_string()
}

#[test]
#[ignore = "needs Kafka: ./check"]
fn a_process_whose_instance_name_is_taken_ends_with_the_reason() {
    let settings = broker::with_topics(PARTITIONS);
    let variables =
        [kafka(&settings), vec![variable("LOG__INSTANCE", "one"), variable("SERVICE__STAGES", "desk")]].concat();
    let ready = |service: &Service| get(service, "/readyz").status == 200;
    let mut first = Service::start(&variables);
    eventually("the first has its partitions", || ready(&first));
    let mut second = Service::start(&variables);
    let mut status = None;
    eventually("the first ends", || {
        status = first.process.0.try_wait().expect("it is a child of this process");
        status.is_some()
    });
    assert_eq!(status.and_then(|status| status.code()), Some(1));
    // What it wrote last is read a moment after its end.
    eventually("the first says why it ends", || {
        let said = first.said();
        said.contains("error: failed to") && said.contains("same `log.instance`")
    });
    eventually("the second has taken over", || ready(&second));
    assert!(second.process.terminate().success(), "{}", second.said());
}

#[test]
#[ignore = "needs Kafka: ./check"]
fn a_group_of_another_kind_is_left_alone() {
    let settings = broker::with_topics(PARTITIONS);
    let mut config = ClientConfig::new();
    config.extend(settings.properties.clone());
    config.set("group.id", format!("{}-desk", settings.prefix)).set("partition.assignment.strategy", "roundrobin");
    let other: BaseConsumer = config.create().expect("the properties are right");
    other.subscribe(&[&settings.name(Topic::Desk)]).expect("the topic can be subscribed to");
    eventually("the other is a member", || {
        drop(other.poll(TURN));
        other.assignment().is_ok_and(|assigned| assigned.count() > 0)
    });
    let said = end_of(&mut KafkaLog::stage(&settings, "desk", &[Topic::Desk]).expect("the broker answers"));
    assert!(said.contains("members of another kind") && said.contains("`log.group`"), "{said}");
}

#[test]
#[ignore = "needs Kafka: ./check"]
fn session_timeouts_that_cannot_be_are_refused() {
    let with = |timeout: &str| {
        let mut settings = broker::with_topics(PARTITIONS);
        settings.properties.insert("session.timeout.ms".to_owned(), timeout.to_owned());
        settings.properties.insert("max.poll.interval.ms".to_owned(), "4000000".to_owned());
        KafkaLog::stage(&settings, "desk", &[Topic::Desk])
    };
    // Shorter than a transaction: a zombie could still commit.
    let said = whole(&with("10000").err().expect("it is refused"));
    assert!(said.contains("`session.timeout.ms` is `10000`") && said.contains("at least 11000"), "{said}");
    let said = end_of(&mut with("2000000").expect("the client takes it"));
    assert!(said.contains("group.max.session.timeout.ms"), "{said}");
}

#[test]
#[ignore = "needs Kafka: ./check"]
fn a_record_that_cannot_be_written_says_why_its_step_fails() {
    let settings = Settings {
        patience: Duration::from_secs(2),
        transaction_timeout: Duration::from_secs(3),
        ..broker::with_topics(PARTITIONS)
    };
    let mut log = KafkaLog::writer(&settings, "astray").expect("the broker answers");
    let step = || Step { outputs: vec![Output::new(Topic::Scores, 99, *b"key", *b"value")], positions: vec![] };
    let error = log.commit(step()).expect_err("there is no such partition");
    assert!(whole(&error).contains("a topic or partition is missing"), "{}", whole(&error));
}

#[test]
#[ignore = "needs Kafka: ./check"]
fn a_step_of_a_partition_that_was_given_away_is_refused() {
    let settings = broker::with_topics(PARTITIONS);
    let join = || KafkaLog::stage(&settings, "score", &[Topic::Journal]).expect("the broker answers");
    let mut first = join();
    let mut has = 0;
    eventually("the first has all", || {
        if let LogArrival::Assigned(partitions) = first.next(TURN, &[]).expect("the broker answers") {
            has += partitions.len();
        }
        has == PARTITIONS as usize
    });
    let mut second = join();
    let (mut gone, mut taken) = (Vec::new(), Vec::new());
    eventually("the second has what the first has given away", || {
        if let LogArrival::Revoked(partitions) = first.next(TURN, &[]).expect("the broker answers") {
            gone = partitions;
        }
        if let LogArrival::Assigned(partitions) = second.next(TURN, &[]).expect("the broker answers") {
            taken = partitions;
        }
        !taken.is_empty()
    });
    assert_eq!(gone, taken);
    // The first is a member still, and the group would take any position from it.
    let of = |partition| attrition_stream::Position { topic: Topic::Journal, partition, next: 7 };
    let commit = |log: &mut KafkaLog, partition| {
        log.commit(Step { outputs: vec![], positions: vec![of(partition)] }).expect("the broker answers")
    };
    assert_eq!(commit(&mut first, gone[0]), attrition_stream::Commit::Aborted);
    assert_eq!(commit(&mut second, gone[0]), attrition_stream::Commit::Done);
}
