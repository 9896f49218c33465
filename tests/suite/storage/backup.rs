//! A copy of the embedded log, made while it is written, and put in its place.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use attrition_contracts::incoming::cloudevent::time_of;
use attrition_contracts::records::topic::Topic;
use serde_json::{Value, json};

use crate::running::http::fingerprints_of;
use attrition_test_support::centres::simulated::{centre, lines};
use attrition_test_support::process::http::{get, try_post};
use attrition_test_support::process::program::{Scratch, Service, done, embedded, eventually, finish};
use attrition_test_support::stages::bad_records::good;
use attrition_test_support::stages::history::{self, assert_same, bytes, contents, in_directory};

/// A scratch with an imported log in `log`.
fn imported() -> Scratch {
    let scratch = Scratch::new();
    let events = scratch.file("events.ndjson", lines(&centre(9)).join("\n"));
    done(&["import", &events], &embedded(&scratch.path("log")));
    scratch
}

/// What `command` says of a log.
fn said(command: &[&str], log: &Path) -> String {
    done(command, &embedded(log))
}

#[test]
fn a_backup_is_the_log() {
    let scratch = imported();
    fs::create_dir(scratch.path("copy")).expect("the scratch can be written");
    let copy = scratch.text("copy/log.sqlite");
    // Beside a process that has the log open for writing.
    let writer = attrition_stream::backend::embedded::Embedded::open(&scratch.path("log"), 4).expect("it opens");
    done(&["backup", &copy], &embedded(&scratch.path("log")));
    drop(writer);
    let mode = fs::metadata(&copy).expect("it was made").permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "there are people in it");
    let beside: Vec<_> = fs::read_dir(scratch.path("copy")).expect("it is there").flatten().collect();
    assert_eq!(beside.len(), 1, "nothing else is left there: {beside:?}");
    let explain = ["explain", "agent-0003", "--json"];
    assert_eq!(said(&explain, &scratch.path("copy")), said(&explain, &scratch.path("log")));
    let again = finish(&["backup", &copy], &embedded(&scratch.path("log")));
    assert_eq!(again.status.code(), Some(2), "a backup is never written over");
    assert!(String::from_utf8_lossy(&again.stderr).contains("is there already"));
    let nowhere = finish(&["backup", &scratch.text("no/such/folder")], &embedded(&scratch.path("log")));
    assert!(String::from_utf8_lossy(&nowhere.stderr).contains("cannot be written: there is no folder"));
}

#[test]
fn a_backup_under_load_has_what_was_acknowledged_before_it() {
    let scratch = Scratch::new();
    let log = embedded(&scratch.path("log"));
    let mut service = Service::start(&log);
    eventually("it is ready", || get(&service, "/readyz").status == 200);
    let (stop, accepted) = (AtomicBool::new(false), Mutex::new(0));
    std::thread::scope(|scope| {
        let (address, stop, accepted) = (&service.address, &stop, &accepted);
        scope.spawn(move || {
            for number in 0.. {
                if stop.load(Ordering::Relaxed) {
                    return;
                }
                let batch: Vec<Value> = (0..20).map(|event| good(&format!("{number}-{event}"))).collect();
                let answer = try_post(address, "/v1/events", json!(batch).to_string().as_bytes());
                assert_eq!(answer.map(|answer| answer.status), Some(202));
                *accepted.lock().expect("no sender panics") += 20;
            }
        });
        for round in 0..3 {
            let before = *accepted.lock().expect("no sender panics");
            eventually("more is written", || *accepted.lock().expect("no sender panics") > before + 200);
            let before = *accepted.lock().expect("no sender panics");
            fs::create_dir(scratch.path(&format!("copy-{round}"))).expect("the scratch can be written");
            done(&["backup", &scratch.text(&format!("copy-{round}/log.sqlite"))], &log);
            let sent = contents_of(&scratch.path(&format!("copy-{round}")));
            assert!(sent >= before, "{sent} of {before} are in the copy");
        }
        stop.store(true, Ordering::Relaxed);
    });
    assert!(service.process.terminate().success());
    // A copy goes on where it was made, and ends with what the log had then.
    let mut restored = Service::start(&embedded(&scratch.path("copy-2")));
    let all = |name: &str| fingerprints_of(&scratch.path(name));
    let tickets = contents_of(&scratch.path("copy-2"));
    eventually("the copy takes in what it holds", || all("copy-2").len() == tickets);
    assert!(all("copy-2").is_subset(&all("log")));
    assert!(restored.process.terminate().success());
}

/// Records in the tickets topic.
fn contents_of(dir: &Path) -> usize {
    let (logs, mut count) = (in_directory(dir), 0);
    for partition in 0..4 {
        let mut see = |_| {
            count += 1;
            true
        };
        logs.scan(Topic::Tickets, partition, &mut see).expect("the log can be read");
    }
    count
}

#[test]
fn a_restored_backup_goes_on_as_if_nothing_had_been() {
    let scratch = Scratch::new();
    let log = history::embedded(&scratch.path("log"));
    let mut all = history::lines().to_vec();
    all.sort_by_cached_key(|line| (time_of(line), line.clone()));
    let mut half = all[..all.len() / 2].to_vec();
    // An import sorts; a file that begins with what is no text is taken for none of events.
    half.reverse();
    all.reverse();
    // A file that grows.
    let import = |file: &str| ["import", file, "--max-refused", "1%"].map(str::to_owned);
    done(&import(&scratch.file("events.ndjson", bytes(&half))), &log);
    let before: BTreeSet<String> = names(&scratch.path("log"));
    assert_eq!(before, ["lock", "log.sqlite"].map(str::to_owned).into(), "a closed log is one file");
    done(&["backup", &scratch.text("backup.sqlite")], &log);
    // More is taken in, and then the disk fails.
    done(&["import", "--late", &scratch.file("more.ndjson", lines(&centre(4)).join("\n"))], &log);
    fs::write(scratch.path("log/log.sqlite"), b"not what it was").expect("the scratch can be written");
    let output = finish(&["import", &scratch.text("events.ndjson")], &log);
    assert!(String::from_utf8_lossy(&output.stderr).contains("Restore a backup"), "it says what to do");
    // As docs/embedded.md has it.
    fs::rename(scratch.path("log"), scratch.path("log.damaged")).expect("the scratch can be written");
    fs::create_dir(scratch.path("log")).expect("the scratch can be written");
    fs::copy(scratch.path("backup.sqlite"), scratch.path("log/log.sqlite")).expect("the scratch can be written");
    let all = scratch.file("events.ndjson", bytes(&all));
    done(&import(&all), &log);
    // A log of the same imports to which nothing happened.
    let expected = history::embedded(&scratch.path("expected"));
    done(&import(&scratch.file("half.ndjson", bytes(&half))), &expected);
    done(&import(&all), &expected);
    for topic in [Topic::Journal, Topic::Org] {
        let of = |name: &str| contents(&in_directory(&scratch.path(name)), topic);
        assert_same(topic, &of("log"), &of("expected"));
    }
}

fn names(dir: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(dir).expect("it is there").flatten();
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}
