//! LightGBM on the folds of the IBM set.

use std::path::Path;
use std::process::Command;

use attrition_test_support::centres::ibm::{Column, Set, folds, matrix};
use attrition_test_support::process::python::python;

/// The best mean area under the ROC curve of a few settings. Trees do not mind how a column is scaled.
pub(crate) fn best_auc(set: &Set, folder: &Path) -> f64 {
    let columns: Vec<&Column> = set.columns.iter().filter(|column| !column.is_last).collect();
    let rows: Vec<usize> = (0..set.leaves.len()).collect();
    let x = matrix(&columns, &rows, &rows, &[]);
    let values = x.as_slice_memory_order().expect("it is one piece");
    let lines: Vec<String> = folds(&set.leaves)
        .iter()
        .map(|(_, tried)| tried.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))
        .collect();
    let write = |name: &str, bytes: Vec<u8>| {
        let path = folder.join(name);
        std::fs::write(&path, bytes).expect("the folder can be written");
        path
    };
    let mut boost = Command::new(python("boosting"));
    boost.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/learner/boost.py"));
    boost.arg(write("ibm", values.iter().flat_map(|value| value.to_le_bytes()).collect()));
    boost.arg(write("ibm-leaves", set.leaves.iter().map(|leaves| u8::from(*leaves)).collect()));
    boost.arg(x.ncols().to_string()).arg(write("ibm-folds", lines.join("\n").into_bytes()));
    let done = boost.output().expect("it can be started");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let told = String::from_utf8(done.stdout).expect("it prints text");
    let mean =
        |line: &str| line.split(' ').next().and_then(|mean| mean.parse::<f64>().ok()).expect("a mean comes first");
    told.lines().map(mean).fold(0.0, f64::max)
}
