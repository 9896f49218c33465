"""Recomputes every signal of the catalogue from an event file, in SQL, and compares tables of signals."""

import argparse
import csv
import sys
from datetime import date
from pathlib import Path

import duckdb

STEPS = ["events", "records", "paced", "attendance", "roster", "qa", "tickets", "organisation"]
GROUPS = STEPS[3:]
TOLERANCE = 1e-9


def compute(events: Path, as_of: date, out: Path) -> None:
    """Writes one row per active agent, one column per signal."""
    db = duckdb.connect()
    db.execute(f"SET VARIABLE as_of = DATE '{as_of}'")
    db.execute("SET VARIABLE file = '{}'".format(str(events).replace("'", "''")))
    for step in STEPS:
        db.execute(Path(__file__).with_name(f"{step}.sql").read_text())
    joins = " ".join(f"JOIN {group} USING (agent)" for group in GROUPS)
    columns = ", ".join(f"{group}.* EXCLUDE (agent)" for group in GROUPS)
    rows = db.execute(f"SELECT agent, {columns} FROM agent {joins} ORDER BY agent")
    with out.open("w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(column[0] for column in rows.description)
        table.writerows(rows.fetchall())


def read(path: Path) -> tuple[list[str], list[list[str]]]:
    with path.open(newline="") as file:
        header, *rows = csv.reader(file)
    return header, rows


def difference(a: str, b: str) -> float:
    """The relative difference; infinite when one is missing."""
    if not a or not b:
        return 0.0 if a == b else float("inf")
    x, y = float(a), float(b)
    return abs(x - y) / max(abs(x), abs(y), 1.0)


def compare(left: Path, right: Path) -> bool:
    """Prints how far two tables of signals agree; whether they do."""
    (header, a), (other_header, b) = read(left), read(right)
    if header != other_header:
        print("the columns differ:", *sorted(set(header) ^ set(other_header)) or ["in order"])
        return False
    names = [{row[0] for row in rows} for rows in (a, b)]
    if names[0] != names[1] or len(a) != len(b):
        print(f"the agents differ: {len(names[0] - names[1])} only left, {len(names[1] - names[0])} only right")
        return False
    agree = True
    for column, signal in enumerate(header[1:], 1):
        cells = [(row[column], other[column]) for row, other in zip(sorted(a), sorted(b))]
        apart = [difference(*pair) for pair in cells]
        present = sum(pair[0] != "" for pair in cells)
        print(f"{signal:26} {present:6} values, largest difference {max(apart, default=0):.1e}")
        for row, pair in enumerate(cells, 1):
            if not apart[row - 1] <= TOLERANCE:
                print(f"  row {row}: {pair[0] or 'missing'} and {pair[1] or 'missing'}")
                agree = False
    return agree


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=Path, help="events, one JSON object a line")
    parser.add_argument("--as-of", type=date.fromisoformat, help="the day, YYYY-MM-DD")
    parser.add_argument("--out", type=Path, help="CSV file to write")
    parser.add_argument("--compare", type=Path, nargs=2, metavar="CSV", help="two tables of signals")
    args = parser.parse_args()
    if args.compare:
        return 0 if compare(*args.compare) else 1
    if not (args.events and args.as_of and args.out):
        parser.error("--events, --as-of and --out are needed, or --compare")
    compute(args.events, args.as_of, args.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
