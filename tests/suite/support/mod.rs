//! What several tests need: a real broker, contact centres told by hand, and a pipeline that plays their events.

pub(crate) mod broker;
pub(crate) mod centre;
pub(crate) mod conduct;
pub(crate) mod play;
pub(crate) mod small_centre;
pub(crate) mod topics;
