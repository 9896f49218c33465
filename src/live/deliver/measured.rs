//! What is measured of delivery. A channel's name is from the configuration, so there are few.

use prometheus::{IntCounterVec, IntGaugeVec, Opts, Registry};
use time::OffsetDateTime;

use super::courier::{Courier, Told};
use crate::log::StageLog;

/// Metrics of all channels.
#[derive(Clone)]
pub struct Measured {
    outcomes: IntCounterVec,
    lag: IntGaugeVec,
    waiting: IntGaugeVec,
    open: IntGaugeVec,
    up: IntGaugeVec,
}

impl Measured {
    /// Makes them known.
    pub fn register(registry: &Registry) -> prometheus::Result<Self> {
        let gauge = |name, help| -> prometheus::Result<IntGaugeVec> {
            let gauge = IntGaugeVec::new(Opts::new(name, help), &["channel"])?;
            registry.register(Box::new(gauge.clone()))?;
            Ok(gauge)
        };
        let outcomes = IntCounterVec::new(
            Opts::new(
                "deliveries_total",
                "Records of the alerts topic by channel and by what came of them: delivered, failed (a try), dead_letter, too_old.",
            ),
            &["channel", "outcome"],
        )?;
        registry.register(Box::new(outcomes.clone()))?;
        Ok(Self {
            outcomes,
            lag: gauge("delivery_lag_seconds", "How long the oldest record waits that is not delivered, by channel.")?,
            waiting: gauge("delivery_waiting", "Records that wait to be delivered on this instance, by channel.")?,
            open: gauge("delivery_open_alerts", "Alerts that the receiver shows as open, by channel.")?,
            up: gauge("delivery_up", "1 while the receiver of a channel takes what it is sent, 0 while it does not.")?,
        })
    }

    /// Takes in a turn.
    pub fn turn<L: StageLog>(&self, courier: &Courier<L>, told: &Told, now: OffsetDateTime) {
        let channel = &[courier.name()][..];
        for (outcome, n) in &told.outcomes {
            self.outcomes.with_label_values(&[courier.name(), outcome]).inc_by(*n);
        }
        let whole = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        self.lag.with_label_values(channel).set(whole(courier.lag(now).as_secs()));
        self.waiting.with_label_values(channel).set(whole(courier.waiting() as u64));
        self.up.with_label_values(channel).set(i64::from(!courier.is_shut()));
        if let Some(open) = courier.open() {
            self.open.with_label_values(channel).set(whole(open as u64));
        }
    }
}
