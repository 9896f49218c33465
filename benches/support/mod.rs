//! What the benches share: a simulated centre, CPU time, a table of figures.

pub(crate) mod centre;
pub(crate) mod cpu;
pub(crate) mod figures;
