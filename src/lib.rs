//! Event-driven early warning for contact-centre attrition.
//!
//! The map is in ARCHITECTURE.md. Each layer is a crate of its own, and arrows only go down; this one is the command line over them.

pub use attrition_config as config;
pub use attrition_contracts as wire;
pub use attrition_core as engine;
pub use attrition_i18n as words;
pub use attrition_learner as learner;
pub use attrition_pipeline as stages;
pub use attrition_service as service;
pub use attrition_service::rendering;
pub use attrition_simulator as simulate;
pub use attrition_stream as log;

pub mod cli;
