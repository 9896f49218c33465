//! Dashboards and rules: what Grafana and Prometheus are given, checked by their own tools and against a running service.

mod boards;
mod fading;
mod lint;
mod live;
mod made;
mod names;
mod past;
mod planted;
mod prometheus;
mod rules;
mod site;

use std::path::{Path, PathBuf};
use std::process::Command;

use attrition_test_support::process::tools::needs;

/// The files of a folder with an ending, with their texts.
fn files(folder: &Path, ending: &str) -> Vec<(PathBuf, String)> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let paths = entries.map(|entry| entry.expect("a folder can be read").path());
    let mut of_kind: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|extension| extension == ending)).collect();
    of_kind.sort();
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).expect("a file can be read");
        (path, text)
    };
    of_kind.into_iter().map(read).collect()
}

/// Runs promtool; whether it was content, and what it said.
fn promtool<T: AsRef<std::ffi::OsStr>>(args: &[T]) -> (bool, String) {
    needs("Prometheus");
    let output = Command::new("promtool").args(args).output().expect("there is promtool (Debian: prometheus)");
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&said).into_owned())
}
