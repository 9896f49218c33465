"""What came true: calibration, performance with and without labels, the shadow beside the champion."""

from grafana_foundation_sdk.builders import dashboard

from .panels import grid, lines
from .queries import JOB, over_time, row

MEASURES = {
    "precision": "Of those over the red threshold, the share who leave within 30 days.",
    "recall": "Of those who leave within 30 days, the share who were over the red threshold.",
    "auc": "How often someone who leaves had a higher risk than someone who stays; 0.5 is chance.",
}


def calibration(made: dashboard.Dashboard) -> None:
    made.with_row(dashboard.Row("Calibration in the field"))

    def of(what: str) -> str:
        return f"max by (band) (band:attrition_watch_calibration_{what}:max{{{JOB}}})"

    made.with_panel(
        grid(
            "Expected and actual leavers by band",
            "Over the weekly cut-offs of the last 13 weeks whose 30 days are over: how many were scored, the sum of their risks, and"
            " how many left. Someone counts once for each cut-off.",
            "short",
            [
                ("Scores", row(of("scores"), "A")),
                ("Expected", row(of("expected"), "B")),
                ("Left", row(of("actual"), "C")),
                ("Left, of those expected", row(f"{of('actual')} / {of('expected')}", "D")),
            ],
            size=(12, 8),
            first="Expected",
            key=("band",),
            units={"Expected": (("decimals", 1),), "Left, of those expected": (("unit", "percentunit"), ("decimals", 0))},
        )
    )
    made.with_panel(
        lines(
            "Expected and actual, over time",
            "The same sums over all bands. If they differ for long, train again; if the difference is more than "
            "chance, AttritionWatchCalibrationOff fires.",
            "short",
            [
                over_time(f"sum({of('expected')})", "expected", "A"),
                over_time(f"sum({of('actual')})", "left", "B"),
            ],
            colours={"expected": "blue", "left": "red"},
            interval="1h",
            none="No cut-off is 30 days old yet",
        )
    )


def performance(made: dashboard.Dashboard) -> None:
    made.with_row(dashboard.Row("Performance"))
    for measure, what in MEASURES.items():
        made.with_panel(
            lines(
                measure.upper() if measure == "auc" else measure.capitalize(),
                f"{what} Estimated: for today, from the calibrated scores alone, before anyone has left. Estimated then and "
                "realized: for the last day whose 30 days are over, the estimate and what came true.",
                "percentunit" if measure != "auc" else "short",
                [
                    over_time(
                        f'max by (basis) (job:attrition_watch_performance:max{{{JOB}, measure="{measure}"}})', "{{basis}}"
                    )
                ],
                size=(6, 8),
                colours={"estimated": "light-blue", "estimated_then": "blue", "realized": "red"},
                most=1,
                interval="1h",
                none="Too early to say",
            )
        )
    made.with_panel(
        lines(
            "Shadow against champion",
            "Mean absolute difference between the two risks of the same people, while a shadow scores. A large "
            "difference says that the models disagree, not which one is right: `attrition-watch models compare` "
            "says that.",
            "percentunit",
            [over_time(f"max(job:attrition_watch_shadow_difference_mean:max{{{JOB}}})", "mean difference")],
            size=(6, 8),
            interval="1h",
            none="No shadow scores",
        )
    )
