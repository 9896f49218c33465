//! A service with a simulated centre behind it, scraped: every metric that is documented is there, and promtool finds nothing
//! wrong with any.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use attrition_contracts::records::record::Output;
use attrition_contracts::records::topic::Topic;
use attrition_core::basics::date::Date;
use attrition_service::observability::metrics::{
    GROUPS, delivery, events, process, state, steps, trends::TrendsMetrics,
};
use attrition_service::observability::metrics::{Metrics, definition::MetricGroup};
use attrition_simulator::{Parameters, Simulation};
use attrition_stream::Step;
use attrition_stream::backend::embedded::Embedded;
use attrition_stream::backend::local::Store;
use serde_json::{Value, json};
use time::OffsetDateTime;

use crate::outgoing::deliver::receiver::Receiver;
use attrition_test_support::centres::past_answers::{answers, decided_alerts, open_alerts};
use attrition_test_support::process::http::{get, metric, post};
use attrition_test_support::process::program::{Scratch, Service, done, embedded, eventually, variable};
use attrition_test_support::process::tools::needs;
use attrition_test_support::stages::bad_records::good;

/// Long enough for a history of the agents, and for a source to be missed.
const DAYS: i32 = 120;
/// Enough for drift, which is no news among few.
const AGENTS: usize = 130;
/// Days without evaluations at the end.
const SILENT: i32 = 15;

/// Days at the end on which a second model scores beside the first.
const SHADOWED: usize = 30;

/// Partitions of its log, as by default.
const PARTITIONS: u32 = 4;

/// Days since its end.
const OVER: i32 = 3;

/// What the service itself measures; risk is told by the stage that follows the whole log.
const OPERATIONS: [MetricGroup; 5] = [
    events::Events::GROUP,
    steps::Steps::GROUP,
    state::State::GROUP,
    delivery::Delivery::GROUP,
    process::Process::GROUP,
];

#[test]
#[ignore = "needs Prometheus: ./check"]
fn every_metric_is_told_by_a_service_at_work() {
    let (scratch, receiver) = (Scratch::new(), Receiver::new());
    let own = [
        ("SCORE__MODEL", eager_model(&scratch)),
        ("DELIVER__ALERTMANAGER__URLS", receiver.url("")),
        ("DELIVER__MAX_AGE_DAYS", "200".to_owned()),
    ];
    let mut log = embedded(&scratch.path("log"));
    log.extend(own.iter().map(|(key, value)| variable(key, value)));
    let today = Date((OffsetDateTime::now_utc().unix_timestamp() / 86_400) as i32);
    let days = history(today);
    let (before, after) = days.split_at(days.len() - SHADOWED);
    done(&["import", &scratch.file("before.ndjson", before.join("\n"))], &log);
    done(&["models", "shadow", concat!(env!("CARGO_MANIFEST_DIR"), "/models/prior.json")], &log);
    done(&["import", "--late", &scratch.file("after.ndjson", after.join("\n"))], &log);
    let answers = answers(&decided_alerts(&log, PARTITIONS), &(today - OVER).to_string());
    assert!(answers.len() > 10, "there are alerts to be answered: {}", answers.len());
    plant(&scratch.path("log"), &answers);
    let mut service = Service::start(&log);

    let mut not_taken = good("one");
    not_taken["subject"] = json!("");
    assert_eq!(post(&service, "/v1/events", good("two").to_string().as_bytes()).status, 202);
    assert_eq!(post(&service, "/v1/events", not_taken.to_string().as_bytes()).status, 400);
    // Of those that are open now: while days are caught up with, alerts close again.
    let answer = |name: &str| post(&service, &format!("/v1/alerts/{name}/feedback"), br#"{"kind":"useful"}"#);
    let is_answered = |told: &Value| answer(told["alert"]["alert"].as_str().expect("it has a name")).status == 202;
    eventually("an alert is answered", || open_alerts(&log).iter().any(is_answered));
    let closed = f64::from((today - 2).0) * 86_400.0;
    eventually("all is caught up with", || metric(&service, "attrition_watch_trends_day_timestamp_seconds") >= closed);
    // Each stage tells its own when it comes to it.
    let scrape = || get(&service, "/metrics").body;
    let names = GROUPS.iter().flat_map(|group| group.definitions).map(|definition| definition.full_name());
    for name in names {
        eventually(&format!("{name} is told"), || has_sample(&scrape(), &name));
    }
    eventually("the history is read", || metric(&service, "attrition_watch_trends_ready") == 1.0);
    let scraped = scrape();
    check_by_promtool(&scraped);
    assert!(!scraped.contains("agent-"), "no agent is named:\n{scraped}");
    assert_eq!(metric(&service, "attrition_watch_ready"), 1.0);
    assert!(scraped.contains(concat!(
        "attrition_watch_build_info{revision=\"\",version=\"",
        env!("CARGO_PKG_VERSION"),
        "\"} 1"
    )));
    assert!(service.process.terminate().success());
}

#[test]
#[ignore = "needs Prometheus: ./check"]
fn metrics_of_risk_are_shown_as_a_whole_and_as_promtool_wants_them() {
    let metrics = Metrics::new().expect("the names are right");
    let risk = GROUPS.iter().filter(|group| OPERATIONS.iter().all(|own| own.title != group.title));
    let definitions: Vec<_> = risk.flat_map(|group| group.definitions).collect();
    let text = || String::from_utf8(metrics.text().expect("it can be told")).expect("it is text");
    assert!(definitions.iter().all(|definition| !text().contains(&definition.full_name())));
    let show = |sites: &[&str]| {
        let trends = TrendsMetrics::new().expect("the names are right");
        for site in sites {
            trends.people.agents.with_label_values(&[*site, "blue", "red"]).set(3.0);
            trends.people.risk_quantile.with_label_values(&[*site, "0.9"]).set(0.3);
        }
        metrics.show_trends(trends);
    };
    show(&["north", "south"]);
    let shown = "attrition_watch_agents{band=\"red\",site=\"south\",team=\"blue\"} 3";
    assert!(text().contains(shown), "{}", text());
    check_by_promtool(&text());
    show(&["north"]);
    assert!(!text().contains("south"), "what is gone is gone");
}

/// The days of a simulated centre whose evaluations stop before its end, some days ago: the days since then are the service's
/// to close.
fn history(today: Date) -> Vec<String> {
    let mut simulation = Simulation::new(&Parameters::default(), AGENTS, 4, today - DAYS - OVER);
    let mut days = Vec::new();
    for day in 0..DAYS {
        let of_day = simulation.next_day().events.into_iter().map(|recorded| recorded.line);
        let of_day = of_day.filter(|line| day < DAYS - SILENT || !line.contains("qa.evaluation.v1"));
        days.push(of_day.collect::<Vec<String>>().join("\n"));
    }
    days
}

/// A trained model that finds almost everyone at risk.
fn eager_model(scratch: &Scratch) -> String {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/simulated.json");
    let mut artifact: Value =
        serde_json::from_slice(&std::fs::read(shipped).expect("it is shipped")).expect("it is JSON");
    artifact["bands"]["amber"] = json!(0.001);
    artifact["bands"]["red"] = json!(0.002);
    scratch.file("eager.json", artifact.to_string())
}

/// Answers of supervisors; and what nobody sends who means well, in a source topic and in the desk's inbox.
fn plant(dir: &Path, answers: &[(String, String)]) {
    let mut log = Embedded::open(dir, 1).expect("the log can be opened");
    let said = answers.iter().map(|(site, said)| (Topic::Desk, site.as_bytes(), said.as_bytes()));
    let junk = [Topic::Tickets, Topic::Desk].map(|topic| (topic, &b"north"[..], &b"junk"[..]));
    let outputs = said.chain(junk).map(|(topic, key, value)| Output::new(topic, 0, key, value)).collect();
    log.commit("test", Step { outputs, positions: Vec::new() }).expect("the log can be written");
    log.close().expect("the log can be closed");
}

/// Whether a scrape has a sample of a metric.
fn has_sample(scraped: &str, name: &str) -> bool {
    scraped.lines().any(|line| line.starts_with(name))
}

/// Prometheus' own check of names, units and texts.
fn check_by_promtool(scraped: &str) {
    needs("Prometheus");
    let mut promtool = Command::new("promtool");
    promtool.args(["check", "metrics"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut promtool = promtool.spawn().expect("the package `prometheus` is installed");
    promtool.stdin.take().expect("it is piped").write_all(scraped.as_bytes()).expect("it reads all");
    let output = promtool.wait_with_output().expect("it ends");
    let told = [output.stdout, output.stderr].concat();
    assert!(output.status.success() && told.is_empty(), "{}", String::from_utf8_lossy(&told));
}
