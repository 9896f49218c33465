//! What topics ought to be, and are.

pub(in crate::backend::kafka) mod admin;
pub(in crate::backend::kafka) mod finding;
pub(in crate::backend::kafka) mod layout;
pub(in crate::backend::kafka) mod missing;
