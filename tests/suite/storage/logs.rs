//! The same file through the embedded log, through Kafka and through memory: the same scores and alerts, byte for byte.

use attrition_contracts::records::topic::Topic;
use attrition_service::storage::logs::Logs;

use attrition_test_support::kafka::broker;
use attrition_test_support::process::program::{Scratch, done, kafka};
use attrition_test_support::stages::history::{self, assert_same, contents, in_memory};
use attrition_test_support::stages::play::PARTITIONS;

#[test]
fn the_embedded_log_gives_what_memory_gives() {
    let scratch = Scratch::new();
    let variables = history::embedded(&scratch.path("log"));
    import_and_score(&scratch, &variables);
    compare(&history::in_directory(&scratch.path("log")));
}

#[test]
#[ignore = "needs Kafka: ./check"]
fn kafka_gives_what_memory_gives() {
    let scratch = Scratch::new();
    let settings = broker::with_topics(PARTITIONS);
    import_and_score(&scratch, &kafka(&settings));
    compare(&Logs::Kafka(settings));
}

fn import_and_score(scratch: &Scratch, variables: &[(String, String)]) {
    let file = scratch.file("events.ndjson", history::bytes(history::lines()));
    done(&["import", &file, "--max-refused", "1%"], variables);
    history::score(variables);
}

/// Everything but the dead letters, which name the file.
fn compare(logs: &Logs) {
    for topic in [Topic::Journal, Topic::Org, Topic::Scores, Topic::Alerts] {
        assert_same(topic, &contents(logs, topic), &in_memory(topic));
    }
}
