//! The running service: its stages on their threads, and what tells of them.

pub mod closer;
pub(crate) mod lag_probe;
pub mod model;
pub mod models_in_use;
pub(crate) mod passed_over;
pub mod pipeline;
pub(crate) mod restore_log;
pub mod service;
pub(crate) mod snapshot_writer;
pub(crate) mod warnings;
