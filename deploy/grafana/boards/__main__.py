"""Writes every dashboard as JSON into a folder: `python -m boards [FOLDER]`."""

import pathlib
import sys

from grafana_foundation_sdk.cog.encoder import JSONEncoder

from . import model_health, operations, risk_trends

FOLDER = pathlib.Path(__file__).parent.parent / "dashboards"


def main() -> None:
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for module in (risk_trends, model_health, operations):
        board = module.board().build()
        # Links to a panel hold as long as the order of panels does.
        for number, panel in enumerate(board.panels, start=1):
            panel.id_val = number
        text = JSONEncoder(sort_keys=True, indent=2).encode(board)
        (folder / f"{board.uid}.json").write_text(text + "\n", encoding="utf-8")


main()
