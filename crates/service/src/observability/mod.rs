//! How the running instance is: plain figures, and the metrics and tables made of them.

pub mod metrics;
pub mod readiness;
pub mod status;
pub mod summary;
