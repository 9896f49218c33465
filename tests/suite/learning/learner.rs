//! The learner's solver against scikit-learn's newton-cholesky (`tests/learner/`): the same weights, to 1e-6.

use std::path::{Path, PathBuf};
use std::process::Command;

use attrition_learner::solver::{LogisticProblem, Penalty, certify, solve};
use ndarray::{Array2, ShapeBuilder};

use attrition_test_support::centres::chance::Chance;
use attrition_test_support::centres::ibm;
use attrition_test_support::process::python::python;

/// Columns of the synthetic set.
const COLUMNS: usize = 40;

#[test]
#[ignore = "needs Python: ./check"]
fn weights_agree_with_scikit_learn_on_the_ibm_set() {
    let (columns, leaves) = ibm();
    assert_eq!(leaves.iter().filter(|leaves| **leaves).count(), 237);
    // C = 0.1, as in the published figures.
    compare("ibm", &columns, &leaves, 10.0);
}

#[test]
#[ignore = "needs Python: ./check"]
fn weights_agree_with_scikit_learn_on_a_synthetic_set() {
    let (columns, leaves) = synthetic(rows());
    compare("synthetic", &columns, &leaves, 1.0);
}

/// What published models reach on the set: logistic regression 0.836, boosted trees 0.846 (docs/training.md).
#[test]
fn hinges_on_the_ibm_set_reach_what_boosting_reaches() {
    let set = ibm::read();
    let (plain, bent) = (ibm::mean_auc(&set, 10.0, &[]), ibm::mean_auc(&set, 10.0, &[0.25, 0.5, 0.75]));
    std::fs::write(folder().join("folds.txt"), format!("{plain:.4} {bent:.4}")).expect("the folder can be written");
    assert!(plain >= 0.836 && bent >= 0.845, "plain {plain:.4}, with hinges {bent:.4}");
}

/// Rows of the synthetic set: LEARNER_ROWS=200000 for the full size.
fn rows() -> usize {
    std::env::var("LEARNER_ROWS").ok().and_then(|rows| rows.parse().ok()).unwrap_or(20_000)
}

fn compare(name: &str, columns: &Array2<f64>, leaves: &[bool], strength: f64) {
    let penalty = Penalty { strength, towards: None };
    let problem = LogisticProblem { columns: columns.view(), leaves, penalty };
    let started = std::time::Instant::now();
    let ours = solve(&problem).expect("it has an optimum");
    let solved_s = started.elapsed().as_secs_f64();
    certify(&problem, &ours).expect("linfa-logistic agrees");
    let certified_s = started.elapsed().as_secs_f64() - solved_s;
    let (theirs, fit_s) = scikit_learn(name, columns, leaves, strength);
    let apart =
        ours.weights.iter().chain([&ours.intercept]).zip(&theirs).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    let steps = ours.steps;
    let told = format!(
        "{name}: {apart:e} apart, {steps} steps, {solved_s:.3} s, certified in {certified_s:.3} s, theirs {fit_s:.3} s"
    );
    std::fs::write(folder().join(format!("{name}.txt")), &told).expect("the folder can be written");
    assert!(theirs.len() == ours.weights.len() + 1 && apart < 1e-6, "{told}");
}

/// Weights and intercept, and the seconds of the fit.
fn scikit_learn(name: &str, columns: &Array2<f64>, leaves: &[bool], strength: f64) -> (Vec<f64>, f64) {
    let file = |kind: &str| folder().join(format!("{name}.{kind}"));
    let values = columns.as_slice_memory_order().expect("it is one piece");
    let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
    std::fs::write(file("data"), bytes).expect("the folder can be written");
    std::fs::write(file("leaves"), leaves.iter().map(|leaves| u8::from(*leaves)).collect::<Vec<u8>>())
        .expect("as above");
    let mut fit = Command::new(python("learner"));
    fit.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/learner/fit.py"));
    fit.args([file("data"), file("leaves")]).args([columns.ncols().to_string(), strength.to_string()]).arg(file("out"));
    let done = fit.env("OMP_NUM_THREADS", "1").env("OPENBLAS_NUM_THREADS", "1").output().expect("Python is there");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let told = std::fs::read_to_string(file("out")).expect("it was written");
    let mut numbers: Vec<f64> = told.lines().map(|line| line.parse().expect("a number")).collect();
    let seconds = numbers.pop().expect("the seconds come last");
    (numbers, seconds)
}

fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("learner");
    std::fs::create_dir_all(&folder).expect("the folder for temporary files can be written");
    folder
}

/// The IBM set, standardised, without what is the same for all, and without the last column of each text: the others say it.
fn ibm() -> (Array2<f64>, Vec<bool>) {
    let set = ibm::read();
    let whole: Vec<usize> = (0..set.leaves.len()).collect();
    let columns: Vec<&ibm::Column> = set.columns.iter().filter(|column| !column.is_last).collect();
    (ibm::matrix(&columns, &whole, &whole, &[]), set.leaves)
}

/// Correlated columns, and leavers (about 4 %) that a third of them drive.
fn synthetic(rows: usize) -> (Array2<f64>, Vec<bool>) {
    let mut chance = Chance(20_260_101);
    // The sum of three uniform draws, standardised: near enough to normal, and the same on every machine.
    let mut normal = || 2.0 * ((0..3).map(|_| chance.unit()).sum::<f64>() - 1.5);
    let mut values = vec![0.0; rows * COLUMNS];
    for i in 0..rows {
        let shared = normal();
        (0..COLUMNS).for_each(|j| values[j * rows + i] = 0.5 * shared + 0.8 * normal());
    }
    let log_odds =
        |i: usize| -3.9 + (0..COLUMNS).step_by(3).map(|j| 0.06 * j as f64 * values[j * rows + i] / 4.0).sum::<f64>();
    let mut chance = Chance(7);
    let leaves = (0..rows).map(|i| chance.unit() < 1.0 / (1.0 + (-log_odds(i)).exp())).collect();
    (Array2::from_shape_vec((rows, COLUMNS).f(), values).expect("it has as many values"), leaves)
}
