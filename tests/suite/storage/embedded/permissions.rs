//! A user who may read the log and not write it, as an analyst beside the service's own user.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use attrition_test_support::process::program::{Scratch, Service, done, embedded};

/// A user that is nobody's, where the tests run as root, whom permissions do not bind.
const NOBODY: &str = "65534";

/// A folder that every user reaches, which the target directory need not be.
struct Open(PathBuf);

impl Open {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("attrition-watch-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("the directory for temporary files can be written");
        Self(path)
    }

    /// What lies in it can be read and not written.
    fn close(&self) {
        allow(&self.0, 0o755);
        for entry in std::fs::read_dir(&self.0).expect("it is a folder") {
            allow(&entry.expect("it can be read").path(), 0o444);
        }
        allow(&self.0, 0o555);
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        allow(&self.0, 0o755);
        // What is left lies in the directory for temporary files.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn allow(path: &Path, mode: u32) {
    std::fs::set_permissions(path, Permissions::from_mode(mode)).expect("it is this user's");
}

/// Runs the program as a user who may not write.
fn as_reader(args: &[&str], variables: &[(String, String)], folder: &Open) -> Output {
    // The program too has to lie where that user reaches it.
    let program = folder.0.with_extension("program");
    std::fs::copy(env!("CARGO_BIN_EXE_attrition-watch"), &program).expect("it can be copied");
    allow(&program, 0o755);
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout == b"0\n");
    let mut command = if is_root {
        let mut command = Command::new("setpriv");
        command.args(["--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"]).arg(&program);
        command
    } else {
        Command::new(&program)
    };
    let output = command.args(args).envs(variables.iter().cloned()).output().expect("the program can be started");
    std::fs::remove_file(&program).expect("it can be removed");
    output
}

#[test]
fn who_may_only_read_can_read_a_closed_log_and_one_in_use() {
    let (scratch, folder) = (Scratch::new(), Open::new("reader"));
    let (events, log) = (scratch.text("events.ndjson"), embedded(&folder.0));
    done(&["simulate", "--agents", "6", "--days", "60", "--out", &events], &[]);
    done(&["import", &events], &log);
    let explain = ["explain", "agent-0003", "--json"];
    let expected = done(&explain, &log);

    folder.close();
    let read = as_reader(&explain, &log, &folder);
    assert_eq!(String::from_utf8_lossy(&read.stdout), expected, "{}", String::from_utf8_lossy(&read.stderr));

    allow(&folder.0, 0o755);
    for entry in std::fs::read_dir(&folder.0).expect("it is a folder") {
        allow(&entry.expect("it can be read").path(), 0o644);
    }
    let service = Service::start(&log);
    let read = as_reader(&["explain", "agent-0003", "--as-of", "2025-03-01"], &log, &folder);
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    drop(service);
}

#[test]
fn who_may_not_even_read_is_told_which_file() {
    let (scratch, folder) = (Scratch::new(), Open::new("nobody"));
    let (events, log) = (scratch.text("events.ndjson"), embedded(&folder.0));
    done(&["simulate", "--agents", "6", "--days", "30", "--out", &events], &[]);
    done(&["import", &events], &log);
    allow(&folder.0.join("log.sqlite"), 0o600);
    let read = as_reader(&["alerts", "list"], &log, &folder);
    let said = String::from_utf8_lossy(&read.stderr);
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout == b"0\n");
    // Its own user may read it, and the tests need not be run by another one.
    assert_eq!(read.status.success(), !is_root, "{said}");
    assert!(!is_root || (said.contains("log.sqlite") && said.contains("ermission denied")), "{said}");
}
