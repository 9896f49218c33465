//! An import that is killed while it works goes on when it is run again, and nothing shows.

use std::io::Write;
use std::path::Path;
use std::process::{ChildStdin, Output, Stdio};

use attrition_contracts::records::topic::Topic;
use attrition_service::storage::logs::Logs;
use attrition_stream::backend::embedded::Embedded;
use attrition_stream::backend::kafka::Settings;
use rdkafka::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};
use time::OffsetDateTime;

use super::told;
use attrition_test_support::kafka::broker;
use attrition_test_support::process::clock::begun_at;
use attrition_test_support::process::program::PATIENCE;
use attrition_test_support::process::program::{Process, Scratch, Service, command, eventually, kafka, variable};
use attrition_test_support::stages::history::{self, assert_same, bytes, contents, in_directory, in_memory, lines};
use attrition_test_support::stages::play::PARTITIONS;

/// Imports the history from a pipe and kills the import when something is so; `false` where it came to its end before.
fn import_until(variables: &[(String, String)], what: &str, is_so: impl FnMut() -> bool) -> bool {
    import_at(OffsetDateTime::now_utc(), variables, what, is_so)
}

/// The same, begun at another time.
fn import_at(
    time: OffsetDateTime,
    variables: &[(String, String)],
    what: &str,
    mut is_so: impl FnMut() -> bool,
) -> bool {
    let (mut import, mut pipe) = start(time, variables);
    pipe.write_all(&bytes(lines())).expect("it reads all");
    drop(pipe);
    let mut has_ended = false;
    eventually(what, || {
        has_ended = import.0.try_wait().expect("it is a child").is_some();
        has_ended || is_so()
    });
    if !has_ended {
        import.kill();
    }
    !has_ended
}

/// An import that reads what is written to the pipe.
fn start(time: OffsetDateTime, variables: &[(String, String)]) -> (Process, ChildStdin) {
    let mut import = command(&["import", "-", "--max-refused", "1%"], variables);
    begun_at(&mut import, time);
    let import = import.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let mut import = Process(import.expect("the program can be started"));
    let pipe = import.0.stdin.take().expect("it is piped");
    (import, pipe)
}

/// Imports all of it, with more arguments.
fn import_all(more: &[&str], variables: &[(String, String)]) -> Output {
    let mut import = command(&[&["import", "-"], more].concat(), variables);
    let import = import.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut import = import.expect("the program can be started");
    import.stdin.take().expect("it is piped").write_all(&bytes(lines())).expect("it reads all");
    import.wait_with_output().expect("it is a child")
}

/// The same; whether it went on where another had come to.
fn import(variables: &[(String, String)]) -> bool {
    let output = import_all(&["--max-refused", "1%"], variables);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    said.contains("going on after")
}

/// The log is that of one undisturbed import.
fn assert_undisturbed(logs: &Logs) {
    for topic in [Topic::Journal, Topic::Org, Topic::DeadLetters] {
        assert_same(topic, &contents(logs, topic), &in_memory(topic));
    }
}

/// What score and desk make of it is what they make of one undisturbed import.
fn assert_scored_undisturbed(logs: &Logs, variables: &[(String, String)]) {
    history::score(variables);
    for topic in [Topic::Scores, Topic::Alerts] {
        assert_same(topic, &contents(logs, topic), &in_memory(topic));
    }
}

#[test]
fn killed_and_resumed_on_the_embedded_log() {
    let scratch = Scratch::new();
    let dir = scratch.path("log");
    let variables = history::embedded(&dir);
    // Once before the first step, and then after each that is there: what is killed late has ended by itself.
    assert!(import_until(&variables, "the log is being opened", || size(&dir) > 0));
    let mut killed = 0;
    for _ in 0..8 {
        let there = journal(&dir);
        killed += u32::from(import_until(&variables, "another step is there", || journal(&dir) > there));
    }
    assert!(killed >= 2, "{killed} were killed in between");
    assert!(import(&variables), "it is known how far they came");
    assert_undisturbed(&in_directory(&dir));
    assert_scored_undisturbed(&in_directory(&dir), &variables);
}

#[test]
fn what_a_killed_import_refused_counts_when_it_is_run_again() {
    let scratch = Scratch::new();
    let names = (0..).map(|n| format!("log-{n}"));
    // One that was killed after a step and before its end.
    let dir = names
        .map(|name| scratch.path(&name))
        .find(|dir| import_until(&history::embedded(dir), "a step is there", || journal(dir) > 0));
    let dir = dir.expect("one is killed in between");
    let before = contents(&in_directory(&dir), Topic::DeadLetters).len() as u64;
    let output = import_all(&["--json"], &history::embedded(&dir));
    let (said, refused) = (String::from_utf8_lossy(&output.stderr), told(&String::from_utf8_lossy(&output.stdout)));
    assert_eq!(output.status.code(), Some(3), "{said}");
    let refused = |name: &str| refused["refused"][name].as_u64().expect("it is a number");
    assert!(before > 0 && refused("before") == before && said.contains("which did not come to its end"), "{said}");
    let all = contents(&in_directory(&dir), Topic::DeadLetters).len() as u64;
    assert_eq!(before + refused("total"), all);
    assert!(said.contains(&format!("{all} of ")), "{said}");
    // To its end, it is known; nothing is refused a second time.
    let again = import_all(&["--json"], &history::embedded(&dir));
    assert_eq!(
        (again.status.code(), &told(&String::from_utf8_lossy(&again.stdout))["refused"]["before"]),
        (Some(0), &0.into())
    );
}

#[test]
fn an_import_that_was_given_up_is_no_news_at_the_next_start() {
    let scratch = Scratch::new();
    let dir = scratch.path("log");
    let variables = history::embedded(&dir);
    let an_hour_ago = OffsetDateTime::now_utc() - time::Duration::HOUR;
    assert!(import_at(an_hour_ago, &variables, "a step is there", || journal(&dir) > 0), "it is killed before its end");
    let mut service = Service::start(&[&variables[..], &[variable("SERVICE__STAGES", "ingest")]].concat());
    eventually("days are closed", || service.said().contains("days are closed"));
    assert!(service.process.terminate().success(), "{}", service.said());
    let said = service.said();
    assert!(!said.contains("an import has not ended"), "{said}");
}

/// Bytes of the log's files.
fn size(dir: &Path) -> u64 {
    let of = |name: &str| std::fs::metadata(dir.join(name)).map_or(0, |metadata| metadata.len());
    of("log.sqlite") + of("log.sqlite-wal")
}

/// Records of the journal, as another process sees them; none while there is no log.
fn journal(dir: &Path) -> usize {
    if Embedded::read_only(dir).is_err() { 0 } else { contents(&in_directory(dir), Topic::Journal).len() }
}

#[test]
#[ignore = "needs Kafka: ./check"]
fn killed_and_resumed_on_kafka() {
    let settings = broker::with_topics(PARTITIONS);
    let variables = kafka(&settings);
    // With a name that it keeps, an import ends at once what it had left open.
    let named = [&variables[..], &[variable("LOG__INSTANCE", "one")]].concat();
    let written = written(&settings);
    assert!(import_until(&named, "the log is being written", || written() > 0));
    // What a killed one has sent may still be written after it: only what is committed tells of a step.
    let steps = || contents(&Logs::Kafka(settings.clone()), Topic::Org).len();
    let mut killed = 0;
    for _ in 0..3 {
        let there = steps();
        killed += u32::from(import_until(&named, "another step is there", || steps() > there));
    }
    assert!(killed >= 1, "{killed} were killed in between");
    assert!(import(&named), "it is known how far they came");
    assert_undisturbed(&Logs::Kafka(settings.clone()));
    assert_scored_undisturbed(&Logs::Kafka(settings.clone()), &variables);
}

#[test]
#[ignore = "needs Kafka: ./check"]
fn killed_on_kafka_and_resumed_without_a_name() {
    let settings = broker::with_topics(PARTITIONS);
    let variables = kafka(&settings);
    let written = written(&settings);
    assert!(import_until(&variables, "a step is being written", || written() >= 30_000));
    // It waits until the broker has ended what was left open.
    import(&variables);
    assert_undisturbed(&Logs::Kafka(settings));
}

/// How much has been written to the journal, committed or not.
fn written(settings: &Settings) -> impl Fn() -> i64 + use<> {
    let mut config = ClientConfig::new();
    config.extend(settings.properties.clone());
    let consumer: BaseConsumer =
        config.set("isolation.level", "read_uncommitted").create().expect("the properties are right");
    let name = settings.name(Topic::Journal);
    move || {
        // A topic that is new has no leader for a moment: nothing is written to it yet.
        let end = |partition| consumer.fetch_watermarks(&name, partition, PATIENCE).map_or(0, |(_, end)| end);
        (0..PARTITIONS.cast_signed()).map(end).sum()
    }
}
