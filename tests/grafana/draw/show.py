"""One function for each kind of panel: its answers onto a piece of the page."""

from matplotlib.ticker import FuncFormatter

from .units import COLOURS, PALETTE, at, threshold, told

GREY = "#8e8e8e"


def nothing(axes, panel):
    axes.set_axis_off()
    words = panel["fieldConfig"]["defaults"].get("noValue", "No data")
    axes.text(0.5, 0.5, words, ha="center", va="center", color=GREY, fontsize=8, wrap=True)


def stat(axes, panel, answers, asked):
    defaults = panel["fieldConfig"]["defaults"]
    axes.set_axis_off()
    points = answers[0][2]
    value = points[-1][1]
    colour = threshold(defaults["thresholds"]["steps"], value)
    words = told(value, defaults["unit"], defaults.get("decimals"), asked.end)
    for mapping in defaults.get("mappings", []):
        word = mapping["options"].get(f"{value:g}")
        if word:
            words, colour = word["text"], COLOURS[word["color"]]
    axes.text(0.5, 0.58, words, ha="center", va="center", transform=axes.transAxes, fontsize=15, color=colour)
    if len(points) > 1:
        past = axes.inset_axes([0, 0, 1, 0.35])
        past.plot([p[0] for p in points], [p[1] for p in points], color=colour, lw=0.8)
        past.set_axis_off()


def timeseries(axes, panel, answers, asked):
    defaults = panel["fieldConfig"]["defaults"]
    custom = defaults["custom"]
    chosen = overrides(panel)
    mode = custom.get("stacking", {}).get("mode", "none")
    stamps = sorted({p[0] for _, _, points in answers for p in points})
    width = asked.step(panel)
    sums = {t: sum(dict(points).get(t, 0) for _, _, points in answers) for t in stamps} if mode == "percent" else {}
    base = dict.fromkeys(stamps, 0.0)
    handles = []
    for place, (name, _, points) in enumerate(answers):
        own = chosen.get(name, {})
        colour = own["color"]["fixedColor"] if "color" in own else PALETTE[place % len(PALETTE)]
        colour = COLOURS.get(colour, colour)
        dashed = "custom.lineStyle" in own
        values = dict(points)
        xs, ys = [], []
        for t in stamps:
            value = values.get(t)
            if value is None:
                continue
            if xs and t - xs[-1] > max(3600, 2 * width):
                xs.append(t - 1)
                ys.append(float("nan"))
            xs.append(t)
            ys.append(value / (sums.get(t) or 1) if mode == "percent" else value)
        if mode != "none" and not dashed:
            low = [base.get(t, 0) for t in xs]
            high = [l + y for l, y in zip(low, ys)]
            base.update(zip(xs, high))
            if custom.get("drawStyle") == "bars":
                axes.bar(xs, ys, bottom=low, width=width * 0.9, color=colour)
            else:
                axes.fill_between(xs, low, high, color=colour, alpha=0.6, lw=0)
            handle = axes.plot([], [], color=colour, lw=3)[0]
        else:
            handle = axes.plot(xs, ys, color=colour, lw=1.2, ls=(0, (5, 4)) if dashed else "-",
                               marker="." if len(xs) < 3 else None)[0]
            if not dashed:
                axes.fill_between(xs, ys, 0, color=colour, alpha=0.03, lw=0)
        last = told(points[-1][1], defaults["unit"], defaults.get("decimals"), asked.end)
        handles.append((handle, f"{name}  {last}"))
    for step in defaults.get("thresholds", {}).get("steps", [])[1:]:
        if custom.get("thresholdsStyle", {}).get("mode") == "dashed" and step["value"] <= axes.get_ylim()[1] * 1.5:
            axes.axhline(step["value"], color=COLOURS[step["color"]], lw=0.8, ls=(0, (3, 3)))
    for stamp in asked.marks:
        axes.axvline(stamp, color=COLOURS["purple"], lw=0.8, ls=(0, (2, 2)))
    unit = "percentunit" if mode == "percent" else defaults["unit"]
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: told(value, unit, None, asked.end)))
    times(axes, asked)
    if defaults.get("min") is not None:
        axes.set_ylim(bottom=defaults["min"])
    shown = handles[:10]
    axes.legend([h for h, _ in shown], [n for _, n in shown], loc="upper center", bbox_to_anchor=(0.5, -0.13),
                ncols=2 if len(shown) > 3 or panel["gridPos"]["w"] < 9 else 3, fontsize=5.5, frameon=False)


def bargauge(axes, panel, answers, asked):
    defaults = panel["fieldConfig"]["defaults"]
    names = [name for name, _, _ in answers][::-1]
    values = [points[-1][1] for _, _, points in answers][::-1]
    colours = [threshold(defaults["thresholds"]["steps"], value) for value in values]
    axes.barh(names, values, color=colours, alpha=0.7)
    for place, value in enumerate(values):
        axes.text(value, place, " " + told(value, defaults["unit"], defaults.get("decimals"), asked.end), va="center", fontsize=6)
    axes.tick_params(labelsize=6, length=0)
    axes.set_xticks([])
    axes.set_xlim(0, max(values) * 1.15 or 1)


def table(axes, panel, columns, asked):
    """`columns`: for each query its answers; rows are joined by their labels."""
    axes.set_axis_off()
    organized = next(t for t in panel["transformations"] if t["id"] == "organize")["options"]
    names = organized["renameByName"]
    units = overrides(panel)
    keys = [key for key in organized["indexByName"] if not key.startswith("Value")]
    rows = {}
    for value_name, answers in zip(names, columns):
        for _, labels, points in answers:
            rows.setdefault(tuple(labels.get(key, "") for key in keys), {})[names[value_name]] = points[-1][1]
    order = panel["options"].get("sortBy") or []
    by = order[0]["displayName"] if order else None
    ordered = sorted(rows.items(), key=lambda row: -(row[1].get(by) or 0) if by else 0)
    most = max(int(panel["gridPos"]["h"] * 1.55) - 2, 3)
    default = panel["fieldConfig"]["defaults"]["unit"]
    text = []
    for key, values in ordered[:most]:
        cells = []
        for name in names.values():
            own = units.get(name, {})
            known = name in values
            cells.append(told(values[name], own.get("unit", default), own.get("decimals"), asked.end) if known else "–")
        text.append([*key, *cells])
    if not text:
        return nothing(axes, panel)
    grid = axes.table(cellText=text, colLabels=[*keys, *names.values()], loc="upper left", cellLoc="left", edges="horizontal")
    grid.auto_set_font_size(False)
    grid.set_fontsize(6)
    for (row, _), cell in grid.get_celld().items():
        cell.set_edgecolor("#e0e0e0")
        cell.set_height(1 / (most + 2))
        if row == 0:
            cell.set_text_props(weight="bold")


def state_timeline(axes, panel, answers, asked):
    words = panel["fieldConfig"]["defaults"]["mappings"][0]["options"]
    width = asked.step(panel)
    for place, (name, _, points) in enumerate(answers):
        for stamp, value in points:
            colour = COLOURS[words[f"{value:g}"]["color"]]
            axes.barh(place, width * 1.02, left=stamp, color=colour, height=0.75, lw=0)
    axes.set_yticks(range(len(answers)), [name for name, _, _ in answers], fontsize=6)
    axes.set_ylim(len(answers) - 0.4, -0.6)
    times(axes, asked)


def heatmap(axes, panel, answers, asked):
    is_cumulative = panel["targets"][0].get("format") == "heatmap"
    edges = sorted(answers, key=lambda one: float(one[0].replace("+Inf", "inf")))
    stamps = sorted({p[0] for _, _, points in edges for p in points})
    below = dict.fromkeys(stamps, 0.0)
    rows = []
    for _, _, points in edges:
        values = dict(points)
        row = [values.get(t, 0.0) for t in stamps]
        if is_cumulative:
            row, below = [v - below[t] for v, t in zip(row, stamps)], dict(zip(stamps, row))
        rows.append(row)
    axes.imshow(rows, origin="lower", aspect="auto", cmap="YlOrRd", interpolation="nearest",
                extent=[stamps[0], stamps[-1] + asked.step(panel), -0.5, len(rows) - 0.5])
    axes.set_yticks(range(0, len(edges), 2), [edges[i][0] for i in range(0, len(edges), 2)], fontsize=6)
    times(axes, asked)


def overrides(panel) -> dict[str, dict]:
    """What is otherwise for the series or the column of a name."""
    found = {}
    for override in panel["fieldConfig"]["overrides"]:
        own = found.setdefault(override["matcher"]["options"], {})
        own.update({one["id"]: one["value"] for one in override["properties"]})
    return found


def times(axes, asked):
    axes.set_xlim(asked.start, asked.end)
    long = asked.end - asked.start > 3 * 86400
    axes.xaxis.set_major_formatter(FuncFormatter(lambda stamp, _: at(stamp, long)))
    axes.xaxis.get_major_locator().set_params(nbins=6)
    axes.tick_params(labelsize=6, length=2)
    axes.grid(True, color="#eeeeee", lw=0.5)
    axes.set_axisbelow(True)


KINDS = {"stat": stat, "timeseries": timeseries, "bargauge": bargauge, "state-timeline": state_timeline, "heatmap": heatmap}
