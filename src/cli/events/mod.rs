//! Commands about events: taken in, made up, refused, shown again.

pub(in crate::cli) mod dead_letters;
pub(in crate::cli) mod demo;
pub(in crate::cli) mod import;
pub(in crate::cli) mod replay;
pub(in crate::cli) mod simulate;
