//! How a channel of delivery is.

use std::collections::BTreeMap;

use crate::deliver::channel::Passed;

/// What a channel has done since the process began, and what waits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChannelSummary {
    /// Records by what became of them: `delivered`, `failed` (a try), `dead_letter`, `too_old`.
    pub outcomes: BTreeMap<&'static str, u64>,
    /// Records that were passed over, by why.
    pub passed: BTreeMap<Passed, u64>,
    /// Records that wait to be sent.
    pub waiting: u64,
    /// How long the oldest of them waits, seconds.
    pub waiting_seconds: u64,
}
