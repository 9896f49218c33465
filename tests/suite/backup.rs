//! A copy of the embedded log, made while it is open for writing.

use std::fs;
use std::path::Path;

use crate::support::program::{Scratch, done, embedded, finish};
use crate::support::simulated::{centre, lines};

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
    let writer = attrition_watch::log::embedded::Embedded::open(&scratch.path("log"), 4).expect("it opens");
    done(&["backup", &copy], &embedded(&scratch.path("log")));
    drop(writer);
    let explain = ["explain", "agent-0003", "--json"];
    assert_eq!(said(&explain, &scratch.path("copy")), said(&explain, &scratch.path("log")));
    let again = finish(&["backup", &copy], &embedded(&scratch.path("log")));
    assert_eq!(again.status.code(), Some(2), "a backup is never written over");
    assert!(String::from_utf8_lossy(&again.stderr).contains("is there already"));
}
