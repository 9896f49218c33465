//! Every reason of alerts over a played centre, judged by SQL of its own over the raw events (`tests/oracle/claims.py`).

use attrition_contracts::alerting::alert_status::AlertStatus;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use attrition_core::desk::Rules;
use attrition_core::signals::{SIGNALS, Telling};
use serde_json::{Value, json};

use attrition_test_support::centres::simulated::{days, lines};
use attrition_test_support::process::program::Scratch;
use attrition_test_support::process::python::python;
use attrition_test_support::stages::models::sensitive;
use attrition_test_support::stages::play::play_by;

/// What is played and judged, unless the environment says otherwise: agents and days of the centre (a window, and half a year of
/// alerts), its seed, and of how many days, spread over all, the alerts are judged. `CLAIMS_EVENTS` names a file of events that
/// is played instead, as `tests/centres/centre.py` writes it.
const PLAYED: [(&str, i32); 4] =
    [("CLAIMS_AGENTS", 60), ("CLAIMS_DAYS", 240), ("CLAIMS_SEED", 16), ("CLAIMS_JUDGED_DAYS", 16)];

#[test]
fn every_sentence_has_a_judge() {
    let judge = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/claims.py");
    let judge = std::fs::read_to_string(judge).expect("it can be read");
    let told = SIGNALS.iter().filter(|signal| signal.telling == Telling::Sentence);
    let without: Vec<&str> =
        told.map(|signal| signal.name).filter(|name| !judge.contains(&format!("\"{name}\": "))).collect();
    assert!(without.is_empty(), "tests/oracle/claims.py does not say when these are true: {without:?}");
}

#[test]
#[ignore = "needs Python: ./check"]
#[expect(clippy::print_stdout, reason = "how many were judged, by signal")]
fn every_reason_is_true() {
    let [agents, all_days, seed, judged_days] =
        PLAYED.map(|(name, usual)| std::env::var(name).map_or(usual, |given| given.parse().expect("it is a number")));
    let scratch = Scratch::new();
    let lines = std::env::var("CLAIMS_EVENTS").map_or_else(
        |_| lines(&days(agents.unsigned_abs() as usize, all_days, u64::from(seed.unsigned_abs())).concat()),
        |file| std::fs::read_to_string(file).expect("it can be read").lines().map(str::to_owned).collect(),
    );
    let events = scratch.file("events.ndjson", lines.join("\n") + "\n");
    let rules = Rules { budget_week: 50, ..Rules::default() };
    let model = Arc::new(sensitive().model().expect("it is sound"));
    let played = play_by(&lines, model, &rules);
    let told = played.alerts.iter().zip(&played.told_at).filter(|((_, alert), _)| alert.status == AlertStatus::Raised);
    let told: Vec<Value> = told
        .map(|((agent, alert), at)| {
            // A risk that jumped is told before its day is over.
            let until = alert.jumped.then_some(at.0);
            json!({"agent": agent, "date": alert.date.to_string(), "until": until, "reasons": alert.reasons})
        })
        .collect();
    assert!(told.len() > 50, "there is something to judge: {}", told.len());
    let alerts: Vec<String> = told.iter().map(Value::to_string).collect();
    let alerts = scratch.file("alerts.ndjson", alerts.join("\n") + "\n");
    let judge = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/claims.py");
    let mut command = Command::new(python("oracle"));
    command
        .arg(judge)
        .arg("--events")
        .arg(&events)
        .arg("--alerts")
        .arg(&alerts)
        .args(["--days", &judged_days.to_string()]);
    let judged = command.output().expect("Python is there");
    let said = String::from_utf8_lossy(&judged.stdout).into_owned();
    println!("{said}");
    assert!(judged.status.success(), "{said}\n{}", String::from_utf8_lossy(&judged.stderr));
}
