//! Event-driven early warning for contact-centre attrition.
//!
//! The map is in ARCHITECTURE.md. Each layer is a crate of its own, and arrows only go down; this one is the command line over them.

pub mod cli;
