//! What is kept of an agent's days: packed, summed over spans.

pub mod bucket;
pub mod figure;
pub mod pack;
pub mod span;
pub mod supervisor_day;
pub mod totals;
pub mod window;
