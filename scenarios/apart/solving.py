"""Solving with code of others: the problem goes to a worker, the answer comes back, and is audited here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scenarios.apart.pool import ask
from solvers import Budget, RoutingProblem
from solvers.answers import Answer
from solvers.audited import AuditedPlan, audited

WALL_SECONDS, WALL_FACTOR = 60.0, 5.0
"""A solve in a worker may take so many wall seconds, and so many times its budget."""
WALL_OF_ITERATIONS = 600.0
"""Wall seconds of a solve whose budget is in iterations."""


def wall(budget: Budget) -> float:
    """Wall seconds that a solve may take before its worker is ended."""
    return WALL_OF_ITERATIONS if budget.seconds is None else WALL_SECONDS + WALL_FACTOR * budget.seconds


@dataclass(frozen=True, slots=True)
class SolvedApart:
    """An audited plan, and what its solver calls itself and its iterations."""

    name: str
    iteration_unit: str
    plan: AuditedPlan


def solve_apart(
    name: str, problem: RoutingProblem, budget: Budget, seed: int, wall_seconds: float | None = None
) -> SolvedApart:
    """Solve with a solver that is code of others, and audit the plan in this process.

    Raises
    ------
    EndedError
        When the solver gave no answer.
    UnfitError
        When it lacks what the problem needs.
    """
    arguments = {"name": name, "problem": problem, "budget": budget, "seed": seed}
    found = ask((name,), "solve", arguments, wall_seconds or wall(budget))
    if "unfit" in found:
        raise UnfitError(str(found["unfit"]))
    try:
        answer = Answer.from_json(found)
    except (KeyError, TypeError, ValueError, AttributeError):
        answer = Answer(wrong="its worker answered what is no plan")
    plan = audited(problem, answer, follow=True)
    return SolvedApart(str(found.get("name", name)), str(found.get("iteration_unit", "its own")), plan)


class UnfitError(Exception):
    """A solver lacks what a problem needs; the message says what."""


def solve(name: str, problem: RoutingProblem, budget: Budget, seed: int) -> dict[str, Any]:
    """In a worker: load, warm up, solve."""
    import warnings

    import numpy as np

    from scenarios.study.racing.warming import warm
    from solvers import create
    from solvers.audited import answer_of
    from solvers.protocol import unfit

    engine = create(name)
    if lacking := unfit(engine, problem):
        return {"unfit": lacking}
    warm(name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        answer = answer_of(engine, problem, budget, np.random.default_rng(seed), follow=True)
    return answer.to_json() | {"name": engine.name, "iteration_unit": engine.iteration_unit}


def measure(name: str) -> dict[str, Any]:
    """In a worker: what an iteration costs, as `scenarios.study.racing.calibrating` writes it down."""
    from scenarios.study.racing.calibrating import document, measured

    return document({name: measured(name)})


def conformance(name: str, seed: int) -> list[dict[str, Any]]:
    """In a worker: the conformance suite, a row a check."""
    from solvers import create
    from solvers.conformance import check_rows

    return check_rows(create(name), seed=seed)
