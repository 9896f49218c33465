//! Metrics of what the stages keep, and of reading it back.

use super::definition::metrics;
use super::whole;
use attrition_contracts::records::stage_name::StageName;
use attrition_stream::TurnProgress;

/// From the state of a small site to that of hundreds of thousands of agents on a slow disk.
const RESTORE_S: &[f64] = &[0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 1_800.0];

metrics! {
    /// The state of the stages' partitions, and how it is restored when partitions are assigned.
    State, "State and restore" {
        /// Agents in the state of the instance's partitions, by stage.
        state_agents: IntGaugeVec["stage"],
        /// Bytes of memory that the state of the instance's partitions takes, by stage; measured every 15 seconds.
        state_bytes: IntGaugeVec["stage"],
        /// Partitions whose state is being restored, by stage.
        restore_partitions: IntGaugeVec["stage"],
        /// Upper bound of the state records that are left to restore, by stage.
        restore_records_left: IntGaugeVec["stage"],
        /// State records that were restored, by stage and source.
        restore_records_total: IntCounterVec["stage", "source"],
        /// Time from the assignment of a partition until it is restored and works, by stage.
        restore_seconds: HistogramVec["stage"] in RESTORE_S,
    }
}

impl State {
    /// Takes in what a turn of a stage did.
    pub(super) fn after_turn(&self, stage: StageName, progress: &TurnProgress) {
        let left = progress.restoring.iter().map(|one| one.left).sum();
        self.restore_partitions.with_label_values(&[stage.code()]).set(whole(progress.restoring.len() as u64));
        self.restore_records_left.with_label_values(&[stage.code()]).set(whole(left));
        for restored in &progress.restored {
            self.restore_records_total.with_label_values(&[stage.code(), restored.source]).inc_by(restored.records);
            self.restore_seconds.with_label_values(&[stage.code()]).observe(restored.time.as_secs_f64());
        }
    }
}
