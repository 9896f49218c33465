//! Who has which partitions, and how much of them is held.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use attrition_contracts::records::record::Record;
use attrition_contracts::records::topic::Topic;
use attrition_stream::backend::kafka::{KafkaLog, Settings};
use attrition_stream::{Commit, EndOffsets, Error, LogArrival, Restore, StageLog, StageRunner, Step};

use crate::storage::kafka::{TURN, assert_same, copy, copy_org, count, member, reference, work};
use attrition_test_support::kafka::broker;
use attrition_test_support::kafka::topics::{Watch, committed};
use attrition_test_support::process::program::PATIENCE;
use attrition_test_support::process::program::eventually;
use attrition_test_support::stages::small_centre::{self as centre, PARTITIONS};

#[test]
#[ignore = "needs Kafka: ./check"]
fn a_named_member_that_comes_again_has_its_partitions_back_without_a_rebalance() {
    let settings = broker::with_topics(PARTITIONS);
    let (mut one, mut two) = (join(&settings, "one"), join(&settings, "two"));
    let (mut of_one, mut of_two) = (Vec::new(), Vec::new());
    eventually("they share", || {
        hear(&mut one, &mut of_one);
        hear(&mut two, &mut of_two);
        !of_one.is_empty() && !of_two.is_empty() && of_one.len() + of_two.len() == PARTITIONS as usize
    });
    drop(one);
    let mut one = join(&settings, "one");
    let mut again = Vec::new();
    eventually("it has them back", || {
        let arrival = two.next(TURN, &[]).expect("the broker answers");
        assert!(matches!(arrival, LogArrival::Idle), "the other is told of nothing: {arrival:?}");
        hear(&mut one, &mut again);
        again == of_one
    });
}

#[test]
#[ignore = "needs Kafka: ./check"]
fn a_named_member_that_dies_amid_a_rebalance_leaves_no_partition_without_an_owner() {
    let settings = broker::with_topics(PARTITIONS);
    let mut one = join(&settings, "one");
    let (mut of_one, mut of_two) = (Vec::new(), Vec::new());
    eventually("the first has all", || {
        hear(&mut one, &mut of_one);
        of_one.len() == PARTITIONS as usize
    });
    let mut two = join(&settings, "two");
    eventually("the first gives back", || {
        hear(&mut two, &mut of_two);
        matches!(one.next(TURN, &[]).expect("the broker answers"), LogArrival::Revoked(_))
    });
    drop(one);
    let mut one = join(&settings, "one");
    of_one.clear();
    eventually("each partition has an owner", || {
        hear(&mut one, &mut of_one);
        hear(&mut two, &mut of_two);
        let all: BTreeSet<u32> = of_one.iter().chain(&of_two).copied().collect();
        all.len() == PARTITIONS as usize && !of_one.is_empty() && !of_two.is_empty()
    });
}

/// Joins the group of score under a name.
fn join(settings: &Settings, name: &str) -> KafkaLog {
    let settings = Settings { instance: Some(name.to_owned()), ..settings.clone() };
    KafkaLog::stage(&settings, "score", &[Topic::Journal]).expect("the broker answers")
}

/// Takes in what the log says of partitions.
fn hear(log: &mut KafkaLog, has: &mut Vec<u32>) {
    match log.next(TURN, &[]).expect("the broker answers") {
        LogArrival::Assigned(partitions) => has.extend(partitions),
        LogArrival::Revoked(partitions) => has.retain(|partition| !partitions.contains(partition)),
        LogArrival::Records(_) | LogArrival::Idle => {}
    }
}

/// A log that compares what is committed when partitions are asked for with what was handed over to be processed.
struct Witness {
    log: KafkaLog,
    settings: Settings,
    processed: BTreeMap<u32, u64>,
    revoked: Vec<u32>,
}

impl StageLog for Witness {
    fn next(&mut self, wait: Duration, paused: &[u32]) -> Result<LogArrival, Error> {
        let arrival = self.log.next(wait, paused)?;
        if let LogArrival::Revoked(partitions) = &arrival {
            for partition in partitions {
                let next = committed(&self.settings, "score", Topic::Journal, *partition);
                assert_eq!(
                    next,
                    self.processed.get(partition).copied(),
                    "all of {partition} is committed, and no more"
                );
            }
            self.revoked.extend(partitions);
        }
        Ok(arrival)
    }

    fn commit(&mut self, step: Step) -> Result<Commit, Error> {
        // What is processed is in the step, so this is all of it. A step may meet a partition that has just gone, and is void
        // then: who has the partition now does it again.
        let places: Vec<_> = step.positions.iter().map(|position| (position.partition, position.next)).collect();
        let outcome = self.log.commit(step)?;
        if outcome == Commit::Done {
            self.processed.extend(places);
        }
        Ok(outcome)
    }

    fn restore(&mut self, state: Topic, partition: u32) -> Result<Box<dyn Restore>, Error> {
        self.log.restore(state, partition)
    }

    fn broadcast(&mut self, topic: Topic) -> Result<Vec<Record>, Error> {
        self.log.broadcast(topic)
    }

    fn is_past(&mut self, ends: &mut EndOffsets) -> Result<bool, Error> {
        self.log.is_past(ends)
    }
}

#[test]
#[ignore = "needs Kafka: ./check"]
fn what_was_processed_is_committed_when_partitions_are_asked_for() {
    // Small batches, so that the other comes in the middle of the work.
    let settings = Settings { buffer: 1 << 16, ..broker::with_topics(PARTITIONS) };
    let memory = reference();
    copy_org(&settings, &memory);
    copy(&settings, &memory, Topic::Journal, |len| 0..len);
    let log = KafkaLog::stage(&settings, "score", &[Topic::Journal]).expect("the broker answers");
    let log = Witness { log, settings: settings.clone(), processed: BTreeMap::new(), revoked: Vec::new() };
    let mut first = StageRunner::new(centre::score(), log);
    while first.turn(TURN).expect("the broker answers").records == 0 {}
    let mut second = member(&settings, centre::score());
    let deadline = Instant::now() + PATIENCE;
    while first.log().revoked.is_empty() {
        assert!(Instant::now() < deadline, "the first is not asked for partitions");
        first.turn(TURN).expect("the broker answers");
        second.turn(TURN).expect("the broker answers");
    }
    let watch = Watch::new(&settings, "score", Topic::Journal, PARTITIONS, count(&memory, Topic::Journal));
    eventually("they are through", || {
        first.turn(TURN).expect("the broker answers");
        second.turn(TURN).expect("the broker answers");
        watch.is_through()
    });
    assert_same(&settings, &memory, Topic::Scores);
}

#[test]
#[ignore = "needs Kafka: ./check"]
fn a_member_that_waits_for_org_holds_no_more_than_its_limit() {
    const HELD_MAX: usize = 24 << 10;
    let settings = Settings { buffer: 8 * HELD_MAX / 3, ..broker::with_topics(PARTITIONS) };
    let memory = reference();
    copy(&settings, &memory, Topic::Journal, |len| 0..len);
    let all: usize = (0..PARTITIONS).flat_map(|p| memory.records(Topic::Journal, p)).map(Record::bytes).sum();
    // What the client has when it is told to pause may still come: a quarter of the buffer. A batch is an eighth, and the
    // last of it a record more.
    let most = HELD_MAX + settings.buffer / 4 + settings.buffer / 8 + 4_096;
    assert!(all > 3 * most, "{all} bytes are too few to show it");
    let mut score = member(&settings, centre::score()).holding(HELD_MAX);
    let (mut largest, mut full) = (0, None::<Instant>);
    // Once it is full it stays so, however long it waits.
    while full.is_none_or(|full| full.elapsed() < Duration::from_secs(1)) {
        score.turn(TURN).expect("the broker answers");
        largest = largest.max(score.held_bytes());
        assert!(largest <= most, "it holds {largest} bytes");
        if score.held_bytes() >= HELD_MAX {
            full.get_or_insert_with(Instant::now);
        }
    }
    copy_org(&settings, &memory);
    let watch = Watch::new(&settings, "score", Topic::Journal, PARTITIONS, count(&memory, Topic::Journal));
    work(&mut [&mut score], &watch);
    assert_same(&settings, &memory, Topic::Scores);
}
