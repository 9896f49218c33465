//! A member that never hears where its partitions are committed: its question goes lost while the group deals anew, and the
//! client does not ask again.

use std::time::Instant;

use attrition_watch::wire::topic::Topic;

use super::{TURN, assert_same, copy, copy_org, count, member, reference, restored, work};
use crate::support::brokers::Cluster;
use crate::support::ghosts::{FETCH_OFFSETS, Ghosts};
use crate::support::small_centre::{self as centre, PARTITIONS};
use crate::support::topics::{PATIENCE, Watch};

#[test]
#[ignore = "needs Kafka: ./check"]
fn a_member_whose_question_for_its_offsets_goes_lost_reads_all_the_same() {
    let ghosts = Ghosts::new(1, "faults-score");
    let mut cluster = Cluster::prepare(1, &ghosts.property());
    ghosts.lead_to(cluster.addresses());
    cluster.up();
    let settings = cluster.with_topics(PARTITIONS);
    let memory = reference();
    copy_org(&settings, &memory);
    copy(&settings, &memory, Topic::Journal, |len| 0..len);
    let watch = Watch::new(&settings, "score", Topic::Journal, PARTITIONS, count(&memory, Topic::Journal));

    ghosts.take_away(FETCH_OFFSETS);
    let mut first = member(&settings, centre::score());
    restored(&mut first);
    let begun = Instant::now();
    while !ghosts.has_taken() {
        assert!(begun.elapsed() < PATIENCE, "the client asks where its partitions are committed");
        first.turn(TURN).expect("the broker answers");
    }
    let mut second = member(&settings, centre::score());
    let mut is_dealt = false;
    while !is_dealt {
        assert!(begun.elapsed() < PATIENCE, "the second member gets partitions");
        first.turn(TURN).expect("the broker answers");
        is_dealt = !second.turn(TURN).expect("the broker answers").restored.is_empty();
    }
    ghosts.cut();
    work(&mut [&mut first, &mut second], &watch);
    assert_same(&settings, &memory, Topic::Scores);
}
