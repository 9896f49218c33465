//! What is recorded of it, and where that goes.

pub(crate) mod event;
pub(crate) mod files;
pub(crate) mod recorder;
