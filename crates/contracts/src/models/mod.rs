//! Models and decisions about them.

pub mod artifact;
pub mod registry;
