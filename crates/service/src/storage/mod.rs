//! The log that the configuration names, and those who read it.

pub mod follow;
pub mod logs;
pub(crate) mod streams;
pub(crate) mod traced_log;
pub mod unreadable;
