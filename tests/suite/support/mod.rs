//! What the tests share: a contact centre told by hand, and a pipeline that plays its events.

pub(crate) mod centre;
pub(crate) mod conduct;
pub(crate) mod play;
