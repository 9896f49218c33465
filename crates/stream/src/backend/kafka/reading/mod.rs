//! Records read outside a group: from the beginning, back from a changelog, and how much is left.

pub(in crate::backend::kafka) mod follower;
pub(in crate::backend::kafka) mod open_transactions;
pub(in crate::backend::kafka) mod reader;
pub(in crate::backend::kafka) mod restore;
pub(in crate::backend::kafka) mod snapshots;
pub(in crate::backend::kafka) mod unread;
