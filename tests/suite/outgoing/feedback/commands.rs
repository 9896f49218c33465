//! `alerts ..`: the same commands beside a running service, without one, and on Kafka; the desk says what came of it.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::OnceLock;

use attrition_contracts::alerting::inbox::{self, InboxMessage};
use attrition_contracts::records::topic::Topic;
use attrition_core::desk::{Action, Factor, Language};
use attrition_service::feedback::links::LinkAction;
use attrition_stream::backend::kafka::KafkaLog;
use attrition_stream::{Commit, StageLog, Step};
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::links::links;
use attrition_test_support::centres::planted::{in_inbox, name, plant_alerts, record, version};
use attrition_test_support::kafka::broker;
use attrition_test_support::kafka::topics;
use attrition_test_support::process::http::{get, post};
use attrition_test_support::process::program::{Scratch, Service, done, embedded, eventually, finish, kafka, variable};

type Variables = Vec<(String, String)>;

/// A log in which the desk has raised alerts of its own, of a centre of 200 over five months.
fn history(scratch: &Scratch) -> Variables {
    static PLAYED: OnceLock<Scratch> = OnceLock::new();
    let played = PLAYED.get_or_init(|| {
        let played = Scratch::new();
        let data = played.text("log");
        let args = ["demo", "--agents", "200", "--days", "150", "--seed", "1", "--once", "--json", "--data", &data];
        done(&[&args[..], &["--first-day", "2026-01-05"]].concat(), &[]);
        played
    });
    copy(&played.path("log"), &scratch.path("log"));
    embedded(&scratch.path("log"))
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("the target directory can be written");
    for entry in std::fs::read_dir(from).expect("it is there") {
        let path = entry.expect("it can be read").path();
        std::fs::copy(&path, to.join(path.file_name().expect("a file has a name"))).expect("it can be copied");
    }
}

fn json_of(args: &[&str], variables: &Variables) -> Value {
    let args = [&["alerts"][..], args, &["--json"]].concat();
    serde_json::from_str(&done(&args, variables)).expect("it is JSON")
}

/// Names of the open alerts, and the signals of their reasons.
fn open(variables: &Variables) -> Vec<(String, Vec<String>)> {
    let listed = json_of(&["list"], variables);
    let text = |value: &Value| value.as_str().expect("it is a text").to_owned();
    let one = |told: &Value| {
        let reasons = told["alert"]["reasons"].as_array().expect("it has reasons");
        (text(&told["alert"]["alert"]), reasons.iter().map(|reason| text(&reason["signal"])).collect())
    };
    listed.as_array().expect("it is a list").iter().map(one).collect()
}

fn refused(args: &[&str], variables: &Variables, expected: &str) {
    let output = finish(&[&["alerts"][..], args].concat(), variables);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{args:?}: {told}");
    assert!(told.contains(expected), "{args:?}: {told}");
}

#[test]
fn what_is_said_beside_a_running_service_moves_the_alert() {
    let scratch = Scratch::new();
    let variables = history(&scratch);
    let mut service = Service::start(&[&variables[..], &[variable("SERVICE__STAGES", "desk")]].concat());
    let open = open(&variables);
    let (alert, reasons) = open.first().expect("the history has an open alert").clone();
    let short = &alert[..12];

    let answer = json_of(&["ack", short], &variables);
    assert_eq!((&answer["taken"], &answer["status"]), (&json!(true), &json!("acknowledged")), "{answer}");
    refused(&["ack", short], &variables, "acknowledged already");
    let answer = json_of(&["snooze", short, "--days", "7", "--key", "week"], &variables);
    assert_eq!((&answer["taken"], &answer["repeated"]), (&json!(true), &json!(false)), "{answer}");
    let again = json_of(&["snooze", short, "--days", "7", "--key", "week"], &variables);
    assert_eq!((&again["feedback"], &again["repeated"]), (&answer["feedback"], &json!(true)), "{again}");
    json_of(&["useful", short, "--reason", &reasons[0]], &variables);
    json_of(&["interview", short, "--factor", "schedule", "growth"], &variables);
    let told = done(&["alerts", "action", short, "--tried", "schedule_change"], &variables);
    assert!(told.contains("the desk has taken it"), "{told}");

    let shown = json_of(&["show", short], &variables);
    let kinds = |shown: &Value| {
        let feedback = shown["feedback"].as_array().expect("it is a list");
        feedback.iter().map(|one| one["kind"].as_str().unwrap_or("").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(kinds(&shown), ["acknowledge", "snooze", "useful", "interview", "action"]);
    assert_eq!(shown["feedback"][3]["factors"], json!(["schedule", "growth"]));
    assert_eq!(shown["feedback"][4]["by"], "cli");
    let statuses: Vec<&str> =
        shown["history"].as_array().expect("it is a list").iter().filter_map(|step| step["status"].as_str()).collect();
    assert!(statuses.ends_with(&["acknowledged", "snoozed"]), "{statuses:?}");
    let told = done(&["alerts", "show", short, "--language", "zh-CN"], &variables);
    let words = [
        attrition_i18n::factor(Factor::Growth, Language::Chinese),
        attrition_i18n::action(Action::ScheduleChange, Language::Chinese),
    ];
    assert!(words.iter().all(|word| told.contains(word)), "{told}");
    let until = shown["alert"]["until"].as_str().expect("it is snoozed");
    assert!(done(&["alerts", "list", "--status", "snoozed"], &variables).contains(until));

    // What is wrong is told before anything is written.
    refused(&["useful", short, "--reason", "mood"], &variables, &format!("it can be {}, ", reasons[0]));
    for reason in ["late_rate", "shift_start_sd", "span_of_control", "time_away"] {
        refused(&["useful", short, "--reason", "mood"], &variables, reason);
    }
    refused(&["ack", "zzzz"], &variables, "no alert's id begins with `zzzz`");
    refused(&["ack", ""], &variables, "write more of it");
    refused(&["snooze", short, "--until", "2020-01-01"], &variables, "`--until`: 2020-01-01 is not between");
    refused(&["snooze", short], &variables, "--until");
    refused(&["interview", short, "--factor", "divorce"], &variables, "outside_work");
    refused(&["action", short, "--tried", "warning"], &variables, "coaching");
    assert_eq!(json_of(&["show", short], &variables)["feedback"].as_array().map(Vec::len), Some(5));
    assert!(service.process.terminate().success());
}

#[test]
fn a_link_in_a_real_flow_acknowledges_once_also_for_another_instance() {
    const SECRET: &str = "a key for flows that is long enough";
    let scratch = Scratch::new();
    let variables = history(&scratch);
    let more = [variable("LINKS__SECRET", SECRET), variable("LINKS__PUBLIC", "https://watch.example.org")];
    let start = || Service::start(&[&variables[..], &more, &[variable("SERVICE__STAGES", "desk")]].concat());
    let (alert, _) = open(&variables).first().expect("the history has an open alert").clone();
    let path = |ask| {
        let url = links(SECRET, "").url(&alert, ask, OffsetDateTime::now_utc()).expect("the alert has a name");
        url.replace("https://watch.example.org", "")
    };
    let mut service = start();
    eventually("the link is known", || get(&service, &path(LinkAction::Acknowledge)).status == 200);
    assert_eq!(post(&service, &path(LinkAction::Acknowledge), b"").status, 202);
    eventually("the desk has acknowledged it", || {
        json_of(&["show", &alert], &variables)["alert"]["status"] == "acknowledged"
    });
    service.process.kill();
    // Another life of the service has it from the log.
    let mut service = start();
    eventually("the alerts are read", || get(&service, &path(LinkAction::Acknowledge)).status != 503);
    assert_eq!(post(&service, &path(LinkAction::Acknowledge), b"").status, 410);
    assert_eq!(get(&service, &path(LinkAction::Snooze(7))).status, 200, "another link is not used");
    let shown = json_of(&["show", &alert], &variables);
    let feedback = shown["feedback"].as_array().expect("it is a list");
    assert_eq!((feedback.len(), &feedback[0]["by"]), (1, &json!("link")), "{shown}");
    assert!(service.process.terminate().success());
}

#[test]
fn without_a_service_the_desk_takes_it_at_its_next_start() {
    let scratch = Scratch::new();
    let variables = history(&scratch);
    let (alert, _) = open(&variables).first().expect("the history has an open alert").clone();
    let told = done(&["alerts", "ack", &alert], &variables);
    assert!(told.contains("no service runs on this log"), "{told}");
    assert_eq!(in_inbox(&scratch.path("log")).len(), 1);
    let mut service = Service::start(&[&variables[..], &[variable("SERVICE__STAGES", "desk")]].concat());
    eventually("the desk has taken it", || json_of(&["show", &alert], &variables)["alert"]["status"] == "acknowledged");
    assert!(service.process.terminate().success());
}

#[test]
fn lists_tell_what_was_asked_for_and_candidates_for_what_is_short() {
    let scratch = Scratch::new();
    let more = json!({"held_out": true});
    let alerts = [
        (1, version(1, 1, "raised", &json!({}))),
        (2, version(2, 1, "acknowledged", &json!({"site": "south"}))),
        (3, version(3, 1, "closed", &json!({"closing": "eased"}))),
        (4, version(4, 1, "withheld", &json!({}))),
        (5, version(5, 1, "held_out", &more)),
    ];
    plant_alerts(&scratch.path("log"), &alerts);
    let variables = embedded(&scratch.path("log"));
    let names = |args: &[&str]| -> Vec<String> {
        let listed = json_of(&[&["list"], args].concat(), &variables);
        let listed = listed.as_array().expect("it is a list");
        listed.iter().map(|told| told["agent"].as_str().expect("it is a text").to_owned()).collect()
    };
    assert_eq!(names(&[]), ["agent-1", "agent-2"]);
    assert_eq!(names(&["--all"]), ["agent-1", "agent-2", "agent-3", "agent-4"]);
    assert_eq!(names(&["--site", "south"]), ["agent-2"]);
    assert_eq!(names(&["--supervisor", "boss-1"]), ["agent-1"]);
    for (args, told) in [
        (&["alerts", "list", "--site", "nowhere"][..], "this log knows no site `nowhere`"),
        (&["alerts", "report", "--site", "nowhere"], "this log knows no site `nowhere`"),
        (&["alerts", "list", "--supervisor", "nobody"], "this log knows no supervisor `nobody`"),
    ] {
        let output = finish(args, &variables);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(2) && said.contains(told), "{args:?}: {said}");
    }
    assert_eq!(names(&["--status", "closed"]), ["agent-3"]);
    let told = done(&["alerts", "list"], &variables);
    assert!(told.contains("42 %") && !told.contains("42 % on"), "raised on that day, or answered on it: {told}");
    assert_eq!(names(&["--status", "held_out"]), ["agent-5"], "nobody is told but who asks for it");
    refused(&["show", "a1e47"], &variables, &name(3));
    refused(&["list", "--status", "open"], &variables, "raised");
    refused(&["ack", &name(3)], &variables, "was closed on");
}

#[test]
fn a_risk_of_a_later_day_is_listed_with_its_day() {
    let scratch = Scratch::new();
    let on = |date: &str, risk: Option<f64>| json!({"date": date, "risk": risk});
    let alerts = [
        (1, version(1, 1, "raised", &json!({}))),
        // The desk has decided the day before an answer comes.
        (1, version(1, 2, "acknowledged", &on("2026-03-05", Some(0.35)))),
        (2, version(2, 1, "raised", &json!({}))),
        (2, version(2, 2, "escalated", &on("2026-03-06", Some(0.5)))),
        (3, version(3, 1, "raised", &json!({}))),
        (3, version(3, 2, "acknowledged", &on("2026-03-03", Some(0.42)))),
        (4, version(4, 1, "raised", &json!({}))),
        (4, version(4, 2, "closed", &json!({"date": "2026-03-09", "closing": "left", "risk": null}))),
        (5, version(5, 1, "raised", &json!({}))),
        // So it is where the agent has moved away.
        (5, version(5, 2, "closed", &json!({"date": "2026-03-08", "closing": "moved", "risk": 0.38}))),
    ];
    plant_alerts(&scratch.path("log"), &alerts);
    let variables = embedded(&scratch.path("log"));
    let told = done(&["alerts", "list", "--all"], &variables);
    for shown in
        ["35 % on 2026-03-04", "50 % on 2026-03-06", "38 % on 2026-03-07", "or of the day that stands beside the risk"]
    {
        assert!(told.replace('\n', " ").contains(shown), "no `{shown}`: {told}");
    }
    assert!(told.contains("42 %") && !told.contains("42 % on"), "{told}");
    let listed = json_of(&["list", "--all"], &variables);
    let days = listed.as_array().into_iter().flatten().filter_map(|told| told["as_of"].as_str());
    let days: BTreeSet<&str> = days.collect();
    assert_eq!(Vec::from_iter(days), ["2026-03-02", "2026-03-04", "2026-03-06", "2026-03-07"], "{listed}");
    for (language, day) in [("en", "those of 4 March 2026"), ("zh-CN", "2026年3月4日")] {
        let shown = done(&["alerts", "show", &name(1), "--language", language], &variables);
        assert!(shown.lines().next().is_some_and(|first| first.contains(day)), "{shown}");
    }
}

#[test]
#[ignore = "needs Kafka: ./check"]
fn commands_and_http_answer_on_kafka() {
    let settings = broker::with_topics(2);
    let mut log = KafkaLog::writer(&settings, "other").expect("the broker answers");
    let outputs =
        [1, 2].map(|n| record("alert", &format!("agent-{n}"), &version(n, 1, "raised", &json!({})), 2)).into();
    assert_eq!(log.commit(Step { outputs, positions: vec![] }).expect("the broker answers"), Commit::Done);
    let variables = kafka(&settings);
    let mut service = Service::start(&[&variables[..], &[variable("SERVICE__STAGES", "desk")]].concat());
    // These alerts are not the desk's own, which takes note of what is said about them all the same.
    let answer = json_of(&["useful", &name(1), "--reason", "late_rate"], &variables);
    assert_eq!(answer["taken"], true, "{answer}");
    let path = format!("/v1/alerts/{}/feedback", name(2));
    eventually("the alerts are read", || post(&service, &path, br#"{"kind":"acknowledge","id":"x"}"#).status == 202);
    let seen: Vec<InboxMessage> = topics::read(&settings, Topic::Desk, 2, 2)
        .into_iter()
        .flatten()
        .filter_map(|seen| inbox::read(&seen.value).ok())
        .collect();
    assert_eq!(seen.len(), 2, "each once");
    assert!(seen.iter().all(|message| matches!(message, InboxMessage::Feedback { site, .. } if **site == *"north")));
    // An alert that comes later is followed.
    let outputs = vec![record("alert", "agent-3", &version(3, 1, "raised", &json!({})), 2)];
    assert_eq!(log.commit(Step { outputs, positions: vec![] }).expect("the broker answers"), Commit::Done);
    let path = format!("/v1/alerts/{}/feedback", name(3));
    eventually("it is followed", || post(&service, &path, br#"{"kind":"useful","id":"y"}"#).status == 202);
    assert!(service.process.terminate().success());
}
