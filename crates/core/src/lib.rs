//! The core: from events to windows to risk to alert.
//!
//! It takes values and returns values. It names only `std` and itself; it has no I/O, no clock, no async, no logging and
//! no `Result`: a late, doubled or odd event is an outcome that it returns.

pub mod agent;
pub mod arrival;
pub mod bucket;
pub mod closed_set;
pub mod date;
pub mod desk;
pub mod drift;
pub mod event;
pub mod explain;
pub mod ids;
pub mod model;
pub mod moment;
pub mod org;
pub mod outcome;
pub mod pack;
pub mod partition;
pub mod profile;
pub mod redacted;
pub mod signals;
pub mod span;
pub mod spell;
pub mod totals;
pub mod wilson;
pub mod window;
