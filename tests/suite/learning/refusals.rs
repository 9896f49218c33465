//! What `train` cannot or will not learn from, told at the command line.

use std::sync::OnceLock;

use attrition_core::basics::date::Date;
use attrition_simulator::RecordedEvent;
use serde_json::{Value, json};

use attrition_test_support::centres::simulated::{days, event, first_day, lines};
use attrition_test_support::process::program::{Scratch, done, finish};

const AGENTS: usize = 100;
const DAYS: i32 = 210;

fn centre() -> &'static [RecordedEvent] {
    static CENTRE: OnceLock<Vec<RecordedEvent>> = OnceLock::new();
    CENTRE.get_or_init(|| days(AGENTS, DAYS, 3).concat())
}

/// The lines of the centre that are wanted.
fn only(wanted: impl Fn(&str) -> bool) -> Vec<String> {
    lines(centre()).into_iter().filter(|line| wanted(line)).collect()
}

/// Trains from lines that it must refuse; what it says.
fn refused(lines: &[String], args: &[&str], code: i32) -> String {
    let scratch = Scratch::new();
    let (events, out) = (scratch.file("events.ndjson", lines.join("\n")), scratch.text("models"));
    let output = finish(&[&["train", "--from", &events, "--out", &out], args].concat(), &[]);
    let said = String::from_utf8(output.stderr).expect("it speaks text");
    assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
    assert!(!scratch.path("models").exists(), "nothing is written");
    said
}

/// The date of the notice, where a line tells of one of someone's own accord.
fn notice(line: &str) -> Option<(Date, Value)> {
    let told = line.contains("roster.separation.v1").then(|| event(line))?;
    let date = Date::parse(told["data"]["notice_date"].as_str()?)?;
    (told["data"]["kind"] == "voluntary").then_some((date, told))
}

#[test]
fn too_little_history_and_too_few_leavers_are_refused() {
    let all = lines(centre());
    let said = refused(&all, &["--horizon", "100"], 1);
    assert!(said.contains("no model was trained") && said.contains("less than two horizons (200 days)"), "{said}");
    let said = refused(&only(|line| notice(line).is_none()), &[], 1);
    assert!(said.contains("0 agents left of their own accord, at least 10 are needed"), "{said}");
    assert!(said.contains("prior model"), "{said}");
    let said = refused(&all[..2_000], &[], 1);
    assert!(said.contains("less than two horizons"), "{said}");
    assert!(refused(&[], &[], 1).contains("events.ndjson` is empty"));
}

#[test]
fn leavers_of_one_day_alone_leave_nothing_to_learn_from_before() {
    let day = first_day() + 150;
    let mut lines = only(|line| !line.contains("roster.separation.v1"));
    let place = lines.iter().position(|line| event(line)["time"].as_str().is_some_and(|time| *time > *day.to_string()));
    let notices = (1..=12).map(|number| {
        let data = json!({
            "kind": "voluntary", "notice_date": day.to_string(), "last_day": (day + 5).to_string(), "reason": "unknown",
        });
        let told = json!({
            "specversion": "1.0", "id": format!("notice-{number}"), "source": "/test", "type": "roster.separation.v1",
            "time": format!("{day}T00:00:01Z"), "subject": format!("agent-{number:04}"), "data": data,
        });
        told.to_string()
    });
    let place = place.expect("the centre goes on");
    lines.splice(place..place, notices);
    let said = refused(&lines, &[], 1);
    assert!(said.contains("all who left gave notice within days of each other"), "{said}");
}

#[test]
fn a_signal_that_only_the_future_knows_is_refused_by_name() {
    // Whoever will give notice is refused a request exactly a horizon before, and nobody else ever.
    let mut told: Vec<(String, String)> = Vec::new();
    for line in only(|line| !line.contains("attendance.request.v1")) {
        if let Some((date, notice)) = notice(&line) {
            let (agent, day) = (notice["subject"].as_str().expect("it has one"), date - 30);
            let time = format!("{day}T12:00:00Z");
            let data = json!({
                "request_id": format!("leak-{agent}"), "date": day.to_string(), "kind": "leave", "decision": "refused",
            });
            let event = json!({
                "specversion": "1.0", "id": format!("leak-{agent}"), "source": "/leak", "type": "attendance.request.v1",
                "time": time, "subject": agent, "data": data,
            });
            told.push((day.to_string(), event.to_string()));
        }
        let day = event(&line)["time"].as_str().expect("it has one")[..10].to_owned();
        told.push((day, line));
    }
    told.sort_by(|a, b| a.0.cmp(&b.0));
    let leaking: Vec<String> = told.into_iter().map(|(_, line)| line).collect();
    let said = refused(&leaking, &[], 1);
    assert!(said.contains("the signal `refused_requests` alone separates who leaves from who stays"), "{said}");
    assert!(said.contains("known only afterwards"), "{said}");
}

#[test]
fn signals_that_say_nothing_are_left_out_by_name() {
    let scratch = Scratch::new();
    let file = scratch.file("events.ndjson", only(|line| !line.contains("qa.evaluation.v1")).join("\n"));
    let out = scratch.text("models");
    let train = ["train", "--from", &file, "--out", &out, "--id", "quiet", "--without", "late_rate,qa_sd"];
    let said = done(&train, &[]);
    assert!(said.contains("left out: qa_level, missing in nearly every row"), "{said}");
    assert!(said.contains("By wish, without late_rate, qa_sd."), "{said}");
    let artifact = std::fs::read_to_string(scratch.path("models/quiet.json")).expect("it was written");
    let artifact: Value = serde_json::from_str(&artifact).expect("it is JSON");
    let signals = artifact["signals"].as_object().expect("it has signals");
    assert!(signals.contains_key("unplanned_absence_rate"), "{signals:?}");
    assert!(["qa_level", "late_rate"].iter().all(|name| !signals.contains_key(*name)), "{signals:?}");
    let card = std::fs::read_to_string(scratch.path("models/quiet.md")).expect("the card is beside it");
    assert!(card.contains("- `qa_level`: missing in nearly every row"), "{card}");
    let said = refused(&only(|line| !line.contains("qa.evaluation.v1")), &["--signals", "qa_level"], 1);
    assert!(said.contains("no signal that may enter says anything"), "{said}");
}

#[test]
fn protected_attributes_and_unknown_names_are_mistakes_of_usage() {
    for (args, told) in [
        (["--signals", "qa_level,age"], "`age` is never an input: it is a protected attribute (age)"),
        (["--without", "MaritalStatus"], "`MaritalStatus` is never an input: it is a protected attribute (family)"),
        (["--signals", "gender"], "protected attribute (sex)"),
        (["--signals", "health_score"], "protected attribute (health)"),
        (["--signals", "qa_levels"], "no signal is called `qa_levels`: did you mean `qa_level`?"),
    ] {
        let said = refused(&[], &args, 2);
        assert!(said.contains(told), "{said}");
    }
    let scratch = Scratch::new();
    let prior = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/models/prior.json"));
    let mut prior: Value = serde_json::from_str(&prior.expect("it is there")).expect("it is JSON");
    prior["signals"]["age"] = prior["signals"]["tenure_days"].clone();
    let said = refused(&[], &["--prior", &scratch.file("aged.json", prior.to_string())], 2);
    assert!(said.contains("a term for `age`, a protected attribute (age)"), "{said}");
}

#[test]
fn too_little_memory_is_refused_with_how_much_there_is() {
    let said = refused(&lines(centre()), &["--memory", "128KiB"], 2);
    assert!(said.contains("`--memory` has room for") && said.contains("give more"), "{said}");
    let said = refused(&[], &["--memory", "lots"], 2);
    assert!(said.contains("`lots` is not an amount of memory"), "{said}");
}
