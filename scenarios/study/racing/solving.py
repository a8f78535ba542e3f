"""One solve of a race, as a row. What fails is a row too."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from scenarios.study.racing.entries import Task, best_known, problem_of
from solvers.instances import in_file_units

Row = dict[str, Any]


def solve_one(task: Task) -> Row:
    """Solve a task in this process; a failure is a row with its reason as the status."""
    import warnings

    import numpy as np

    from solvers import Budget, create
    from solvers.protocol import Stopwatch, unfit

    row = unsolved(task, "done")
    watch = Stopwatch()
    try:
        problem, engine = problem_of(task.instance), create(task.solver)
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


def unsolved(task: Task, status: str) -> Row:
    """The row of a task without a plan."""
    return {
        "path": task.instance,
        "instance": Path(task.instance).stem,
        "set": task.set,
        "solver": task.solver,
        "seconds": task.seconds,
        "seed": task.seed,
        "solver_version": task.solver_version,
        "problem_hash": task.problem_hash,
        "cost": None,
        "best_known": best_known(task.instance),
        "feasible": False,
        "vehicles": None,
        "cpu_seconds": None,
        "status": status,
        "trace": [],
    }


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
