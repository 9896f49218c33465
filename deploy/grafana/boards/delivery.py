"""Who is told: receivers, messages that wait, messages that were given up."""

from grafana_foundation_sdk.builders import dashboard
from grafana_foundation_sdk.models.common import StackingMode

from .panels import lines, states, steps, words
from .queries import over_time
from .rates import greatest, per_interval, total


def delivery(made: dashboard.Dashboard) -> None:
    made.with_row(dashboard.Row("Delivery"))
    none = "No channel is configured, or there was nothing to send"
    made.with_panel(
        states(
            "Receivers",
            "Red while the receiver of a channel accepts nothing. After ten minutes AttritionWatchDeliveryFailing "
            "fires.",
            [over_time(f"1 - {greatest('delivery_up', 'channel')}", "{{channel}}")],
            words({"0": ("takes", "green"), "1": ("refuses", "red")}),
            size=(6, 8),
        )
    )
    made.with_panel(
        lines(
            "Deliveries",
            "Records of the alerts topic by channel and outcome. Failed: one attempt, which is repeated. Dead "
            "letter: given up. Passed over: not for this channel, by reason.",
            "short",
            [
                over_time(per_interval("deliveries", "channel, outcome"), "{{channel}} {{outcome}}", "A"),
                over_time(per_interval("delivery_passed_over", "channel, reason"), "{{channel}} passed over, {{reason}}", "B"),
            ],
            size=(6, 8),
            bars=True,
            stack=StackingMode.NORMAL,
            none=none,
        )
    )
    made.with_panel(
        lines(
            "Oldest message that waits",
            "How long the oldest undelivered record has waited; the night, in which letters wait, is not counted.",
            "s",
            [over_time(greatest("delivery_lag_seconds", "channel"), "{{channel}}")],
            thresholds=steps((None, "green"), (1800, "red")),
            size=(6, 8),
            none=none,
        )
    )
    made.with_panel(
        lines(
            "Messages that wait, alerts that are open",
            "Records that wait to be delivered, and alerts that Alertmanager shows as open.",
            "short",
            [
                over_time(total("delivery_waiting", "channel"), "waiting for {{channel}}", "A"),
                over_time(total("delivery_open_alerts", "channel"), "open at {{channel}}", "B"),
            ],
            size=(6, 8),
            none=none,
        )
    )
