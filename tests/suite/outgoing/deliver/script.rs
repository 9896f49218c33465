//! A receiver that is a program of its own, in Python: it checks by code that is not ours, and says what it got.

use std::process::Command;

use serde_json::Value;

use attrition_test_support::process::program::{Process, Scratch, eventually};
use attrition_test_support::process::python::python;

/// Where what it says lies.
const SAID: &str = "said";

/// The program at work.
pub(super) struct Script {
    process: Process,
    scratch: Scratch,
}

impl Script {
    /// Starts one of `tests/deliver/` and waits for its port.
    pub(super) fn start(name: &str, args: &[&str]) -> Self {
        let path = format!("{}/tests/deliver/{name}", env!("CARGO_MANIFEST_DIR"));
        let scratch = Scratch::new();
        // A file: what it said before it answered is there when the answer is.
        let said = std::fs::File::create(scratch.path(SAID)).expect("the target directory can be written");
        let mut command = Command::new(python("deliver"));
        command.arg(path).args(args).stdout(said);
        let script = Self { process: Process(command.spawn().expect("there is Python")), scratch };
        eventually("it listens", || !script.lines().is_empty());
        script
    }

    fn lines(&self) -> Vec<String> {
        let said = std::fs::read_to_string(self.scratch.path(SAID)).expect("it says text");
        said.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n')).map(str::to_owned).collect()
    }

    /// The port at which the script listens.
    pub(super) fn port(&self) -> u16 {
        self.lines()[0].parse().expect("the first line is its port")
    }

    /// What it said of each thing that it got.
    pub(super) fn said(&self) -> Vec<Value> {
        self.lines()[1..].iter().map(|line| serde_json::from_str(line).expect("it says JSON")).collect()
    }

    /// Ends the script at once.
    pub(super) fn kill(&mut self) {
        self.process.kill();
    }
}
