//! What is kept of an agent's days: packed, summed over spans.

pub mod bucket;
pub mod pack;
pub mod span;
pub mod totals;
pub mod window;
