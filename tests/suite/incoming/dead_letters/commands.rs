//! `dead-letters list|show|retry`: beside a service, without one, and on Kafka.

use attrition_contracts::records::topic::Topic;
use attrition_service::import::importer::Importer;
use attrition_service::storage::logs::Logs;
use attrition_stream::StageLog;
use attrition_stream::backend::embedded::Embedded;
use attrition_stream::backend::kafka::KafkaLog;
use attrition_stream::backend::local::{LocalLog, SharedStore};
use serde_json::{Value, json};
use time::OffsetDateTime;

use attrition_test_support::kafka::broker;
use attrition_test_support::process::http::metric;
use attrition_test_support::process::program::{Scratch, Service, eventually, finish, kafka, variable};
use attrition_test_support::stages::bad_records::good;
use attrition_test_support::stages::history;
use attrition_test_support::stages::play::{PARTITIONS, partitions};

type Variables = Vec<(String, String)>;

/// Good events that are refused, and one that always will be.
const GOOD: usize = 3;

/// The file that they were in.
const FILE: &str = "of-yesterday.ndjson";

/// What `dead-letters ..` prints as JSON, and how it ends.
fn run(args: &[&str], variables: &Variables) -> (Option<i32>, Value, String) {
    let output = finish(&[&["dead-letters"][..], args, &["--json"]].concat(), variables);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code(), serde_json::from_slice(&output.stdout).unwrap_or(Value::Null), said)
}

fn letters(args: &[&str], variables: &Variables) -> Vec<Value> {
    let (code, listed, said) = run(&[&["list"], args].concat(), variables);
    assert_eq!(code, Some(0), "{said}");
    listed["letters"].as_array().expect("it is a list").clone()
}

/// Imports events on a machine whose clock is years behind: they are refused, and need not have been.
fn import_with_a_wrong_clock<L: StageLog>(log: L) {
    let wrong = OffsetDateTime::from_unix_timestamp(1_500_000_000).expect("it is a time");
    let mut importer = Importer::open(log, partitions(), FILE, b"wrong clock", wrong).expect("the log can be read");
    for number in 0..GOOD {
        importer.line(good(&format!("early-{number}")).to_string().as_bytes()).expect("the log can be written");
    }
    importer.line(b"{\"id\": \"\x1b[31m\xff\"}").expect("the log can be written");
    importer.finish().expect("the log can be written");
}

fn embedded(scratch: &Scratch) -> Variables {
    let dir = scratch.path("log");
    let store = SharedStore::new(Embedded::open(&dir, PARTITIONS).expect("the scratch can be written"));
    import_with_a_wrong_clock(LocalLog::new(&store, "import", &[]));
    Logs::Embedded(store).close().expect("nobody else has it");
    history::embedded(&dir)
}

/// What holds on every log; `taken` is how many events of the log ingest has taken in.
fn check(variables: &Variables, service: &mut Service) {
    let taken = |service: &Service| metric(service, "attrition_watch_ingested_total{type=\"ticket.closed.v1\"}");
    let all = letters(&[], variables);
    assert_eq!(all.len(), GOOD + 1);
    let early = letters(&["--code", "time_ahead"], variables);
    let ids: Vec<&str> = early.iter().map(|letter| letter["id"].as_str().expect("it has an id")).collect();
    assert_eq!(ids.len(), GOOD);
    assert_eq!(letters(&["--origin", FILE, "--limit", "2"], variables).len(), 2);
    assert!(letters(&["--origin", "tickets"], variables).is_empty());
    assert!(letters(&["--since", "2999-01-01"], variables).is_empty());
    // A code is one of those that there are; of another origin those that there are are told.
    let (code, _, said) = run(&["list", "--code", "time_ahaed"], variables);
    assert!(code == Some(2) && said.contains("time_ahead"), "{said}");
    let none = finish(&["dead-letters", "list", "--origin", "bad.ndjson"], variables);
    assert!(String::from_utf8_lossy(&none.stdout).contains(&format!("`{FILE}`")), "{:?}", none.stdout);

    let (_, shown, _) = run(&["show", ids[0]], variables);
    let sent: Value = serde_json::from_str(shown["value"].as_str().expect("it is text")).expect("it is JSON");
    assert!((0..GOOD).any(|number| sent == good(&format!("early-{number}"))), "{shown}");
    assert_eq!((&shown["code"], &shown["now"], &shown["origin"]), (&json!("time_ahead"), &Value::Null, &json!(FILE)));

    // One is sent; then it is not sent twice, unless that is wished.
    let (code, told, said) = run(&["retry", ids[0]], variables);
    assert_eq!((code, &told["sent"]), (Some(0), &json!(1)), "{said}");
    assert_eq!((&told["letters"][0]["id"], &told["letters"][0]["topic"]), (&json!(ids[0]), &json!("tickets")));
    eventually("the service has taken it in", || taken(service) == 1.0);
    let (code, told, _) = run(&["retry", ids[0]], variables);
    assert_eq!((code, &told["sent"], &told["sent_before"]), (Some(0), &json!(0), &json!(1)), "{told}");
    let (code, told, _) = run(&["retry", ids[0], "--again"], variables);
    assert_eq!((code, &told["sent"]), (Some(0), &json!(1)), "{told}");
    eventually("the service has taken it in", || taken(service) == 2.0);
    assert_eq!(letters(&[], variables).len(), GOOD, "what was sent again is not listed");
    assert_eq!(letters(&["--all"], variables).len(), GOOD + 1, "unless it is asked for");
    let (_, shown, _) = run(&["show", ids[0]], variables);
    assert_eq!(shown["retried"]["topic"], "tickets");
    let shown = String::from_utf8_lossy(&finish(&["dead-letters", "show", ids[0]], variables).stdout).into_owned();
    assert!(
        shown.contains(&format!("`attrition-watch dead-letters retry {} --again` sends it once more", ids[0])),
        "{shown}"
    );

    // All the others: what is refused as before stays, and the exit code says so.
    let (code, told, said) = run(&["retry", "--all"], variables);
    assert_eq!((code, &told["sent"], &told["refused"]), (Some(3), &json!(GOOD - 1), &json!(1)), "{said}");
    eventually("the service has taken them in", || taken(service) == 1.0 + GOOD as f64);
    let left = letters(&[], variables);
    assert_eq!(left.len(), 1);
    let (code, told, said) = run(&["retry", "--code", "not_json"], variables);
    assert_eq!((code, &told["sent"]), (Some(1), &json!(0)), "{said}");
    assert!(said.contains("nothing was sent again: 1 is refused as before"), "{said}");
    assert_eq!(letters(&[], variables), left);
    let (code, told, _) = run(&["retry", "--code", "time_ahead"], variables);
    assert_eq!((code, &told["sent"]), (Some(0), &json!(0)), "there is none left");
    assert_eq!(told["sent_before"], json!(GOOD), "and it is told why");
    let told = finish(&["dead-letters", "retry", "--code", "time_ahead"], variables);
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    assert!(told.contains("none was sent again; sent before: 3 (`--again`"), "{told}");
}

#[test]
fn dead_letters_are_sent_again_beside_a_service() {
    let scratch = Scratch::new();
    let variables = embedded(&scratch);
    let mut service = Service::start(&variables);
    check(&variables, &mut service);
    assert!(service.process.terminate().success(), "{}", service.said());
    // Everything is in the journal, and nothing is lost from the dead letters.
    let logs = history::in_directory(&scratch.path("log"));
    let events = history::contents(&logs, Topic::Journal).into_iter().filter(|record| !record.key.is_empty()).count();
    assert_eq!(events, GOOD + 1);
    let dead = history::contents(&logs, Topic::DeadLetters);
    assert_eq!(dead.len(), 2 * (GOOD + 1), "each letter, and a mark each time one was sent");
}

#[test]
#[ignore = "needs Kafka: ./check"]
fn dead_letters_are_sent_again_on_kafka() {
    let settings = broker::with_topics(PARTITIONS);
    import_with_a_wrong_clock(KafkaLog::writer(&settings, "import").expect("the broker answers"));
    let variables = kafka(&settings);
    let mut service = Service::start(&variables);
    check(&variables, &mut service);
    assert!(service.process.terminate().success(), "{}", service.said());
}

#[test]
fn without_a_service_ingest_takes_them_at_its_next_start() {
    let scratch = Scratch::new();
    let variables = embedded(&scratch);
    let output = finish(&["dead-letters", "retry", "--code", "time_ahead"], &variables);
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && told.contains("3 sent again: no service runs on this log"), "{told}");
    let mut service = Service::start(&[&variables[..], &[variable("SERVICE__STAGES", "ingest")]].concat());
    eventually("they are taken in", || {
        metric(&service, "attrition_watch_ingested_total{type=\"ticket.closed.v1\"}") == GOOD as f64
    });
    assert!(service.process.terminate().success());
}

#[test]
fn what_is_shown_rules_no_terminal_and_raw_bytes_are_as_they_came() {
    let scratch = Scratch::new();
    let variables = embedded(&scratch);
    let bad = letters(&["--code", "not_json"], &variables);
    let id = bad[0]["id"].as_str().expect("it has an id");
    for args in [&["list"][..], &["show", id], &["show", id, "--json"]] {
        let output = finish(&[&["dead-letters"][..], args].concat(), &variables);
        assert!(output.status.success() && !output.stdout.contains(&0x1b), "{args:?}");
        let told = String::from_utf8(output.stdout).expect("it prints text");
        assert!(args[0] == "list" || args.contains(&"--json") || told.contains(r"\u{1b}[31m\xff"), "{told}");
    }
    let output = finish(&["dead-letters", "show", id, "--raw"], &variables);
    assert_eq!(output.stdout, b"{\"id\": \"\x1b[31m\xff\"}");
    for (args, code, expected) in [
        (&["show", "0-99999"][..], 2, "there is no dead letter `0-99999`"),
        (&["show", "seven"], 2, "is no dead letter's id"),
        (&["retry"], 2, "--all"),
        (&["retry", "0-99999"], 2, "there is no dead letter"),
    ] {
        let (found, _, said) = run(args, &variables);
        assert!(found == Some(code) && said.contains(expected), "{args:?}: {said}");
    }
}
