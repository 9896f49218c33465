//! A receiver that is a program of its own, in Python: it checks by code that is not ours, and says what it got.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use crate::support::program::{Process, eventually};
use crate::support::python::python;

/// The program at work.
pub(super) struct Script {
    process: Process,
    said: Arc<Mutex<Vec<String>>>,
}

impl Script {
    /// Starts one of `tests/deliver/` and waits for its port.
    pub(super) fn start(name: &str, args: &[&str]) -> Self {
        let path = format!("{}/tests/deliver/{name}", env!("CARGO_MANIFEST_DIR"));
        let mut command = Command::new(python("deliver"));
        command.arg(path).args(args).stdout(Stdio::piped());
        let mut process = Process(command.spawn().expect("there is Python"));
        let (said, lines) = (Arc::default(), process.0.stdout.take().expect("it is piped"));
        let script = Self { process, said: Arc::clone(&said) };
        std::thread::spawn(move || {
            for line in BufReader::new(lines).lines().map_while(Result::ok) {
                said.lock().unwrap_or_else(PoisonError::into_inner).push(line);
            }
        });
        eventually("it listens", || !script.lines().is_empty());
        script
    }

    fn lines(&self) -> Vec<String> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Where it listens.
    pub(super) fn port(&self) -> u16 {
        self.lines()[0].parse().expect("the first line is its port")
    }

    /// What it said of each thing that it got.
    pub(super) fn said(&self) -> Vec<Value> {
        self.lines()[1..].iter().map(|line| serde_json::from_str(line).expect("it says JSON")).collect()
    }

    /// Ends it.
    pub(super) fn kill(&mut self) {
        self.process.kill();
    }
}
