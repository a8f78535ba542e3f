"""The race of all families: `python benchmarks/families.py DATA [words for orderlab race]`.

Our solver, PyVRP and OR-Tools on every Solomon, Gehring-Homberger, X and Belgian instance below DATA, at 1, 10 and 30
seconds, three seeds: eleven hours of one core. Rows are kept in `races/families.jsonl` beside this file, so the hours
can be split: it solves what is missing there (rows of 2026-11 kept no routes and do not count).
`--jobs 2` takes two cores. PyVRP wants nearly 20 GB for the largest instance; `ulimit -v` keeps it from taking the
machine down where that is too much, and it gets its row.

It ends with a verdict by set and budget: our costs over those that our solver of before reached on the same instances
and seeds, and exit code 1 where a set is worse.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from statistics import fmean
from typing import Any

from verdicts import Measure, Verdict, judge

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
COST = Measure(higher_is_better=False, margin=0.001, of_instances=True)
"""A tenth of a percent more on a set is worse."""


def sets(data: str) -> list[str]:
    """The sets as `orderlab race` takes them."""
    return [f"{name}={data.rstrip('/')}/{pattern}" for name, _, pattern in (one.partition("=") for one in FAMILIES)]


def verdicts(rows: Iterable[dict[str, Any]], solver: str = "numba") -> dict[str, Verdict]:
    """By set and budget: costs of the version that came last over those of the first, paired by instance and seed.

    Empty where the rows are of one version, or of two that share no solve.
    """
    own = [row for row in rows if row["solver"] == solver and row["feasible"]]
    if not own or own[0]["solver_version"] == own[-1]["solver_version"]:
        return {}
    before, after = (
        {
            (row["set"], row["seconds"], row["instance"], row["seed"]): row["cost"]
            for row in own
            if row["solver_version"] == version
        }
        for version in (own[0]["solver_version"], own[-1]["solver_version"])
    )
    ratios: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for key, cost in after.items():
        if key in before:
            name, seconds, instance, _ = key
            ratios[f"{name}, {seconds:g} s"][instance].append(cost / before[key])
    return {
        name: judge([fmean(seeds) for seeds in instances.values()], 1.0, COST) for name, instances in ratios.items()
    }


def judged() -> int:
    """Print the verdicts on the stored rows; 1 where a set is worse."""
    found = verdicts(json.loads(line) for line in STORE.read_text(encoding="utf-8").splitlines())
    for name, one in found.items():
        print(f"{name:24s} costs over those of before {one.value:.5f} ({one.low:.5f} to {one.high:.5f}): {one.verdict}")
    worse = [name for name, one in found.items() if one.verdict == "worse"]
    print(
        f"verdict: {'worse in ' + '; '.join(worse) if worse else 'not worse' if found else 'nothing to compare with'}"
    )
    return 1 if worse else 0


if __name__ == "__main__":
    if not sys.argv[1:]:
        sys.exit("DATA: missing, the folder with solomon, homberger, x and ags is accepted")
    data, *more = sys.argv[1:]
    words = ["--solvers", "numba,pyvrp,ortools", "--store", str(STORE), *more]
    sys.exit(main(["race", *sets(data), *words]) or judged())
