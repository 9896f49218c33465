"""Risk trends: for HR and centre managers. Who is expected to leave, who left, where, why, and what alerts were worth."""

from grafana_foundation_sdk.builders import dashboard
from grafana_foundation_sdk.models.common import StackingMode

from . import alerts_and_answers, teams
from .frame import board as frame, people
from .panels import BANDS, figure, lines
from .queries import JOB, SITE, TEAM, now, over_time

ABOUT = (
    "Risk of leaving voluntarily within 30 days, by site and team. Figures are of the last closed business day and change"
    " once a day. For support, never for discipline."
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
            "Share of them whose risk is over the model's red threshold. How many alerts that makes is up to the desk's budget.",
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
            "Sum of the risks of all: how many are expected to give notice within the next 30 days. Nobody is picked out by it.",
            "short",
            over_time(f"sum(team:attrition_watch_expected_leavers:max{{{TEAM}}})", "expected"),
            decimals=1,
        )
    )
    made.with_panel(
        figure(
            "Left, last 30 days",
            "People who gave notice themselves within the last 30 days.",
            "short",
            over_time(f'sum(team:attrition_watch_leavers:max{{{TEAM}, kind="voluntary"}}) or vector(0)', "left"),
        )
    )
    made.with_panel(
        figure(
            "Alerts found right, 60 days",
            "Share of alerts after which the agent gave notice within 60 days, over those whose 60 days are over. Many who are"
            " talked to in time stay, so a good desk lowers this figure.",
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
            "How old the figures are: the business day that they are of. It closes at 06:00 UTC of the day after.",
            "dateTimeFromNow",
            now(f"max(job:attrition_watch_trends_day_timestamp_seconds:max{{{JOB}}}) * 1000"),
        )
    )


def leavers(made: dashboard.Dashboard) -> None:
    made.with_row(dashboard.Row("Expected and actual leavers"))
    made.with_panel(
        lines(
            "Expected against actual leavers",
            "For each day: how many people had given notice within the 30 days before, and how many of them the model expected 30"
            " days before. Where the two part for long, look at Model health. The dotted line is the forecast of the next 30 days.",
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
            "Notices within the last 30 days. Only those by the agent are what the model is about; other: dismissals, ends of"
            " contract, transfers.",
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
            "Shares of people in each band of risk. The thresholds between bands are the model's. Not enough history: fewer than"
            " 28 days on record, so they are not judged.",
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
            "Mean risk of all, and the 90th percentile of the team in which it is highest: one in ten of its people is over that."
            " Dashed: where the bands of the model in force begin.",
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
                    f'max(team:attrition_watch_risk_quantile:max{{{TEAM}, q="0.9"}})', "highest 90th percentile", "B"
                ),
                over_time(f'max(band:attrition_watch_band_threshold:max{{{JOB}, band="amber"}} @ end())', "amber from", "C"),
                over_time(f'max(band:attrition_watch_band_threshold:max{{{JOB}, band="red"}} @ end())', "red from", "D"),
            ],
            colours={"amber from": "orange", "red from": "red", "mean of all": "blue"},
            dashed=("amber from", "red from"),
            interval="1h",
        )
    )
