//! CPU time and bytes, and tables of figures: for the benches.

pub mod cost;
pub mod cpu;
pub mod figures;
pub mod heap;
pub mod tickets;
