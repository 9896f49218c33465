//! Event-driven early warning for contact-centre attrition.
//!
//! The map is in ARCHITECTURE.md. Arrows only go down: shells use the stages, the stages use the runtime (`log`), which uses the
//! contracts (`wire`) and the core (`engine`).

pub use attrition_core as engine;
pub use attrition_i18n as words;
#[cfg(feature = "service")]
pub use attrition_learner as learner;
pub use attrition_pipeline as stages;
#[cfg(feature = "service")]
pub use attrition_simulator as simulate;
pub use attrition_stream as log;

#[cfg(feature = "service")]
pub mod cli;
#[cfg(feature = "service")]
pub mod letter;
#[cfg(feature = "service")]
pub mod live;
pub mod wire;
