"""Values in the units of panels, and colours by Grafana's names."""

import math
import time

COLOURS = {
    "green": "#73bf69", "orange": "#ff9830", "red": "#f2495c", "blue": "#5794f2", "light-blue": "#8ab8ff",
    "purple": "#b877d9", "text": "#8e8e8e",
}
# Of series whose colour is nobody's choice.
PALETTE = ["#73bf69", "#f2cc0c", "#8ab8ff", "#ff780a", "#f2495c", "#5794f2", "#b877d9", "#705da0", "#37872d", "#fade2a",
           "#447ebc", "#c15c17"]


def told(value: float, unit: str, decimals: int | None, now: float) -> str:
    """A value as a reader sees it."""
    if value is None or math.isnan(value):
        return "–"
    if unit == "percentunit":
        return f"{100 * value:.{1 if decimals is None else decimals}f} %"
    if unit == "dateTimeFromNow":
        return span(now - value / 1000) + " ago"
    if unit == "s":
        return span(value)
    if unit == "bytes":
        for name in ("B", "KiB", "MiB", "GiB"):
            if value < 1024 or name == "GiB":
                return f"{value:.3g} {name}"
            value /= 1024
    if decimals is None:
        text = f"{value:.3g}" if abs(value) < 1000 else f"{value / 1000:.3g} K"
    else:
        text = f"{value:.{decimals}f}"
    return text + (" c/s" if unit == "cps" else "")


def span(seconds: float) -> str:
    """A time span in the unit that fits."""
    for least, name in ((86400, "days"), (3600, "hours"), (60, "mins"), (1, "s")):
        if abs(seconds) >= least:
            return f"{seconds / least:.3g} {name}"
    return f"{1000 * seconds:.3g} ms"


def at(seconds: float, long: bool) -> str:
    """A moment on an axis."""
    return time.strftime("%d %b" if long else "%H:%M", time.gmtime(seconds))


def threshold(steps: list[dict], value: float) -> str:
    """The colour of a value by thresholds."""
    chosen = steps[0]["color"]
    for step in steps[1:]:
        if value >= step["value"]:
            chosen = step["color"]
    return COLOURS.get(chosen, chosen)
