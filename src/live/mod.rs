//! The running service and what feeds it.

pub mod importer;
pub mod pipeline;
