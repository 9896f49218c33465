//! Metrics of how fast the stages are and how far behind.

use std::collections::BTreeMap;

use prometheus::Histogram;

use super::definition::metrics;
use super::whole;
use crate::observability::summary::StageSummary;
use attrition_contracts::records::stage_name::StageName;
use attrition_stream::{Ages, Commit, TurnProgress};

/// From an event to what came of it. The budget is a median of 0.3 s and 1 s for 99 of 100, so both are edges, with two edges
/// to each side of them within a factor of three: whether it holds can be read off without interpolation. Beyond, each edge is a
/// stage of trouble: a rebalance, a restore, an outage, a day.
const FROM_EVENT_S: &[f64] =
    &[0.01, 0.03, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 2.0, 5.0, 15.0, 60.0, 300.0, 3_600.0, 86_400.0];

/// From a step of a few records on a fast disk to a restore's first step on a slow one.
const STEP_S: &[f64] = &[0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 30.0];

metrics! {
    /// How long things take, and what waits. Each instance reports its own partitions.
    Steps, "Time and lag" {
        /// Time from an event's arrival in its source topic (the time of its record in the log) to the commit of the
        /// step that scored its agent again. There is one observation for each event.
        event_to_score_seconds: Histogram in FROM_EVENT_S,
        /// Time from the arrival of the record that caused an alert (an event, or the close of a day) to the commit of
        /// the alert. There is one observation for each alert that was raised.
        event_to_alert_seconds: Histogram in FROM_EVENT_S,
        /// Records that are available and not processed, by stage and partition; a newly assigned partition has no
        /// value until its end is known.
        lag_records: IntGaugeVec["stage", "partition"],
        /// Age of the oldest unprocessed record, by stage and partition; 0 if there is none.
        lag_seconds: GaugeVec["stage", "partition"],
        /// Time for which nothing of a partition could be read because another producer has left a transaction open in
        /// it, by stage and partition; 0 if none is open.
        open_transaction_seconds: GaugeVec["stage", "partition"],
        /// Time since the end (UTC) of the last business day that is closed in all partitions of the instance, by
        /// stage: normally between 6 and 30 hours.
        watermark_delay_seconds: GaugeVec["stage"],
        /// Duration of a step that processed records, including its commit, by stage.
        step_seconds: HistogramVec["stage"] in STEP_S,
        /// Duration of the commit of a step, whatever its outcome, by stage.
        transaction_seconds: HistogramVec["stage"] in STEP_S,
        /// Steps by stage and outcome; steps that are not committed are done again.
        commits_total: IntCounterVec["stage", "outcome"],
        /// How often partitions were assigned or taken away, by stage: in a rebalance of the group, or because a step
        /// was not committed.
        rebalances_total: IntCounterVec["stage"],
        /// Partitions assigned to the instance, by stage.
        partitions: IntGaugeVec["stage"],
        /// Bytes of records that were read and cannot be processed yet, by stage.
        held_bytes: IntGaugeVec["stage"],
    }
}

impl Steps {
    /// Takes in what a turn of a stage did.
    pub(super) fn after_turn(&self, stage: StageName, progress: &TurnProgress, now_ms: u64) {
        if !progress.worked.is_zero() {
            self.step_seconds.with_label_values(&[stage.code()]).observe(progress.worked.as_secs_f64());
        }
        for commit in &progress.commits {
            let outcome = match commit.outcome {
                Commit::Done => "committed",
                Commit::Aborted => "aborted",
                Commit::Unknown => "unknown",
            };
            self.commits_total.with_label_values(&[stage.code(), outcome]).inc();
            self.transaction_seconds.with_label_values(&[stage.code()]).observe(commit.time.as_secs_f64());
        }
        if progress.rebalanced {
            self.rebalances_total.with_label_values(&[stage.code()]).inc();
            // There from the beginning, so that the first that goes wrong is an increase.
            for outcome in ["committed", "aborted", "unknown"] {
                self.commits_total.with_label_values(&[stage.code(), outcome]).inc_by(0);
            }
        }
        match stage {
            StageName::Score => observe(&self.event_to_score_seconds, &progress.ages, now_ms),
            StageName::Desk => observe(&self.event_to_alert_seconds, &progress.raised, now_ms),
            StageName::Ingest | StageName::Deliver | StageName::Trends => {}
        }
    }

    /// Sets what grows with time alone to what it is at a time, milliseconds since 1970-01-01 UTC.
    pub(super) fn show(&self, stages: &BTreeMap<StageName, StageSummary>, now_ms: u64) {
        // Partitions that are gone are gone.
        self.lag_records.reset();
        self.lag_seconds.reset();
        self.open_transaction_seconds.reset();
        for (stage, summary) in stages {
            let stage = stage.code();
            if summary.looked_ms.is_some() {
                self.partitions.with_label_values(&[stage]).set(whole(summary.lags.len() as u64));
            }
            for lag in &summary.lags {
                let partition = lag.partition.to_string();
                let of = &[stage, partition.as_str()];
                if let Some(records) = lag.records {
                    self.lag_records.with_label_values(of).set(whole(records));
                }
                self.lag_seconds.with_label_values(of).set(summary.lag_seconds(lag, now_ms));
                let open = StageSummary::open_transaction_seconds(lag, now_ms);
                self.open_transaction_seconds.with_label_values(of).set(open);
            }
            if let Some(delay) = summary.watermark_delay_seconds(now_ms) {
                self.watermark_delay_seconds.with_label_values(&[stage]).set(delay);
            }
        }
    }
}

/// Observes ages, first added up beside the histogram: a step has thousands, and a histogram is shared by all threads.
fn observe(histogram: &Histogram, ages: &Ages, now_ms: u64) {
    let local = histogram.local();
    for (age_s, n) in ages.at(now_ms) {
        (0..n).for_each(|_| local.observe(age_s));
    }
}
