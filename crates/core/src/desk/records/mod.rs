//! What the desk is told, and what it says.

pub(in crate::desk) mod alert;
pub(in crate::desk) mod feedback;
pub(in crate::desk) mod noticed;
pub(in crate::desk) mod report;
