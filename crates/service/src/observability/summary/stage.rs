//! How a stage is.

use attrition_core::basics::date::Date;
use attrition_stream::{Commit, Lag, TurnProgress};

/// A stage that is idle takes a turn at least every fifth of a second. One that was not looked at for so long, milliseconds, is
/// in a step, and the records of it are not processed.
const SILENT_MS: u64 = 5_000;

/// What a stage has done since the process began, and how it was when it was looked at last.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StageSummary {
    /// Records processed and committed.
    pub records: u64,
    /// Steps by what became of them.
    pub commits: Commits,
    /// How often its partitions changed.
    pub rebalances: u64,
    /// How far behind each of its partitions was when it was looked at.
    pub lags: Vec<Lag>,
    /// When that was, milliseconds since 1970-01-01 UTC; `None` before the first time.
    pub looked_ms: Option<u64>,
    /// The last day that it has closed. What is known stays known: a stage without partitions knows of none.
    pub closed: Option<Date>,
    /// Bytes of records that were read and cannot be processed yet.
    pub held_bytes: Option<u64>,
    /// How large its state is.
    pub state: Option<StateSize>,
    /// What is being restored; `None` where nothing is.
    pub restoring: Option<RestoringPartitions>,
}

/// Steps by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Commits {
    /// Steps that were committed.
    pub committed: u64,
    /// Steps that were aborted: nothing of them was committed.
    pub aborted: u64,
    /// All of them counts, or nothing.
    pub unknown: u64,
}

/// How large the state of a stage is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StateSize {
    /// Agents about whom the stage keeps something in memory.
    pub agents: u64,
    /// Bytes of memory that it takes.
    pub bytes: u64,
}

/// Partitions whose state is being restored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RestoringPartitions {
    /// Number of partitions that are being restored.
    pub partitions: u64,
    /// Records that are left, at most.
    pub records_left: u64,
}

impl StageSummary {
    /// Takes in what a turn did.
    pub(super) fn after_turn(&mut self, progress: &TurnProgress) {
        self.records += progress.records as u64;
        for commit in &progress.commits {
            match commit.outcome {
                Commit::Done => self.commits.committed += 1,
                Commit::Aborted => self.commits.aborted += 1,
                Commit::Unknown => self.commits.unknown += 1,
            }
        }
        self.rebalances += u64::from(progress.rebalanced);
        let (partitions, records_left) =
            (progress.restoring.len() as u64, progress.restoring.iter().map(|one| one.left).sum());
        self.restoring = (partitions > 0).then_some(RestoringPartitions { partitions, records_left });
    }

    /// Sets how far behind its partitions are at a time.
    pub fn set_lags(&mut self, lags: Vec<Lag>, now_ms: u64) {
        (self.lags, self.looked_ms) = (lags, Some(now_ms));
    }

    /// Age of the oldest record of a partition that waits, seconds: as of a time, not as of the last turn of the stage, which may
    /// be stuck.
    pub fn lag_seconds(&self, lag: &Lag, now_ms: u64) -> f64 {
        let looked_ms = self.looked_ms.unwrap_or(now_ms);
        let is_silent = now_ms.saturating_sub(looked_ms) > SILENT_MS;
        let since_ms = lag.since_ms.or(is_silent.then_some(looked_ms));
        since_ms.map_or(0.0, |since_ms| seconds(now_ms, since_ms))
    }

    /// Seconds for which nothing of a partition could be read, because somebody has left a transaction open.
    pub fn open_transaction_seconds(lag: &Lag, now_ms: u64) -> f64 {
        lag.transaction_since_ms.map_or(0.0, |since_ms| seconds(now_ms, since_ms))
    }

    /// Seconds since the end of the last day that it has closed.
    pub fn watermark_delay_seconds(&self, now_ms: u64) -> Option<f64> {
        self.closed.map(|day| now_ms as f64 / 1e3 - f64::from(day.0 + 1) * 86_400.0)
    }
}

fn seconds(now_ms: u64, since_ms: u64) -> f64 {
    now_ms.saturating_sub(since_ms) as f64 / 1e3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_grows_older_while_a_stage_is_stuck() {
        let lag = |since_ms| Lag { partition: 0, records: Some(3), since_ms, transaction_since_ms: None };
        let mut stage = StageSummary::default();
        stage.set_lags(vec![lag(Some(8_000)), lag(None)], 10_000);
        let at = |now_ms| [0, 1].map(|place| stage.lag_seconds(&stage.lags[place], now_ms));
        assert_eq!(at(11_000), [3.0, 0.0]);
        assert_eq!(at(20_000), [12.0, 10.0], "it has not come round since");
    }

    #[test]
    fn a_day_is_over_at_its_end() {
        let stage = StageSummary { closed: Date::from_ymd(1970, 1, 1), ..StageSummary::default() };
        assert_eq!(stage.watermark_delay_seconds(86_460_000), Some(60.0));
        assert_eq!(StageSummary::default().watermark_delay_seconds(86_460_000), None);
    }
}
