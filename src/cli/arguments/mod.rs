//! Values of arguments, and what several commands take.

pub(in crate::cli) mod closed_set;
pub(in crate::cli) mod history;
pub(in crate::cli) mod intake;
pub(in crate::cli) mod invalid_value;
pub(in crate::cli) mod memory;
pub(in crate::cli) mod output_path;
