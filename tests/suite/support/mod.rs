//! What several tests need.

pub(crate) mod broker;
pub(crate) mod small_centre;
pub(crate) mod topics;
