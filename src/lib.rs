//! Event-driven early warning for contact-centre attrition.
//!
//! The map is in ARCHITECTURE.md. Arrows only go down: shells use the log, the log uses the stages, the stages use the
//! boundary (`wire`) and the core (`engine`).

pub use attrition_core as engine;

#[cfg(feature = "service")]
pub mod cli;
#[cfg(feature = "service")]
pub mod letter;
#[cfg(feature = "service")]
pub mod live;
pub mod log;
#[cfg(feature = "service")]
pub mod offline;
#[cfg(feature = "service")]
pub mod simulate;
pub mod stages;
pub mod wire;
pub mod words;
