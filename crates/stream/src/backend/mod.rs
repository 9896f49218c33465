//! Where a log is kept: in Kafka, in one file, in memory.

#[cfg(feature = "embedded")]
pub mod embedded;
#[cfg(feature = "kafka")]
pub mod kafka;
pub mod local;
pub mod memory;
pub mod sink;
