"""Nobody's word is taken: run a solver on a copy of the problem, and audit what it hands back on the original.

Feasibility and cost are those of `solution.audit` over arrays that the solver never held. The seconds are those of our
own clock. The trace is what our own callback was handed, audited after the solve, and the plan itself; where a solver
never calls back and yet reports a trace, that is kept and marked as its word. Seconds are CPU seconds, costs the
objective's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from operator import index
from typing import Any

import numpy as np

from solvers.problem import REQUIRED, RoutingProblem
from solvers.protocol import LONGEST, Budget, Solver, SolveResult, Stopwatch
from solvers.solution import Audit, Route, audit

MOST_INCUMBENTS = 10_000
"""Plans of a search that are remembered for its trace; a search with more keeps the first so many and the last."""

COMPARED = ("feasible", "cost", "objective_cost")
"""What a plan says of itself that is held against the audit."""


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


class NoPlanError(Exception):
    """What a solver handed back cannot be read as a plan; the message says what is wrong and what is accepted."""


@dataclass(slots=True)
class Incumbents:
    """What a solver calls with each plan better than all before it: remembered with the time of our own clock."""

    clock: Stopwatch
    seen: list[tuple[float, Any]] = field(default_factory=list)

    def __call__(self, seconds: float, cost: int, routes: tuple[Route, ...]) -> None:
        """Remember the plan as it is now; neither the seconds nor the cost that the solver names count."""
        plan = self.clock(), tuple((route.vehicle, tuple(route.stops)) for route in routes)
        if len(self.seen) < MOST_INCUMBENTS:
            self.seen.append(plan)
        else:
            self.seen[-1] = plan

    def last(self, problem: RoutingProblem) -> tuple[Route, ...] | None:
        """The last plan that breaks no limit, whatever it leaves out; None where there is none."""
        for _, pairs in reversed(self.seen):
            try:
                routes = tuple(_route(Route(vehicle, stops)) for vehicle, stops in pairs)
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
                routes = [_route(Route(vehicle, stops)) for vehicle, stops in pairs]
            except NoPlanError:
                continue
            kept.append((seconds, tuple((route.vehicle, route.stops) for route in routes)))
        return tuple(kept)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a solver answered, in plain numbers and texts, before anybody has audited it.

    It can be written down as JSON and read again, so that the audit can stand in another process than the solver.
    """

    routes: tuple[tuple[int, tuple[int, ...]], ...] = ()
    unserved: Mapping[int, str] = field(default_factory=dict)
    iterations: int = 0
    seconds: float = 0.0
    wrong: str = ""
    """Why it is no plan; empty where it is one."""
    changed: str = ""
    """The field of the problem that the solver changed in its hands."""
    interrupted: bool = False
    """Whether it is the best plan of a search that Ctrl-C ended."""
    said: Mapping[str, str] = field(default_factory=dict)
    """What the plan says of itself, by field of the audit, in words."""
    incumbents: tuple[tuple[float, tuple[tuple[int, tuple[int, ...]], ...]], ...] = ()
    trace: tuple[tuple[float, int], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As plain lists and maps."""
        return {**asdict(self), "unserved": list(self.unserved.items())}

    @staticmethod
    def from_json(found: Mapping[str, Any]) -> Answer:
        """What `to_json` gave; ValueError, TypeError or KeyError for anything else."""
        return Answer(
            routes=_pairs(found["routes"]),
            unserved={int(stop): str(reason) for stop, reason in found["unserved"]},
            iterations=int(found["iterations"]),
            seconds=float(found["seconds"]),
            wrong=str(found["wrong"]),
            changed=str(found["changed"]),
            interrupted=bool(found["interrupted"]),
            said={str(name): str(value) for name, value in found["said"].items()},
            incumbents=tuple((float(when), _pairs(routes)) for when, routes in found["incumbents"]),
            trace=tuple((float(when), int(cost)) for when, cost in found["trace"]),
        )


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
) -> Answer:
    """Solve a copy of `problem`; parameters as `audited_solve` takes them."""
    handed, clock = problem.copy(), Stopwatch()
    incumbents = Incumbents(clock)
    follower = incumbents if follow else None
    try:
        result = solver.solve(handed, budget, rng, warm_start=warm_start, on_incumbent=follower)
    except KeyboardInterrupt:
        if (last := incumbents.last(problem)) is None:
            raise
        return _interrupted(problem, last, incumbents)
    seconds = clock()
    try:
        routes, unserved, iterations = read_plan(problem, result)
    except NoPlanError as error:
        return Answer(seconds=seconds, wrong=str(error))
    return Answer(
        tuple((route.vehicle, route.stops) for route in routes),
        unserved,
        iterations,
        seconds,
        changed=problem.differs(handed),
        said=_said_of_itself(result.audit),
        incumbents=incumbents.plain(),
        trace=_said(result.trace),
    )


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


def _interrupted(problem: RoutingProblem, routes: tuple[Route, ...], incumbents: Incumbents) -> Answer:
    """The best plan of a search that was interrupted."""
    visited = {stop for route in routes for stop in route.stops}
    return Answer(
        tuple((route.vehicle, route.stops) for route in routes),
        dict.fromkeys(sorted(set(range(1, problem.stops + 1)) - visited), "the search was interrupted"),
        seconds=incumbents.clock(),
        incumbents=incumbents.plain(),
        interrupted=True,
    )


def read_plan(problem: RoutingProblem, answer: object) -> tuple[tuple[Route, ...], dict[int, str], int]:
    """Routes, unserved stops with reasons, and iterations of what a solver handed back.

    Raises
    ------
    NoPlanError
        Where it is no `SolveResult`, or holds anything but whole numbers and texts.
    """
    if not isinstance(answer, SolveResult):
        raise NoPlanError(f"returned {_kind(answer)}, a SolveResult is accepted (solvers.protocol.finish makes one)")
    if not isinstance(answer.routes, tuple | list):
        raise NoPlanError(f"routes are {_kind(answer.routes)}, a tuple of Route is accepted")
    if not isinstance(answer.unserved, Mapping):
        raise NoPlanError(f"unserved is {_kind(answer.unserved)}, a mapping of stop to reason is accepted")
    routes = tuple(route for one in answer.routes if (route := _route(one)).stops)
    unserved = {_whole("an unserved stop", stop): str(reason)[:LONGEST] for stop, reason in answer.unserved.items()}
    return routes, unserved, answer.iterations if isinstance(answer.iterations, int) else 0


def _route(one: object) -> Route:
    if not isinstance(one, Route):
        raise NoPlanError(f"a route is {_kind(one)}, a Route is accepted")
    if not isinstance(one.stops, tuple | list | np.ndarray):
        raise NoPlanError(f"the stops of a route are {_kind(one.stops)}, a tuple of whole numbers is accepted")
    return Route(_whole("a vehicle type", one.vehicle), tuple(_whole("a stop", stop) for stop in one.stops))


def _whole(what: str, value: Any) -> int:
    if isinstance(value, bool):
        raise NoPlanError(f"{what} is {value}, a whole number is accepted")
    try:
        return index(value)
    except TypeError:
        raise NoPlanError(f"{what} is {_kind(value)}, a whole number is accepted") from None


def _kind(value: object) -> str:
    if value is None:
        return "None"
    if isinstance(value, int | float):
        return f"{value!r}"[:LONGEST]
    return f"of type {type(value).__name__}"


def _said_of_itself(said: object) -> dict[str, str]:
    """What the audit that a solver hands back says; empty where it says nothing."""
    if said is None:
        return {}
    if not isinstance(said, Audit):
        return {"audit": _kind(said)}
    return {name: str(getattr(said, name))[:LONGEST] for name in COMPARED}


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


def _pairs(routes: Iterable[Any]) -> tuple[tuple[int, tuple[int, ...]], ...]:
    return tuple((int(vehicle), tuple(int(stop) for stop in stops)) for vehicle, stops in routes)


def _said(trace: Iterable[Any]) -> tuple[tuple[float, int], ...]:
    """What a solver says of its search, where it can be read at all."""
    if not isinstance(trace, tuple | list):
        return ()
    try:
        pairs = [(float(when), int(cost)) for when, cost in trace[:MOST_INCUMBENTS]]
    except (TypeError, ValueError, OverflowError):
        return ()
    return tuple((when, cost) for when, cost in pairs if np.isfinite(when))
