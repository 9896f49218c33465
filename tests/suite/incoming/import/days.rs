//! Which days an import closes, and what becomes of events whose days are closed.

use attrition_contracts::records::journal::{self, JournalEntry};
use attrition_contracts::records::topic::Topic;
use attrition_core::basics::date::Date;
use attrition_pipeline::ingest::last_closed;
use attrition_service::storage::logs::Logs;
use serde_json::Value;
use time::OffsetDateTime;

use super::told;
use attrition_test_support::centres::centre::Centre;
use attrition_test_support::kafka::broker;
use attrition_test_support::process::clock::begun_at;
use attrition_test_support::process::http::{get, metric};
use attrition_test_support::process::program::{
    Scratch, Service, command, done, embedded, eventually, finish, kafka, variable,
};
use attrition_test_support::stages::history::{self, contents, in_directory};
use attrition_test_support::stages::models::{eager, sensitive};
use attrition_test_support::stages::play::PARTITIONS;

fn today() -> Date {
    Date((OffsetDateTime::now_utc().unix_timestamp() / 86_400) as i32)
}

/// A crew that has worked on so many days up to a day.
fn worked(days: i32, last: Date) -> Vec<String> {
    let mut centre = Centre::with_crew(last - days);
    centre.rest_work(&[], &(last - (days - 1)..last + 1));
    centre.lines()
}

fn note(agent: &str, id: &str, time: &str, date: &str) -> String {
    serde_json::json!({
        "specversion": "1.0", "id": id, "source": "/notes", "type": "qa.evaluation.v1", "subject": agent, "time": time,
        "data": {"evaluation_id": id, "date": date, "score": 90, "critical_fail": false, "disputed": false},
    })
    .to_string()
}

/// The days that org says are closed, first to last.
fn closed(logs: &Logs) -> Vec<Date> {
    let mut days = Vec::new();
    let mut see = |record: attrition_contracts::records::record::Record| {
        if let Some(JournalEntry::DayClosed(close)) = journal::read(&record.value) {
            days.push(close.day);
        }
        true
    };
    logs.scan(Topic::Org, 0, &mut see).expect("the log can be read");
    days
}

#[test]
fn a_day_that_is_not_over_stays_open_wherever_the_site_is() {
    let date = |text: &str| Date::parse(text).expect("it is a date");
    for (name, last, days_closed, through) in [
        // Nine in the morning in Lyon: yesterday is over since six UTC.
        ("morning", "2026-03-05T09:00:00+01:00", 2, "2026-03-04"),
        ("before six UTC", "2026-03-05T06:59:59+01:00", 1, "2026-03-03"),
        // In Manila it is the sixth; nowhere in Europe is the fifth over.
        ("east", "2026-03-06T02:00:00+08:00", 2, "2026-03-04"),
        // In Los Angeles it is still the fourth, and what happens there until midnight has a day that closes before.
        ("west", "2026-03-04T23:30:00-08:00", 2, "2026-03-04"),
    ] {
        let scratch = Scratch::new();
        let log = history::embedded(&scratch.path("log"));
        let lines =
            [note("anna", "1", "2026-03-03T10:00:00+01:00", "2026-03-03"), note("anna", "2", last, &last[..10])];
        let imported = told(&done(&["import", &scratch.file("notes.ndjson", lines.join("\n")), "--json"], &log));
        assert_eq!(imported["days_closed"], days_closed, "{name}");
        // The first close is of the day before the first event: where all begin.
        let closed = closed(&in_directory(&scratch.path("log")));
        assert_eq!(closed.first(), Some(&date("2026-03-02")), "{name}");
        assert_eq!(closed.last(), Some(&date(through)), "{name}");
        assert_eq!(closed.len(), 1 + days_closed, "{name}");
    }
}

#[test]
fn a_clock_that_is_ahead_closes_no_day_that_is_not_over() {
    let date = |text: &str| Date::parse(text).expect("it is a date");
    let scratch = Scratch::new();
    let log = history::embedded(&scratch.path("log"));
    let lines = [
        note("anna", "1", "2026-03-02T10:00:00+01:00", "2026-03-02"),
        note("anna", "2", "2026-03-05T11:00:00+01:00", "2026-03-05"),
        // A sender of the same noon whose clock is most of a day ahead.
        note("anna", "3", "2026-03-06T08:30:00Z", "2026-03-06"),
    ];
    let mut import = command(&["import", &scratch.file("notes.ndjson", lines.join("\n"))], &log);
    let noon = OffsetDateTime::parse("2026-03-05T12:00:00Z", &time::format_description::well_known::Rfc3339);
    let imported = begun_at(&mut import, noon.expect("it is a time")).output().expect("the program can be started");
    assert!(imported.status.success(), "{}", String::from_utf8_lossy(&imported.stderr));
    // The fourth is over: the service closes it, as the day that people are told of.
    assert_eq!(closed(&in_directory(&scratch.path("log"))).last(), Some(&date("2026-03-03")));
}

#[test]
fn what_was_refused_and_a_model_that_was_published_lie_in_no_day() {
    let scratch = Scratch::new();
    let log = embedded(&scratch.path("log"));
    let bad = scratch.file("bad.ndjson", note("anna", "1", "2026-03-05T11:00:00Z", "9999-01-01"));
    assert_eq!(finish(&["import", &bad], &log).status.code(), Some(1), "nothing is taken in");
    done(&["models", "publish", &scratch.file("eager.json", eager()), "--force", "a first model"], &log);
    assert!(run_on_nothing(&log).process.terminate().success());
    assert!(closed(&in_directory(&scratch.path("log"))).is_empty());
    let crew = worked(20, today() - 3);
    let imported = told(&done(&["import", &scratch.file("crew.ndjson", crew.join("\n")), "--json"], &log));
    assert_eq!(imported["events"], crew.len());
}

#[test]
fn status_knows_the_day_that_is_closed_after_an_import() {
    let scratch = Scratch::new();
    let log = embedded(&scratch.path("log"));
    // The last shift has been worked today, up to now.
    let mut lines = worked(9, today() - 1);
    let now = OffsetDateTime::now_utc();
    let time = now.format(&time::format_description::well_known::Rfc3339).expect("it can be written");
    lines.push(note("anna", "now", &time, &today().to_string()));
    done(&["import", &scratch.file("crew.ndjson", lines.join("\n"))], &log);
    let service = Service::start(&log);
    let status = || serde_json::from_str::<Value>(&get(&service, "/v1/status").body).expect("it is JSON");
    let stage = |name: &str| {
        status()["stages"].as_array().and_then(|stages| stages.iter().find(|s| s["stage"] == name).cloned())
    };
    for name in ["ingest", "score", "desk"] {
        eventually("a closed day is told", || stage(name).is_some_and(|stage| !stage["closed"].is_null()));
        let stage = stage(name).expect("it runs");
        assert!(stage["closed"].as_str().is_some_and(|closed| *closed < *today().to_string()), "{stage}");
        let delay = metric(&service, &format!("attrition_watch_watermark_delay_seconds{{stage=\"{name}\"}}"));
        assert!(delay >= 6.0 * 3_600.0, "{name}: {delay}");
    }
}

/// What the desk has said. Sites of one partition have no order among each other.
fn said(logs: &Logs) -> Vec<Vec<u8>> {
    let mut said: Vec<Vec<u8>> =
        contents(logs, Topic::Alerts).into_iter().map(|record| record.value.into_vec()).collect();
    said.sort();
    said
}

/// Does it, and once more where a day has ended meanwhile: then a part of it is of another day.
pub(super) fn within_a_day<T>(does: impl Fn() -> T) -> T {
    loop {
        let closed = last_closed(OffsetDateTime::now_utc());
        let done = does();
        if last_closed(OffsetDateTime::now_utc()) == closed {
            return done;
        }
    }
}

/// Runs the service until the last day that is over is decided.
pub(super) fn run(variables: &[(String, String)]) -> Service {
    let service = Service::start(variables);
    let closed = last_closed(OffsetDateTime::now_utc()).to_string();
    let has_decided = || {
        let status: Value = serde_json::from_str(&get(&service, "/v1/status").body).expect("it is JSON");
        let stages = status["stages"].as_array().cloned().unwrap_or_default();
        let desk = stages.into_iter().find(|stage| stage["stage"] == "desk");
        desk.is_some_and(|desk| desk["closed"].as_str().is_some_and(|day| *day >= *closed))
    };
    eventually("the last day is decided", has_decided);
    service
}

fn run_and_stop(variables: &[(String, String)]) {
    let mut service = run(variables);
    assert!(service.process.terminate().success(), "{}", service.said());
}

/// Starts the service on a log that holds nothing, until it says so.
fn run_on_nothing(variables: &[(String, String)]) -> Service {
    let service = Service::start(variables);
    eventually("it has looked", || service.said().contains("nothing is in the log yet"));
    service
}

/// A model with which there is something to say on any date.
fn told_much(scratch: &Scratch) -> (String, String) {
    let model = serde_json::to_string(&sensitive()).expect("an artifact is JSON");
    variable("SCORE__MODEL", &scratch.file("sensitive.json", model))
}

fn lines() -> Vec<u8> {
    let (agents, days) = (30, 120);
    let parameters = attrition_simulator::Parameters::default();
    let mut simulation = attrition_simulator::Simulation::new(&parameters, agents, 15, today() - days);
    let events = (0..days).flat_map(|_| simulation.next_day().events);
    let lines: Vec<Vec<u8>> = events.map(|recorded| recorded.line.into_bytes()).collect();
    history::bytes(&lines)
}

#[test]
fn run_import_run_says_what_import_run_says_on_the_embedded_log() {
    let (one, other) = within_a_day(|| {
        let scratch = Scratch::new();
        let file = scratch.file("history.ndjson", lines());
        let model = told_much(&scratch);
        let log = |name: &str| [history::embedded(&scratch.path(name)), vec![model.clone()]].concat();
        let [one, other] = ["import-run", "run-import-run"].map(log);
        done(&["import", &file], &one);
        run_and_stop(&one);
        assert!(run_on_nothing(&other).process.terminate().success());
        assert!(closed(&in_directory(&scratch.path("run-import-run"))).is_empty(), "nothing lies in any day");
        done(&["import", &file], &other);
        run_and_stop(&other);
        let said = |name: &str| said(&in_directory(&scratch.path(name)));
        (said("import-run"), said("run-import-run"))
    });
    assert!(one.len() > 5, "there is something to compare: {}", one.len());
    assert!(one == other);
}

#[test]
fn a_history_is_imported_beside_a_service_on_kafka_that_has_nothing_yet() {
    let (one, other) = within_a_day(|| {
        let scratch = Scratch::new();
        let file = scratch.file("history.ndjson", lines());
        let [one, other] = [(); 2].map(|()| broker::with_topics(PARTITIONS));
        let model = told_much(&scratch);
        let with_model = |broker| [kafka(broker), vec![model.clone()]].concat();
        let (on_one, on_other) = (with_model(&one), with_model(&other));
        done(&["import", &file], &on_one);
        run_and_stop(&on_one);
        let mut beside = run_on_nothing(&on_other);
        done(&["import", &file], &on_other);
        assert!(beside.process.terminate().success(), "{}", beside.said());
        run_and_stop(&on_other);
        (said(&Logs::Kafka(one)), said(&Logs::Kafka(other)))
    });
    assert!(one.len() > 5 && one == other, "{} and {} records", one.len(), other.len());
}

#[test]
fn a_history_whose_days_are_closed_is_refused_and_taken_in_late_where_that_is_asked_for() {
    let scratch = Scratch::new();
    let log = history::embedded(&scratch.path("log"));
    let (dir, last) = (scratch.path("log"), today() - 1);
    // Something came in before the history, and its days were closed.
    let mut service = Service::start(&log);
    let first = note("zoe", "first", &format!("{last}T08:00:00Z"), &last.to_string());
    let posted = attrition_test_support::process::http::post(&service, "/v1/events", first.as_bytes());
    assert_eq!(posted.status, 202);
    eventually("a day is closed", || !closed(&in_directory(&dir)).is_empty());
    assert!(service.process.terminate().success(), "{}", service.said());
    let before = contents(&in_directory(&dir), Topic::Journal);
    let crew = worked(20, last - 3);
    // Behind what lies in closed days comes something that does not, and stands there twice.
    let open = note("anna", "open", &format!("{}T09:00:00Z", today()), &today().to_string());
    let beside = [crew.clone(), vec![open.clone(), open]].concat();
    let (events, file) = (crew.len(), scratch.file("crew.ndjson", crew.join("\n")));
    let output = finish(&["import", &scratch.file("beside.ndjson", beside.join("\n"))], &log);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains(&format!("{events} of {} events", events + 1)), "{said}");
    let output = finish(&["import", &file], &log);
    let refused = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{refused}");
    let told_of = [
        format!("{events} of {events} events"),
        (last - 23).to_string(),
        "--late".to_owned(),
        "set `log.dir` to a new folder".to_owned(),
    ];
    assert!(told_of.iter().all(|told| refused.contains(told)), "{refused}");
    assert!(contents(&in_directory(&dir), Topic::Journal) == before, "nothing was imported");
    let output = finish(&["import", "--late", &file, "--json"], &log);
    let (late, said) = (told(&String::from_utf8_lossy(&output.stdout)), String::from_utf8_lossy(&output.stderr));
    assert!(
        said.contains("are late") && said.contains("those of more than 90 days before (0) change nothing"),
        "{said}"
    );
    assert_eq!((&late["events"], &late["days_closed"]), (&events.into(), &0.into()));
    // What is older than any window changes nothing, and is told.
    let ancient = note("anna", "ancient", &format!("{}T08:00:00Z", last - 120), &(last - 120).to_string());
    let output = finish(&["import", "--late", &scratch.file("ancient.ndjson", ancient)], &log);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && said.contains("more than 90 days before (1) change nothing"), "{said}");
    // It is known now: without a word about its days, nothing is left to do.
    assert_eq!(told(&done(&["import", &file, "--json"], &log))["events"], 0);
    // What was recorded after the days were closed is late by nature, and welcome.
    let now = OffsetDateTime::now_utc().format(&time::format_description::well_known::Rfc3339);
    let after = note("anna", "after", &now.expect("it can be written"), &(last - 10).to_string());
    assert_eq!(told(&done(&["import", &scratch.file("after.ndjson", after), "--json"], &log))["events"], 1);
}
