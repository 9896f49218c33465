"""Asks Prometheus what a panel asks."""

import json
import re
import urllib.parse
import urllib.request

ALL = {"$job": ".+", "$instance": ".+", "$site": ".*", "$team": ".*"}
POINTS = 240
# Points that Prometheus gives of a series at most.
MARKS_MAX = 10_000


def filled(expr: str, step: int, scrape: int) -> str:
    """The expression as Grafana sends it while everything is chosen."""
    for name, value in ALL.items():
        expr = expr.replace(name, value)
    return expr.replace("$__rate_interval", f"{max(step + scrape, 4 * scrape)}s")


class Prometheus:
    """A Prometheus, and the time range that is looked at."""

    def __init__(self, url: str, start: int, end: int, scrape: int):
        self.url, self.start, self.end, self.scrape = url, start, end, scrape
        self.marks: list[int] = []

    def step(self, panel: dict) -> int:
        """Seconds between two points: those of the panel at least."""
        least_s = seconds(panel.get("interval") or "0s")
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

    def mark(self, board: dict) -> None:
        """Finds when each mark of a board begins."""
        for marks in board["annotations"]["list"]:
            step = max(seconds(marks["step"]), (self.end - self.start) // MARKS_MAX)
            answer = self._get("query_range", query=filled(marks["expr"], step, self.scrape), start=self.start, end=self.end, step=step)
            for one in answer:
                stamps = [float(at) for at, _ in one["values"]]
                self.marks += [at for before, at in zip([0.0, *stamps], stamps) if at - before > step]

    def _get(self, what: str, **asked) -> list:
        url = f"{self.url}/api/v1/{what}?{urllib.parse.urlencode(asked)}"
        with urllib.request.urlopen(url) as answer:
            return json.load(answer)["data"]["result"]


def seconds(span: str) -> int:
    """Of a span of time, as "10m"."""
    return int(span[:-1]) * {"s": 1, "m": 60, "h": 3600, "d": 86400}[span[-1]]


def named(target: dict, labels: dict) -> str:
    """The name of a series, as its legend has it."""
    form = target.get("legendFormat") or "__auto"
    if form == "__auto":
        return ", ".join(f"{name}={value}" for name, value in labels.items() if name != "__name__") or target["expr"]
    return re.sub(r"\{\{\s*(\w+)\s*\}\}", lambda found: labels.get(found.group(1), ""), form)
