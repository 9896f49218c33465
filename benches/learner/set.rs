//! The synthetic set, in files that both learners read.

use std::io::Write;
use std::path::{Path, PathBuf};

use attrition_test_support::centres::chance::Chance;

/// Rows of the set.
pub(crate) const ROWS: usize = 200_000;
/// Columns that every set of this bench has.
pub(crate) const COLUMNS: usize = 40;

/// The files of the set.
pub(crate) struct Files {
    /// The file of the columns: float64, little-endian, one column after the other.
    pub(crate) columns: PathBuf,
    /// One byte a row.
    pub(crate) leaves: PathBuf,
}

/// Writes the set: correlated standardised columns, and leavers (about 4 %) that a third of them drive.
pub(crate) fn written(folder: &Path) -> Files {
    let mut chance = Chance(20_260_101);
    // The sum of three uniform draws, standardised: near enough to normal, and the same on every machine.
    let mut normal = || 2.0 * ((0..3).map(|_| chance.unit()).sum::<f64>() - 1.5);
    let mut values = vec![0.0; ROWS * COLUMNS];
    for i in 0..ROWS {
        let shared = normal();
        (0..COLUMNS).for_each(|j| values[j * ROWS + i] = 0.5 * shared + 0.8 * normal());
    }
    let log_odds =
        |i: usize| -3.9 + (0..COLUMNS).step_by(3).map(|j| 0.015 * j as f64 * values[j * ROWS + i]).sum::<f64>();
    let mut chance = Chance(7);
    let leaves: Vec<u8> = (0..ROWS).map(|i| u8::from(chance.unit() < 1.0 / (1.0 + (-log_odds(i)).exp()))).collect();
    let files = Files { columns: folder.join("columns"), leaves: folder.join("leaves") };
    let mut file = std::io::BufWriter::new(std::fs::File::create(&files.columns).expect("the folder can be written"));
    values.iter().for_each(|value| file.write_all(&value.to_le_bytes()).expect("as above"));
    file.flush().expect("as above");
    std::fs::write(&files.leaves, leaves).expect("as above");
    files
}
