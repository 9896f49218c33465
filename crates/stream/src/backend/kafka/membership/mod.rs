//! Consumer groups: as a member, and as seen from outside.

pub(in crate::backend::kafka) mod group;
pub(in crate::backend::kafka) mod groups;
pub(in crate::backend::kafka) mod ownership;
