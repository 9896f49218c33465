"""What came in, what was refused, and how late it is."""

from grafana_foundation_sdk.builders import dashboard
from grafana_foundation_sdk.models.common import StackingMode

from .panels import cells, lines, steps
from .queries import INSTANCE, buckets, over_time
from .rates import greatest, per_interval, per_second, quantile

NOTHING = "None in this time range"


def events(made: dashboard.Dashboard) -> None:
    made.with_row(dashboard.Row("Events"))
    made.with_panel(
        lines(
            "Taken in",
            "Events accepted from the source topics and over HTTP, by type.",
            "cps",
            [over_time(per_second("ingested", "type"), "{{type}}")],
            stack=StackingMode.NORMAL,
            size=(8, 8),
        )
    )
    made.with_panel(
        lines(
            "Processed, by outcome",
            "Outcomes of events in the score stage. Duplicates and late events (older than 90 days) change nothing; "
            "corrections replace earlier records.",
            "cps",
            [over_time(per_second("events", "outcome"), "{{outcome}}")],
            size=(8, 8),
        )
    )
    made.with_panel(
        lines(
            "Dead letters by reason",
            "Refused records; docs/contracts.md explains the codes. If more than 1 % of the incoming events are "
            "refused, AttritionWatchDeadLetters fires.",
            "short",
            [over_time(per_interval("dead_letters", "code"), "{{code}}")],
            size=(8, 8),
            bars=True,
            stack=StackingMode.NORMAL,
            none=NOTHING,
        )
    )
    made.with_panel(
        lines(
            "Scores",
            "Published scores by band; interim scores are those between closes, when the band changed.",
            "cps",
            [over_time(per_second("scores", "band, when"), "{{band}} {{when}}")],
            size=(8, 7),
        )
    )
    made.with_panel(
        lines(
            "Alert records",
            "Records of alerts by status, as the desk publishes them, and risks for which no alert is raised, or none again "
            "(docs/desk.md).",
            "short",
            [
                over_time(per_interval("alerts", "status"), "{{status}}", "A"),
                over_time(per_interval("alerts_suppressed", "why"), "not raised: {{why}}", "B"),
            ],
            size=(8, 7),
            bars=True,
            stack=StackingMode.NORMAL,
            none=NOTHING,
        )
    )
    made.with_panel(
        lines(
            "Over HTTP",
            "Events and feedback received over HTTP, by outcome.",
            "cps",
            [
                over_time(per_second("http_events", "outcome"), "events {{outcome}}", "A"),
                over_time(per_second("feedback", "by, outcome"), "feedback by {{by}} {{outcome}}", "B"),
            ],
            size=(8, 7),
            none=NOTHING,
        )
    )
    made.with_panel(
        lines(
            "Days and letters",
            "Closed business days, letters that the desk wrote to supervisors and second addresses, notices about "
            "sites, and days on which someone worked after the last day of their employment, because a withdrawn or "
            "corrected separation was not reported (docs/contracts.md). Records of the service's own topics that a "
            "reader could not read are dead letters.",
            "short",
            [
                over_time(per_interval("day_closes", "job"), "days closed", "A"),
                over_time(per_interval("digests", "to"), "letters to the {{to}}", "B"),
                over_time(per_interval("notices", "kind, outcome"), "{{kind}} {{outcome}}", "C"),
                over_time(per_interval("work_after_end", "job"), "days of work after the end", "D"),
                over_time(per_interval("unreadable_records", "topic, reader"), "unreadable for {{reader}}", "E"),
            ],
            size=(12, 7),
            bars=True,
            none=NOTHING,
        )
    )
    made.with_panel(
        lines(
            "What the desk made of answers",
            "Feedback that reached the desk, and other records of its inbox that it could not use, by reason.",
            "short",
            [
                over_time(per_interval("desk_feedback", "kind, outcome"), "{{kind}} {{outcome}}", "A"),
                over_time(per_interval("reports", "reason"), "of no use: {{reason}}", "B"),
            ],
            size=(12, 7),
            bars=True,
            none=NOTHING,
        )
    )


def lateness(made: dashboard.Dashboard) -> None:
    made.with_row(dashboard.Row("Lag and latency"))
    made.with_panel(
        lines(
            "Lag by stage",
            "Age of the oldest record that a stage has not processed. Unlike the number of records, it says how "
            "late a score is.",
            "s",
            [over_time(greatest("lag_seconds", "stage"), "{{stage}}")],
            thresholds=steps((None, "green"), (300, "red")),
            size=(8, 8),
        )
    )
    made.with_panel(
        lines(
            "Records that wait, by partition",
            "Records that a stage has not processed. If only one partition lags, an agent has very many events, or "
            "a record takes long.",
            "short",
            [over_time(greatest("lag_records", "stage, partition"), "{{stage}} {{partition}}")],
            size=(8, 8),
        )
    )
    made.with_panel(
        lines(
            "Watermark delay",
            "Time since the end of the last closed business day, by stage: a sawtooth of 24 hours with its peak at "
            "06:00 UTC.",
            "s",
            [over_time(greatest("watermark_delay_seconds", "stage"), "{{stage}}")],
            thresholds=steps((None, "green"), (118800, "red")),
            size=(8, 8),
        )
    )
    made.with_panel(
        lines(
            "Event to score and to alert",
            "Time from writing an event to its topic until its score, or the alert that it raised, was committed.",
            "s",
            [
                over_time(quantile(0.5, "event_to_score"), "score p50", "A"),
                over_time(quantile(0.99, "event_to_score"), "score p99", "B"),
                over_time(quantile(0.5, "event_to_alert"), "alert p50", "C"),
                over_time(quantile(0.99, "event_to_alert"), "alert p99", "D"),
            ],
            thresholds=steps((None, "green"), (1, "red")),
            none="No events in this time range",
        )
    )
    made.with_panel(
        cells(
            "Event to score, all of them",
            "How many events took how long; the edges are those of the buckets.",
            "s",
            buckets(f"sum by (le) (increase(attrition_watch_event_to_score_seconds_bucket{{{INSTANCE}}}[$__rate_interval]))"),
        )
    )
