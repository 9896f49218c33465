//! The learner beside scikit-learn's newton-cholesky and LightGBM: weights, time and memory on 200,000 rows x 40 columns, in
//! turns, each fit in a process of its own; areas under the ROC curve on the IBM set.
//!
//! `cargo bench --bench learner`, with `-- --json` a line of JSON a figure. It wants Linux, Python 3 with venv, and a machine
//! that nobody else uses.

mod boosting;
mod fit;
mod set;

use std::path::{Path, PathBuf};

use attrition_test_support::centres::ibm;
use attrition_test_support::measure::figures::Figures;
use fit::Fit;

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Fits of each learner, in turns.
const ROUNDS: usize = 7;
const STRENGTH: f64 = 1.0;
/// What scikit-learn stops at by default: its weights are then right to five digits.
const USUAL_TOLERANCE: &str = "1e-4";
/// Where its weights are as exact as ours.
const EXACT_TOLERANCE: &str = "1e-10";

fn main() {
    if let Some(data) = std::env::var_os(fit::ROLE) {
        fit::child(Path::new(&data));
        return;
    }
    let mut figures = Figures::default();
    beside_scikit_learn(&mut figures);
    on_the_ibm_set(&mut figures);
    figures.print();
}

fn beside_scikit_learn(figures: &mut Figures) {
    let data = set::written(&folder());
    let (mut ours, mut usual, mut exact) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ours.push(Fit::ours(&data, STRENGTH));
        usual.push(Fit::theirs(&data, STRENGTH, USUAL_TOLERANCE));
        exact.push(Fit::theirs(&data, STRENGTH, EXACT_TOLERANCE));
    }
    let apart = |ours: &Fit, theirs: &Fit| {
        ours.weights.iter().zip(&theirs.weights).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
    };
    figures.against("weights apart at the same penalty x 1e9", 1e9 * apart(&ours[0], &exact[0]), "", 1e3);
    let seconds = |fits: &[Fit]| median(fits.iter().map(|fit| fit.seconds));
    figures.add("fit: solved and certified", 1e3 * seconds(&ours), "ms");
    figures.add("fit: newton-cholesky, tolerance 1e-10", 1e3 * seconds(&exact), "ms");
    figures.add("fit: newton-cholesky, tolerance 1e-4", 1e3 * seconds(&usual), "ms");
    // Round by round, for the machine may be faster in one than in another.
    let ratio = |theirs: &[Fit]| median(ours.iter().zip(theirs).map(|(a, b)| a.seconds / b.seconds));
    figures.against("fit time to newton-cholesky at 1e-10", ratio(&exact), "", 0.6);
    figures.against("fit time to newton-cholesky at 1e-4", ratio(&usual), "", 0.6);
    let peak = |fits: &[Fit]| median(fits.iter().map(|fit| fit.peak_mib));
    let own = |fits: &[Fit]| median(fits.iter().map(|fit| fit.peak_mib - fit.loaded_mib));
    figures.add("peak memory of the process", peak(&ours), "MiB");
    figures.add("peak memory of the process, newton-cholesky", peak(&usual), "MiB");
    figures.add("of these before the data", peak(&ours) - own(&ours), "MiB");
    figures.add("of these before the data, newton-cholesky", peak(&usual) - own(&usual), "MiB");
    figures.against("peak memory to newton-cholesky", peak(&ours) / peak(&usual), "", 0.5);
    figures.against("peak memory without libraries", own(&ours) / own(&usual), "", 0.5);
}

fn on_the_ibm_set(figures: &mut Figures) {
    let set = ibm::read();
    figures.add("IBM set, AUC x 1000: plain", 1e3 * ibm::mean_auc(&set, 10.0, &[]), "");
    figures.add("IBM set, AUC x 1000: with hinges", 1e3 * ibm::mean_auc(&set, 10.0, &[0.25, 0.5, 0.75]), "");
    figures.add("IBM set, AUC x 1000: LightGBM, best of three", 1e3 * boosting::best_auc(&set, &folder()), "");
}

fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("learner-bench");
    std::fs::create_dir_all(&folder).expect("the folder for temporary files can be written");
    folder
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
