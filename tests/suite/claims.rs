//! Every reason of alerts over a played centre, judged by SQL of its own over the raw events (`tests/oracle/claims.py`).

use std::fs;
use std::path::Path;
use std::process::Command;

use attrition_watch::engine::desk::Rules;
use serde_json::{Value, json};

use crate::support::models::sensitive;
use crate::support::play::play_by;
use crate::support::program::Scratch;
use crate::support::python::python;
use crate::support::simulated::{days, lines};

/// Agents and days of the centre: a window, and half a year of alerts.
const AGENTS: usize = 60;
const DAYS: i32 = 240;

/// Days whose alerts are judged, spread over all that have some.
const JUDGED_DAYS: &str = "16";

#[test]
#[ignore = "needs Python: ./check"]
fn every_reason_is_true() {
    let scratch = Scratch::new();
    let recorded = days(AGENTS, DAYS, 16).concat();
    let lines = lines(&recorded);
    let events = scratch.file("events.ndjson", lines.join("\n") + "\n");
    let rules = Rules { budget_week: 50, ..Rules::default() };
    let played = play_by(&lines, sensitive(), &rules);
    let told = played.alerts.iter().filter(|(_, alert)| alert.status == "raised" && !alert.jumped);
    let told: Vec<Value> =
        told.map(|(agent, alert)| json!({"agent": agent, "date": alert.date, "reasons": alert.reasons})).collect();
    assert!(told.len() > 50, "there is something to judge: {}", told.len());
    let alerts: Vec<String> = told.iter().map(Value::to_string).collect();
    let alerts = scratch.file("alerts.ndjson", alerts.join("\n") + "\n");
    if let Some(kept) = std::env::var_os("CLAIMS_DIR") {
        for file in [&events, &alerts] {
            fs::copy(file, Path::new(&kept).join(Path::new(file).file_name().expect("it has a name"))).expect("copied");
        }
    }
    let judge = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/claims.py");
    let mut command = Command::new(python("oracle"));
    command.arg(judge).arg("--events").arg(&events).arg("--alerts").arg(&alerts).args(["--days", JUDGED_DAYS]);
    let judged = command.output().expect("Python is there");
    let said = String::from_utf8_lossy(&judged.stdout).into_owned();
    println!("{said}");
    assert!(judged.status.success(), "{said}\n{}", String::from_utf8_lossy(&judged.stderr));
}
