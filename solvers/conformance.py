"""The suite an outside author runs on a solver: `check_solver(MySolver())`.

It never looks inside: it hands out problems within what the solver says it supports, and audits what comes back, as a
race and the simulation do (`solvers.audited`). Of rich features it draws several at once, and each one alone where
ignoring it shows (`solvers.probes`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, is_dataclass
from typing import Any

import numpy as np

from solvers.audited import AuditedPlan, audited_solve
from solvers.capabilities import rich_needs
from solvers.probes import probes
from solvers.problem import RoutingProblem
from solvers.protocol import Budget, Capability, Solver, failure
from solvers.random_features import RICH, random_rich_problem
from solvers.random_problems import random_problem
from solvers.screen import unservable
from solvers.solution import rank

SIZES = (1, 2, 3, 5, 8, 13, 30)
RICH_SIZES = (2, 4, 8, 14)
PROBES = 3
"""Tiny problems on which each rich feature that is offered is tried."""


@dataclass(frozen=True, slots=True)
class Conformance:
    """What was checked and what was found wanting, one sentence each."""

    solver: str
    checks: int
    findings: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


def check_solver(
    solver: Solver, *, seed: int = 1, rounds: int = 3, budget: Budget | None = None, ugly: bool = True
) -> Conformance:
    """Check a solver against its own promises.

    Parameters
    ----------
    solver
        The solver, as the registry would make it.
    seed
        Of the problems and of the solves.
    rounds
        Problems per size.
    budget
        Of one solve; 40 iterations when None, so that results repeat.
    ugly
        Whether problems hold stops that cannot be served.
    """
    found = list(_checks(solver, seed, rounds, budget or Budget(iterations=40), ugly=ugly))
    findings = [f"{name}: {text}" for name, texts in found for text in texts]
    return Conformance(str(getattr(solver, "name", solver)), len(found), tuple(findings))


def check_rows(solver: Solver, *, seed: int = 1, rounds: int = 3, budget: Budget | None = None) -> list[dict[str, Any]]:
    """As `check_solver`, a row a check: ``check``, ``passed``, and ``reason``, the first thing found wanting."""
    rows = []
    for name, findings in _checks(solver, seed, rounds, budget or Budget(iterations=40), ugly=True):
        rows.append({"check": name, "passed": not findings, "reason": findings[0] if findings else ""})
    return rows


def _checks(solver: Solver, seed: int, rounds: int, budget: Budget, *, ugly: bool) -> Iterator[tuple[str, list[str]]]:
    """Each check with what was found; of a solver without the right shape nothing else can be checked."""
    shape = list(_shape(solver))
    yield "name, supports, iteration_unit and solve()", shape
    if shape:
        return
    rng = np.random.default_rng(seed)
    for size in SIZES:
        for round_ in range(rounds):
            problem = random_problem(rng, size, solver.supports, ugly=ugly)
            found = _tried(solver, problem, budget, seed)
            yield f"problem of {size} stops, round {round_}, objective {problem.objective}", found
    for size in RICH_SIZES if solver.supports & RICH else ():
        for round_ in range(rounds):
            problem = random_rich_problem(rng, size, solver.supports, ugly=ugly)
            drawn = _named(rich_needs(problem)) or "none"
            yield (
                f"rich problem of {size} stops, round {round_}, features {drawn}",
                _tried(solver, problem, budget, seed),
            )
    for feature in RICH & solver.supports:
        yield f"feature {_named(feature)}", list(_ignored(solver, feature, budget, seed))


def _tried(solver: Solver, problem: RoutingProblem, budget: Budget, seed: int) -> list[str]:
    try:
        return list(_one(solver, problem, budget, seed))
    except Exception as error:  # an outside solver may raise anything, and the suite must go on
        return [f"raised {failure(error)}"]


def _named(features: Capability) -> str:
    return ", ".join(str(flag.name).lower() for flag in features)


def _ignored(solver: Solver, feature: Capability, budget: Budget, seed: int) -> Iterator[str]:
    """What is found on problems that tell who ignores a feature."""
    name, told = _named(feature), False
    tried = list(probes(np.random.default_rng(seed), feature, solver.supports, PROBES))
    for probe in tried:
        try:
            plan = audited_solve(solver, probe.problem, budget, np.random.default_rng(seed))
        except Exception as error:
            yield f"{name}: raised {failure(error)}"
            continue
        if plan.status != "done":
            yield f"{name}: {plan.reason}"
        told = told or probe.ignored is None or _rank(probe.problem, plan) < probe.ignored
    if tried and not told:
        yield f"{name}: none of {len(tried)} plans is better than the best of who ignores it"


def _shape(solver: object) -> Iterator[str]:
    if not isinstance(solver, Solver):
        yield "lacks name, supports, iteration_unit or solve()"
        return
    if not is_dataclass(solver):
        yield "is not a dataclass, so its parameters have no names"
    if not solver.supports & Capability.CAPACITY:
        yield "does not support Capability.CAPACITY, which every problem needs"
    if not solver.iteration_unit:
        yield "has an empty iteration_unit"


def _one(solver: Solver, problem: RoutingProblem, budget: Budget, seed: int) -> Iterator[str]:
    plan = audited_solve(solver, problem, budget, np.random.default_rng(seed), follow=True)
    if plan.audit is None:
        yield plan.reason
        return
    yield from plan.audit.violations
    if plan.status == "failed":
        yield plan.reason
    for stop, reason in plan.unserved.items():
        if not reason:
            yield f"leaves stop {stop} out without a reason"
    for stop in unservable(problem):
        if stop not in plan.unserved:
            yield f"serves stop {stop}, which cannot be served"
    if budget.seconds is None:
        again = audited_solve(solver, problem, budget, np.random.default_rng(seed))
        if again.routes != plan.routes:
            yield "gives other routes for the same problem, budget and seed"
    if Capability.WARM_START in solver.supports:
        warm = audited_solve(solver, problem, budget, np.random.default_rng(seed + 1), warm_start=plan.routes)
        if _rank(problem, warm) > _rank(problem, plan):
            yield "ends worse than the plan it was started from"


def _rank(problem: RoutingProblem, plan: AuditedPlan) -> tuple[float, ...]:
    return (float("inf"),) if plan.audit is None else rank(problem, plan.audit)
