//! The command line of attrition-watch.

use std::process::ExitCode;

fn main() -> ExitCode {
    attrition_watch::cli::main()
}
