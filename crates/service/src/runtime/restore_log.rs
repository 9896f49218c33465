//! What is told of restores: lines in the log.

use std::time::{Duration, Instant};

use attrition_stream::TurnProgress;

/// How often a restore that takes long is told of.
const TELL_EVERY: Duration = Duration::from_secs(5);

/// Tells of restores in the log.
pub(crate) struct RestoreLog {
    told: Instant,
}

impl RestoreLog {
    pub(crate) fn new() -> Self {
        Self { told: Instant::now() }
    }

    /// A line a partition that is restored, and now and then one for each that is on its way.
    pub(crate) fn after_turn(&mut self, stage: &str, progress: &TurnProgress) {
        for one in &progress.restored {
            let seconds = seconds(one.time);
            let (partition, records, people, from) = (one.partition, one.records, one.people, one.source);
            tracing::info!(stage, partition, records, people, seconds, from, "a partition is restored");
        }
        if progress.restoring.is_empty() || self.told.elapsed() < TELL_EVERY {
            return;
        }
        self.told = Instant::now();
        for one in &progress.restoring {
            let seconds = seconds(one.since.elapsed());
            let (partition, records, left_at_most) = (one.partition, one.records, one.left);
            tracing::info!(stage, partition, records, left_at_most, seconds, "a partition is being restored");
        }
    }
}

/// A duration in seconds, rounded to a tenth.
fn seconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 10.0).round() / 10.0
}
