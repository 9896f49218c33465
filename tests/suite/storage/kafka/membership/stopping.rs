//! A process that is asked to stop while it works, and comes again.

use attrition_contracts::records::topic::Topic;
use attrition_service::storage::logs::Logs;

use attrition_test_support::kafka::broker;
use attrition_test_support::kafka::topics::Watch;
use attrition_test_support::process::http::{get, metric};
use attrition_test_support::process::program::{Scratch, Service, done, eventually, kafka, variable};
use attrition_test_support::stages::history::{assert_same, bytes, contents, in_memory, lines};
use attrition_test_support::stages::play::PARTITIONS;

#[test]
#[ignore = "needs Kafka: ./check"]
fn a_process_that_is_stopped_under_load_ends_well_and_goes_on_where_it_was() {
    let settings = broker::with_topics(PARTITIONS);
    let variables = kafka(&settings);
    let scratch = Scratch::new();
    done(&["import", &scratch.file("history.ndjson", bytes(lines())), "--max-refused", "1%"], &variables);
    let journal = in_memory(Topic::Journal).len();
    let score = Watch::new(&settings, "score", Topic::Journal, PARTITIONS, journal);

    // A small buffer makes small steps. With a name, the next start need not wait for the session to end.
    let own = [("SERVICE__STAGES", "score,desk"), ("LOG__BUFFER_MIB", "1"), ("LOG__INSTANCE", "one")];
    let own: Vec<_> = own.iter().map(|(key, value)| variable(key, value)).collect();
    let variables = [variables, own].concat();
    for _ in 0..3 {
        let mut service = Service::start(&variables);
        eventually("it works", || metric(&service, "attrition_watch_records_total{stage=\"score\"}") > 0.0);
        assert!(service.process.terminate().success(), "{}", service.said());
        // What it said last is read a moment after its end.
        eventually("it says so", || {
            let said = service.said();
            said.contains("stopping: the steps at hand are finished within_s=20") && said.contains("INFO stopped")
        });
    }
    assert!(!score.is_through(), "it was stopped in the middle");

    let mut service = Service::start(&variables);
    eventually("score is through", || score.is_through());
    let desk = Watch::new(&settings, "desk", Topic::Desk, PARTITIONS, in_memory(Topic::Desk).len());
    eventually("desk is through", || desk.is_through());
    assert_eq!(get(&service, "/readyz").status, 200);
    assert!(service.process.terminate().success(), "{}", service.said());
    let logs = Logs::Kafka(settings);
    for topic in [Topic::Scores, Topic::Alerts] {
        assert_same(topic, &contents(&logs, topic), &in_memory(topic));
    }
}
