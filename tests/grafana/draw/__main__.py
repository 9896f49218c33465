"""`python -m draw --url http://localhost:9090 --hours 2160 BOARD.json PICTURE.png`."""

import argparse
import json
import time

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402

from . import show  # noqa: E402
from .ask import Prometheus  # noqa: E402

# Inches of a column and of a row of Grafana's grid.
COLUMN, ROW = 0.52, 0.3


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--url", required=True)
    options.add_argument("--hours", type=float, required=True)
    options.add_argument("--end", type=int, default=int(time.time()), help="seconds since 1970")
    options.add_argument("--scrape", type=int, default=15, help="seconds between two scrapes")
    options.add_argument("board")
    options.add_argument("picture")
    given = options.parse_args()
    with open(given.board, encoding="utf-8") as file:
        board = json.load(file)
    asked = Prometheus(given.url, int(given.end - given.hours * 3600), given.end, given.scrape)
    empty = draw(board, asked, given.picture)
    print(f"{given.picture}: {len(empty)} panels without data: {', '.join(empty)}")


def draw(board: dict, asked: Prometheus, picture: str) -> list[str]:
    """Draws a board; returns the titles of panels that had nothing to show."""
    tall = max(panel["gridPos"]["y"] + panel["gridPos"]["h"] for panel in board["panels"]) + 1
    page = plt.figure(figsize=(24 * COLUMN, tall * ROW), dpi=110, facecolor="#f4f5f5")
    page.text(0.008, 1 - 0.6 / tall, board["title"], fontsize=13, weight="bold", va="center")
    asked.mark(board)
    empty = []
    for panel in board["panels"]:
        place = panel["gridPos"]
        left, width = place["x"] / 24, place["w"] / 24
        top, height = 1 - (place["y"] + 1) / tall, place["h"] / tall
        if panel["type"] == "row":
            page.text(left + 0.008, top - height / 2, "▾ " + panel["title"], fontsize=9, weight="bold", va="center")
            continue
        frame = page.add_axes([left + 0.003, top - height + 0.1 / tall, width - 0.006, height - 0.2 / tall])
        frame.set_xticks([])
        frame.set_yticks([])
        frame.set_facecolor("white")
        for side in frame.spines.values():
            side.set_color("#dddddd")
        page.text(left + 0.008, top - 0.6 / tall, panel["title"], fontsize=7, weight="bold", va="center")
        axes = page.add_axes(inner(panel, left, top, width, height, tall))
        if not fill(axes, panel, asked):
            empty.append(panel["title"])
    page.savefig(picture)
    return empty


def inner(panel: dict, left: float, top: float, width: float, height: float, tall: int) -> list[float]:
    """Where within its frame a panel draws: room for axes and legends."""
    kind = panel["type"]
    if kind == "stat":
        return [left + 0.006, top - height + 0.3 / tall, width - 0.012, height - 1.3 / tall]
    if kind == "table":
        return [left + 0.008, top - height + 0.2 / tall, width - 0.016, height - 1.4 / tall]
    axis = 0.09 if kind in ("bargauge", "state-timeline") else 0.035
    legend = 2.9 if kind == "timeseries" else 1.2
    return [left + axis, top - height + legend / tall, width - axis - 0.01, height - (legend + 1.3) / tall]


def fill(axes, panel: dict, asked: Prometheus) -> bool:
    """Draws the answers; whether there were any."""
    columns = [asked.series(panel, target) for target in panel["targets"]]
    answers = [one for column in columns for one in column]
    if not answers:
        show.nothing(axes, panel)
    elif panel["type"] == "table":
        show.table(axes, panel, columns, asked)
    else:
        show.KINDS[panel["type"]](axes, panel, answers, asked)
    return bool(answers)


main()
