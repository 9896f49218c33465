//! Metrics of delivery. A channel's name is from the configuration, so there are few.

use super::definition::metrics;

metrics! {
    /// What becomes of alerts on their way to people, by channel.
    Delivery, "Delivery" {
        /// Records of the alerts topic by channel and by what came of them: delivered, failed (a try), dead_letter, too_old.
        deliveries_total: IntCounterVec["channel", "outcome"],
        /// Records of the alerts topic that a channel passed over, by channel and by why.
        delivery_passed_over_total: IntCounterVec["channel", "reason"],
        /// How long the oldest record waits that is not delivered, by channel.
        delivery_lag_seconds: IntGaugeVec["channel"],
        /// Records that wait to be delivered on this instance, by channel.
        delivery_waiting: IntGaugeVec["channel"],
        /// Alerts that the receiver shows as open, by channel.
        delivery_open_alerts: IntGaugeVec["channel"],
        /// 1 while the receiver of a channel takes what it is sent, 0 while it does not.
        delivery_up: IntGaugeVec["channel"],
    }
}
