"""Teams, ranked: the table and the curves of those where most are expected to leave."""

from grafana_foundation_sdk.builders import dashboard

from .panels import grid, lines
from .queries import TEAM, greatest, over_time, row

SHARE = (("unit", "percentunit"), ("decimals", 1))
COUNT = (("unit", "short"), ("decimals", 0))
TENTHS = (("unit", "short"), ("decimals", 1))

# A click on a team shows it alone.
HERE = {
    "title": "Show ${__value.raw} alone",
    "url": "/d/attrition-risk-trends?${__url_time_range}&${datasource:queryparam}&${job:queryparam}"
    "&var-site=${__data.fields.site}&var-team=${__data.fields.team}",
}


# By what was scraped, or filled in from the log: whoever has just loaded the rules has recorded nothing four weeks ago.
THEN = f"max by (site, team) (last_over_time(attrition_watch_risk_mean{{{TEAM}}}[90m] offset 28d))"


def of(metric: str, more: str = "") -> str:
    """A figure for each team."""
    return f"sum by (site, team) (team:attrition_watch_{metric}:max{{{TEAM}{more}}})"


def ranked_teams(made: dashboard.Dashboard) -> None:
    made.with_row(dashboard.Row("Teams"))
    per_head = f"{of('expected_leavers')} / {of('agents')}"
    columns = [
        ("People", row(of("agents"), "A")),
        ("Red", row(of("agents", ', band="red"'), "B")),
        ("Amber", row(of("agents", ', band="amber"'), "C")),
        ("Expected leavers", row(of("expected_leavers"), "D")),
        ("Expected, share", row(per_head, "E")),
        ("Mean risk", row(of("risk_mean"), "F")),
        ("Change in 28 days", row(f"{of('risk_mean')} - {THEN}", "G")),
        ("Left, 30 days", row(of("leavers", ', kind="voluntary"'), "H")),
        ("Open alerts", row(of("alerts_open"), "I")),
    ]
    made.with_panel(
        grid(
            "Teams, ranked",
            "Each team of the chosen sites, by the share of its people who are expected to leave within 30 days. "
            "Teams of fewer than five people are combined as `other` of their site. A click on a team shows it "
            "alone.",
            "short",
            columns,
            first="Expected, share",
            size=(24, 11),
            links={"team": HERE},
            units={
                "People": COUNT,
                "Red": COUNT,
                "Amber": COUNT,
                "Expected leavers": TENTHS,
                "Expected, share": SHARE,
                "Mean risk": SHARE,
                "Change in 28 days": SHARE,
                "Left, 30 days": COUNT,
                "Open alerts": COUNT,
            },
        )
    )
    made.with_panel(
        lines(
            "Mean risk of the ten teams where it is highest",
            "The ten teams are chosen at the end of the time range, so each team is shown with its whole past.",
            "percentunit",
            [over_time(greatest(of("risk_mean"), 10), "{{site}} / {{team}}")],
            interval="1h",
        )
    )
    made.with_panel(
        lines(
            "Expected leavers of the ten teams with most",
            "Sum of the risks of a team's people, for the 30 days after each day.",
            "short",
            [over_time(greatest(of("expected_leavers"), 10), "{{site}} / {{team}}")],
            interval="1h",
        )
    )
