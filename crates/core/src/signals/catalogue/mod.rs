//! The signals, by what they look at.

pub(in crate::signals) mod attendance;
pub(in crate::signals) mod organisation;
pub(in crate::signals) mod qa;
pub(in crate::signals) mod roster;
pub(in crate::signals) mod tickets;
