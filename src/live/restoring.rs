//! What is told of restores: lines in the log, metrics.

use std::time::{Duration, Instant};

use prometheus::{HistogramOpts, HistogramVec, IntCounterVec, IntGaugeVec, Opts, Registry};

use crate::log::Progress;

/// How often a restore that takes long is told of.
const TELL_EVERY: Duration = Duration::from_secs(5);

/// Metrics of restores.
pub(super) struct Restores {
    partitions: IntGaugeVec,
    left: IntGaugeVec,
    records: IntCounterVec,
    seconds: HistogramVec,
}

impl Restores {
    pub(super) fn register(registry: &Registry) -> prometheus::Result<Self> {
        let partitions = IntGaugeVec::new(
            Opts::new("restore_partitions", "Partitions whose state is being restored, by stage."),
            &["stage"],
        )?;
        let left = IntGaugeVec::new(
            Opts::new("restore_records_left", "Records of state that are left to restore at most, by stage."),
            &["stage"],
        )?;
        let records = IntCounterVec::new(
            Opts::new(
                "restore_records_total",
                "Records of state that were restored, by stage and by where they came from.",
            ),
            &["stage", "source"],
        )?;
        // From the state of a small site to that of hundreds of thousands of agents on a slow disk.
        let buckets = vec![0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 1_800.0];
        let options =
            HistogramOpts::new("restore_seconds", "Time from a partition's assignment to its work, by stage.");
        let seconds = HistogramVec::new(options.buckets(buckets), &["stage"])?;
        registry.register(Box::new(partitions.clone()))?;
        registry.register(Box::new(left.clone()))?;
        registry.register(Box::new(records.clone()))?;
        registry.register(Box::new(seconds.clone()))?;
        Ok(Self { partitions, left, records, seconds })
    }

    pub(super) fn turn(&self, stage: &str, progress: &Progress) {
        let left: u64 = progress.restoring.iter().map(|one| one.left).sum();
        let set =
            |gauge: &IntGaugeVec, n: u64| gauge.with_label_values(&[stage]).set(i64::try_from(n).unwrap_or(i64::MAX));
        set(&self.partitions, progress.restoring.len() as u64);
        set(&self.left, left);
        for restored in &progress.restored {
            self.records.with_label_values(&[stage, restored.source]).inc_by(restored.records);
            self.seconds.with_label_values(&[stage]).observe(restored.time.as_secs_f64());
        }
    }
}

/// Tells of restores in the log.
pub(super) struct Teller {
    told: Instant,
}

impl Teller {
    pub(super) fn new() -> Self {
        Self { told: Instant::now() }
    }

    /// A line a partition that is restored, and now and then one for each that is on its way.
    pub(super) fn turn(&mut self, stage: &str, progress: &Progress) {
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

/// To a tenth.
fn seconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 10.0).round() / 10.0
}
