//! Where things lie, seen from a test or a bench.

use std::path::{Path, PathBuf};

/// The folder of the project.
///
/// # Panics
/// Where this crate is not in it.
pub fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("the crates lie in the project")
}

/// The program that was built with the test or bench that runs.
///
/// # Panics
/// Where there is none.
pub fn program() -> PathBuf {
    let program = built().join("attrition-watch");
    assert!(program.exists(), "{}: Cargo builds it before tests and benches", program.display());
    program
}

/// A folder for files of tests, beside what was built. It may be left from a run before.
///
/// # Panics
/// Where it cannot be made.
pub fn scratch() -> PathBuf {
    let path = built().with_file_name("tmp");
    std::fs::create_dir_all(&path).expect("the target directory can be written");
    path
}

/// `target/debug`, or that of another profile: tests and benches lie in `deps` in it.
fn built() -> PathBuf {
    let test = std::env::current_exe().expect("the system names the program that runs");
    test.ancestors().nth(2).expect("it lies in `deps`").to_owned()
}
