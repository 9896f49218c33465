"""What all boards have in common: variables, links from one to another, marks where the model changed."""

from grafana_foundation_sdk.builders import dashboard
from grafana_foundation_sdk.models import dashboard as models

from .queries import JOB, SOURCE

TAG = "attrition-watch"

# Present for an hour and a half after the first day that another model scored: what the log says of the past has a sample
# an hour, so a step of ten minutes cannot miss it. A gap in the data (a restart, an outage of Prometheus) is no change.
SCORED = f"last_over_time(attrition_watch_trends_model_info{{{JOB}}}[90m]"
CHANGED = (
    f"(max by (model) ({SCORED})) unless max by (model) ({SCORED} offset 90m)))"
    f" and on () max({SCORED} offset 90m))"
)


def board(uid: str, title: str, about: str, span: str, refresh: str) -> dashboard.Dashboard:
    """An empty board of a time span, as "90d"."""
    made = (
        dashboard.Dashboard(title)
        .uid(uid)
        .description(about)
        .tags([TAG])
        .readonly()
        .timezone("browser")
        .week_start("monday")
        .time(f"now-{span}", "now")
        .refresh(refresh)
        .tooltip(models.DashboardCursorSync.CROSSHAIR)
        .link(
            dashboard.DashboardLink("attrition-watch")
            .type(models.DashboardLinkType.DASHBOARDS)
            .tags([TAG])
            .as_dropdown(False)
            .include_vars(True)
            .keep_time(True)
            .tooltip("The other dashboards of attrition-watch, with the same time and variables")
        )
        .annotation(
            dashboard.AnnotationQuery()
            .name("Another model")
            .datasource(SOURCE)
            .enable(True)
            .hide(False)
            .icon_color("purple")
            .expr(CHANGED)
            .title_format("Another model in force")
            .text_format("{{model}}")
            .step("10m")
        )
        .with_variable(
            dashboard.DatasourceVariable("datasource").label("Data source").type("prometheus").regex("")
        )
    )
    return made.with_variable(values("job", "Job", "label_values(attrition_watch_build_info, job)"))


def values(name: str, label: str, query: str) -> dashboard.QueryVariable:
    """A variable: the values of a label, all of them at first; read again when the time range changes."""
    return (
        dashboard.QueryVariable(name)
        .label(label)
        .datasource(SOURCE)
        .query({"query": query, "refId": name})
        .definition(query)
        .refresh(models.VariableRefresh.ON_TIME_RANGE_CHANGED)
        .sort(models.VariableSort.NATURAL_ASC)
        .multi(True)
        .include_all(True)
        .all_value(".*" if name in ("site", "team") else ".+")
        .current(models.VariableOption(text=["All"], value=["$__all"]))
    )


def people(made: dashboard.Dashboard) -> dashboard.Dashboard:
    """Adds the variables for site and team."""
    return made.with_variable(
        values("site", "Site", "label_values(attrition_watch_agents{job=~\"$job\"}, site)")
    ).with_variable(
        values("team", "Team", "label_values(attrition_watch_agents{job=~\"$job\", site=~\"$site\"}, team)")
    )
