//! Tools that tests need beside Rust: `./check` brings them. A test that needs one says so in its `#[ignore = "needs .."]`, so
//! that `cargo test` alone runs what needs nothing, and names what it leaves out.

/// Fails where a test asks for a tool in a run that leaves such tests out: it does not say that it needs one.
pub fn needs(tool: &str) {
    // The thread of a test has its name; what is none has a short one, or nobody's.
    let is_test = std::thread::current().name().is_some_and(|name| name.contains("::"));
    let are_left_out = !std::env::args().any(|arg| arg == "--ignored" || arg == "--include-ignored");
    assert!(!is_test || !are_left_out, "the test needs {tool}: mark it #[ignore = \"needs {tool}: ./check\"]");
}
