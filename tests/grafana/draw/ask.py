"""Asks Prometheus what a panel asks."""

import json
import re
import urllib.parse
import urllib.request

ALL = {"$job": ".+", "$instance": ".+", "$site": ".*", "$team": ".*"}
POINTS = 240


def filled(expr: str, step: int, scrape: int) -> str:
    """The expression as Grafana sends it while everything is chosen."""
    for name, value in ALL.items():
        expr = expr.replace(name, value)
    return expr.replace("$__rate_interval", f"{max(step + scrape, 4 * scrape)}s")


class Prometheus:
    """A Prometheus, and the time range that is looked at."""

    def __init__(self, url: str, start: int, end: int, scrape: int):
        self.url, self.start, self.end, self.scrape = url, start, end, scrape

    def step(self, panel: dict) -> int:
        """Seconds between two points: those of the panel at least."""
        least = panel.get("interval") or "0s"
        number, unit = int(least[:-1]), least[-1]
        least_s = number * {"s": 1, "m": 60, "h": 3600, "d": 86400}[unit]
        return max((self.end - self.start) // POINTS, least_s, self.scrape)

    def series(self, panel: dict, target: dict) -> list[tuple[str, dict, list[tuple[float, float]]]]:
        """Name, labels and points of each series."""
        step = self.step(panel)
        expr = filled(target["expr"], step, self.scrape)
        if target.get("instant"):
            answer = self._get("query", query=expr, time=self.end)
        else:
            # Grafana begins at a multiple of the step.
            start = self.start // step * step
            answer = self._get("query_range", query=expr, start=start, end=self.end // step * step, step=step)
        found = []
        for one in answer:
            points = one.get("values") or [one["value"]]
            found.append((named(target, one["metric"]), one["metric"], [(float(at), float(of)) for at, of in points]))
        return found

    def _get(self, what: str, **asked) -> list:
        url = f"{self.url}/api/v1/{what}?{urllib.parse.urlencode(asked)}"
        with urllib.request.urlopen(url) as answer:
            return json.load(answer)["data"]["result"]


def named(target: dict, labels: dict) -> str:
    """The name of a series, as its legend has it."""
    form = target.get("legendFormat") or "__auto"
    if form == "__auto":
        return ", ".join(f"{name}={value}" for name, value in labels.items() if name != "__name__") or target["expr"]
    return re.sub(r"\{\{\s*(\w+)\s*\}\}", lambda found: labels.get(found.group(1), ""), form)
