//! Where files lie, and that what cannot be written or listened at is found before the work.

use std::net::TcpListener;

use attrition_test_support::process::program::{Scratch, command, variable};
use attrition_test_support::stages::models;

#[test]
fn what_a_file_names_lies_beside_it_wherever_the_program_is_started() {
    let scratch = Scratch::new();
    for dir in ["site", "elsewhere"] {
        std::fs::create_dir(scratch.path(dir)).expect("the target directory can be written");
    }
    scratch.file("site/model.json", models::json("beside", 1.0));
    let config = scratch.file("site/config.toml", "[log]\ndir = \"data\"\n[score]\nmodel = \"model.json\"\n");
    let events = scratch.text("events.ndjson");
    let run = |args: &[&str], from: &str| {
        let output = command(args, &[]).current_dir(scratch.path(from)).output().expect("the program can be started");
        (
            output.status.code(),
            [output.stdout, output.stderr].map(|told| String::from_utf8_lossy(&told).into_owned()).concat(),
        )
    };
    let simulated = run(&["simulate", "--agents", "4", "--days", "10", "--out", &events], "");
    assert_eq!(simulated.0, Some(0), "{}", simulated.1);
    let (code, told) = run(&["import", &events, "--config", &config], "elsewhere");
    assert_eq!(code, Some(0), "{told}");
    assert!(scratch.path("site/data/log.sqlite").exists() && !scratch.path("elsewhere/data").exists());
    for (from, config) in [("", "site/config.toml"), ("site", "config.toml"), ("elsewhere", "../site/config.toml")] {
        let (code, told) = run(&["alerts", "list", "--json", "--config", config], from);
        assert_eq!(code, Some(0), "{told}");
        let (code, told) = run(&["config", "check", "--json", "--config", config], from);
        assert!(code == Some(0) && told.contains("\"model\":\"beside\"") && told.contains("data"), "{told}");
    }
    // A variable is the process's own: it begins where that is.
    let own = [variable("LOG__DIR", "data")];
    let output =
        command(&["alerts", "list", "--config", &config], &own).current_dir(scratch.path("elsewhere")).output();
    let told = String::from_utf8_lossy(&output.expect("the program can be started").stderr).into_owned();
    assert!(told.contains("there is no log in"), "{told}");
}

#[test]
fn a_log_where_earlier_versions_put_it_is_told_of_and_not_passed_over() {
    let scratch = Scratch::new();
    std::fs::create_dir(scratch.path("conf")).expect("the target directory can be written");
    scratch.file("conf/config.toml", "[desk]\nbudget_week = 2\n");
    let run = |args: &[&str]| {
        let output = command(args, &[]).current_dir(scratch.path("")).output().expect("the program can be started");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    assert_eq!(run(&["simulate", "--agents", "4", "--days", "3", "--out", "e.ndjson"]).0, Some(0));
    let (code, told) = run(&["import", "e.ndjson"]);
    assert_eq!(code, Some(0), "{told}");
    assert!(scratch.path("attrition-data/log.sqlite").exists(), "without a file it is where the program is started");
    let (code, told) = run(&["alerts", "list", "--config", "conf/config.toml"]);
    assert!(code == Some(2) && told.contains("`log.dir`") && told.contains("move it there"), "{told}");
    std::fs::rename(scratch.path("attrition-data"), scratch.path("conf/attrition-data")).expect("it can be moved");
    let (code, told) = run(&["alerts", "list", "--config", "conf/config.toml"]);
    assert_eq!(code, Some(0), "{told}");
}

#[test]
fn places_and_ports_are_looked_at_before_the_work() {
    let scratch = Scratch::new();
    let file = scratch.file("a-file", "");
    let inside = format!("{file}/inside");
    // What would be read does not exist: if that were looked at first, it would be told instead.
    let refused = |args: &[&str], variables: &[(String, String)], expected: &str| {
        let output =
            command(args, variables).current_dir(scratch.path("")).output().expect("the program can be started");
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(2) && told.contains(expected), "{args:?}: {told}");
    };
    let nothing = "no-such-file.ndjson";
    refused(&["train", "--from", nothing, "--out", &inside], &[], "`--out");
    refused(&["backtest", "--from", nothing, "--model", "prior", "--out", &inside], &[], "`--out");
    refused(&["signals", "compute", "--events", nothing, "--as-of", "2026-01-01", "--out", &inside], &[], "`--out");
    refused(&["trends", "export", "--out", &inside], &[], "`--out");
    refused(&["simulate", "--out", "e.ndjson", "--truth", "no/such/folder.csv"], &[], "`--truth");
    assert!(!scratch.path("e.ndjson").exists(), "nothing is begun");
    refused(&["backup", &inside], &[], "cannot be written");
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = taken.local_addr().expect("it is bound").to_string();
    let listen = [variable("HTTP__LISTEN", &address)];
    refused(&["run"], &listen, "failed to listen on");
    refused(&["demo", "--days", "3000", "--agents", "20000", "--data", "d"], &listen, "failed to listen on");
    assert!(!scratch.path("attrition-data").exists() && !scratch.path("d").exists(), "no log is made");
}

#[test]
fn a_backtest_takes_no_option_that_its_model_would_ignore() {
    let refused = |more: &[&str], expected: &str| {
        let output = command(&[&["backtest", "--from", "log", "--model", "prior"], more].concat(), &[]).output();
        let output = output.expect("the program can be started");
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            output.status.code() == Some(2) && told.contains("cannot be used with") && told.contains(expected),
            "{told}"
        );
    };
    refused(&["--alerts-per-week", "2"], "--alerts-per-week");
    refused(&["--memory", "1GiB"], "--memory");
}
