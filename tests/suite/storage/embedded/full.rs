//! A full disk: nothing is taken in and nothing is lost; once there is room all goes on by itself.

use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use attrition_contracts::incoming::cloudevent::time_of;
use attrition_contracts::records::topic::Topic;
use rustix::process::{Pid, Resource, Rlimit, prlimit};
use serde_json::{Value, json};

use crate::running::http::fingerprints;
use attrition_test_support::process::http::{get, metric, post};
use attrition_test_support::process::program::{Scratch, Service, command, embedded, eventually};
use attrition_test_support::stages::bad_records::good;
use attrition_test_support::stages::history::{self, assert_same, bytes, contents, in_directory, in_memory, lines};

/// The program under a shell that takes the signal of a file that may not grow for the error that it also is, as a full
/// disk is one.
fn without_signal(args: &[&str], variables: &[(String, String)]) -> Command {
    let program = command(args, variables);
    let mut shell = Command::new("sh");
    shell.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""]).arg(program.get_program()).args(program.get_args());
    shell.envs(program.get_envs().filter_map(|(key, value)| Some((key, value?))));
    shell.stdin(Stdio::null()).process_group(0);
    shell
}

/// From now on no file of the process grows beyond so many bytes.
fn limit(process: u32, bytes: Option<u64>) {
    let pid = Pid::from_raw(process.cast_signed()).expect("a process has a number");
    prlimit(Some(pid), Resource::Fsize, Rlimit { current: bytes, maximum: None }).expect("it is ours");
}

fn size(file: &Path) -> u64 {
    std::fs::metadata(file).map_or(0, |file| file.len())
}

#[test]
fn a_full_disk_stops_what_comes_in_and_loses_nothing() {
    let scratch = Scratch::new();
    let variables = embedded(&scratch.path("log"));
    let mut service = Service::of(without_signal(&["run"], &variables));
    eventually("it is ready", || get(&service, "/readyz").status == 200);
    let process = service.process.0.id();
    limit(
        process,
        Some(size(&scratch.path("log/log.sqlite-wal")).max(size(&scratch.path("log/log.sqlite"))) + 150_000),
    );

    let mut accepted = 0;
    let (refused, batch) = loop {
        let batch: Vec<Value> = (0..50).map(|event| good(&format!("{accepted}-{event}"))).collect();
        let answer = post(&service, "/v1/events", json!(batch).to_string().as_bytes());
        if answer.status != 202 {
            break (answer, batch);
        }
        accepted += 1;
        assert!(accepted < 10_000, "the disk does not get full");
    };
    assert_eq!(refused.status, 503, "{}", refused.body);
    assert!(
        refused.json()["error"].as_str().is_some_and(|why| why.contains("disk of the log is full")),
        "{}",
        refused.body
    );
    assert!(refused.head.to_ascii_lowercase().contains("\r\nretry-after: 10"), "{}", refused.head);
    let ready = get(&service, "/readyz");
    assert!(ready.status == 503 && ready.body.contains("disk is full"), "{}", ready.body);
    assert_eq!(metric(&service, "attrition_watch_log_full"), 1.0);
    assert!(fingerprints(&scratch).len() <= 50 * accepted, "nothing of the refused batch is there");
    // It stays so until there is room: the stages live, and have tried again meanwhile.
    let again = post(&service, "/v1/events", json!(batch).to_string().as_bytes());
    assert_eq!(again.status, 503, "{}", again.body);

    limit(process, None);
    eventually("it goes on by itself", || get(&service, "/readyz").status == 200);
    assert_eq!(post(&service, "/v1/events", json!(batch).to_string().as_bytes()).status, 202);
    let all = 50 * (accepted + 1);
    eventually("all are in the journal, each once", || fingerprints(&scratch).len() == all);
    assert_eq!(metric(&service, "attrition_watch_log_full"), 0.0);
    // Said when it begins, not by everyone who is refused; a small step may still find room in between.
    let said = || service.said().matches("nothing is taken in and the stages wait").count();
    eventually("it says so", || said() > 0);
    assert!(said() <= 3, "{}", service.said());
    assert!(service.process.terminate().success(), "{}", service.said());
    assert_eq!(fingerprints(&scratch).len(), all);
}

#[test]
fn an_import_on_a_full_disk_says_so_and_goes_on_later() {
    let scratch = Scratch::new();
    let variables = history::embedded(&scratch.path("log"));
    // As much as is sorted in memory: what is sorted on disk would find no room before the log does.
    let mut all = lines().to_vec();
    all.sort_by_cached_key(|line| (time_of(line), line.clone()));
    let mut half = all[..all.len() / 2].to_vec();
    // What is no text lies at the end, so that the file is taken for what it is.
    half.reverse();
    let file = scratch.file("half.ndjson", bytes(&half));
    let program = command(&["import", &file, "--max-refused", "1%"], &variables);
    let mut shell = Command::new("sh");
    // Blocks of 512 bytes.
    shell.args(["-c", "trap '' XFSZ; ulimit -f 1500; exec \"$0\" \"$@\""]);
    shell.arg(program.get_program()).args(program.get_args()).envs(variables.iter().cloned());
    let output = shell.output().expect("there is a shell");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("make room on its disk") && said.contains("log.sqlite"), "{said}");
    let there = contents(&in_directory(&scratch.path("log")), Topic::Journal);
    assert!(!there.is_empty() && there.len() < in_memory(Topic::Journal).len(), "{} are there", there.len());
    let file = scratch.file("events.ndjson", bytes(lines()));
    attrition_test_support::process::program::done(&["import", &file, "--max-refused", "1%"], &variables);
    for topic in [Topic::Journal, Topic::Org] {
        assert_same(topic, &contents(&in_directory(&scratch.path("log")), topic), &in_memory(topic));
    }
}
