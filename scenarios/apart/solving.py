"""Solving with code of others: the problem goes to a worker, the answer comes back, and is audited here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from scenarios.apart.pool import borrowed
from scenarios.apart.reading import text, told_by
from scenarios.apart.worker import EndedError
from solvers import Budget, RoutingProblem
from solvers.answers import Answer
from solvers.audited import AuditedPlan, Incumbents, answer_of, audited

WALL_SECONDS, WALL_FACTOR = 60.0, 5.0
"""A solve in a worker may take so many wall seconds, and so many times its budget."""
SLACK_SECONDS, SLACK_SHARE = 0.25, 0.1
"""By so much a solve may be over its budget, and the clock of the system over the worker's."""
WALL_OF_ITERATIONS = 600.0
"""Wall seconds of a solve whose budget is in iterations."""


def wall(budget: Budget) -> float:
    """Wall seconds that a solve may take before its worker is ended."""
    return WALL_OF_ITERATIONS if budget.seconds is None else WALL_SECONDS + WALL_FACTOR * budget.seconds


_seen: list[Incumbents] = []


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

    Its seconds are those of the clock around it in the worker, unless the worker and what it has started have taken
    more than that by the clock of the system: whoever stops the one, or has a child do the work, does not stop the
    other.

    Raises
    ------
    EndedError
        When the solver gave no answer.
    UnfitError
        When it lacks what the problem needs.
    """
    most = wall_seconds or wall(budget)
    with borrowed((name,)) as worker:
        worker.ask("warm", {"name": name}, most)
        before = worker.cpu_seconds
        found = worker.ask("solve", {"name": name, "problem": problem, "budget": budget, "seed": seed}, most)
        spent = worker.cpu_seconds - before
        if not isinstance(found, dict):
            raise EndedError("its worker answered what is no plan")
        seen = worker.ask("incumbents", {}, most) if "unfit" not in found else ()
    if "unfit" in found:
        raise UnfitError(told_by(name, text(found["unfit"]) or "lacks what the problem needs"))
    try:
        answer = Answer.from_json({**found, "incumbents": seen})
    except (KeyError, TypeError, ValueError, AttributeError):
        answer = Answer(wrong="its worker answered what is no plan")
    if spent > allowed(answer.seconds):
        answer = replace(answer, seconds=spent)
    plan = audited(problem, answer, follow=True)
    return SolvedApart(text(found.get("name")) or name, text(found.get("iteration_unit")) or "its own", plan)


def allowed(seconds: float) -> float:
    """Processor seconds beyond which a solve took more than so many: what loading, reading and writing may add."""
    return SLACK_SECONDS + (1.0 + SLACK_SHARE) * seconds


class UnfitError(Exception):
    """A solver lacks what a problem needs; the message says what."""


def solve(name: str, problem: RoutingProblem, budget: Budget, seed: int) -> dict[str, Any]:
    """In a worker: solve, and keep what the search told until it is asked for, when the clock no longer runs."""
    import warnings

    import numpy as np

    from solvers import create
    from solvers.protocol import unfit

    engine = create(name)
    if lacking := unfit(engine, problem):
        return {"unfit": lacking}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        answer = answer_of(engine, problem, budget, np.random.default_rng(seed), follow=True, later=_seen)
    return answer.to_json() | {"name": engine.name, "iteration_unit": engine.iteration_unit}


def warmed(name: str) -> None:
    """In a worker: load and compile, so that no clock measures it."""
    from scenarios.study.racing.warming import warm

    warm(name)


def incumbents() -> list[Any]:
    """In a worker: what the last search told."""
    return list(_seen.pop().plain()) if _seen else []


def measure(name: str) -> dict[str, Any]:
    """In a worker: what an iteration costs, as `scenarios.study.racing.calibrating` writes it down."""
    from scenarios.study.racing.calibrating import document, measured

    return document({name: measured(name)})


def conformance(name: str, seed: int) -> list[dict[str, Any]]:
    """In a worker: the conformance suite, a row a check."""
    from solvers import create
    from solvers.conformance import check_rows

    return check_rows(create(name), seed=seed)
