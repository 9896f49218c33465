//! Requests of one step that arrive in the next: the client has sent them again meanwhile, in the same epoch (librdkafka #5423).

use std::time::Instant;

use attrition_contracts::records::topic::Topic;

use super::{TURN, assert_same, copy, copy_org, member, reference};
use attrition_test_support::kafka::brokers::Cluster;
use attrition_test_support::kafka::ghosts::Ghosts;
use attrition_test_support::kafka::topics::{Watch, read};
use attrition_test_support::process::program::PATIENCE;
use attrition_test_support::stages::small_centre::{self as centre, PARTITIONS};

/// Parts in which the journal comes, each a step or several.
const PARTS: usize = 12;

/// How many requests come late in a round at least.
const LATE_MIN: usize = 4;

#[test]
#[ignore = "needs Kafka: ./check"]
fn a_request_that_comes_late_counts_in_no_later_step() {
    let rounds = std::env::var("GHOST_ROUNDS").map_or(1, |rounds| rounds.parse().expect("it is a number"));
    let memory = reference();
    for seed in 1..=rounds {
        let ghosts = Ghosts::new(seed, "faults-score-");
        let mut cluster = Cluster::prepare(1, &ghosts.property());
        ghosts.lead_to(cluster.addresses());
        cluster.up();
        let settings = cluster.with_topics(PARTITIONS);
        copy_org(&settings, &memory);
        let mut score = member(&settings, centre::score());
        for part in 0..PARTS {
            copy(&settings, &memory, Topic::Journal, |len| len * part / PARTS..len * (part + 1) / PARTS);
            let all = (0..PARTITIONS).map(|partition| memory.records(Topic::Journal, partition).len());
            let so_far = all.map(|len| len * (part + 1) / PARTS).sum();
            let watch = Watch::new(&settings, "score", Topic::Journal, PARTITIONS, so_far);
            ghosts.haunt(true);
            let begun = Instant::now();
            while !watch.is_through() {
                assert!(begun.elapsed() < PATIENCE, "the member gets through");
                score.turn(TURN).expect("the broker answers");
            }
            ghosts.haunt(false);
        }
        assert!(ghosts.come() >= LATE_MIN, "{} requests came late", ghosts.come());
        assert_same(&settings, &memory, Topic::Scores);
        // In any order: every partition of the stage writes to all of the desk's.
        let mut seen: Vec<_> =
            read(&settings, Topic::Desk, PARTITIONS, 0).concat().into_iter().map(|seen| seen.value).collect();
        let partitions = (0..PARTITIONS).map(|partition| memory.records(Topic::Desk, partition));
        let mut expected: Vec<_> = partitions.flatten().map(|record| record.value.to_vec()).collect();
        seen.sort_unstable();
        expected.sort_unstable();
        assert!(
            !expected.is_empty() && seen == expected,
            "{} reports to the desk, expected {}",
            seen.len(),
            expected.len()
        );
    }
}
