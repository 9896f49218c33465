//! The logs under what may befall them: one answer from all of them, nothing lost, nothing doubled.

mod backup;
mod embedded;
mod faults;
pub(crate) mod kafka;
mod logs;
mod simulation;
