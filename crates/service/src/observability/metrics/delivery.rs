//! Metrics of delivery. A channel's name is from the configuration, so there are few.

use super::definition::metrics;

metrics! {
    /// The delivery of alerts to people, by channel.
    Delivery, "Delivery" {
        /// Records of the alerts topic by channel and outcome: delivered, failed (one attempt), dead_letter, too_old.
        deliveries_total: IntCounterVec["channel", "outcome"],
        /// Records of the alerts topic that a channel skipped, by channel and reason.
        delivery_passed_over_total: IntCounterVec["channel", "reason"],
        /// How long the oldest undelivered record has waited, by channel.
        delivery_lag_seconds: IntGaugeVec["channel"],
        /// Records that wait on this instance to be delivered, by channel.
        delivery_waiting: IntGaugeVec["channel"],
        /// Alerts that the receiver shows as open, by channel.
        delivery_open_alerts: IntGaugeVec["channel"],
        /// 1 while the receiver of a channel accepts messages, 0 while it does not.
        delivery_up: IntGaugeVec["channel"],
    }
}
