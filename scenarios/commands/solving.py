"""One routing problem solved for a command: in this process by a solver of ours, in a worker by code of others."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scenarios.commands.plans import Named, Solved
    from solvers import Route, RoutingProblem
    from solvers.audited import AuditedPlan
    from solvers.protocol import Budget


def solve_one(
    file: Path,
    problem: RoutingProblem,
    solver: str,
    budget: Budget,
    seed: int,
    wall_seconds: float | None,
    under_way: tuple[Path, float] | None,
) -> Solved:
    """The audited plan of one problem: in this process by a solver of ours, in a worker by code of others."""
    from scenarios.commands.plans import Solved, reasons_of
    from scenarios.commands.under_way import replanned
    from scenarios.errors import CheckFailed
    from solvers.own_files import is_foreign
    from solvers.registry import GROUP

    def solved(asked: RoutingProblem, known: Sequence[Route] = ()) -> tuple[Named, AuditedPlan]:
        if is_foreign(GROUP, solver):
            return _solve_apart(file, asked, solver, budget, seed, wall_seconds)
        return _solve_here(file, asked, solver, budget, seed, known)

    engine, plan = solved(problem) if under_way is None else replanned(problem, *under_way, solved)
    if plan.audit is None:
        raise CheckFailed(f"{solver} failed on {file.name}: {plan.reason}")
    # what would help a stop is told of whole plans: of what is driven nothing can be changed
    return Solved(file, problem, engine, plan, dict(plan.unserved) if under_way else reasons_of(problem, plan))


def _solve_here(
    file: Path, problem: RoutingProblem, solver: str, budget: Budget, seed: int, known: Sequence[Route]
) -> tuple[Named, AuditedPlan]:
    import numpy as np

    from scenarios.commands.interrupting import CTRL_C, ends_on_interrupt
    from scenarios.errors import InputError
    from solvers.audited import audited_solve
    from solvers.protocol import Capability, unfit
    from solvers.registry import create

    try:
        engine = create(solver)
    except ValueError as error:
        raise InputError(f"--solver: {error}") from None
    if lacking := unfit(engine, problem):
        raise InputError(f"--solver: {lacking}, which {file.name} needs")
    _prepare(solver)
    try:
        with ends_on_interrupt(budget) as limits:
            rng = np.random.default_rng(seed)
            start = known if known and Capability.WARM_START in engine.supports else None
            plan = audited_solve(engine, problem, limits, rng, warm_start=start, follow=True)
    except ValueError as error:
        raise InputError(f"--solver: {error}") from None
    if CTRL_C.pressed and plan.status == "done":
        plan = replace(plan, status="interrupted", reason="interrupted")
    return engine, plan


def _solve_apart(
    file: Path, problem: RoutingProblem, solver: str, budget: Budget, seed: int, wall_seconds: float | None
) -> tuple[Named, AuditedPlan]:
    from scenarios.apart.looking import complaints
    from scenarios.apart.solving import UnfitError, solve_apart
    from scenarios.apart.worker import EndedError
    from scenarios.errors import CheckFailed, InputError
    from solvers.registry import GROUP

    if found := complaints([("--solver", GROUP, solver, {})]):
        raise InputError(f"--solver: {found[0][1]}")
    try:
        found_apart = solve_apart(solver, problem, budget, seed, wall_seconds)
    except UnfitError as error:
        raise InputError(f"--solver: {error}, which {file.name} needs") from None
    except EndedError as error:
        raise CheckFailed(f"{solver} failed on {file.name}: {error}") from error
    return found_apart, found_apart.plan


@cache
def _prepare(solver: str) -> None:
    """Load and compile before the clock starts, and say so on stderr when that takes a while."""
    import numpy as np

    from solvers import Budget, create
    from solvers.city import city_wave
    from solvers.registry import SHIPPED

    if solver == "numba":
        from solvers.engines.warming import is_compiled, load_kernels

        if not is_compiled():
            print("compiling the routing kernels, once on this machine (up to a minute)", file=sys.stderr)
        load_kernels()
    elif solver in SHIPPED:
        create(solver).solve(city_wave(8, 1), Budget(iterations=1), np.random.default_rng(0))
