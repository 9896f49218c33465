"""Why people are at risk, how many alerts there were, and what became of them."""

from grafana_foundation_sdk.builders import dashboard
from grafana_foundation_sdk.models.common import StackingMode

from .panels import lines, ranked, steps
from .queries import SITE, TEAM, greatest, now, over_time

# What the law calls a review is none where it never disagrees, or always does.
DISAGREE = steps((None, "orange"), (0.02, "green"), (0.6, "orange"))

WORST_FIRST = {"useful": "green", "not_useful": "orange"}
OUTCOMES = {"left": "red", "stayed": "green", "moved": "blue"}
STATUS = {
    "raised": "red",
    "escalated": "purple",
    "withheld": "orange",
    "held_out": "text",
    "acknowledged": "blue",
    "closed": "green",
}


def reasons(made: dashboard.Dashboard) -> None:
    made.with_row(dashboard.Row("Reasons"))
    named = f"sum by (signal) (site:attrition_watch_reasons:max{{{SITE}}})"
    made.with_panel(
        ranked(
            "What open alerts name",
            "Open alerts that give the signal as one of their reasons; an alert has at most four. docs/signals.md "
            "explains each signal. A reason that many agents share is for the centre to fix, not for each "
            "supervisor.",
            "short",
            now(f"sort_desc(topk(12, {named}))", "{{signal}}"),
            size=(10, 10),
            none="no open alerts",
        )
    )
    made.with_panel(
        lines(
            "Reasons over time",
            "The eight most frequent signals at the end of the time range.",
            "short",
            [over_time(greatest(named, 8), "{{signal}}")],
            size=(14, 10),
            interval="1h",
            none="No open alerts in this time range",
        )
    )


def alerts(made: dashboard.Dashboard) -> None:
    made.with_row(dashboard.Row("Alerts and what became of them"))
    month = "site:attrition_watch_alerts_month:max"
    made.with_panel(
        lines(
            "Alerts of the last 28 days",
            "What happened to alerts within the 28 days before each day. Withheld: the supervisor's weekly budget "
            "was used up by higher risks. Held out: chosen at random and sent to nobody, to measure what alerts are "
            "worth.",
            "short",
            [over_time(f"sum by (status) ({month}{{{SITE}}})", "{{status}}")],
            colours=STATUS,
            interval="1h",
        )
    )
    made.with_panel(
        lines(
            "Open alerts",
            "Open alerts by site.",
            "short",
            [over_time(f"sum by (site) (team:attrition_watch_alerts_open:max{{{TEAM}}})", "{{site}}")],
            stack=StackingMode.NORMAL,
            interval="1h",
        )
    )
    outcomes = "site:attrition_watch_alert_outcomes:max"
    made.with_panel(
        ranked(
            "What became of the alerted within 60 days",
            "People by their outcome within 60 days of their alert, for alerts whose 60 days are over. "
            "`attrition-watch alerts report` has all figures, with intervals.",
            "short",
            now(f'sum by (outcome) ({outcomes}{{{SITE}, days="60"}})', "{{outcome}}"),
            size=(6, 8),
            none="too few yet",
        )
    )
    made.with_panel(
        lines(
            "Precision in the field",
            "Share of alerts after which the agent gave notice within 30, 60 and 90 days.",
            "percentunit",
            [
                over_time(
                    f'sum by (days) ({outcomes}{{{SITE}, outcome="left"}}) / sum by (days) ({outcomes}{{{SITE}}})',
                    "{{days}} days",
                )
            ],
            size=(9, 8),
            interval="1h",
            none="Too few alerts whose days are over",
        )
    )
    made.with_panel(
        lines(
            "Overridden by supervisors",
            "Share of answered alerts that the supervisor marked as not useful, or snoozed. Near zero, perhaps "
            "nobody really looks. Near one, the alerts are not worth the time.",
            "percentunit",
            [over_time(f"max by (site) (site:attrition_watch_alerts_overridden_ratio:max{{{SITE}}})", "{{site}}")],
            size=(9, 8),
            thresholds=DISAGREE,
            most=1,
            interval="1h",
            none="Too few answers",
        )
    )
    made.with_panel(
        lines(
            "Answers of the last 90 days",
            "What supervisors said about alerts: useful, or not useful.",
            "short",
            [over_time(f"sum by (answer) (site:attrition_watch_alert_answers:max{{{SITE}}})", "{{answer}}")],
            size=(24, 7),
            colours=WORST_FIRST,
            interval="1h",
            none="No answers in this time range",
        )
    )
