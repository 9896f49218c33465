//! The running service: its stages on their threads, and what tells of them.

pub mod closer;
pub(crate) mod looking;
pub mod model;
pub mod models_in_use;
pub(crate) mod passed_over;
pub mod pipeline;
pub(crate) mod restoring;
pub mod service;
pub(crate) mod snapshot_writer;
pub(crate) mod warned;
