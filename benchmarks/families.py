"""The race of all families: `python benchmarks/families.py DATA [words for orderlab race]`.

Our solver, PyVRP and OR-Tools on every Solomon, Gehring-Homberger, X and Belgian instance below DATA, at 1, 10 and 30
seconds, three seeds: eleven hours of one core. Rows are kept in `races/families.jsonl` beside this file, so the hours
can be split: it solves what is missing there (rows of 2026-11 kept no routes and do not count).
`--jobs 2` takes two cores. PyVRP wants nearly 20 GB for the largest instance; `ulimit -v` keeps it from taking the
machine down where that is too much, and it gets its row.

It ends with two verdicts by set and budget, and exit code 1 where one is worse: our costs over PyVRP's of the same
rows, against the ratio that `stored.json` keeps (`--accept REASON` keeps those of the rows as they stand, and races
nothing), and over those that our solver of before reached on the same instances and seeds.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from verdicts import Measure, Verdict, accept, judge, read

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


def verdicts(rows: Iterable[dict[str, Any]]) -> dict[str, Verdict]:
    """By set and budget: our costs of the version that came last over those of the first, by instance and seed.

    Empty where the rows are of one version, or of two that share no solve.
    """
    own = _versions(rows, "numba")
    if len(own) < 2:
        return {}
    return {name: judge(found, 1.0, COST) for name, found in _ratios(own[-1], own[0]).items()}


def against(rows: Sequence[dict[str, Any]], stored: Mapping[str, float], peer: str = "pyvrp") -> dict[str, Verdict]:
    """By set and budget: our costs over a peer's, of the versions that came last, against the stored ratios."""
    ours, theirs = _versions(rows, "numba"), _versions(rows, peer)
    if not ours or not theirs:
        return {}
    return {name: judge(found, stored.get(name), COST) for name, found in _ratios(ours[-1], theirs[-1]).items()}


Solve = tuple[str, float, str, int]
"""Set, seconds, instance and seed."""


def _versions(rows: Iterable[dict[str, Any]], solver: str) -> list[dict[Solve, float]]:
    """Costs of the plans that serve everybody, by version of the solver, the first version first."""
    found: dict[str, dict[Solve, float]] = {}
    for row in rows:
        if row["solver"] == solver and row["feasible"]:
            solve = row["set"], row["seconds"], row["instance"], row["seed"]
            found.setdefault(row["solver_version"], {})[solve] = row["cost"]
    return list(found.values())


def _ratios(after: Mapping[Solve, float], before: Mapping[Solve, float]) -> dict[str, list[float]]:
    """By set and budget, an instance each: the mean ratio over the seeds that both have solved."""
    ratios: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for (group, seconds, instance, seed), cost in after.items():
        if other := before.get((group, seconds, instance, seed)):
            ratios[f"{group}, {seconds:g} s"][instance].append(cost / other)
    return {name: [fmean(seeds) for seeds in instances.values()] for name, instances in ratios.items()}


def judged(reason: str = "") -> int:
    """Print the verdicts on the kept rows, and store the ratios if there is a reason to; 1 where a set is worse."""
    rows = [json.loads(line) for line in STORE.read_text(encoding="utf-8").splitlines()]
    peers, before = against(rows, read("families", "full")), verdicts(rows)
    for name, one in peers.items():
        print(f"{name:24s} over PyVRP's {one}")
    for name, one in before.items():
        print(f"{name:24s} over those of before {one}")
    if reason:
        accept("families", "full", {name: one.value for name, one in peers.items()}, reason)
        return 0
    worse = [name for found in (peers, before) for name, one in found.items() if one.verdict == "worse"]
    print(f"verdict: {'worse in ' + '; '.join(worse) if worse else 'not worse'}")
    return 1 if worse else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--accept"] and len(sys.argv) == 3:
        sys.exit(judged(sys.argv[2]))
    if not sys.argv[1:]:
        sys.exit("DATA: missing, the folder with solomon, homberger, x and ags is accepted")
    data, *more = sys.argv[1:]
    words = ["--solvers", "numba,pyvrp,ortools", "--store", str(STORE), *more]
    sys.exit(main(["race", *sets(data), *words]) or judged())
