"""One solve of a race, as a row. What fails is a row too.

A row's cost, feasibility and seconds are ours (`solvers.audited`). Its status is one of `STATUSES`, with the reason
beside; what is not ``done`` is in no ranking.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scenarios.apart.solving import allowed
from scenarios.study.racing.entries import Task, best_known, problem_of
from scenarios.study.racing.warming import warm
from solvers import RoutingProblem, Solver
from solvers.audited import AuditedPlan
from solvers.instances import in_file_units, known_cost

Row = dict[str, Any]

STATUSES = ("done", "infeasible", "over_budget", "failed", "skipped", "not_installed")


def solve_one(task: Task, engine: Solver | None = None) -> Row:
    """Solve a task in this process, by its solver or by an object at hand; a failure is a row with its reason."""
    import warnings

    import numpy as np

    from solvers import Budget, create
    from solvers.audited import audited_solve
    from solvers.protocol import Stopwatch, failure, unfit
    from solvers.registry import available

    row = unsolved(task, "failed", "")
    watch = Stopwatch()
    try:
        problem, given = problem_of(task.instance), engine
        row["instance"] = problem.name
        if given is None and (absent := available(task.solver)):
            return row | {"status": "not_installed", "reason": absent}
        engine = create(task.solver) if given is None else given
        if lacking := unfit(engine, problem):
            return row | {"status": "skipped", "reason": lacking}
        if given is None:
            warm(task.solver)
        budget = Budget(iterations=task.iterations, seconds=task.seconds)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            watch = Stopwatch()
            plan = audited_solve(engine, problem, budget, np.random.default_rng(task.seed), follow=True)
    except (Exception, SystemExit) as error:  # one solver's failure must not end the race
        return row | {"reason": failure(error), "cpu_seconds": round(watch(), 3)}
    return row | judged(task, problem, plan)


def solve_apart(task: Task, wall_seconds: float | None = None) -> Row:
    """Solve a task whose solver is code of others in a worker, and audit the plan in this process."""
    from scenarios.apart import solving
    from scenarios.apart.worker import EndedError
    from solvers import Budget

    row = unsolved(task, "failed", "")
    problem = problem_of(task.instance)
    row["instance"] = problem.name
    try:
        budget = Budget(task.iterations, task.seconds)
        plan = solving.solve_apart(task.solver, problem, budget, task.seed, wall_seconds).plan
    except solving.UnfitError as error:
        return row | {"status": "skipped", "reason": str(error)}
    except EndedError as error:
        return row | {"reason": str(error)}
    return row | judged(task, problem, plan)


def judged(task: Task, problem: RoutingProblem, plan: AuditedPlan) -> Row:
    """What a row says of an audited plan."""
    status, reason, required = plan.status, plan.reason, plan.required_unserved(problem)
    if status == "done" and required:
        status, reason = "infeasible", f"{len(required)} required stops not served, the first is {required[0]}"
    elif status == "done" and task.seconds is not None and plan.seconds > (most := allowed(task.seconds)):
        status, reason = "over_budget", f"{plan.seconds:.2f} CPU seconds, at most {most:g} are allowed"
    more: Row = {"status": status, "reason": reason, "cpu_seconds": round(plan.seconds, 3)}
    if plan.audit is None or not plan.audit.feasible or required:
        return more
    cost, published = in_file_units(plan.audit.objective_cost, problem.scale), best_known(task.instance)
    return more | {
        "cost": cost,
        "best_known": None if published is None else known_cost(problem, published, near=cost),
        "feasible": True,
        "vehicles": plan.audit.vehicles,
        "trace": [[round(when, 4), in_file_units(cost, problem.scale)] for when, cost in plan.trace],
        "trace_by": plan.trace_by,
        "routes": [[route.vehicle, list(route.stops)] for route in plan.routes],
    }


def unsolved(task: Task, status: str, reason: str) -> Row:
    """The row of a task without a plan."""
    return {
        "path": task.instance,
        "instance": Path(task.instance).stem,
        "set": task.set,
        "solver": task.solver,
        "seconds": task.seconds,
        "iterations": task.iterations,
        "seed": task.seed,
        "solver_version": task.solver_version,
        "problem_hash": task.problem_hash,
        "cost": None,
        "best_known": best_known(task.instance),
        "feasible": False,
        "vehicles": None,
        "cpu_seconds": None,
        "status": status,
        "reason": reason,
        "trace": [],
        "trace_by": "audit",
        "routes": [],
        "in_process": False,
    }
