//! A member whose question where its partitions are committed comes to a broker that is not the group's coordinator any more: the
//! client does not ask again (librdkafka #5586).

use attrition_contracts::records::topic::Topic;

use crate::storage::kafka::{assert_same, copy, copy_org, count, member, reference, restored, work};
use attrition_test_support::kafka::brokers::Cluster;
use attrition_test_support::kafka::ghosts::Ghosts;
use attrition_test_support::kafka::topics::Watch;
use attrition_test_support::stages::small_centre::{self as centre, PARTITIONS};

#[test]
#[ignore = "needs Kafka: ./check"]
fn a_member_whose_question_for_its_offsets_is_refused_reads_all_the_same() {
    let ghosts = Ghosts::new(1, "faults-score");
    let mut cluster = Cluster::prepare(1, &ghosts.property());
    ghosts.lead_to(cluster.addresses());
    cluster.up();
    let settings = cluster.with_topics(PARTITIONS);
    let memory = reference();
    copy_org(&settings, &memory);
    copy(&settings, &memory, Topic::Journal, |len| 0..len);
    let watch = Watch::new(&settings, "score", Topic::Journal, PARTITIONS, count(&memory, Topic::Journal));

    ghosts.refuse_offsets();
    let mut score = member(&settings, centre::score());
    restored(&mut score);
    assert!(ghosts.has_refused(), "the client asks where its partitions are committed");
    work(&mut [&mut score], &watch);
    assert_same(&settings, &memory, Topic::Scores);
}
