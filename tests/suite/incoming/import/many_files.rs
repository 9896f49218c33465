//! Inputs of many files: one is open at a time.

use std::process::{Command, Stdio};

use super::{lines, told};
use attrition_test_support::process::program::{Scratch, command};
use attrition_test_support::stages::history::{self, bytes};

#[test]
fn more_files_than_can_be_open_at_once_are_imported() {
    let (scratch, lines) = (Scratch::new(), lines());
    let files: Vec<String> = lines
        .iter()
        .enumerate()
        .map(|(n, line)| scratch.file(&format!("{n}.ndjson"), bytes(std::slice::from_ref(line))))
        .collect();
    let few = 100;
    assert!(files.len() > few);
    let program = command(&["import"], &[]);
    let mut shell = Command::new("sh");
    shell
        .args(["-c", &format!("ulimit -n {few} && exec \"$@\""), "sh"])
        .arg(program.get_program())
        .args(["import", "--json"]);
    let imported = shell.args(&files).envs(history::embedded(&scratch.path("log"))).output().expect("there is a shell");
    assert!(imported.status.success(), "{}", String::from_utf8_lossy(&imported.stderr));
    let taken = told(&String::from_utf8_lossy(&imported.stdout));
    assert!(taken["events"].as_u64().is_some_and(|events| events > few as u64), "{taken}");
}

#[test]
fn a_pipe_is_read_once_and_whole() {
    let (scratch, lines) = (Scratch::new(), lines());
    let mut import = command(&["import", "/dev/stdin", "--json"], &history::embedded(&scratch.path("log")));
    let import = import.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut import = import.expect("the program can be started");
    std::io::Write::write_all(&mut import.stdin.take().expect("it is piped"), &bytes(&lines)).expect("it reads all");
    let output = import.wait_with_output().expect("it is a child");
    let different: std::collections::BTreeSet<_> = lines.iter().collect();
    assert_eq!(told(&String::from_utf8_lossy(&output.stdout))["events"], different.len());
}
