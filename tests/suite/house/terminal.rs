//! The command line as a person meets it: narrow terminals, colours, completions, manual pages, the demo.

use std::collections::BTreeSet;
use std::fs::File;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use attrition_test_support::process::http;
use attrition_test_support::process::program::{
    Process, Scratch, command, done, embedded, eventually, finish, variable,
};
use attrition_test_support::stages::models;

/// A small centre, the same whenever it is played.
const DEMO: [&str; 9] = ["demo", "--once", "--agents", "150", "--days", "130", "--seed", "1", "--first-day"];
const FIRST_DAY: &str = "2025-01-06";

fn demo<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&DEMO[..], &[FIRST_DAY], more].concat()
}

/// What it prints on a terminal of so many columns.
fn narrow(args: &[&str], variables: &[(String, String)], columns: usize) -> String {
    let variables = [variables, &[("COLUMNS".to_owned(), columns.to_string())]].concat();
    let text = done(args, &variables);
    // A command line that is to be copied is not broken, nor is a path.
    let is_path = |word: &str| word.contains('/') && word.chars().count() + 30 > columns;
    let is_copied = |line: &str| line.starts_with("  ATTRITION_WATCH__") || line.split_whitespace().any(is_path);
    for line in text.lines().filter(|line| line.chars().count() > columns) {
        assert!(is_copied(line), "over {columns} columns: {line}\n{text}");
    }
    text
}

/// Words of a text, without what frames tables.
fn words(text: &str) -> BTreeSet<&str> {
    text.split([' ', '\n', '│', '┆', '═', '╪', '╞', '╡']).filter(|word| !word.is_empty()).collect()
}

#[test]
fn alerts_read_well_on_narrow_terminals() {
    let scratch = Scratch::new();
    let data = scratch.text("log");
    // An eager model: somebody is alerted on most days, whatever is simulated.
    let model = scratch.file("model.json", models::json("by-hand", 1.0));
    let config = scratch.file("config.toml", "[score]\nmodel = \"model.json\"\n");
    let log = [embedded(&scratch.path("log")), vec![variable("SCORE__MODEL", &model)]].concat();
    let shown = narrow(&demo(&["--data", &data, "--config", &config]), &[], 60);
    let listed: Value = serde_json::from_str(&done(&["alerts", "list", "--json"], &log)).expect("it is JSON");
    let listed = listed.as_array().expect("there is a list");
    assert!(!listed.is_empty() && shown.contains(" open alert"), "{shown}");
    for columns in [60, 80] {
        let cards = narrow(&["alerts", "list"], &log, columns);
        for open in listed {
            let (agent, name) = (open["agent"].as_str(), open["alert"]["alert"].as_str());
            let (agent, name) = (agent.expect("it has one"), name.expect("it has one"));
            assert!(cards.contains(agent) && cards.contains(&name[..10]), "{agent} {name} in\n{cards}");
        }
        // Names of columns stand whole before what they hold.
        assert!(cards.contains("  supervisor ") && cards.contains("  reasons "), "{cards}");
    }
    let wide = narrow(&["alerts", "list"], &log, 160);
    assert!(wide.contains("│ alert "), "{wide}");

    // Whatever is shown, no word is broken in any width: what does not fit becomes cards.
    let bad = scratch.file("bad.ndjson", "not an event\n");
    finish(&["import", &bad], &log);
    let agent = listed[0]["agent"].as_str().expect("it has one");
    let alert = listed[0]["alert"]["alert"].as_str().expect("it has one");
    let commands: [&[&str]; 13] = [
        &["alerts", "list"],
        &["alerts", "show", alert],
        &["alerts", "report", "--by", "supervisor"],
        &["config", "check"],
        &["dead-letters", "list"],
        &["explain", agent],
        &["explain", agent, "--raw"],
        &["models", "list"],
        &["models", "list", "--audit"],
        &["models", "show", "champion"],
        &["replay", "--from", "2025-03-03", "--to", "2025-03-04"],
        &["signals", "list"],
        &["trends"],
    ];
    for command in commands {
        // The widest terminal breaks nothing: its words are what there is.
        let whole = narrow(command, &log, 1_000);
        for columns in [60, 80, 100, 120] {
            let text = narrow(command, &log, columns);
            let broken: Vec<&str> = words(&text).difference(&words(&whole)).copied().collect();
            let is_frame = |word: &&&str| word.starts_with(['┌', '└', '─']);
            let broken: Vec<_> = broken.iter().filter(|word| !is_frame(word)).collect();
            assert!(broken.is_empty(), "{command:?} at {columns}: {broken:?} in\n{text}");
        }
    }
}

#[test]
fn a_demo_says_the_same_for_the_same_seed_and_says_so_when_no_alert_is_open() {
    assert_eq!(done(&demo(&[]), &[]), done(&demo(&[]), &[]));
    let quiet = done(&["demo", "--once", "--agents", "5", "--days", "30", "--first-day", FIRST_DAY], &[]);
    assert!(quiet.contains("No alert is open.") && !quiet.contains('│'), "{quiet}");
}

#[test]
fn a_demo_that_is_interrupted_leaves_nothing_behind() {
    let scratch = Scratch::new();
    let temporary = scratch.path("tmp");
    std::fs::create_dir_all(&temporary).expect("the target directory can be written");
    let mut demo = command(&["demo", "--agents", "100", "--days", "3000"], &[]);
    demo.env("TMPDIR", &temporary).stdout(Stdio::null()).stderr(Stdio::null());
    let mut demo = Process(demo.spawn().expect("the program can be started"));
    let is_empty = || std::fs::read_dir(&temporary).expect("it is a folder").next().is_none();
    eventually("it keeps a log", || !is_empty());
    demo.interrupt();
    let mut ended = None;
    eventually("it ends", || {
        ended = demo.0.try_wait().expect("it is a child of this process");
        ended.is_some()
    });
    assert!(is_empty(), "its folder is left");
    assert_eq!(ended.and_then(|status| status.code()), Some(1), "its history is not whole");
}

#[test]
fn a_demo_serves_where_it_is_told() {
    let scratch = Scratch::new();
    let said = scratch.path("said");
    let mut demo = command(&["demo", "--agents", "5", "--days", "30", "--listen", "127.0.0.1:0"], &[]);
    demo.stdout(File::create(&said).expect("the target directory can be written")).stderr(Stdio::null());
    let mut demo = Process(demo.spawn().expect("the program can be started"));
    let mut address = String::new();
    eventually("it says where it serves", || {
        let said = std::fs::read_to_string(&said).expect("it can be read");
        let found = said.split_once("Serving http://").and_then(|(_, rest)| rest.split_once(": /healthz"));
        found.inspect(|(at, _)| (*at).clone_into(&mut address)).is_some()
    });
    assert!(!address.ends_with(":0"), "a person can open it: {address}");
    assert_eq!(http::try_get(&address, "/healthz").map(|answer| answer.status), Some(200));
    eventually("status knows the model", || {
        http::try_get(&address, "/v1/status").is_some_and(|status| status.body.contains("\"champion\":\"prior-2\""))
    });
    assert!(demo.terminate().success());
}

/// Runs a command line on a terminal of its own.
fn on_a_terminal(line: &str, variables: &[(&str, &str)]) -> String {
    let mut script = Command::new("script");
    script.args(["-qec", line, "/dev/null"]).env_remove("NO_COLOR").envs(variables.iter().copied());
    let Output { stdout, .. } = script.stdin(Stdio::null()).output().expect("`script` is a part of every Debian");
    String::from_utf8_lossy(&stdout).into_owned()
}

#[test]
fn colours_are_left_out_where_nobody_wants_them() {
    let program = env!("CARGO_BIN_EXE_attrition-watch");
    let line = format!("{program} config check --config no-such-file.toml");
    assert!(on_a_terminal(&line, &[]).contains("\u{1b}[31merror"));
    let plain = on_a_terminal(&line, &[("NO_COLOR", "1")]);
    assert!(plain.contains("error: ") && !plain.contains('\u{1b}'), "{plain:?}");
}

#[test]
fn shells_complete_and_man_explains_every_command() {
    let scratch = Scratch::new();
    for shell in ["bash", "zsh", "fish"] {
        let script = done(&["completions", shell], &[]);
        assert!(script.contains("backtest") && script.contains("dedup-days"), "{shell}");
    }
    let bash = scratch.file("completion.bash", done(&["completions", "bash"], &[]));
    let checked = Command::new("bash").args(["-n", &bash]).status().expect("there is bash");
    assert!(checked.success());

    let folder = scratch.text("man1");
    done(&["man", "--out", &folder], &[]);
    let pages: BTreeSet<String> = std::fs::read_dir(&folder)
        .expect("it is a folder")
        .map(|page| page.expect("it can be read").file_name().to_string_lossy().into_owned())
        .collect();
    for page in ["attrition-watch.1", "attrition-watch-import.1", "attrition-watch-alerts-ack.1"] {
        assert!(pages.contains(page), "{pages:?}");
    }
    let import = std::fs::read_to_string(scratch.path("man1/attrition-watch-import.1")).expect("it is there");
    assert!(import.contains(".TH") && import.contains("CloudEvents"), "{import}");
}

#[test]
fn a_table_of_hires_and_leavers_alone_is_refused_with_the_true_reason() {
    let scratch = Scratch::new();
    let (all, alone) = (scratch.text("all.ndjson"), scratch.text("alone.ndjson"));
    done(&["simulate", "--agents", "60", "--days", "200", "--out", &all], &[]);
    let text = std::fs::read_to_string(&all).expect("it was written");
    let roster: Vec<&str> = text.lines().filter(|line| line.contains("\"roster.")).collect();
    assert!(roster.len() > 60, "there are hires and leavers");
    std::fs::write(&alone, roster.join("\n")).expect("the target directory can be written");
    let refused = finish(&["train", "--from", &alone, "--out", &scratch.text("models")], &[]);
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(!refused.status.success() && said.contains("no work records"), "{said}");
}
