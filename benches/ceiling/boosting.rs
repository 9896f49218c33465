//! LightGBM on the same rows.

use std::fs;
use std::path::Path;
use std::process::Command;

use attrition_learner::rows::Rows;

use crate::judged::Judged;
use attrition_test_support::process::python::python;

/// The best of four settings by the AUC on the later rows: a choice that only hindsight has, in favour of the trees.
pub(crate) fn best(known: &Rows, later: &Rows, seed: u64) -> Judged {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ceiling");
    let (rows, out) = (folder.join(format!("boost-{seed}.rows")), folder.join(format!("boost-{seed}.out")));
    let leaves = known.leaves.iter().chain(&later.leaves).map(|leaves| f64::from(u8::from(*leaves)));
    let columns = known.columns.iter().zip(&later.columns).flat_map(|(a, b)| a.iter().chain(b).copied());
    let sizes = [(known.len() + later.len()) as f64, known.columns.len() as f64];
    let bytes: Vec<u8> = sizes.into_iter().chain(leaves).chain(columns).flat_map(f64::to_le_bytes).collect();
    fs::write(&rows, bytes).expect("the folder can be written");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/boosting/boost.py");
    let mut boost = Command::new(python("boosting"));
    let done = boost.arg(script).arg(&rows).arg(known.len().to_string()).arg(&out).env("OMP_NUM_THREADS", "1").status();
    assert!(done.is_ok_and(|done| done.success()), "LightGBM must run");
    let bytes = fs::read(&out).expect("it was written");
    let scores: Vec<f64> =
        bytes.chunks_exact(8).map(|chunk| f64::from_le_bytes(chunk.try_into().expect("eight bytes"))).collect();
    let judged = scores.chunks(later.len()).map(|scores| {
        let risks: Vec<f64> = scores.iter().map(|z| 1.0 / (1.0 + (-z).exp())).collect();
        Judged::of(later, &risks)
    });
    judged.max_by(|a, b| a.auc.total_cmp(&b.auc)).expect("there are four")
}
