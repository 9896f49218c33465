//! A log that takes nothing for now: its disk is full.

use super::Error;

/// Why a log takes nothing for now. What stands in it stands, nothing of the refused step does, and the step can be done
/// again once there is room.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Unwritable(pub String);

impl Error {
    /// Whether the log may take the same step later, without anybody starting it again.
    pub fn passes(&self) -> bool {
        self.source.as_ref().is_some_and(|source| source.is::<Unwritable>())
    }
}
