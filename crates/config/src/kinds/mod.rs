//! Kinds of values that settings have: one of several names, secrets, time zones.

pub(crate) mod one_of;
pub(crate) mod secret;
pub(crate) mod zone;
