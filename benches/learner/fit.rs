//! One fit, in a process of its own: so that its memory is its own.

use std::io::{BufReader, Read};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use attrition_learner::solver::{LogisticProblem, Penalty, certify, solve};
use ndarray::{Array2, ShapeBuilder};

use crate::set::{COLUMNS, Files, ROWS};
use attrition_test_support::process::python::python;

/// The variable that tells a process to fit, and what.
pub(crate) const ROLE: &str = "LEARNER_BENCH_FIT";
/// The variable with the penalty.
const STRENGTH: &str = "LEARNER_BENCH_STRENGTH";

/// What a process did.
pub(crate) struct Fit {
    /// Weights, then the intercept.
    pub(crate) weights: Vec<f64>,
    /// Wall time of the fit alone.
    pub(crate) seconds: f64,
    /// The most memory that the process ever held before it read the data.
    pub(crate) loaded_mib: f64,
    /// The same at its end.
    pub(crate) peak_mib: f64,
}

impl Fit {
    /// Fits by this program.
    pub(crate) fn ours(data: &Files, strength: f64) -> Self {
        let mut fit = Command::new(std::env::current_exe().expect("this runs"));
        fit.env(ROLE, data.columns.parent().expect("it lies in a folder")).env(STRENGTH, strength.to_string());
        Self::of(fit, &data.columns.with_file_name("ours"))
    }

    /// Fits by scikit-learn's newton-cholesky.
    pub(crate) fn theirs(data: &Files, strength: f64, tolerance: &str) -> Self {
        let out = data.columns.with_file_name("theirs");
        let mut fit = Command::new(python("learner"));
        fit.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/learner/fit.py"));
        fit.args([&data.columns, &data.leaves]).args([COLUMNS.to_string(), strength.to_string()]);
        fit.arg(&out).arg(tolerance).env("OMP_NUM_THREADS", "1").env("OPENBLAS_NUM_THREADS", "1");
        Self::of(fit, &out)
    }

    /// Runs a process that writes weights and seconds to a file, and prints its memory.
    fn of(mut fit: Command, out: &Path) -> Self {
        let done = fit.output().expect("it can be started");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let told = std::fs::read_to_string(out).expect("it was written");
        let mut weights: Vec<f64> = told.lines().map(|line| line.parse().expect("a number")).collect();
        let seconds = weights.pop().expect("the seconds come last");
        let memory = String::from_utf8(done.stdout).expect("it prints numbers");
        let mut memory = memory.split_whitespace().map(|kib| kib.parse::<f64>().expect("a number") / 1024.0);
        let mut next = || memory.next().expect("two numbers are printed");
        let (loaded_mib, peak_mib) = (next(), next());
        Self { weights, seconds, loaded_mib, peak_mib }
    }
}

/// What the process of a fit by this program does.
pub(crate) fn child(folder: &Path) {
    let loaded = peak_kib();
    let strength = std::env::var(STRENGTH).expect("it is set").parse().expect("it is a number");
    let leaves = std::fs::read(folder.join("leaves")).expect("it was written");
    let leaves: Vec<bool> = leaves.into_iter().map(|leaves| leaves == 1).collect();
    let mut file = BufReader::new(std::fs::File::open(folder.join("columns")).expect("it was written"));
    let mut values = Vec::with_capacity(ROWS * COLUMNS);
    let mut value = [0; 8];
    for _ in 0..ROWS * COLUMNS {
        file.read_exact(&mut value).expect("it is as long as the set");
        values.push(f64::from_le_bytes(value));
    }
    let columns = Array2::from_shape_vec((ROWS, COLUMNS).f(), values).expect("it has as many values");
    let problem =
        LogisticProblem { columns: columns.view(), leaves: &leaves, penalty: Penalty { strength, towards: None } };
    let begun = Instant::now();
    let solution = solve(&problem).expect("it has an optimum");
    certify(&problem, &solution).expect("linfa-logistic agrees");
    let seconds = begun.elapsed().as_secs_f64();
    let numbers = solution.weights.iter().chain([&solution.intercept, &seconds]);
    let text: String = numbers.map(|number| format!("{number:?}\n")).collect();
    std::fs::write(folder.join("ours"), text).expect("the folder can be written");
    tell(&[loaded, peak_kib()]);
}

#[expect(clippy::print_stdout, reason = "the process that started this one reads it")]
fn tell(numbers: &[u64; 2]) {
    println!("{} {}", numbers[0], numbers[1]);
}

/// The most memory that this process ever held.
fn peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("this is Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("Linux tells it");
    line.split_whitespace().next().and_then(|kib| kib.parse().ok()).expect("it is a number")
}
