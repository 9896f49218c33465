//! Event-driven early warning for contact-centre attrition.
//!
//! The map is in ARCHITECTURE.md. Arrows only go down: shells use the log, the log uses the stages, the stages use the
//! boundary (`wire`) and the core (`engine`).

pub mod engine;
pub mod log;
pub mod stages;
pub mod wire;
#[cfg(feature = "service")]
pub mod live;
#[cfg(feature = "service")]
pub mod simulate;
