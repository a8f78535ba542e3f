"""What a solver is: a function from a problem, a budget and a generator to audited routes.

Implementations are small frozen dataclasses whose fields are their parameters; they inherit from nothing. Iterations
are each solver's own unit (`iteration_unit`), and not comparable between solvers; seconds are CPU seconds.
"""

from __future__ import annotations

import resource
import time
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import index
from pathlib import PurePath
from typing import ClassVar, Protocol, runtime_checkable

import numpy as np

from solvers.capabilities import Capability, needs, rich_needs
from solvers.checks import plain_text, type_name
from solvers.problem import RoutingProblem
from solvers.solution import Audit, Route, audit

__all__ = [
    "LONGEST",
    "Budget",
    "Capability",
    "OnIncumbent",
    "SolveResult",
    "Solver",
    "Stopwatch",
    "failure",
    "finish",
    "known_routes",
    "lacking",
    "needs",
    "refuse",
    "unfit",
]

LONGEST = 200
"""Letters of what an outside solver says that are shown."""

OnIncumbent = Callable[[float, int, tuple[Route, ...]], None]
"""Called with CPU seconds since the start, the objective cost, and the routes of a new best plan."""


@dataclass(frozen=True, slots=True)
class Budget:
    """When to stop: the first limit reached. At least one is needed; `no_improvement` counts iterations."""

    iterations: int | None = None
    seconds: float | None = None
    no_improvement: int | None = None

    def __post_init__(self) -> None:
        if self.iterations is None and self.seconds is None and self.no_improvement is None:
            raise ValueError("budget: empty, give iterations, seconds or no_improvement")
        for key in ("iterations", "seconds", "no_improvement"):
            value = getattr(self, key)
            if value is not None and not value >= 0:
                raise ValueError(f"budget: {key}: {value!r} is not accepted, use a number >= 0")


@dataclass(frozen=True, slots=True)
class SolveResult:
    """An audited plan: routes, the stops left out with the reason of each, and how the cost fell over CPU seconds."""

    routes: tuple[Route, ...]
    unserved: Mapping[int, str]
    audit: Audit
    iterations: int
    trace: tuple[tuple[float, int], ...] = ()


@runtime_checkable
class Solver(Protocol):
    """The seam. `name`, `supports` and `iteration_unit` are class variables; the fields are parameters."""

    name: ClassVar[str]
    supports: ClassVar[Capability]
    iteration_unit: ClassVar[str]

    def solve(
        self,
        problem: RoutingProblem,
        budget: Budget,
        rng: np.random.Generator,
        *,
        warm_start: Sequence[Route] | None = None,
        on_incumbent: OnIncumbent | None = None,
    ) -> SolveResult:
        """Return the best plan found within the budget; the same arguments give the same routes."""
        ...


def unfit(solver: Solver, problem: RoutingProblem) -> str:
    """Why `solver` should not be tried on `problem`; an empty text when it fits."""
    return lacking(solver, needs(problem))


def lacking(solver: Solver, need: Capability) -> str:
    """What `solver` lacks of the capabilities in `need`, in words; an empty text when it has them all."""
    missing = need & ~solver.supports
    if not missing:
        return ""
    return f"{solver.name} lacks {', '.join(str(flag.name).lower() for flag in missing)}"


def refuse(solver: Solver, problem: RoutingProblem) -> None:
    """Raise a ValueError where the problem has a rich feature that `solver` lacks; the first thing an engine does."""
    if missing := lacking(solver, rich_needs(problem)):
        raise ValueError(f"{missing}, which this problem needs")


class ToldError(RuntimeError):
    """A failure whose words say all there is to say: a class and a line of ours would add nothing to them."""


def failure(error: BaseException) -> str:
    """An exception in one line, with file and line of where it or its cause was raised.

    One that cannot be put in words has its type alone.
    """
    said, place = "", ""
    try:  # an outside class may fail even here
        said = " ".join(plain_text(error).split())[:LONGEST]
        if isinstance(error, ToldError) and said:
            return said
        frames = traceback.extract_tb((error.__cause__ or error).__traceback__)
        place = f" ({PurePath(frames[-1].filename).name[:LONGEST]}:{frames[-1].lineno})" if frames else ""
    except (Exception, SystemExit):
        pass
    return f"{type_name(error)}{': ' if said else ''}{said}{place}"


def finish(
    problem: RoutingProblem,
    routes: Iterable[Route],
    unserved: Mapping[int, str],
    iterations: int,
    trace: Sequence[tuple[float, int]] = (),
) -> SolveResult:
    """Audit the routes and wrap them up; the only way a result should be made.

    Raises
    ------
    RuntimeError
        When the plan is not feasible: a solver's fault, never the user's.
    """
    plain = (Route(index(route.vehicle), tuple(index(stop) for stop in route.stops)) for route in routes)
    kept = tuple(route for route in plain if route.stops)
    checked = audit(problem, kept, unserved)
    if not checked.feasible:
        raise RuntimeError(f"a solver returned an infeasible plan: {checked.violations[0]}")
    return SolveResult(kept, dict(unserved), checked, iterations, tuple(trace))


def known_routes(problem: RoutingProblem, routes: Sequence[Route] | None) -> tuple[Route, ...]:
    """Routes to start from, in whole numbers; those that have become too long or too heavy are a solver's to mend.

    Raises
    ------
    ValueError
        Naming the route and the stop or vehicle type that the problem does not have, or that comes twice.
    """
    kept: list[Route] = []
    seen: dict[int, int] = {}
    for number, route in enumerate(routes or (), start=1):
        where = f"warm_start: route {number}"
        vehicle = _index(f"{where}: vehicle type", route.vehicle, 0, len(problem.vehicles) - 1)
        stops = tuple(_visited(problem, f"{where}: stop", stop) for stop in route.stops)
        for stop in stops:
            if stop in problem.depot_nodes:
                continue
            if stop in seen:
                raise ValueError(f"{where}: stop {stop} is in route {seen[stop]} already, every stop is accepted once")
            seen[stop] = number
        kept.append(Route(vehicle, stops))
    return tuple(kept)


def _visited(problem: RoutingProblem, where: str, node: object) -> int:
    """A stop, or a depot at which some vehicle loads again."""
    reloads = {depot for vehicle in problem.vehicles for depot in vehicle.reloads}
    return index(node) if node in reloads else _index(where, node, 1, problem.stops)


def _index(where: str, value: object, lowest: int, most: int) -> int:
    try:
        number = index(value)  # type: ignore[arg-type]
    except TypeError:
        raise ValueError(f"{where} {value!r} is no whole number, {lowest} to {most} are accepted") from None
    if not lowest <= number <= most:
        raise ValueError(f"{where} {number} does not exist, {lowest} to {most} are accepted")
    return number


class Stopwatch:
    """CPU seconds of this process, and of those it started that have ended: no solver reads the wall clock."""

    def __init__(self) -> None:
        self._start = _cpu_seconds()

    def __call__(self) -> float:
        """CPU seconds so far."""
        return _cpu_seconds() - self._start


def _cpu_seconds() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime
