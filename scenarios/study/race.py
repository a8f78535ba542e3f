"""A race: instances times solvers times seconds times seeds, at equal CPU time of one thread.

Every solve runs in a worker process of its own pool, pinned to one core and one thread, with compilation done before
the clock starts. The order interleaves the solvers, so that a slow hour of the machine meets all of them. Rows are
written as they come, one JSON line each; a race that is started again does what is missing. What fails is a row too.
"""

from __future__ import annotations

import csv
import json
import os
import platform
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from statistics import fmean
from typing import Any

from solvers import RoutingProblem
from solvers.instances import in_file_units, read_instance
from solvers.profiles import gap, performance_profile, primal_integral, time_to_target

WAVES = "waves:"
"""`waves:STOPS:COUNT` names COUNT generated city waves of STOPS stops."""
RATIOS = (1.0, 1.001, 1.005, 1.01, 1.02, 1.05, 1.1)
TARGET = 1.0
"""Gap, in per cent, of the time to target."""
CLEAR = 0.05
"""Two-sided p value below which the paired test calls a difference shown."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Task:
    """One solve of a race."""

    instance: str
    """A file, or `waves:STOPS:SEED` for a generated one."""
    set: str
    solver: str
    seconds: float
    seed: int

    @property
    def key(self) -> tuple[str, str, float, int]:
        """What tells its row from others."""
        return self.instance, self.solver, self.seconds, self.seed


def entrants(sets: Iterable[str]) -> list[tuple[str, str]]:
    """The (set, instance) pairs that folders, files and generated waves name; ValueError for anything else."""
    found: list[tuple[str, str]] = []
    for one in sets:
        if one.startswith(WAVES):
            words = one.removeprefix(WAVES).split(":")
            if not (1 <= len(words) <= 2 and all(word.isdigit() and int(word) > 0 for word in words)):
                raise ValueError(f"set: {one!r} is not accepted, use waves:STOPS or waves:STOPS:COUNT")
            count = int(words[1]) if len(words) == 2 else 1
            found += [(f"waves-{words[0]}", f"{WAVES}{words[0]}:{seed}") for seed in range(1, count + 1)]
            continue
        path = Path(one)
        if path.is_dir():
            files = sorted(file for file in path.iterdir() if file.suffix in (".vrp", ".txt"))
            if not files:
                raise ValueError(f"set: {one} holds no instance, a folder with .vrp or .txt files is accepted")
            found += [(path.name, str(file)) for file in files]
        elif path.is_file():
            found.append((path.parent.name, str(path)))
        else:
            raise ValueError(f"set: {one} does not exist, a file, a folder or waves:STOPS:COUNT is accepted")
    return found


def tasks(sets: Iterable[str], solvers: Sequence[str], seconds: Sequence[float], seeds: Sequence[int]) -> list[Task]:
    """All solves, interleaved: short budgets first, and the solvers side by side."""
    pairs = entrants(sets)
    return [
        Task(instance, group, solver, budget, seed)
        for budget in seconds
        for seed in seeds
        for group, instance in pairs
        for solver in solvers
    ]


def run(todo: Sequence[Task], store: Path, *, jobs: int = 1, on_row: Callable[[Row], None] | None = None) -> list[Row]:
    """Run what the store does not hold yet; returns the rows of all tasks, in their order."""
    done = {_key(row): row for row in read_rows(store)}
    missing = [task for task in todo if task.key not in done]
    if missing:
        store.parent.mkdir(parents=True, exist_ok=True)
        cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else [0]
        context = get_context("spawn")
        turn = context.Value("i", 0)
        with (
            ProcessPoolExecutor(jobs, mp_context=context, initializer=_settle_in, initargs=(cores, turn)) as pool,
            store.open("a", encoding="utf-8") as file,
        ):
            for row in pool.map(solve_one, missing):
                file.write(json.dumps(row) + "\n")
                file.flush()
                done[_key(row)] = row
                if on_row is not None:
                    on_row(row)
    return [done[task.key] for task in todo]


def read_rows(store: Path) -> Iterator[Row]:
    """Rows of a store; a last line cut off by a crash is left out, and its solve is done again."""
    if not store.is_file():
        return
    for line in store.read_text(encoding="utf-8").splitlines():
        try:
            yield json.loads(line)
        except json.JSONDecodeError:
            continue


def _key(row: Row) -> tuple[str, str, float, int]:
    return row["path"], row["solver"], row["seconds"], row["seed"]


def _settle_in(cores: list[int], turn: Any) -> None:
    """Pin a worker to one core and one thread before anything heavy is imported."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
        os.environ[name] = "1"
    with turn.get_lock():
        number, turn.value = turn.value, turn.value + 1
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {cores[number % len(cores)]})


@cache
def _problem(instance: str) -> RoutingProblem:
    if instance.startswith(WAVES):
        from solvers.city import city_wave

        stops, seed = instance.removeprefix(WAVES).split(":")
        return city_wave(int(stops), int(seed))
    return read_instance(instance)


@cache
def _warm(solver: str) -> None:
    """Load and compile a solver before its first clock starts."""
    import numpy as np

    from solvers import Budget, create
    from solvers.city import city_wave
    from solvers.protocol import unfit

    engine, wave = create(solver), city_wave(8, 1)
    if not unfit(engine, wave):
        # counted in iterations: what loading leaves of a budget in seconds may not reach the search itself
        engine.solve(wave, Budget(iterations=2), np.random.default_rng(0))


def solve_one(task: Task) -> Row:
    """One solve in this process, as a row; a failure is a row with its reason as the status."""
    import warnings

    import numpy as np

    from solvers import Budget, create
    from solvers.protocol import Stopwatch, unfit

    row: Row = {
        "path": task.instance,
        "instance": Path(task.instance).stem,
        "set": task.set,
        "solver": task.solver,
        "seconds": task.seconds,
        "seed": task.seed,
        "cost": None,
        "best_known": best_known(task.instance),
        "feasible": False,
        "vehicles": None,
        "cpu_seconds": None,
        "status": "done",
        "trace": [],
    }
    watch = Stopwatch()
    try:
        problem, engine = _problem(task.instance), create(task.solver)
        row["instance"] = problem.name
        if lacking := unfit(engine, problem):
            return row | {"status": f"skipped: {lacking}"}
        _warm(task.solver)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            watch = Stopwatch()
            result = engine.solve(problem, Budget(seconds=task.seconds), np.random.default_rng(task.seed))
    except Exception as error:  # one solver's failure must not end the race
        return row | {"status": f"failed: {type(error).__name__}: {error}", "cpu_seconds": round(watch(), 3)}
    required = sum(problem.prize[stop] < 0 for stop in result.unserved)
    return row | {
        "cost": in_file_units(result.audit.objective_cost, problem.scale),
        "feasible": result.audit.feasible and not required,
        "vehicles": result.audit.vehicles,
        "cpu_seconds": round(watch(), 3),
        "status": "done" if not required else f"done: {required} required stops not served",
        "trace": [[round(when, 4), in_file_units(cost, problem.scale)] for when, cost in result.trace],
    }


@cache
def _table(folder: Path) -> dict[str, float]:
    file = folder / "bks.csv"
    if not file.is_file():
        return {}
    with file.open(newline="", encoding="utf-8") as text:
        return {row["instance"].lower(): float(row["bks_cost"]) for row in csv.DictReader(text) if row["bks_cost"]}


def best_known(instance: str) -> float | None:
    """The best-known cost from `bks.csv` beside the file."""
    if instance.startswith(WAVES):
        return None
    path = Path(instance)
    return _table(path.parent).get(path.stem.lower())


def with_gaps(rows: Sequence[Row]) -> list[Row]:
    """Rows with `best_known` filled in (the best of the race where none is published), `gap` and primal integral."""
    best: dict[str, float] = {}
    for row in rows:
        if row["feasible"]:
            best[row["path"]] = min(best.get(row["path"], float("inf")), row["cost"])
    complete = []
    for row in rows:
        least: float | None = row["best_known"] if row["best_known"] is not None else best.get(row["path"])
        more: Row = {"best_known": least, "gap": None, "primal_integral": None, "time_to_target": None}
        if row["feasible"] and least is not None:
            more["gap"] = round(gap(row["cost"], least), 4)
            more["primal_integral"] = round(primal_integral(row["trace"], least, row["seconds"]), 4)
            more["time_to_target"] = time_to_target(row["trace"], least, TARGET)
        complete.append(row | more)
    return complete


def summary(rows: Sequence[Row]) -> list[Row]:
    """Mean gap per set, solver and seconds, over the solves that ended in a feasible plan; `n` counts those."""
    groups: dict[tuple[str, str, float], list[Row]] = {}
    for row in rows:
        groups.setdefault((row["set"], row["solver"], row["seconds"]), []).append(row)
    result = []
    for (group, solver, seconds), members in sorted(groups.items()):
        solved = [row for row in members if row["gap"] is not None]
        hits = [row["time_to_target"] for row in solved if row["time_to_target"] is not None]
        result.append(
            {
                "set": group,
                "solver": solver,
                "seconds": seconds,
                "mean_gap": round(fmean(row["gap"] for row in solved), 4) if solved else None,
                "n": len(solved),
                "failures": len(members) - len(solved),
                "primal_integral": round(fmean(row["primal_integral"] for row in solved), 4) if solved else None,
                "within_target": round(len(hits) / len(members), 3),
            }
        )
    return result


def profiles(rows: Sequence[Row]) -> dict[str, list[float]]:
    """Performance profile over all solves of the race, at `RATIOS` of the best of each."""
    costs: dict[str, dict[str, float | None]] = {}
    for row in rows:
        name = f"{row['path']} {row['seconds']} {row['seed']}"
        costs.setdefault(row["solver"], {})[name] = row["cost"] if row["feasible"] else None
    return performance_profile(costs, RATIOS)


def verdicts(rows: Sequence[Row]) -> list[Row]:
    """For each set, seconds and pair of solvers: which has the lower gap over instances, by a paired Wilcoxon test."""
    from scipy.stats import wilcoxon

    mean: dict[tuple[str, float], dict[str, dict[str, float]]] = {}
    for row in rows:
        if row["gap"] is not None:
            cell = mean.setdefault((row["set"], row["seconds"]), {}).setdefault(row["solver"], {})
            cell[row["path"]] = cell.get(row["path"], 0.0) + row["gap"]
    result = []
    for (group, seconds), table in sorted(mean.items()):
        names = sorted(table)
        for at, one in enumerate(names):
            for other in names[at + 1 :]:
                shared = sorted(set(table[one]) & set(table[other]))
                pairs = [table[one][name] - table[other][name] for name in shared]
                p = float(wilcoxon(pairs).pvalue) if any(pairs) and len(pairs) > 5 else 1.0
                ahead = one if sum(pairs) < 0 else other
                verdict = f"{ahead} is better" if p < CLEAR else "no difference shown"
                pair = {"a": one, "b": other, "n": len(pairs), "p": round(p, 4), "verdict": verdict}
                result.append({"set": group, "seconds": seconds, **pair})
    return result


def conditions() -> dict[str, Any]:
    """Where and with what a race was run."""
    from importlib.metadata import PackageNotFoundError, version

    versions = {}
    for package in ("numba", "numpy", "ortools", "pyvrp", "pyvroom"):
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            continue
    return {"cores": os.cpu_count(), "machine": platform.machine(), "python": platform.python_version(), **versions}
