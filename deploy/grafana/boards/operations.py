"""Operations: for whoever is on call. Whether events become scores and alerts, how late, and what is in the way."""

from grafana_foundation_sdk.builders import dashboard

from . import delivery, events, stages
from .frame import board as frame, values
from .panels import figure, grid, steps, words
from .queries import INSTANCE, now, over_time, row
from .rates import quantile

ABOUT = "Lag, latency, errors, state, restore and delivery of the service. What to do about its alerts: docs/runbook.md."


def board() -> dashboard.Dashboard:
    made = frame("attrition-operations", "Attrition: operations", ABOUT, "6h", "30s")
    made.with_variable(
        values("instance", "Instance", 'label_values(attrition_watch_build_info{job=~"$job"}, instance)')
    )
    at_a_glance(made)
    events.events(made)
    events.lateness(made)
    stages.steps_of_stages(made)
    stages.state(made)
    delivery.delivery(made)
    return made


def at_a_glance(made: dashboard.Dashboard) -> None:
    made.with_row(dashboard.Row("At a glance"))
    made.with_panel(
        figure(
            "Ready",
            "Instances that have all their partitions and their state, of those that answer.",
            "percentunit",
            now(f"avg(attrition_watch_ready{{{INSTANCE}}})"),
            size=(3, 5),
            thresholds=steps((None, "red"), (0.5, "orange"), (1, "green")),
            decimals=0,
        )
    )
    made.with_panel(
        figure(
            "Oldest unprocessed record",
            "Age of the oldest record that a stage has not processed, over all stages and partitions; 0 at the end "
            "of the log. If it is over five minutes for ten minutes, AttritionWatchLagging fires.",
            "s",
            over_time(f"max(attrition_watch_lag_seconds{{{INSTANCE}}})", "lag"),
            size=(4, 5),
            thresholds=steps((None, "green"), (60, "orange"), (300, "red")),
            none="at the end",
        )
    )
    made.with_panel(
        figure(
            "Event to score, p99",
            "99 of 100 events became a score within this time. The budget is 1 s, and 0.3 s for half of them.",
            "s",
            over_time(quantile(0.99, "event_to_score"), "p99"),
            size=(4, 5),
            thresholds=steps((None, "green"), (0.3, "orange"), (1, "red")),
            none="no events",
        )
    )
    made.with_panel(
        figure(
            "Since the last closed day",
            "Time since the end of the last business day that the stage closed. It grows to 30 hours until 06:00 "
            "UTC; over 33 hours AttritionWatchWatermarkStalled fires.",
            "s",
            now(f"max(attrition_watch_watermark_delay_seconds{{{INSTANCE}}})"),
            size=(3, 5),
            thresholds=steps((None, "green"), (108000, "orange"), (118800, "red")),
            none="no day is closed",
        )
    )
    made.with_panel(
        figure(
            "Dead letters, last hour",
            "Records that were refused, with their reasons in the dead-letter topic.",
            "short",
            now(f"sum(increase(attrition_watch_dead_letters_total{{{INSTANCE}}}[1h])) or vector(0)"),
            size=(3, 5),
            thresholds=steps((None, "green"), (1, "orange"), (100, "red")),
            decimals=0,
        )
    )
    made.with_panel(
        figure(
            "Log",
            "Full: nothing is accepted until the disk of the log has room again.",
            "short",
            now(f"max(attrition_watch_log_full{{{INSTANCE}}})"),
            size=(2, 5),
            mappings=words({"0": ("fine", "green"), "1": ("full", "red")}),
        )
    )
    made.with_panel(
        figure(
            "Trends",
            "Whether the stage that shows figures about people has read the history. Until then the other boards "
            "show old figures.",
            "short",
            now(f"max(attrition_watch_trends_ready{{{INSTANCE}}})"),
            size=(2, 5),
            mappings=words({"0": ("reading", "orange"), "1": ("ready", "green")}),
            none="not run",
        )
    )
    made.with_panel(
        grid(
            "Versions",
            "What runs where.",
            "short",
            [("Instances", row(f"count by (version, revision) (attrition_watch_build_info{{{INSTANCE}}})", "A"))],
            size=(3, 5),
            key=("version", "revision"),
        )
    )
