//! Imports: killed and run again, in every form, and refused.

mod alike;
mod days;
mod exit_codes;
mod forms;
mod history;
mod killed;
mod many_files;
mod not_events;
mod order;
mod refused;
mod repeated;

use std::io::Write;
use std::process::Stdio;

use attrition_contracts::records::record::Record;
use attrition_contracts::records::topic::Topic;
use serde_json::Value;

use attrition_test_support::centres::simulated;
use attrition_test_support::process::program::{Scratch, command, done, embedded};
use attrition_test_support::stages::history as histories;
use attrition_test_support::stages::history::{assert_same, bytes, contents};

/// What stands in the topics that an import writes to.
fn written(scratch: &Scratch, log: &str) -> [Vec<Record>; 3] {
    let logs = histories::in_directory(&scratch.path(log));
    [Topic::Journal, Topic::Org, Topic::DeadLetters].map(|topic| contents(&logs, topic))
}

/// A small history, in order of time.
fn lines() -> Vec<Vec<u8>> {
    let recorded = simulated::days(12, 20, 3).concat().into_iter();
    let mut lines: Vec<Vec<u8>> = recorded.map(|recorded| recorded.line.into_bytes()).collect();
    // What is sent again has its old time.
    lines.sort_by_key(|line| time(line));
    lines
}

fn told(printed: &str) -> Value {
    serde_json::from_str(printed).expect("it prints JSON")
}

#[test]
fn importing_again_changes_nothing() {
    let scratch = Scratch::new();
    let file = scratch.file("events.ndjson", bytes(&lines()));
    let log = histories::embedded(&scratch.path("log"));
    done(&["import", &file], &log);
    let first = written(&scratch, "log");
    let again = told(&done(&["import", &file, "--json"], &log));
    assert_eq!((&again["events"], &again["days_closed"]), (&0.into(), &0.into()));
    assert!(written(&scratch, "log") == first);
    // Under another name and packed, it is the same input.
    let packed =
        scratch.file("other.ndjson.zst", zstd::encode_all(&bytes(&lines())[..], 1).expect("memory does not fail"));
    assert_eq!(told(&done(&["import", &packed, "--json"], &log))["events"], 0);
    assert!(written(&scratch, "log") == first);
}

#[test]
fn every_form_of_a_file_gives_the_same() {
    let (scratch, lines) = (Scratch::new(), lines());
    let plain = scratch.file("plain.ndjson", bytes(&lines));
    let import = |log: &str, args: &[&str], input: &[u8]| {
        let variables = histories::embedded(&scratch.path(log));
        let mut import = command(&[&["import"], args].concat(), &variables);
        let mut import =
            import.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().expect("the program can be started");
        import.stdin.take().expect("it is piped").write_all(input).expect("it reads all");
        assert!(import.wait().expect("it is a child").success(), "{args:?}");
        let [journal, org, _] = written(&scratch, log);
        [journal, org]
    };
    let expected = import("plain", &[&plain], b"");
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(&bytes(&lines)).expect("memory does not fail");
    let gz = scratch.file("packed.ndjson.gz", packed.finish().expect("memory does not fail"));
    let zst = scratch.file("packed.ndjson.zst", zstd::encode_all(&bytes(&lines)[..], 1).expect("memory does not fail"));
    // Two files as two systems write them.
    let is_first = |line: &&Vec<u8>| line.len().is_multiple_of(3);
    let (first, second): (Vec<_>, Vec<_>) = lines.iter().partition(is_first);
    let file =
        |name: &str, lines: Vec<&Vec<u8>>| scratch.file(name, bytes(&lines.into_iter().cloned().collect::<Vec<_>>()));
    let (first, second) = (file("first.ndjson", first), file("second.ndjson", second));
    for (log, args, input) in [
        ("gz", &[gz.as_str()][..], Vec::new()),
        ("zst", &[&zst], Vec::new()),
        ("stdin", &["-"], bytes(&lines)),
        ("merged", &[&first, &second], Vec::new()),
        ("other-way-round", &[&second, &first], Vec::new()),
        ("half-piped", &[&first, "-"], std::fs::read(&second).expect("it was written")),
    ] {
        let found = import(log, args, &input);
        for (topic, (found, expected)) in [Topic::Journal, Topic::Org].into_iter().zip(found.iter().zip(&expected)) {
            assert_same(topic, found, expected);
        }
    }
}

fn time(line: &[u8]) -> time::OffsetDateTime {
    attrition_contracts::incoming::cloudevent::time_of(line).expect("the simulator writes a time")
}

#[test]
fn an_input_that_has_grown_is_the_same() {
    let (scratch, lines) = (Scratch::new(), lines());
    let log = embedded(&scratch.path("log"));
    done(&["import", &scratch.file("events.ndjson", bytes(&lines))], &log);
    // A file that has grown is not another one.
    let mut grown = lines;
    let more = simulated::days(12, 22, 3).concat();
    let last = time(grown.last().expect("there are lines"));
    grown.extend(more.into_iter().filter(|recorded| recorded.time > last).map(|recorded| recorded.line.into_bytes()));
    let new = told(&done(&["import", &scratch.file("events.ndjson", bytes(&grown)), "--json"], &log));
    assert_eq!(new["days_closed"], 2, "{new}");
    // Nor one between whose lines there are blanks, or that stands the other way round.
    let spaced: Vec<u8> = grown.iter().rev().flat_map(|line| [&b" "[..], line, b"\r\n\n"].concat()).collect();
    let again = told(&done(&["import", &scratch.file("spaced.ndjson", spaced), "--json"], &log));
    assert_eq!((&again["events"], &again["dead_letters"]), (&0.into(), &serde_json::json!({})), "{again}");
}
