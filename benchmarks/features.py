"""Who plans rich days cheapest? `python benchmarks/features.py [--stops 100,300,1000] [--seeds 1] [--seconds 10]`.

City days of `rich_days`, each with one rich feature, and days with many at once. Our solver and PyVRP have the same CPU
seconds, OR-Tools six times as many; who does not know a feature says so. Costs are those of the audit, prices of
lateness and overtime with them. With `--store` the hours can be split: what is there is not solved again. It ends with
each solver's cost over ours by feature, and exit code 1 where somebody is cheaper.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from statistics import fmean
from typing import Any

from rich_days import FEATURES, rich_day

from scenarios import race
from scenarios.text_tables import text_table
from solvers.instances.problem_files import write_problem

OURS, OTHER, PATIENT = "numba", "pyvrp", "ortools"
TIMES = 6
"""How many times our seconds OR-Tools has."""

Row = Mapping[str, Any]


def over_ours(rows: Iterable[Row]) -> dict[tuple[str, str], tuple[float, int] | str]:
    """By feature and solver: mean cost over ours and on how many days, or why there is none."""
    ours: dict[tuple[str, str, int], float] = {}
    others: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row["solver"] == OURS:
            assert row["feasible"], f"{row['instance']}: {row['status']}: {row['reason']}"
            ours[row["set"], row["instance"], row["seed"]] = row["cost"]
        else:
            others[row["set"], row["solver"]].append(row)
    found: dict[tuple[str, str], tuple[float, int] | str] = {}
    for (feature, solver), theirs in others.items():
        ratios = [row["cost"] / ours[feature, row["instance"], row["seed"]] for row in theirs if row["feasible"]]
        found[feature, solver] = (fmean(ratios), len(ratios)) if ratios else theirs[0]["status"]
    return found


def table(found: Mapping[tuple[str, str], tuple[float, int] | str], days: int) -> str:
    """A line for each feature."""

    def cell(feature: str, solver: str) -> str:
        one = found[feature, solver]
        if isinstance(one, str):
            return one
        return f"{one[0]:.4f}" + (f" ({one[1]} of {days})" if one[1] < days else "")

    lines = [(name, cell(name, PATIENT), cell(name, OTHER)) for name in FEATURES if (name, OTHER) in found]
    return text_table(("feature", f"{PATIENT}, cost over {OURS}'s", f"{OTHER}, cost over {OURS}'s"), lines)


def raced(words: argparse.Namespace, folder: Path) -> list[Row]:
    """Write the days and race them, OR-Tools apart for its longer budget."""
    sets = []
    for feature in words.features:
        (folder / feature).mkdir()
        sets.append(str(folder / feature))
        for stops in words.stops:
            for day in range(1, words.days + 1):
                problem = rich_day(feature, stops, day)
                write_problem(folder / feature / f"{problem.name}.json", problem)

    def tell(row: Row, done: int, total: int) -> None:
        print(f"\r{done} of {total}", end="" if done < total else "\n", file=sys.stderr, flush=True)

    rows: list[Row] = []
    for solvers, seconds in (((OURS, OTHER), words.seconds), ((PATIENT,), TIMES * words.seconds)):
        found = race(sets, solvers, seconds=seconds, seeds=words.seeds, store=words.store, jobs=words.jobs, on_row=tell)
        rows += found.rows
    return rows


def main() -> int:
    """Race, print the table, and judge."""

    def numbers(text: str) -> list[int]:
        return [int(one) for one in text.split(",")]

    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--stops", type=numbers, default=[100, 300, 1_000])
    words.add_argument("--days", type=int, default=1, help="days of each size")
    words.add_argument("--seeds", type=numbers, default=[1])
    words.add_argument("--seconds", type=float, default=10.0)
    words.add_argument("--features", type=lambda text: text.split(","), default=list(FEATURES))
    words.add_argument("--store", type=Path)
    words.add_argument("--jobs", type=int, default=1)
    given = words.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = raced(given, Path(folder))
    found = over_ours(rows)
    print(table(found, len(given.stops) * given.days * len(given.seeds)))
    cheaper = [
        f"{solver} on {name}" for (name, solver), one in found.items() if not isinstance(one, str) and one[0] < 1
    ]
    print(f"verdict: {'cheaper than ours: ' + ', '.join(cheaper) if cheaper else 'ours is cheapest everywhere'}")
    return 1 if cheaper else 0


if __name__ == "__main__":
    sys.exit(main())
