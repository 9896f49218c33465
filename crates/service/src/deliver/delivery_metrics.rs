//! What is measured of a worker's turn.

use time::OffsetDateTime;

use super::worker::{DeliveryWorker, TurnReport};
use crate::observability::metrics::{Metrics, whole};
use attrition_stream::StageLog;

impl Metrics {
    /// Takes in a turn of a worker.
    pub fn worker<L: StageLog>(&self, worker: &DeliveryWorker<L>, told: &TurnReport, now: OffsetDateTime) {
        let channel = &[worker.name()][..];
        self.channel(worker.name(), |summary, delivery| {
            for (outcome, n) in &told.outcomes {
                *summary.outcomes.entry(*outcome).or_default() += n;
                delivery.deliveries_total.with_label_values(&[worker.name(), outcome]).inc_by(*n);
            }
            for passed in &told.passed {
                *summary.passed.entry(*passed).or_default() += 1;
                delivery.delivery_passed_over_total.with_label_values(&[worker.name(), passed.text()]).inc();
            }
            (summary.waiting, summary.waiting_seconds) = (worker.waiting() as u64, worker.lag(now).as_secs());
            delivery.delivery_lag_seconds.with_label_values(channel).set(whole(summary.waiting_seconds));
            delivery.delivery_waiting.with_label_values(channel).set(whole(summary.waiting));
            delivery.delivery_up.with_label_values(channel).set(i64::from(!worker.is_shut()));
            if let Some(open) = worker.open() {
                delivery.delivery_open_alerts.with_label_values(channel).set(whole(open as u64));
            }
        });
    }
}
