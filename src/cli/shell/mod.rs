//! Commands for the shell.

pub(in crate::cli) mod completions;
pub(in crate::cli) mod man;
