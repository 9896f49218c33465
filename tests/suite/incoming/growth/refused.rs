//! What cannot be grown is said so, and nothing changes.

use attrition_contracts::records::record::Output;
use attrition_contracts::records::topic::Topic;
use attrition_core::basics::date::Date;
use attrition_stream::Step;
use attrition_stream::backend::embedded::Embedded;
use attrition_stream::backend::local::Store;
use serde_json::{Value, json};

use super::site::{FEW, Place, Site, lines};
use attrition_test_support::kafka::broker;
use attrition_test_support::process::http::get;
use attrition_test_support::process::program::{Scratch, Service, done, eventually, finish};

/// Growing is refused in words, and the journal is what it was.
fn refused(site: &Site, args: &[&str], code: i32, words: &str) {
    let output = finish(&[&["grow"], args].concat(), &site.variables);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(code) && said.contains(words), "{args:?}: {said}");
    assert_eq!(site.logs().partitions(Topic::Journal).expect("it is there"), FEW);
}

/// A log of the site's, open for writing.
fn open(site: &Site) -> Embedded {
    let Place::Embedded(scratch) = &site.place else { panic!("it is embedded") };
    Embedded::open(&scratch.path("log"), FEW).expect("nobody has it open")
}

#[test]
fn a_site_that_is_not_ready_does_not_grow() {
    let site = Site::embedded(FEW);
    let scratch = Scratch::new();
    let lines = lines(12, 40);
    let absent = finish(&["grow", "--partitions", "12"], &site.variables);
    assert!(String::from_utf8_lossy(&absent.stderr).contains("there is no log"), "there is nothing to grow");
    done(
        &["import", &scratch.file("events.ndjson", attrition_test_support::stages::history::bytes(&lines))],
        &site.variables,
    );
    refused(&site, &["--partitions", "12"], 1, "the score stage is not through the journal");
    site.run();
    refused(&site, &["--partitions", "3"], 2, "they do not become fewer");
    refused(&site, &["--partitions", "12", "--journal", "mine"], 2, "the embedded log has no topics to name");
    let mut service = Service::start(&site.variables);
    refused(&site, &["--partitions", "12"], 1, "is in use by another process");
    service.process.kill();

    // A score that the journal does not make.
    let mut scores = Vec::new();
    for partition in 0..FEW {
        let mut keep = |record| {
            scores.push(record);
            true
        };
        site.logs().scan(Topic::Scores, partition, &mut keep).expect("the log can be read");
    }
    let last = scores.pop().expect("there are scores");
    let outputs = vec![Output::new(Topic::Scores, last.partition, last.key, last.value)];
    let mut log = open(&site);
    log.commit("test", Step { outputs, positions: Vec::new() }).expect("there is room");
    drop(log.close().expect("nobody else has it"));
    // The service that was killed has closed days up to yesterday.
    site.run();
    refused(&site, &["--partitions", "12"], 1, "scores are not made again as they were published");
}

#[test]
fn days_that_closed_early_for_some_close_so_again() {
    let site = Site::embedded(FEW);
    let mut lines = lines(12, 40);
    // At two in the morning, when the day before is still open, somebody is granted leave for tomorrow: for the agents of
    // this partition, that closes the day.
    let first = Date::parse("2025-01-20").expect("it is a date");
    for (number, agent) in [(0, "agent-0001"), (3, "agent-0005"), (4, "agent-0002"), (9, "agent-0007")] {
        let night = first + number;
        let early = json!({
            "specversion": "1.0", "id": format!("early-{number}"), "source": "/test", "type": "attendance.request.v1",
            "time": format!("{night}T02:00:00Z"), "subject": agent,
            "data": {"request_id": format!("r-{number}"), "date": (night + 1).to_string(), "kind": "leave",
                "decision": "granted"},
        });
        lines.push(early.to_string().into_bytes());
    }
    let time = |line: &Vec<u8>| attrition_contracts::incoming::cloudevent::time_of(line).expect("it has a time");
    lines.sort_by_key(time);
    site.take("events.ndjson", &lines);
    let before = (site.scores(), site.alerts());
    let made: Value =
        serde_json::from_str(&done(&["grow", "--partitions", "6", "--json"], &site.variables)).expect("it prints JSON");
    assert!(made["compared"]["same"].as_u64() > Some(100) && made["compared"]["differ"] == 0, "{made}");
    assert!((site.scores(), site.alerts()) == before);
}

#[test]
#[ignore = "needs Kafka: ./check"]
fn a_site_whose_members_are_at_work_does_not_grow() {
    let site = Site::kafka(broker::with_topics(FEW));
    let mut service = Service::start(&site.variables);
    eventually("it is ready", || get(&service, "/readyz").status == 200);
    refused(&site, &["--partitions", "12"], 1, "are at work: stop every instance");
    assert!(service.process.terminate().success());
    refused(&site, &["--partitions", "12", "--journal", &site_name(&site, Topic::Org)], 2, "choose another");
}

fn site_name(site: &Site, topic: Topic) -> String {
    let Place::Kafka(settings) = &site.place else { panic!("it is on Kafka") };
    settings.name(topic)
}
