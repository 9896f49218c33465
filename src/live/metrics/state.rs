//! Metrics of what the stages keep, and of reading it back.

use super::definition::metrics;
use super::whole;
use crate::log::Progress;

/// From the state of a small site to that of hundreds of thousands of agents on a slow disk.
const RESTORE_S: &[f64] = &[0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 1_800.0];

metrics! {
    /// What the stages keep of their partitions, and how it is read back when partitions come.
    State, "State and restore" {
        /// Agents that the state of the instance's partitions is about, by stage.
        state_agents: IntGaugeVec["stage"],
        /// State of the instance's partitions as it lies in memory, bytes, by stage; looked at every 15 seconds.
        state_bytes: IntGaugeVec["stage"],
        /// Partitions whose state is being restored, by stage.
        restore_partitions: IntGaugeVec["stage"],
        /// Records of state that are left to restore at most, by stage.
        restore_records_left: IntGaugeVec["stage"],
        /// Records of state that were restored, by stage and by where they came from.
        restore_records_total: IntCounterVec["stage", "source"],
        /// Time from a partition's assignment to its work, by stage.
        restore_seconds: HistogramVec["stage"] in RESTORE_S,
    }
}

impl State {
    /// Takes in what a turn of a stage did.
    pub(super) fn turn(&self, stage: &str, progress: &Progress) {
        let left = progress.restoring.iter().map(|one| one.left).sum();
        self.restore_partitions.with_label_values(&[stage]).set(whole(progress.restoring.len() as u64));
        self.restore_records_left.with_label_values(&[stage]).set(whole(left));
        for restored in &progress.restored {
            self.restore_records_total.with_label_values(&[stage, restored.source]).inc_by(restored.records);
            self.restore_seconds.with_label_values(&[stage]).observe(restored.time.as_secs_f64());
        }
    }
}
