//! `[trends]`: what is shown of risk over time.

use serde::Deserialize;

use crate::error::{SettingError, holds};

/// The smallest group of which anything is shown: of fewer, whoever knows them would know who it is.
pub const TEAM_MIN: u32 = 5;

/// What is shown of risk over time.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct TrendsConfig {
    /// Teams of fewer agents are shown as `other`.
    pub team_min: u32,
    /// Days of scores that are kept in memory.
    pub history_days: i32,
}

impl TrendsConfig {
    /// Says what cannot be.
    pub(crate) fn check(&self) -> Result<(), SettingError> {
        holds((TEAM_MIN..=1_000).contains(&self.team_min), "trends.team_min", || {
            format!("must be between {TEAM_MIN} and 1000: no figure is about fewer people")
        })?;
        holds((45..=3_650).contains(&self.history_days), "trends.history_days", || {
            "must be between 45 and 3650: a forecast of 30 days is compared with what came of it".to_owned()
        })
    }
}
