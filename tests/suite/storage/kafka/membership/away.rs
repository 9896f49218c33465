//! Brokers that are away: for a while, and for good.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use attrition_contracts::records::record::Output;
use attrition_contracts::records::topic::Topic;
use attrition_stream::backend::kafka::{KafkaLog, Settings};
use attrition_stream::{Commit, StageLog, Step};
use rustix::process::Signal;

use crate::storage::kafka::{TURN, assert_same, copy, copy_org, count, member, reference};
use attrition_test_support::kafka::brokers::Cluster;
use attrition_test_support::kafka::topics::Watch;
use attrition_test_support::process::http;
use attrition_test_support::process::program::{Service, eventually, kafka, variable};
use attrition_test_support::stages::small_centre::{self as centre, PARTITIONS};

/// Longer than a transaction, than a session, and than ten steps that are refused at once.
const AWAY: Duration = Duration::from_secs(9);

#[test]
#[ignore = "needs Kafka: ./check"]
fn a_broker_that_is_away_is_waited_for_and_one_that_stays_away_is_not() {
    let mut brokers = Cluster::start(1, "");
    let settings = Settings { transaction_timeout: Duration::from_secs(3), ..brokers.with_topics(PARTITIONS) };
    let memory = reference();
    copy_org(&settings, &memory);
    copy(&settings, &memory, Topic::Journal, |len| 0..len / 2);
    let mut score = member(&settings, centre::score());
    let mut source = KafkaLog::writer(&settings, "source").expect("the broker answers");
    while score.turn(TURN).expect("the broker answers").records == 0 {}

    let (is_over, committed) = (AtomicBool::new(false), AtomicBool::new(false));
    std::thread::scope(|scope| {
        // The member works, and a writer writes, as if nothing was.
        scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                score.turn(TURN).expect("it outlives that");
            }
        });
        brokers.take_down(0, "TERM");
        scope.spawn(|| {
            let outputs = || vec![Output::new(Topic::DeadLetters, 0, *b"key", *b"written meanwhile")];
            // Aborted is what it says when it cannot know.
            while source.commit(Step { outputs: outputs(), positions: vec![] }).expect("it outlives that")
                != Commit::Done
            {}
            committed.store(true, Ordering::Relaxed);
        });
        std::thread::sleep(AWAY);
        brokers.start_again(0);
        brokers.wait_for(0);
        copy(&settings, &memory, Topic::Journal, |len| len / 2..len);
        let watch = Watch::new(&settings, "score", Topic::Journal, PARTITIONS, count(&memory, Topic::Journal));
        eventually("the member is through", || watch.is_through());
        is_over.store(true, Ordering::Relaxed);
    });
    assert_same(&settings, &memory, Topic::Scores);
    assert!(committed.load(Ordering::Relaxed), "a writer outlives it too");
    drop(score);
    stays_away(brokers, &settings);
}

/// The broker goes for good: a step ends with the reason within its bound, and a process that hangs in one ends at its
/// deadline, or when it is asked again.
fn stays_away(mut brokers: Cluster, settings: &Settings) {
    let start = |within_s: &str| {
        let own = [variable("SERVICE__STOP_WITHIN_S", within_s), variable("SERVICE__STAGES", "desk")];
        Service::start(&[&kafka(settings)[..], &own].concat())
    };
    let (first, second) = (start("2"), start("600"));
    let settings = Settings { patience: Duration::from_secs(3), ..settings.clone() };
    let mut log = KafkaLog::writer(&settings, "late").expect("the broker answers");
    brokers.take_down(0, "KILL");

    let event = centre::events().remove(0);
    std::thread::scope(|scope| {
        for service in [&first, &second] {
            // No answer comes: the process is ended while it waits for the broker.
            let event = event.as_bytes();
            scope.spawn(move || {
                let post = std::panic::AssertUnwindSafe(|| http::post(service, "/v1/events", event));
                assert!(std::panic::catch_unwind(post).is_err(), "there is nobody to take the event");
            });
        }
        let outputs = vec![Output::new(Topic::DeadLetters, 0, *b"key", *b"value")];
        let error = log.commit(Step { outputs, positions: vec![] }).expect_err("nobody takes it").to_string();
        assert!(error.contains("refused") && error.contains("check that the brokers are up"), "{error}");

        ask(&first);
        eventually("the first ends at its deadline", || first.said().contains("ended at once"));
        assert!(first.said().contains("`service.stop_within_s`"), "{}", first.said());
        ask(&second);
        eventually("the second stops", || second.said().contains("stopping"));
        ask(&second);
        eventually("the second ends", || second.said().contains("a second signal came"));
    });

    // Who has been told so, and is still there, can go on when the broker is.
    brokers.start_again(0);
    brokers.wait_for(0);
    let step = || Step { outputs: vec![Output::new(Topic::DeadLetters, 0, *b"key", *b"value")], positions: vec![] };
    eventually("it writes again", || matches!(log.commit(step()), Ok(Commit::Done)));
}

/// Asks a process to stop.
fn ask(service: &Service) {
    service.process.signal(Signal::TERM);
}
