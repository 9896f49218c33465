//! What drives a stage over a log: reads ahead, restores, steps, and keeps copies of the state.

pub mod clock;
pub(crate) mod counts;
pub(crate) mod end_offsets;
pub(crate) mod input_buffer;
pub(crate) mod lag;
pub(crate) mod restore;
pub(crate) mod snapshots;
pub(crate) mod stage_runner;
pub(crate) mod step_ages;
