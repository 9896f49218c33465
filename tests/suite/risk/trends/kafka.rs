//! The same history out of a real broker's topics.

use std::time::{Duration, Instant};

use attrition_service::projections::trends::{Reading, Sample, day};
use attrition_service::storage::logs::Logs;
use attrition_stream::Step;

use super::site::{history, model, outputs, today};
use attrition_test_support::kafka::broker;
use attrition_test_support::process::program::PATIENCE;

#[test]
#[ignore = "needs Kafka: ./check"]
fn a_broker_tells_the_same_history() {
    let logs = Logs::Kafka(broker::with_topics(2));
    let mut log = logs.side("http", &[]).expect("the broker answers");
    log.commit(Step { outputs: outputs(2), positions: Vec::new() }).expect("it can be written");

    let (mut reading, mut heard) = Reading::open(&logs, model(), 5, 400).expect("the broker answers");
    let deadline = Instant::now() + PATIENCE;
    while !reading.is_at_end() {
        assert!(Instant::now() < deadline, "the topics have ends");
        let records = reading.next(Duration::from_millis(50)).expect("the broker answers");
        records.iter().for_each(|record| _ = heard.apply(record));
    }
    let told = |history| Sample::all(&day(history, today()).expect("the metrics can be made"));
    assert_eq!(heard.last_day(), Some(today()));
    assert_eq!(told(&heard), told(&history()));
}
