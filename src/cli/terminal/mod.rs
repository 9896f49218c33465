//! What a person sees of a command, and how it ends.

pub(in crate::cli) mod exit_code;
pub(in crate::cli) mod number_format;
pub(in crate::cli) mod output;
pub(in crate::cli) mod table;
pub(in crate::cli) mod wrap;
