//! Every signal, recomputed in SQL from the raw events by an implementation of its own (`tests/oracle/`, DuckDB).

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Command;

use attrition_core::basics::date::Date;
use attrition_simulator::{Parameters, RecordedEvent, Simulation};
use serde_json::Value;

use attrition_test_support::centres::employment::employment;
use attrition_test_support::centres::simulated;
use attrition_test_support::process::python::python;
use attrition_test_support::stages::what_if::{date_of, is};

/// Agents and days of the simulated log: long enough for rehires, and for agents who were forgotten.
const AGENTS: usize = 60;
const DAYS: u32 = 330;

#[test]
#[ignore = "needs Python: ./check"]
fn signals_agree_with_sql() {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("oracle");
    std::fs::create_dir_all(&dir).expect("the folder for temporary files can be written");
    let (python, first) = (python("oracle"), Date::parse("2025-01-06").expect("a date"));
    let events = dir.join("events.ndjson");
    let mut simulation = Simulation::new(&Parameters::default(), AGENTS, 8, first);
    let mut recorded: Vec<RecordedEvent> = (0..DAYS).flat_map(|_| simulation.next_day().events).collect();
    recorded.extend(employment(&recorded, 160, 8));
    recorded.retain(|recorded| !is_lost(&simulated::event(&recorded.line), first));
    recorded.sort_by_key(|recorded| recorded.time);
    let mut file = BufWriter::new(File::create(&events).expect("the file can be made"));
    recorded.iter().for_each(|recorded| writeln!(file, "{}", recorded.line).expect("the file can be written"));
    file.flush().expect("the file can be written");
    for day in [first + 20, first + 150, first + DAYS.cast_signed() - 1] {
        let (ours, theirs) = (dir.join(format!("{day}-ours.csv")), dir.join(format!("{day}-theirs.csv")));
        let mut compute = Command::new(env!("CARGO_BIN_EXE_attrition-watch"));
        compute
            .args(["signals", "compute", "--as-of", &day.to_string(), "--events"])
            .arg(&events)
            .arg("--out")
            .arg(&ours);
        run(&mut compute);
        let oracle = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/oracle.py");
        let mut recompute = Command::new(&python);
        recompute.arg(&oracle).args(["--as-of", &day.to_string(), "--events"]).arg(&events).arg("--out").arg(&theirs);
        run(&mut recompute);
        run(Command::new(&python).arg(&oracle).arg("--compare").args([&ours, &theirs]));
    }
}

/// Whether an event never came: of one agent in five a source is missing throughout, and of one in five each nothing, no shift or no
/// ticket was recorded for some weeks before a day that is looked at.
fn is_lost(event: &Value, first: Date) -> bool {
    if is(event, "roster") {
        return false;
    }
    let agent: usize = event["subject"].as_str().unwrap_or_default().bytes().map(usize::from).sum();
    let day = date_of(event) - first;
    let is_gap = (3..15).contains(&day) || (125..145).contains(&day) || (DAYS.cast_signed() - 9..).contains(&day);
    match agent % 5 {
        0 => is(event, ["qa", "ticket", "attendance.shift", "qa.coaching"][agent / 5 % 4]),
        1 => is_gap,
        2 => is_gap && is(event, "attendance"),
        3 => is_gap && is(event, "ticket"),
        _ => false,
    }
}

fn run(command: &mut Command) {
    let done = command.output().expect("the program is there");
    let said = [done.stdout, done.stderr].concat();
    assert!(done.status.success(), "{command:?}:\n{}", String::from_utf8_lossy(&said));
}
