"""How panels look: one function for each kind that the boards use."""

from grafana_foundation_sdk.builders import bargauge, common, dashboard, heatmap, stat, statetimeline, table, timeseries
from grafana_foundation_sdk.models import common as kinds
from grafana_foundation_sdk.models import dashboard as models

from .queries import SOURCE

# Of the bands everywhere. Who has too little history is grey: nothing is known.
BANDS = {"green": "green", "amber": "orange", "red": "red", "not_enough_history": "text"}

# A gap of up to an hour is a restart: the line goes on. A longer one shows.
GAP_MS = 3_600_000


def steps(*colours: tuple[float | None, str]) -> dashboard.ThresholdsConfig:
    """Thresholds: the first colour from the beginning, each other from its value on."""
    return (
        dashboard.ThresholdsConfig()
        .mode(models.ThresholdsMode.ABSOLUTE)
        .steps([models.Threshold(value=value, color=colour) for value, colour in colours])
    )


def _dress(panel, title: str, about: str, unit: str, size: tuple[int, int]):
    return panel.title(title).description(about).unit(unit).datasource(SOURCE).span(size[0]).height(size[1])


def figure(title, about, unit, query, *, size=(4, 4), thresholds=None, decimals=None, none="no data", mappings=None):
    """One figure, the last one; a line of its past where the query has one."""
    panel = (
        _dress(stat.Panel(), title, about, unit, size)
        .with_target(query)
        .graph_mode(kinds.BigValueGraphMode.AREA if query.build().range_val else kinds.BigValueGraphMode.NONE)
        .color_mode(kinds.BigValueColorMode.VALUE)
        .reduce_options(common.ReduceDataOptions().calcs(["lastNotNull"]))
        .thresholds(thresholds or steps((None, "text")))
        .no_value(none)
    )
    if decimals is not None:
        panel = panel.decimals(decimals)
    return panel.mappings(mappings) if mappings else panel


def lines(title, about, unit, queries, *, size=(12, 8), stack=None, colours=None, dashed=(), thresholds=None,
          least=0, most=None, bars=False, interval=None, none="No data in this time range"):
    """Series over time. `colours` by the name of a series, `dashed` the names of those to hold others against."""
    panel = (
        _dress(timeseries.Panel(), title, about, unit, size)
        .targets(queries)
        .span_nulls(GAP_MS)
        .line_width(1)
        .fill_opacity(60 if stack else 8)
        .show_points(kinds.VisibilityMode.AUTO)
        .draw_style(kinds.GraphDrawStyle.BARS if bars else kinds.GraphDrawStyle.LINE)
        .legend(
            common.VizLegendOptions()
            .show_legend(True)
            .display_mode(kinds.LegendDisplayMode.TABLE)
            .placement(kinds.LegendPlacement.BOTTOM)
            .calcs(["lastNotNull", "max"])
        )
        .tooltip(common.VizTooltipOptions().mode(kinds.TooltipDisplayMode.MULTI).sort(kinds.SortOrder.DESCENDING))
        .no_value(none)
    )
    if least is not None:
        panel = panel.min(least)
    if most is not None:
        panel = panel.max(most)
    if stack:
        panel = panel.stacking(common.StackingConfig().mode(stack))
    if interval:
        panel = panel.interval(interval)
    if thresholds:
        panel = panel.thresholds(thresholds).thresholds_style(
            common.GraphThresholdsStyleConfig().mode(kinds.GraphThresholdsStyleMode.DASHED)
        )
    for name, colour in (colours or {}).items():
        panel = panel.override_by_name(
            name, [models.DynamicConfigValue(id_val="color", value={"mode": "fixed", "fixedColor": colour})]
        )
    for name in dashed:
        style = {"fill": "dash", "dash": [10, 10]}
        panel = panel.override_by_name(
            name,
            [
                models.DynamicConfigValue(id_val="custom.lineStyle", value=style),
                models.DynamicConfigValue(id_val="custom.fillOpacity", value=0),
                models.DynamicConfigValue(id_val="custom.stacking", value={"mode": "none", "group": "A"}),
            ],
        )
    return panel


def ranked(title, about, unit, query, *, size=(12, 8), thresholds=None, none="none"):
    """Bars across, the longest first; one for each series."""
    return (
        _dress(bargauge.Panel(), title, about, unit, size)
        .with_target(query)
        .orientation(kinds.VizOrientation.HORIZONTAL)
        .display_mode(kinds.BarGaugeDisplayMode.BASIC)
        .value_mode(kinds.BarGaugeValueMode.TEXT)
        .reduce_options(common.ReduceDataOptions().calcs(["lastNotNull"]))
        .thresholds(thresholds or steps((None, "blue")))
        .min(0)
        .no_value(none)
    )


def grid(title, about, unit, columns, *, size=(24, 10), first=None, links=None, units=None, key=("site", "team")):
    """A table: `columns` are (name, query), joined by their labels; `first` is what it is ordered by."""
    # Grafana numbers the columns of values only where there are several.
    names = {f"Value #{query.build().ref_id}" if len(columns) > 1 else "Value": name for name, query in columns}
    order = {name: place for place, name in enumerate([*key, *names])}
    hidden = {"Time": True, "job": True}
    panel = (
        _dress(table.Panel(), title, about, unit, size)
        .targets([query for _, query in columns])
        .show_header(True)
        .with_transformation(models.DataTransformerConfig(id_val="merge", options={}))
        .with_transformation(
            models.DataTransformerConfig(
                id_val="organize",
                options={"excludeByName": hidden, "indexByName": order, "renameByName": names},
            )
        )
        .no_value("–")
    )
    if first:
        panel = panel.sort_by([common.TableSortByFieldState().display_name(first).desc(True)])
    for name, value in (units or {}).items():
        panel = panel.override_by_name(name, [models.DynamicConfigValue(id_val=id, value=of) for id, of in value])
    for name, link in (links or {}).items():
        panel = panel.override_by_name(name, [models.DynamicConfigValue(id_val="links", value=[link])])
    return panel


def states(title, about, queries, mappings, *, size=(12, 6)):
    """What was so and what was not, over time: 0 and 1."""
    return (
        _dress(statetimeline.Panel(), title, about, "short", size)
        .targets(queries)
        .show_value(kinds.VisibilityMode.NEVER)
        .merge_values(True)
        .row_height(0.8)
        .mappings(mappings)
        .color_scheme(dashboard.FieldColor().mode(models.FieldColorModeId.THRESHOLDS))
        .thresholds(steps((None, "green"), (1, "red")))
        .no_value("No data in this time range")
    )


def cells(title, about, unit, query, *, size=(12, 8), interval=None):
    """A heatmap: how many lay in each cell, over time."""
    panel = (
        _dress(heatmap.Panel(), title, about, "short", size)
        .with_target(query)
        .calculate(False)
        .y_axis(heatmap.YAxisConfig().unit(unit))
        .cell_gap(1)
        .no_value("No data in this time range")
    )
    return panel.interval(interval) if interval else panel


def words(pairs: dict[str, tuple[str, str]]) -> list[models.ValueMapping]:
    """Words and colours in place of values."""
    options = {
        value: models.ValueMappingResult(text=text, color=colour, index=place)
        for place, (value, (text, colour)) in enumerate(pairs.items())
    }
    return [models.ValueMap(options=options)]
