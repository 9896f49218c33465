"""Model health: for analysts. Whether the model still sees what it was trained on, and whether it is still right."""

from grafana_foundation_sdk.builders import dashboard

from . import evidence
from .frame import board as frame, people
from .panels import cells, figure, grid, lines, states, steps, words
from .queries import JOB, SITE, greatest, now, over_time, row

ABOUT = (
    "Drift of the inputs and of the score, calibration and performance in the field, the shadow beside the champion, signals and"
    " sources that are missing."
)

# What the literature makes of a population stability index: below 0.1 nothing, over 0.25 another population.
PSI = steps((None, "green"), (0.1, "orange"), (0.25, "red"))

DRIFT = "signal:attrition_watch_drift_psi:max"
MISSING = "signal:attrition_watch_signal_missing_ratio"


def board() -> dashboard.Dashboard:
    made = people(frame("attrition-model-health", "Attrition: model health", ABOUT, "90d", "15m"))
    in_force(made)
    drift(made)
    missing(made)
    evidence.calibration(made)
    evidence.performance(made)
    sources(made)
    return made


def in_force(made: dashboard.Dashboard) -> None:
    made.with_row(dashboard.Row("In force"))
    made.with_panel(
        grid(
            "Models",
            "Which models score: the champion, whose scores count, and a shadow beside it, whose scores have no "
            "effect.",
            "short",
            [("Instances", row(f"count by (role, model) (attrition_watch_model_info{{{JOB}}})", "A"))],
            size=(8, 5),
            key=("role", "model"),
        )
    )
    made.with_panel(
        figure(
            "Trained until",
            "End of the data that the champion was trained on. The built-in prior was not trained on people, and its risks may not fit here.",
            "dateTimeFromNow",
            now(f'max(attrition_watch_model_trained_timestamp_seconds{{{JOB}, role="champion"}}) * 1000'),
            size=(4, 5),
            none="not trained on people",
        )
    )
    made.with_panel(
        figure(
            "Drift of the score",
            "Population stability index of the scores of the last closed day against those in training. Over 0.25 "
            "the bands no longer have their intended meaning.",
            "short",
            over_time(f'max({DRIFT}{{{JOB}, signal="score"}})', "PSI"),
            size=(4, 5),
            thresholds=PSI,
            decimals=2,
            none="fewer than 100 people, or an artifact without reference",
        )
    )
    made.with_panel(
        figure(
            "Signals that drifted",
            "Signals for which AttritionWatchDrift fires: PSI over 0.25 and over four times the signal's usual "
            "value, or over 1.",
            "short",
            now(f'count(ALERTS{{{JOB}, alertname="AttritionWatchDrift", alertstate="firing"}}) or vector(0)'),
            size=(4, 5),
            thresholds=steps((None, "green"), (1, "orange"), (4, "red")),
            none="the rules are not loaded",
        )
    )
    made.with_panel(
        figure(
            "Left, of those expected",
            "Actual divided by expected leavers, over the weekly cut-offs of the last quarter whose 30 days are "
            "over. 1: as many as the model predicted.",
            "percentunit",
            over_time(
                f"sum(band:attrition_watch_calibration_actual:max{{{JOB}}})"
                f" / sum(band:attrition_watch_calibration_expected:max{{{JOB}}})",
                "actual / expected",
            ),
            size=(4, 5),
            thresholds=steps((None, "orange"), (0.75, "green"), (1.33, "orange")),
            decimals=0,
            none="too early to say",
        )
    )


def drift(made: dashboard.Dashboard) -> None:
    made.with_row(dashboard.Row("Drift"))
    signals = f'max by (signal) ({DRIFT}{{{JOB}, signal!="score"}})'
    made.with_panel(
        lines(
            "The ten signals that drifted most",
            "Population stability index against the training distribution in the artifact: sum over ten cells of (share now - share"
            " then) x ln(share now / share then). Over 0.25 it is another population; on a single day a season alone can make as much.",
            "short",
            [over_time(greatest(signals, 10), "{{signal}}")],
            thresholds=PSI,
            size=(14, 9),
            interval="1h",
        )
    )
    made.with_panel(
        grid(
            "Signals",
            "Each signal: its drift, and for how many people it is missing, now and in training.",
            "short",
            [
                ("PSI", row(signals, "A")),
                ("Missing", row(f"max by (signal) ({MISSING}:max{{{JOB}}})", "B")),
                ("Missing in training", row(f"max by (signal) ({MISSING}_trained:max{{{JOB}}})", "C")),
            ],
            size=(10, 9),
            first="PSI",
            key=("signal",),
            units={
                "PSI": (("decimals", 3),),
                "Missing": (("unit", "percentunit"), ("decimals", 0)),
                "Missing in training": (("unit", "percentunit"), ("decimals", 0)),
            },
        )
    )
    made.with_panel(
        lines(
            "Drift of the score over time",
            "The same index for the score, in cells of 0.05.",
            "short",
            [over_time(f'max({DRIFT}{{{JOB}, signal="score"}})', "score")],
            thresholds=PSI,
            interval="1h",
        )
    )
    made.with_panel(
        cells(
            "Scores",
            "How many people had a score in each cell of 0.05, day by day; a cell is named by its upper edge.",
            "percentunit",
            over_time(f"sum by (bin) (site:attrition_watch_score_bins:max{{{SITE}}})", "{{bin}}"),
            interval="6h",
        )
    )


def missing(made: dashboard.Dashboard) -> None:
    made.with_row(dashboard.Row("Missing signals"))
    made.with_panel(
        lines(
            "More often missing than in training",
            "Share of people for whom a signal is missing, less the same share in training: the ten greatest. A source that stopped, or"
            " a member of its events that is no longer sent.",
            "percentunit",
            [
                over_time(
                    greatest(
                        f"(max by (signal) ({MISSING}:max{{{JOB}}})"
                        f" - max by (signal) ({MISSING}_trained:max{{{JOB}}}))",
                        10,
                    ),
                    "{{signal}}",
                )
            ],
            size=(24, 8),
            least=None,
            interval="1h",
        )
    )


def sources(made: dashboard.Dashboard) -> None:
    made.with_row(dashboard.Row("Sources and sites"))
    made.with_panel(
        states(
            "Silent sources",
            "Red while a site sends none of the events that are normal for this weekday. Nobody at the site is "
            "alerted, eased or withheld meanwhile.",
            [
                over_time(
                    f"max by (site, source) (attrition_watch_source_silent{{{SITE}}})",
                    "{{site}}: {{source}}",
                )
            ],
            words({"0": ("speaks", "green"), "1": ("silent", "red")}),
        )
    )
    made.with_panel(
        states(
            "Shifts of a whole site or a queue",
            "Orange while a signal has changed for a whole site or for a whole queue at once: a new form, an outage, a "
            "flu, a wave of hostile contacts. The desk judges people as if the signal were at its usual level.",
            [
                over_time(f"max by (site) (attrition_watch_site_shift{{{SITE}}})", "{{site}}"),
                over_time(f"max by (site) (attrition_watch_queue_shifts{{{SITE}}} > bool 0)", "{{site}}: queues", "B"),
            ],
            words({"0": ("as usual", "green"), "1": ("shifted", "orange")}),
        )
    )
