//! Kinds of settings.

pub(crate) mod one_of;
pub(crate) mod secret;
pub(crate) mod zone;
