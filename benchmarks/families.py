"""The race of all families: `python benchmarks/families.py DATA [words for orderlab race]`.

Our solver, PyVRP and OR-Tools on every Solomon, Gehring-Homberger, X and Belgian instance below DATA, at 1, 10 and 30
seconds, three seeds: eleven hours of one core. Rows are kept in `races/families.jsonl` beside this file, so the hours
can be split: it solves what is missing there (rows of 2026-11 kept no routes and do not count).
`--jobs 2` takes two cores. PyVRP wants nearly 20 GB for the largest instance; `ulimit -v` keeps it from taking the
machine down where that is too much, and it gets its row.
"""

from __future__ import annotations

import sys
from pathlib import Path

from scenarios.cli import main

STORE = Path(__file__).parent / "races" / "families.jsonl"
FAMILIES = (
    "solomon=solomon/*.txt",
    "gh-200=homberger/*_2_*.txt",
    "gh-400=homberger/*_4_*.txt",
    "gh-1000=homberger/*_10_*.txt",
    "x-to-401=x/X-n[1-4]??-*.vrp",
    "x-above-401=x/X-n[5-9]??-*.vrp",
    "x-above-401=x/X-n1001-*.vrp",
    "belgium=ags/*.vrp",
)
"""Set and pattern below the data folder."""


def sets(data: str) -> list[str]:
    """The sets as `orderlab race` takes them."""
    return [f"{name}={data.rstrip('/')}/{pattern}" for name, _, pattern in (one.partition("=") for one in FAMILIES)]


if __name__ == "__main__":
    if not sys.argv[1:]:
        sys.exit("DATA: missing, the folder with solomon, homberger, x and ags is accepted")
    data, *more = sys.argv[1:]
    words = ["--solvers", "numba,pyvrp,ortools", "--store", str(STORE), *more]
    sys.exit(main(["race", *sets(data), *words]))
