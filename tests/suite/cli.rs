//! The command line: what it prints, what it refuses, and how it ends.

use std::process::Stdio;

use attrition_watch::engine::signals::{COUNT, SIGNALS};
use rustix::process::Signal;
use serde_json::Value;

use crate::support::program::{Process, Scratch, command, done, embedded, eventually, finish, variable};

/// Runs it to a bad end: the exit code, and what it says about it.
fn refused(args: &[&str], variables: &[(String, String)], code: i32) -> String {
    let output = finish(args, variables);
    let said = String::from_utf8(output.stderr).expect("it speaks text");
    assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
    said
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("it prints JSON")
}

#[test]
fn mistakes_of_usage_end_with_two_and_name_the_mistake() {
    let told = |args: &[&str], expected: &str| {
        let said = refused(args, &[], 2);
        assert!(said.contains(expected), "{args:?}: {said}");
    };
    told(&["run", "--stagse", "score"], "--stages");
    told(&["run", "--stages", "scores"], "score");
    told(&["import"], "<FILES>");
    told(&["explain", "agent-0001", "--as-of", "2025-02-30"], "`2025-02-30` is not a date, YYYY-MM-DD");
    told(&["simulate", "--out", "-", "--agents", "1"], "2..=100000");
    told(&["topics", "check"], "`log.bootstrap`");
    told(&["topics", "create"], "`log.bootstrap`");
    told(&["config", "check", "--config", "no-such-file.toml"], "no-such-file.toml");
}

#[test]
fn a_configuration_that_cannot_be_used_ends_with_two_and_names_the_key() {
    let scratch = Scratch::new();
    let told = |text: &str, expected: &str| {
        let file = scratch.file("config.toml", text);
        let said = refused(&["config", "check", "--config", &file], &[], 2);
        assert!(said.contains(expected), "{text}: {said}");
        let said = refused(&["run", "--config", &file], &[], 2);
        assert!(said.contains(expected), "{text}: {said}");
    };
    told("[desk]\nbudget_weak = 5\n", "did you mean `budget_week`?");
    told("[http]\nlisten = \"everywhere\"\n", "127.0.0.1:8080");
    told("[score]\nmodel = \"no-such-model.json\"\n", "no-such-model.json");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = taken.local_addr().expect("a bound socket has an address").to_string();
    let variables = [embedded(&scratch.path("log")), vec![variable("HTTP__LISTEN", &address)]].concat();
    let said = refused(&["run"], &variables, 2);
    assert!(said.contains(&format!("failed to listen on {address}")), "{said}");
    let said = refused(&["config", "check"], &[variable("DESK__BUDGET_WEAK", "5")], 2);
    assert!(said.contains("BUDGET_WEEK"), "{said}");
}

#[test]
fn what_fails_ends_with_one_and_says_what_it_was_doing() {
    let scratch = Scratch::new();
    let log = embedded(&scratch.path("log"));
    let said = refused(&["import", "no-such-file.ndjson"], &log, 1);
    assert!(said.contains("there is no file `no-such-file.ndjson`"), "{said}");
    assert!(!scratch.path("log").exists(), "nothing is made of a file that is not there");
    let said = refused(&["explain", "agent-0001"], &log, 1);
    assert!(said.contains("there is no log in"), "{said}");
    let file = scratch.file("not-a-directory", "{}\n");
    let said = refused(&["import", &file], &embedded(&scratch.path("not-a-directory")), 1);
    assert!(said.contains("choose one that can be written") && said.contains("because: "), "{said}");
    let nowhere = [variable("LOG__BOOTSTRAP", "127.0.0.1:1"), variable("LOG__PROPERTIES__NO_SUCH_PROPERTY", "1")];
    let said = refused(&["topics", "check"], &nowhere, 1);
    assert!(said.contains("no.such.property"), "{said}");
}

#[test]
fn the_configuration_in_force_is_told() {
    let text = done(&["config", "check"], &[variable("DESK__BUDGET_WEEK", "7")]);
    assert!(text.lines().any(|line| line.contains("alerts a week") && line.contains('7')), "{text}");
    let told = json(&done(&["config", "check", "--json"], &[variable("LOG__BOOTSTRAP", "kafka:9092")]));
    assert_eq!((&told["log"], &told["budget_week"]), (&"Kafka at kafka:9092".into(), &3.into()));
    let default = done(&["config", "default"], &[]);
    let scratch = Scratch::new();
    let file = scratch.file("config.toml", default);
    done(&["config", "check", "--config", &file], &[]);
}

#[test]
fn the_catalogue_is_listed() {
    let listed = json(&done(&["signals", "list", "--json"], &[]));
    let signals = listed["signals"].as_array().expect("there is a list");
    assert_eq!(signals.len(), attrition_watch::engine::signals::COUNT);
    assert!(signals.iter().all(|signal| signal["formula"].as_str().is_some_and(|formula| !formula.is_empty())));
    let table = done(&["signals", "list"], &[]);
    assert!(signals.iter().all(|signal| table.contains(signal["name"].as_str().expect("a name is text"))));
}

#[test]
fn one_seed_gives_the_same_bytes() {
    let scratch = Scratch::new();
    let simulate = |name: &str, seed: &str| {
        let (events, truth) = (scratch.text(name), scratch.text(&format!("{name}.csv")));
        done(&["simulate", "--agents", "12", "--days", "30", "--seed", seed, "--out", &events, "--truth", &truth], &[]);
        [events, truth].map(|path| std::fs::read(path).expect("it was written"))
    };
    let first = simulate("first", "7");
    assert!(first == simulate("second", "7"));
    assert!(first != simulate("third", "8"));
    assert!(first.iter().all(|bytes| bytes.len() > 1_000));
}

#[test]
fn what_was_written_is_told_and_the_parameters_can_be_had() {
    let scratch = Scratch::new();
    let (events, parameters) = (scratch.text("events.ndjson"), scratch.path("centre.toml"));
    std::fs::write(&parameters, done(&["simulate", "--default-parameters"], &[])).expect("the folder can be written");
    let parameters = parameters.display().to_string();
    let simulated = ["simulate", "--agents", "12", "--days", "30", "--parameters", &parameters, "--out", &events];
    let said = finish(&simulated, &[]);
    let said = String::from_utf8_lossy(&said.stderr).into_owned();
    let lines = std::fs::read_to_string(&events).expect("it was written").lines().count();
    assert!(said.contains(&format!("{lines} events of 2025-01-06 to 2025-02-04 written")), "{said}");
    assert!(said.replace('\n', " ").contains("each counts once, as it was sent last"), "{said}");
    let out = scratch.text("signals.csv");
    let computed = ["signals", "compute", "--events", &events, "--as-of", "2025-02-03", "--out", &out];
    let said = finish(&computed, &[]);
    let said = String::from_utf8_lossy(&said.stderr).into_owned();
    let rows = std::fs::read_to_string(&out).expect("it was written").lines().count() - 1;
    let agents = if rows == 1 { "agent" } else { "agents" };
    assert!(said.contains(&format!("signals of {rows} {agents} as of 2025-02-03 written")), "{said}");
}

#[test]
fn a_demo_of_a_history_tells_its_alerts() {
    let told = json(&done(&["demo", "--once", "--agents", "40", "--days", "120", "--json"], &[]));
    for open in told.as_array().expect("there is a list") {
        assert!(open["agent"].as_str().is_some_and(|agent| agent.starts_with("agent-")), "{open}");
        // Nobody answers in a demo, so most have gone to the second address.
        assert!(["raised", "carried", "escalated"].contains(&open["alert"]["status"].as_str().unwrap_or("")), "{open}");
        assert!(!open["alert"]["reasons"].as_array().expect("there is a list").is_empty(), "{open}");
    }
    let text = done(&["demo", "--once", "--agents", "40", "--days", "120"], &[]);
    assert!(text.contains("open alert") && text.contains("For support only"), "{text}");
}

#[test]
fn a_demo_that_is_ended_at_once_leaves_nothing_behind() {
    let scratch = Scratch::new();
    let mut demo = command(&["demo", "--agents", "400", "--days", "2000"], &[variable("HTTP__LISTEN", "")]);
    demo.env("TMPDIR", scratch.path("")).stdout(Stdio::null()).stderr(Stdio::null());
    let mut demo = Process(demo.spawn().expect("the program can be started"));
    let left = || std::fs::read_dir(scratch.path("")).expect("it is there").count();
    let log = scratch.path(&format!("attrition-watch-demo-{}/log.sqlite", demo.0.id()));
    eventually("it has a log", || log.exists());
    // Two signals that are not one: the second ends it where it stands.
    demo.signal(Signal::INT);
    demo.terminate();
    eventually("its folder is gone", || left() == 0);
}

#[test]
fn contributions_add_up_to_the_log_odds() {
    let scratch = Scratch::new();
    let (events, log) = (scratch.text("events.ndjson"), embedded(&scratch.path("log")));
    done(&["simulate", "--agents", "12", "--days", "120", "--out", &events], &[]);
    let told = json(&done(&["import", &events, "--json"], &log));
    assert!(told["events"].as_u64().is_some_and(|events| events > 1_000), "{told}");
    assert!(told["days_closed"].as_u64().is_some_and(|days| days >= 119), "{told}");
    let explained = json(&done(&["explain", "agent-0003", "--json"], &log));
    let lines = explained["signals"].as_array().expect("there is a list");
    let number = |value: &Value| value.as_f64().expect("it is a number");
    let sum: f64 = lines.iter().map(|line| number(&line["contribution"])).sum();
    let base = number(&explained["intercept"]) + number(&explained["site_level"]);
    assert!((base + sum - number(&explained["logit"])).abs() < 1e-9, "{explained}");
    let last = lines.last().expect("an agent with a history has signals");
    assert!((number(&last["running_logit"]) - number(&explained["logit"])).abs() < 1e-9, "{explained}");
    let risk = 1.0 / (1.0 + (-number(&explained["logit"])).exp());
    assert!((number(&explained["risk"]) - risk).abs() < 1e-12, "{explained}");
    // Every signal is listed, also those that are missing; in words, by labels.
    assert_eq!(lines.len(), COUNT);
    let missing = lines.iter().filter(|line| line["value"].is_null()).count();
    let table = done(&["explain", "agent-0003"], &log);
    let told = format!("too few records to be judged: {missing} of {COUNT}");
    assert!(table.replace('\n', " ").contains(&told), "{told}: {table}");
    let rows = |table: &str| table.lines().filter(|line| line.contains('┆')).map(str::to_owned).collect::<Vec<_>>();
    assert!(rows(&table).iter().all(|row| !row.contains('_')), "{table}");
    let normal = |row: &str| {
        let (now, normal) = row.split('┆').next()?.split_once(", own normal ")?;
        Some((now.rsplit_once(": ")?.1.to_owned(), normal.trim().to_owned()))
    };
    assert!(rows(&table).iter().filter_map(|row| normal(row)).all(|(now, normal)| now != normal), "{table}");
    let raw = done(&["explain", "agent-0003", "--raw"], &log);
    let shown = |signal: &str| rows(&raw).iter().any(|row| row.contains(&format!(" {signal} ")));
    assert!(SIGNALS.iter().all(|signal| shown(signal.name)) && !raw.contains("0 or 1"), "{raw}");
    let table = done(&["explain", "agent-0003", "--as-of", "2025-04-01"], &log);
    assert!(table.contains("2025-04-01: risk "), "{table}");

    let said = refused(&["explain", "nobody"], &log, 2);
    assert!(said.contains("not known"), "{said}");
    let said = refused(&["explain", "agent-0003", "--as-of", "2026-01-01"], &log, 2);
    assert!(said.contains("not closed yet"), "{said}");
    let said = refused(&["explain", "agent-0003"], &embedded(&scratch.path("elsewhere")), 1);
    assert!(said.contains("elsewhere"), "{said}");
}
