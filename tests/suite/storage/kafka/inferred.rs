//! A batch of records that is refused while the next one of its partition is taken: the client infers that it is there as well
//! (confluent-kafka-go #921).

use attrition_contracts::records::topic::Topic;

use attrition_test_support::kafka::brokers::Cluster;
use attrition_test_support::kafka::ghosts::Ghosts;
use attrition_test_support::kafka::topics::read;
use attrition_test_support::process::program::{Scratch, done, kafka};
use attrition_test_support::stages::small_centre::{self as centre, PARTITIONS};

/// Batches that are refused.
const BATCHES: usize = 1;

#[test]
#[ignore = "needs Kafka: ./check"]
fn what_no_broker_has_said_to_have_is_written_again() {
    let ghosts = Ghosts::new(1, "faults-import-");
    let mut cluster = Cluster::prepare(1, &ghosts.property());
    ghosts.lead_to(cluster.addresses());
    cluster.up();
    let settings = cluster.with_topics(PARTITIONS);
    let (scratch, events) = (Scratch::new(), centre::events());
    let file = scratch.file("events.ndjson", events.join("\n"));
    // Small batches: the client has at most five records of a partition on their way, unless one batch is larger.
    let config = scratch.file("small-batches.toml", "[log.properties]\n\"batch.num.messages\" = \"2\"\n");

    ghosts.overtake(BATCHES);
    done(&["import", "--config", &config, &file], &kafka(&settings));
    assert!(ghosts.has_overtaken(), "batches are on their way at once");
    let written: usize =
        read(&settings, Topic::Journal, PARTITIONS, 0).iter().flatten().filter(|seen| !seen.key.is_empty()).count();
    assert_eq!(written, events.len(), "every event is in the journal");
}
