//! Settings of Kafka, seen at the broker.

use attrition_contracts::records::topic::Topic;
use attrition_stream::backend::kafka as log;

use attrition_test_support::kafka::broker;
use attrition_test_support::process::http::post;
use attrition_test_support::process::program::{Scratch, Service, command, done, eventually, finish, kafka, variable};
use attrition_test_support::stages::bad_records::good;

#[test]
fn brokers_that_are_not_there_are_waited_for_as_long_as_is_set() {
    let scratch = Scratch::new();
    // Taken from a listener that is gone, so that nobody answers there.
    let address = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("there are free ports");
        listener.local_addr().expect("it is bound").to_string()
    };
    let file = |more: &str| scratch.file("config.toml", format!("[log]\nbootstrap = \"{address}\"\n{more}"));
    let config = file("patience_s = 1\n[log.properties]\nclient.rack = \"a\"\n");
    let output = finish(&["run", "--config", &config], &[variable("HTTP__LISTEN", "")]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && said.contains(&address), "{said}");
    // A session must be longer than a transaction: the least that is taken follows from what is set.
    for (transaction_s, least) in [(20, "21000"), (100, "101000")] {
        let config =
            file(&format!("transaction_s = {transaction_s}\n[log.properties]\nsession.timeout.ms = \"15000\"\n"));
        let output = finish(&["config", "check", "--config", &config], &[]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(2) && said.contains(least), "{said}");
    }
}

#[test]
#[ignore = "needs Kafka: ./check"]
fn a_service_is_where_and_what_its_settings_say() {
    let settings = broker::settings();
    let scratch = Scratch::new();
    let copies = scratch.text("copies");
    let more = [
        ("LOG__PARTITIONS", "3"),
        ("LOG__REPLICATION", "1"),
        ("LOG__INSTANCE", "one"),
        ("LOG__SNAPSHOT_DIR", &copies),
        ("LOG__SNAPSHOT_MINUTES", "1"),
    ];
    // LOG__BOOTSTRAP, LOG__GROUP and the name of every topic are among these.
    let variables = [kafka(&settings), more.iter().map(|(key, value)| variable(key, value)).collect()].concat();
    assert!(
        ["BOOTSTRAP", "GROUP", "TOPICS__QA", "TOPICS__DEAD_LETTERS"]
            .iter()
            .all(|key| { variables.iter().any(|(name, _)| name.ends_with(&format!("LOG__{key}"))) })
    );
    done(&["topics", "create"], &variables);
    let admin = log::Admin::open(&settings).expect("the broker answers");
    for topic in Topic::ALL.into_iter().filter(|topic| !topic.is_broadcast()) {
        assert_eq!(admin.partitions(topic).expect("the broker answers"), Some(3), "{topic:?}");
    }
    let told = finish(
        &["topics", "create"],
        &[&variables[..], &[variable("LOG__REPLICATION", "9"), variable("LOG__TOPICS__QA", "none.qa")]].concat(),
    );
    assert!(!told.status.success(), "nine copies need nine brokers");

    let mut service = Service::start(&variables);
    eventually("it is a member of the group", || log::members(&settings, "score").expect("the broker answers") == 1);
    // Another of the same name takes over from it.
    let mut other = Service::of(command(&["run"], &variables));
    eventually("the first ends", || service.process.0.try_wait().expect("it is a child").is_some());
    assert!(service.said().contains("`log.instance`"), "{}", service.said());
    let event = good("one").to_string();
    assert_eq!(post(&other, "/v1/events", event.as_bytes()).status, 202);
    // A minute is the shortest time that can be set.
    eventually("a copy is written while it works", || other.said().contains("a snapshot is written"));
    let copied = std::fs::read_dir(scratch.path("copies")).expect("the folder is there").count();
    assert!(copied > 0, "it lies where was said");
    assert!(other.process.terminate().success(), "{}", other.said());
}
