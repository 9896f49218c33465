"""Risk trends: for HR and centre managers. Who is expected to leave, who left, where, why, and what alerts were worth."""

from grafana_foundation_sdk.builders import dashboard
from grafana_foundation_sdk.models.common import StackingMode

from . import alerts_and_answers, teams
from .frame import board as frame, people
from .panels import BANDS, figure, lines
from .queries import JOB, SITE, TEAM, now, over_time

ABOUT = (
    "Risk of leaving voluntarily within 30 days, by site and team. The figures are for the last closed business day "
    "and change once a day. For support, never for discipline."
)


def board() -> dashboard.Dashboard:
    made = people(frame("attrition-risk-trends", "Attrition: risk trends", ABOUT, "90d", "15m"))
    at_a_glance(made)
    leavers(made)
    bands(made)
    teams.ranked_teams(made)
    alerts_and_answers.reasons(made)
    alerts_and_answers.alerts(made)
    return made


def at_a_glance(made: dashboard.Dashboard) -> None:
    made.with_row(dashboard.Row("At a glance"))
    made.with_panel(
        figure(
            "People scored",
            "People who had a daily score on the last closed day and have not given notice, all bands together.",
            "short",
            now(f"sum(team:attrition_watch_agents:max{{{TEAM}}})"),
        )
    )
    made.with_panel(
        figure(
            "In the red band",
            "Share of them whose risk is over the model's red threshold. The desk's budget decides how many alerts "
            "that makes.",
            "percentunit",
            over_time(
                f'sum(team:attrition_watch_agents:max{{{TEAM}, band="red"}})'
                f" / sum(team:attrition_watch_agents:max{{{TEAM}}})",
                "red",
            ),
            decimals=1,
        )
    )
    made.with_panel(
        figure(
            "Expected leavers, next 30 days",
            "Sum of all risks: how many people are expected to give notice within the next 30 days. It does not "
            "identify anybody.",
            "short",
            over_time(f"sum(team:attrition_watch_expected_leavers:max{{{TEAM}}})", "expected"),
            decimals=1,
        )
    )
    made.with_panel(
        figure(
            "Left, last 30 days",
            "People who gave notice voluntarily within the last 30 days.",
            "short",
            over_time(f'sum(team:attrition_watch_leavers:max{{{TEAM}, kind="voluntary"}}) or vector(0)', "left"),
        )
    )
    made.with_panel(
        figure(
            "Alerts found right, 60 days",
            "Share of alerts after which the agent gave notice within 60 days, for alerts whose 60 days are over. "
            "If conversations help, people stay, and this figure falls.",
            "percentunit",
            now(
                f'sum(site:attrition_watch_alert_outcomes:max{{{SITE}, days="60", outcome="left"}})'
                f' / sum(site:attrition_watch_alert_outcomes:max{{{SITE}, days="60"}})'
            ),
            decimals=1,
            none="too few yet",
        )
    )
    made.with_panel(
        figure(
            "Last closed day",
            "The business day of the figures. It closes at 06:00 UTC of the day after.",
            "dateTimeFromNow",
            now(f"max(job:attrition_watch_trends_day_timestamp_seconds:max{{{JOB}}}) * 1000"),
        )
    )


def leavers(made: dashboard.Dashboard) -> None:
    made.with_row(dashboard.Row("Expected and actual leavers"))
    made.with_panel(
        lines(
            "Expected against actual leavers",
            "For each day: how many people gave notice within the 30 days before, and how many the model had "
            "expected 30 days before. If the two differ for long, look at Model health. The dotted line is the "
            "forecast for the next 30 days.",
            "short",
            [
                over_time(f"sum(team:attrition_watch_expected_leavers_then:max{{{TEAM}}})", "expected 30 days ago", "A"),
                over_time(f'sum(team:attrition_watch_leavers:max{{{TEAM}, kind="voluntary"}})', "left", "B"),
                over_time(f"sum(team:attrition_watch_expected_leavers:max{{{TEAM}}})", "expected in the next 30 days", "C"),
            ],
            size=(16, 9),
            colours={"expected 30 days ago": "blue", "left": "red", "expected in the next 30 days": "light-blue"},
            dashed=("expected in the next 30 days",),
            interval="1h",
        )
    )
    made.with_panel(
        lines(
            "Leavers by kind",
            "Notices within the last 30 days. The model predicts only voluntary ones; other: dismissals, ends of "
            "contract, transfers.",
            "short",
            [over_time(f"sum by (kind) (team:attrition_watch_leavers:max{{{TEAM}}})", "{{kind}}")],
            size=(8, 9),
            interval="1h",
        )
    )


def bands(made: dashboard.Dashboard) -> None:
    made.with_row(dashboard.Row("Risk"))
    made.with_panel(
        lines(
            "People by band",
            "Shares of people in each band of risk. The model sets the thresholds between bands. Not enough "
            "history: fewer than 28 days on record, so these people are not judged.",
            "short",
            [
                over_time(f'sum(team:attrition_watch_agents:max{{{TEAM}, band="{band}"}})', band.replace("_", " "), letter)
                for band, letter in zip(BANDS, "ABCD")
            ],
            stack=StackingMode.PERCENT,
            colours={band.replace("_", " "): colour for band, colour in BANDS.items()},
            interval="1h",
        )
    )
    made.with_panel(
        lines(
            "Risk",
            "Mean risk of all people, and the highest 90th percentile of a site of 20 people or more: about one in ten "
            "of that site's people is above it. Dashed: where the bands of the model in force begin.",
            "percentunit",
            [
                over_time(
                    f"sum(team:attrition_watch_risk_mean:max{{{TEAM}}}"
                    f" * on (job, site, team) sum by (job, site, team) (team:attrition_watch_agents:max{{{TEAM}}}))"
                    f" / sum(team:attrition_watch_agents:max{{{TEAM}}})",
                    "mean of all",
                    "A",
                ),
                over_time(
                    f'max(site:attrition_watch_risk_quantile:max{{{SITE}, q="0.9"}})', "highest 90th percentile", "B"
                ),
                over_time(f'max(band:attrition_watch_band_threshold:max{{{JOB}, band="amber"}} @ end())', "amber from", "C"),
                over_time(f'max(band:attrition_watch_band_threshold:max{{{JOB}, band="red"}} @ end())', "red from", "D"),
            ],
            colours={"amber from": "orange", "red from": "red", "mean of all": "blue"},
            dashed=("amber from", "red from"),
            interval="1h",
        )
    )
