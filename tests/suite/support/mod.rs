//! What the tests share: contact centres told by hand or simulated, and pipelines that play their events.

pub(crate) mod centre;
pub(crate) mod chance;
pub(crate) mod conduct;
pub(crate) mod play;
pub(crate) mod shaky;
pub(crate) mod simulated;
