//! Members come, go, stall and are fenced.

use std::time::{Duration, Instant};

use attrition_contracts::records::record::Output;
use attrition_contracts::records::topic::Topic;
use attrition_pipeline::score::ScoreStage;
use attrition_pipeline::{Counts, Stage};
use attrition_stream::backend::kafka::{KafkaLog, Settings};
use attrition_stream::backend::memory::Compacted;
use attrition_stream::{Commit, LogArrival, Position, StageLog, StageRunner, Step};

use crate::storage::kafka::{TURN, assert_same, copy, copy_org, count, member, reference, work};
use attrition_test_support::kafka::broker;
use attrition_test_support::kafka::topics::Watch;
use attrition_test_support::process::program::PATIENCE;
use attrition_test_support::stages::small_centre::{self as centre, PARTITIONS};

#[test]
#[ignore = "needs Kafka: ./check"]
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
        let mut state = Compacted::new();
        let mut restore = log.restore(Topic::ScoreState, partition).expect("the broker answers");
        let mut put = |key: &[u8], value: Option<&[u8]>| match value {
            Some(value) => drop(state.insert(key.into(), value.into())),
            None => drop(state.remove(key)),
        };
        while restore.read(&mut put).expect("the broker answers") {}
        let kept = memory.compacted(Topic::ScoreState, partition).expect("it has state");
        assert!(state.keys().eq(kept.keys()), "the state of {partition} has other keys");
    }
    assert_same(&settings, &memory, Topic::Scores);
    let watch = Watch::new(&settings, "desk", Topic::Desk, PARTITIONS, count(&memory, Topic::Desk));
    work(&mut [&mut member(&settings, centre::desk())], &watch);
    assert_same(&settings, &memory, Topic::Alerts);
}

#[test]
#[ignore = "needs Kafka: ./check"]
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
        if let LogArrival::Records(records) = log.next(TURN, &[]).expect("the broker answers") {
            let last = records.last().expect("records are some");
            let next = last.offset + 1;
            let position = Position { topic: last.topic, partition: last.partition, next };
            stale.positions.push(position);
            stale.outputs.push(Output::new(Topic::Scores, last.partition, *b"stale", *b"stale"));
        }
    }
    let watch = Watch::new(&settings, "score", Topic::Journal, PARTITIONS, count(&memory, Topic::Journal));
    let mut heir = member(&settings, centre::score());
    work(&mut [&mut heir], &watch);

    assert_ne!(log.commit(stale).expect("the broker answers"), Commit::Done);
    let deadline = Instant::now() + PATIENCE;
    while !matches!(log.next(TURN, &[]).expect("the broker answers"), LogArrival::Revoked(_)) {
        assert!(Instant::now() < deadline, "it is not told of its loss");
    }
    assert_same(&settings, &memory, Topic::Scores);
}

#[test]
#[ignore = "needs Kafka: ./check"]
fn a_step_that_is_refused_is_done_again_and_counts_once() {
    let settings = Settings { instance: Some("one".to_owned()), ..broker::with_topics(PARTITIONS) };
    let memory = reference();
    copy_org(&settings, &memory);
    copy(&settings, &memory, Topic::Journal, |len| 0..len / 2);
    let mut score = member(&settings, centre::score());
    until(&mut score, |score| !score.stage().partitions().is_empty());
    let fence = |score: &mut StageRunner<ScoreStage, KafkaLog>| {
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

/// Works until something is so.
fn until<S: Stage>(member: &mut StageRunner<S, KafkaLog>, so: impl Fn(&StageRunner<S, KafkaLog>) -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !so(member) {
        assert!(Instant::now() < deadline, "it does not come to be so");
        member.turn(TURN).expect("the broker answers");
    }
}

/// Works until each of the members has partitions.
fn share(first: &mut StageRunner<ScoreStage, KafkaLog>, second: &mut StageRunner<ScoreStage, KafkaLog>) {
    let deadline = Instant::now() + PATIENCE;
    while first.stage().partitions().is_empty() || second.stage().partitions().is_empty() {
        assert!(Instant::now() < deadline, "the members do not share");
        first.turn(TURN).expect("the broker answers");
        second.turn(TURN).expect("the broker answers");
    }
}
