//! Values of arguments that cannot be: their readers refuse them before a command runs.

/// What is wrong with the value of an argument, in words for whoever wrote it.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(in crate::cli) struct InvalidValue(pub(in crate::cli) String);
