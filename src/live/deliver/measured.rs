//! What is measured of a courier's turn.

use time::OffsetDateTime;

use super::courier::{Courier, Told};
use crate::live::metrics::delivery::Delivery;
use crate::live::metrics::whole;
use crate::log::StageLog;

impl Delivery {
    /// Takes in a turn.
    pub fn turn<L: StageLog>(&self, courier: &Courier<L>, told: &Told, now: OffsetDateTime) {
        let channel = &[courier.name()][..];
        for (outcome, n) in &told.outcomes {
            self.deliveries_total.with_label_values(&[courier.name(), outcome]).inc_by(*n);
        }
        for passed in &told.passed {
            self.delivery_passed_over_total.with_label_values(&[courier.name(), passed.text()]).inc();
        }
        self.delivery_lag_seconds.with_label_values(channel).set(whole(courier.lag(now).as_secs()));
        self.delivery_waiting.with_label_values(channel).set(whole(courier.waiting() as u64));
        self.delivery_up.with_label_values(channel).set(i64::from(!courier.is_shut()));
        if let Some(open) = courier.open() {
            self.delivery_open_alerts.with_label_values(channel).set(whole(open as u64));
        }
    }
}
