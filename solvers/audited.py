"""Nobody's word is taken: run a solver on a copy of the problem, and audit what it hands back on the original.

Feasibility and cost are those of `solution.audit` over arrays that the solver never held. The seconds are those of our
own clock. The trace is what our own callback was handed, audited after the solve, and the plan itself; where a solver
never calls back and yet reports a trace, that is kept and marked as its word. Seconds are CPU seconds, costs the
objective's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from solvers.answers import (
    COMPARED,
    MOST_INCUMBENTS,
    Answer,
    NoPlanError,
    plan_of,
    read_route,
    read_trace,
    said_of_itself,
)
from solvers.checks import plain_int
from solvers.own_process import reclaim
from solvers.problem import REQUIRED, RoutingProblem
from solvers.protocol import Budget, Solver, Stopwatch
from solvers.solution import Audit, Route, audit


@dataclass(frozen=True, slots=True)
class AuditedPlan:
    """What became of a solve.

    Parameters
    ----------
    status
        ``done``; ``interrupted`` where Ctrl-C ended a search that was followed, with the best plan so far;
        ``infeasible`` where the audit finds a violation; ``failed`` where what came back is no plan, says of itself
        what is untrue, or was made by changing the problem.
    reason
        Why it is not ``done``: the first violation, or what was wrong with the answer.
    routes, unserved
        The plan, in whole numbers; empty where there is none.
    audit
        Ours; None where there is no plan.
    iterations
        As the solver counts them, on its word.
    seconds
        CPU seconds that the solve took.
    trace
        (seconds, cost) of each plan that was better than all before it.
    trace_by
        ``audit`` where the trace is ours, ``solver`` where it is the solver's word.
    """

    status: str
    reason: str
    routes: tuple[Route, ...]
    unserved: Mapping[int, str]
    audit: Audit | None
    iterations: int
    seconds: float
    trace: tuple[tuple[float, int], ...] = ()
    trace_by: str = "audit"

    def required_unserved(self, problem: RoutingProblem) -> list[int]:
        """Stops that must be served and are declared unserved, sorted."""
        there = range(1, problem.stops + 1)
        return sorted(stop for stop in self.unserved if stop in there and problem.prize[stop] == REQUIRED)


@dataclass(slots=True)
class Incumbents:
    """What a solver calls with each plan better than all before it: remembered with the time of our own clock."""

    clock: Stopwatch
    seen: list[tuple[float, Any]] = field(default_factory=list)

    def __call__(self, seconds: float, cost: int, routes: tuple[Route, ...]) -> None:
        """Remember the plan as it is now; neither the seconds nor the cost that the solver names count.

        The clock is read after the plan, which an outside class may work out while it is read.
        """
        pairs = tuple((_now(route.vehicle), tuple(map(_now, route.stops))) for route in routes)
        plan = self.clock(), pairs
        if len(self.seen) < MOST_INCUMBENTS:
            self.seen.append(plan)
        else:
            self.seen[-1] = plan

    def last(self, problem: RoutingProblem) -> tuple[Route, ...] | None:
        """The last plan that breaks no limit, whatever it leaves out; None where there is none."""
        for _, pairs in reversed(self.seen):
            try:
                routes = tuple(read_route(Route(vehicle, stops)) for vehicle, stops in pairs)
            except NoPlanError:
                continue
            visited = {stop for route in routes for stop in route.stops}
            if audit(problem, routes, set(range(1, problem.stops + 1)) - visited).feasible:
                return routes
        return None

    def plain(self) -> tuple[tuple[float, tuple[tuple[int, tuple[int, ...]], ...]], ...]:
        """What was seen, in whole numbers; what holds anything else is left out."""
        kept = []
        for seconds, pairs in self.seen:
            try:
                routes = [read_route(Route(vehicle, stops)) for vehicle, stops in pairs]
            except NoPlanError:
                continue
            kept.append((seconds, tuple((route.vehicle, route.stops) for route in routes)))
        return tuple(kept)


def _now(number: Any) -> int | None:
    """A whole number as it is now: one of an outside class may be another one later. None for what is none."""
    return number if type(number) is int else plain_int(number)


def audited_solve(
    solver: Solver,
    problem: RoutingProblem,
    budget: Budget,
    rng: np.random.Generator,
    *,
    warm_start: Sequence[Route] | None = None,
    follow: bool = False,
) -> AuditedPlan:
    """Solve a copy of `problem` and audit the plan.

    Parameters
    ----------
    solver, problem, budget, rng, warm_start
        As `Solver.solve` takes them.
    follow
        Whether to follow the search for a trace.

    Raises
    ------
    Exception
        Whatever the solver raises.
    KeyboardInterrupt
        Where there is no plan yet, or nobody follows.
    """
    return audited(problem, answer_of(solver, problem, budget, rng, warm_start=warm_start, follow=follow), follow)


def answer_of(
    solver: Solver,
    problem: RoutingProblem,
    budget: Budget,
    rng: np.random.Generator,
    *,
    warm_start: Sequence[Route] | None = None,
    follow: bool = False,
    later: list[Incumbents] | None = None,
) -> Answer:
    """Solve a copy of `problem`; parameters as `audited_solve` takes them.

    Where a list `later` is given, it gets what was seen of the search, and the answer does without.
    """
    handed, clock = problem.copy(), Stopwatch()
    incumbents = Incumbents(clock)
    follower = incumbents if follow else None
    if later is not None:
        later[:] = [incumbents]
    try:
        try:
            result = solver.solve(handed, budget, rng, warm_start=warm_start, on_incumbent=follower)
        except KeyboardInterrupt:
            if (last := incumbents.last(problem)) is None:
                raise
            return _interrupted(problem, last, incumbents, later)
        try:
            routes, unserved, iterations = plan_of(result)
        except NoPlanError as error:
            return Answer(seconds=clock(), wrong=str(error))
        seconds = clock()  # of the plan too, which an outside class may work out while it is read
        return Answer(
            tuple((route.vehicle, route.stops) for route in routes),
            unserved,
            iterations,
            seconds,
            changed=problem.differs(handed),
            said=said_of_itself(result.audit),
            incumbents=incumbents.plain() if later is None else (),
            trace=read_trace(result.trace),
        )
    finally:
        reclaim()


def audited(problem: RoutingProblem, answer: Answer, follow: bool = False) -> AuditedPlan:
    """Audit an answer on the problem as it was; `follow` as in `audited_solve`."""
    if answer.wrong:
        return AuditedPlan("failed", answer.wrong, (), {}, None, 0, answer.seconds)
    routes = tuple(Route(vehicle, stops) for vehicle, stops in answer.routes)
    found = audit(problem, routes, answer.unserved)
    status, reason = ("interrupted", "interrupted") if answer.interrupted else ("done", "")
    if not found.feasible:
        status, reason = "infeasible", found.violations[0]
    elif answer.changed:
        status, reason = "failed", f"changed the problem it was handed: {answer.changed}"
    elif untrue := _untrue(answer.said, found):
        status, reason = "failed", untrue
    trace, by = _trace(problem, answer, found) if follow else ((), "audit")
    return AuditedPlan(status, reason, routes, answer.unserved, found, answer.iterations, answer.seconds, trace, by)


def _interrupted(
    problem: RoutingProblem, routes: tuple[Route, ...], incumbents: Incumbents, later: list[Incumbents] | None
) -> Answer:
    """The best plan of a search that was interrupted."""
    visited = {stop for route in routes for stop in route.stops}
    return Answer(
        tuple((route.vehicle, route.stops) for route in routes),
        dict.fromkeys(sorted(set(range(1, problem.stops + 1)) - visited), "the search was interrupted"),
        seconds=incumbents.clock(),
        incumbents=incumbents.plain() if later is None else (),
        interrupted=True,
    )


def _untrue(said: Mapping[str, str], found: Audit) -> str:
    """What a plan says of itself that the audit does not; an empty text where they agree or nothing is said."""
    if "audit" in said:
        return f"its audit is {said['audit']}, solvers.protocol.finish makes one"
    for name, value in said.items():
        if name in COMPARED and value != str(getattr(found, name)):
            return f"reports {name.replace('_', ' ')} {value}, the audit says {getattr(found, name)}"
    return ""


def _trace(problem: RoutingProblem, answer: Answer, found: Audit) -> tuple[tuple[tuple[float, int], ...], str]:
    """The trace of a search and whose it is: better plans that were called back, audited, and the plan itself."""
    if not answer.incumbents and answer.trace:
        return answer.trace, "solver"
    optional = [stop for stop in range(1, problem.stops + 1) if problem.prize[stop] != REQUIRED]
    trace: list[tuple[float, int]] = []
    for seconds, pairs in answer.incumbents:
        visited = {stop for _, stops in pairs for stop in stops}
        routes = [Route(vehicle, stops) for vehicle, stops in pairs]
        seen = audit(problem, routes, [stop for stop in optional if stop not in visited])
        if seen.feasible and (not trace or seen.objective_cost < trace[-1][1]):
            trace.append((seconds, seen.objective_cost))
    if found.feasible and (not trace or found.objective_cost < trace[-1][1]):
        trace.append((answer.seconds, found.objective_cost))
    return tuple(trace), "audit"
