//! How many of the alerts of imported days were right, counted again from the events that were imported.

use std::collections::BTreeSet;

use attrition_contracts::alerting::alert::AlertData;
use attrition_core::basics::date::Date;

use super::played::raised;
use super::report::{parts, report};
use attrition_test_support::centres::centre::date;
use attrition_test_support::centres::decided::decide;
use attrition_test_support::centres::simulated::{days, event, first_day, lines};
use attrition_test_support::process::program::{Scratch, done, embedded, variable};
use attrition_test_support::stages::models::sensitive;

const AGENTS: usize = 60;
const DAYS: i32 = 240;

/// How an employment ends, as it was sent.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Separation {
    agent: String,
    notice: Date,
    last_day: Date,
    is_voluntary: bool,
}

/// Every separation of the events, however often it was sent.
fn separations(lines: &[String]) -> BTreeSet<Separation> {
    let events = lines.iter().map(|line| event(line)).filter(|event| event["type"] == "roster.separation.v1");
    let separation = |event: serde_json::Value| {
        let text = |of: &serde_json::Value| of.as_str().expect("it is a text").to_owned();
        let data = &event["data"];
        Separation {
            agent: text(&event["subject"]),
            notice: date(&text(&data["notice_date"])),
            last_day: date(&text(&data["last_day"])),
            is_voluntary: data["kind"] == "voluntary",
        }
    };
    events.map(separation).collect()
}

/// Whether an agent gave notice within so many days; `None` where that does not say what the alert asked.
fn is_right(separations: &BTreeSet<Separation>, agent: &str, raised_on: Date, within: i32) -> Option<bool> {
    let is_within = |day: Date| day > raised_on && day <= raised_on + within;
    if raised_on + within > first_day() + (DAYS - 1) {
        return None;
    }
    let own = || separations.iter().filter(|separation| separation.agent == agent);
    if own().any(|separation| separation.notice <= raised_on && separation.last_day >= raised_on) {
        return None;
    }
    match own().find(|separation| is_within(separation.notice) || is_within(separation.last_day)) {
        None => Some(false),
        Some(separation) => (separation.is_voluntary && is_within(separation.notice)).then_some(true),
    }
}

#[test]
fn alerts_of_imported_days_are_right_as_often_as_the_events_say() {
    let scratch = Scratch::new();
    let model = serde_json::to_string(&sensitive()).expect("an artifact is JSON");
    let mut log = embedded(&scratch.path("log"));
    log.push(variable("SCORE__MODEL", &scratch.file("sensitive.json", model)));
    let lines = lines(&days(AGENTS, DAYS, 3).concat());
    done(&["import", &scratch.file("events.ndjson", lines.join("\n"))], &log);
    decide(first_day() + (DAYS - 1), &log);

    let (report, raised, separations) = (report(&[], &log), raised(&scratch), separations(&lines));
    let (told, history) = (report["alerts"].as_u64(), report["history"].as_u64());
    assert!(history.is_some_and(|history| history > 20), "{report}");
    assert!(raised.len() as u64 - history.unwrap_or(0) - told.unwrap_or(0) < 5, "{} raised: {report}", raised.len());
    assert_ne!(report["precision_scope"], "told", "{report}");
    let mut told: Vec<BTreeSet<&str>> = Vec::new();
    for (place, within) in [30, 60, 90].into_iter().enumerate() {
        let answers: Vec<bool> =
            raised.iter().filter_map(|(agent, alert)| is_right(&separations, agent, alert.date, within)).collect();
        if report["precision"][place].is_null() {
            continue;
        }
        let right = answers.iter().filter(|is_right| **is_right).count();
        assert_eq!(parts(&report["precision"][place]), (right as u64, answers.len() as u64), "{within} days: {report}");
        // Who is in one share and not in the other is nobody, or many.
        let is_gone = |(agent, alert): &&(String, Box<AlertData>)| {
            is_right(&separations, agent, alert.date, within) == Some(true)
        };
        let gone: BTreeSet<&str> = raised.iter().filter(is_gone).map(|(agent, _)| agent.as_str()).collect();
        let apart = |before: &BTreeSet<&str>| gone.symmetric_difference(before).count();
        assert!(told.iter().all(|before| apart(before) == 0 || apart(before) >= 5), "{within} days: {report}");
        told.push(gone);
    }
    assert!(!told.is_empty(), "one of the three is told: {report}");
}
