//! The command line of attrition-watch.

use std::process::ExitCode;

/// Records come and go by the thousand: with the system's allocator a fifth of the time goes there.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    attrition_watch::cli::main()
}
