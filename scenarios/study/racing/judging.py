"""What the rows of a race say: gaps, means, profiles, and which solver is better where."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from statistics import fmean
from typing import Any

from scenarios.study.racing.solving import Row
from solvers.profiles import gap, performance_profile, primal_integral, time_to_target

RATIOS = (1.0, 1.001, 1.005, 1.01, 1.02, 1.05, 1.1)
TARGET = 1.0
"""Gap, in per cent, of the time to target, and of who came close."""
CLEAR = 0.05
"""Two-sided p value below which the paired test calls a difference shown."""
ALL_SETS = "all sets"
FEWEST_PAIRS = 6
"""With fewer, no outcome of the paired test is below `CLEAR`."""


def with_gaps(rows: Sequence[Row], others: Iterable[Row] = ()) -> list[Row]:
    """Rows with `best_known` filled in, `gap` and primal integral; None for what is not ``done``.

    Where no cost is published, the best of these rows and of `others` counts: what else was solved of the same problem.
    A trace that is only the solver's word enters no integral and reaches no target.
    """
    best: dict[str, float] = {}
    for row in (*rows, *others):
        if row["status"] == "done":
            best[row["problem_hash"]] = min(best.get(row["problem_hash"], float("inf")), row["cost"])
    complete = []
    for row in rows:
        least: float | None = row["best_known"] if row["best_known"] is not None else best.get(row["problem_hash"])
        more: Row = {"best_known": least, "gap": None, "primal_integral": None, "time_to_target": None}
        if row["status"] == "done" and least is not None:
            more["gap"] = round(gap(row["cost"], least), 4)
            if row["seconds"] is not None and row["trace_by"] == "audit":
                more["primal_integral"] = round(primal_integral(row["trace"], least, row["seconds"]), 4)
                more["time_to_target"] = time_to_target(row["trace"], least, TARGET)
        complete.append(row | more)
    return complete


def summary(rows: Sequence[Row]) -> list[Row]:
    """Mean gap per set, solver and budget, over the solves that are ``done``; `n` counts those."""
    groups: dict[tuple[str, str, tuple[float, int]], list[Row]] = {}
    for row in rows:
        groups.setdefault((row["set"], row["solver"], budget(row)), []).append(row)
    result = []
    for (group, solver, _), members in sorted(groups.items()):
        solved = [row for row in members if row["gap"] is not None]
        integrals = [row["primal_integral"] for row in solved if row["primal_integral"] is not None]
        close = sum(row["gap"] <= TARGET for row in solved)
        result.append(
            {
                "set": group,
                "solver": solver,
                "seconds": members[0]["seconds"],
                "iterations": members[0]["iterations"],
                "mean_gap": round(fmean(row["gap"] for row in solved), 4) if solved else None,
                "n": len(solved),
                "failures": len(members) - len(solved),
                "primal_integral": round(fmean(integrals), 4) if integrals else None,
                "within_target": round(close / len(members), 3),
            }
        )
    return result


def by_instance(rows: Sequence[Row]) -> list[Row]:
    """Mean gap and cost per set, instance, solver and budget over the seeds that were solved, in the order raced."""
    groups: dict[tuple[object, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault((row["set"], row["path"], budget(row), row["solver"]), []).append(row)
    result = []
    for members in groups.values():
        solved = [row for row in members if row["gap"] is not None]
        first = members[0]
        result.append(
            {
                **{key: first[key] for key in ("set", "instance", "solver", "seconds", "iterations", "best_known")},
                "mean_gap": round(fmean(row["gap"] for row in solved), 4) if solved else None,
                "mean_cost": fmean(row["cost"] for row in solved) if solved else None,
                "n": len(solved),
                "failures": len(members) - len(solved),
            }
        )
    return result


def budget(row: Row) -> tuple[float, int]:
    """The budget of a row, to group and sort by: seconds, iterations, one of them 0."""
    return row["seconds"] or 0.0, row["iterations"] or 0


def profiles(rows: Sequence[Row]) -> dict[str, list[float]]:
    """Performance profile over all solves of the race, at `RATIOS` of the best of each."""
    costs: dict[str, dict[str, float | None]] = {}
    for row in rows:
        name = f"{row['path']} {budget(row)} {row['seed']}"
        costs.setdefault(row["solver"], {})[name] = row["cost"] if row["status"] == "done" else None
    return performance_profile(costs, RATIOS)


def verdicts(rows: Sequence[Row]) -> list[Row]:
    """For each set, budget and pair of solvers: which has the lower gap over instances, by a paired Wilcoxon test.

    An instance counts with the mean over the seeds that both solved; `p` is None where there is nothing to test, or no
    outcome could show anything. Of several sets, all together are judged last,
    under ``all sets``.
    """
    from scipy.stats import wilcoxon

    gaps: dict[tuple[str, tuple[float, int]], dict[str, dict[tuple[str, int], float]]] = {}
    several = len({row["set"] for row in rows}) > 1
    for row in rows:
        for group in (row["set"], ALL_SETS)[: 1 + several]:
            cell = gaps.setdefault((group, budget(row)), {}).setdefault(row["solver"], {})
            if row["gap"] is not None:
                cell[row["path"], row["seed"]] = row["gap"]
    result = []
    for (group, (seconds, iterations)), table in sorted(
        gaps.items(), key=lambda item: (item[0][0] == ALL_SETS, item[0])
    ):
        names = sorted(table)
        for at, one in enumerate(names):
            for other in names[at + 1 :]:
                differences: dict[str, list[float]] = {}
                for path, seed in sorted(table[one].keys() & table[other].keys()):
                    difference = table[one][path, seed] - table[other][path, seed]
                    differences.setdefault(path, []).append(difference)
                pairs = [fmean(seeds) for seeds in differences.values()]
                tested = any(pairs) and len(pairs) >= FEWEST_PAIRS
                p = round(float(wilcoxon(pairs).pvalue), 4) if tested else None
                pair = {"a": one, "b": other, "n": len(pairs), "p": p, "verdict": _said(one, other, pairs, p)}
                limits = {"seconds": seconds or None, "iterations": iterations or None}
                result.append({"set": group, **limits, **pair})
    return result


def _said(one: str, other: str, pairs: Sequence[float], p: float | None) -> str:
    """The verdict on two solvers, from the difference of their gaps in each instance that both solved."""
    if not pairs:
        return "nothing that both solved"
    if not any(pairs):
        return "equal in all"
    if p is None:
        return f"too few to tell, {FEWEST_PAIRS} needed"
    return f"{one if sum(pairs) < 0 else other} is better" if p < CLEAR else "no difference shown"


def conditions() -> dict[str, Any]:
    """Where and with what a race was run."""
    from importlib.metadata import PackageNotFoundError, version

    versions = {}
    for package in ("numba", "numpy", "ortools", "pyvrp", "pyvroom", "hybgensea"):
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            continue
    return {"cores": os.cpu_count(), "machine": platform.machine(), "python": platform.python_version(), **versions}
