//! Event-driven early warning for contact-centre attrition.
//!
//! The map is in ARCHITECTURE.md. Arrows only go down: shells use the log, the log uses the stages, the stages use the
//! contracts (`wire`) and the core (`engine`).

pub use attrition_core as engine;
pub use attrition_i18n as words;
#[cfg(feature = "service")]
pub use attrition_simulator as simulate;

#[cfg(feature = "service")]
pub mod cli;
#[cfg(feature = "service")]
pub mod letter;
#[cfg(feature = "service")]
pub mod live;
pub mod log;
#[cfg(feature = "service")]
pub mod offline;
pub mod stages;
pub mod wire;
