"""Queries of panels, and the matchers by which a board's variables choose series."""

from grafana_foundation_sdk.builders import prometheus
from grafana_foundation_sdk.models.common import DataSourceRef
from grafana_foundation_sdk.models.prometheus import PromQueryFormat

SOURCE = DataSourceRef(type_val="prometheus", uid="${datasource}")

# Whatever the instance: those that follow the trends show the same, and the recording rules take the greatest.
JOB = 'job=~"$job"'
SITE = 'job=~"$job", site=~"$site"'
TEAM = 'job=~"$job", site=~"$site", team=~"$team"'
INSTANCE = 'job=~"$job", instance=~"$instance"'


def over_time(expr: str, legend: str, ref: str = "A") -> prometheus.Dataquery:
    """A series for every label set that `expr` has, over the range of the board."""
    return _query(expr, ref).legend_format(legend).range()


def now(expr: str, legend: str = "", ref: str = "A") -> prometheus.Dataquery:
    """The value at the end of the range of the board."""
    return _query(expr, ref).legend_format(legend or "__auto").instant()


def row(expr: str, ref: str) -> prometheus.Dataquery:
    """A column of a table: a row for each label set."""
    return _query(expr, ref).instant().format(PromQueryFormat.TABLE)


def buckets(expr: str) -> prometheus.Dataquery:
    """Rows of a heatmap out of the buckets of a histogram: each holds those below it, too, and Grafana takes them off."""
    return _query(expr, "A").legend_format("{{le}}").range().format(PromQueryFormat.HEATMAP)


def greatest(expr: str, n: int) -> str:
    """The `n` greatest at the end of the range, over all of it: which ones are shown does not flicker."""
    at_the_end = expr.replace("}", "} @ end()")
    return f"{expr} and topk({n}, {at_the_end})"


def _query(expr: str, ref: str) -> prometheus.Dataquery:
    return prometheus.Dataquery().expr(expr).ref_id(ref).datasource(SOURCE)
