"""Routes over two or three stops, for stops of a rich problem that no vehicle can serve by themselves.

Where ways break the triangle inequality a stop may be in time over another one only, and putting in one stop at a time
never gets there. Every route of two or three such neighbours is held to the limits and the schedule of the audit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from solvers.alone import why_not_alone
from solvers.limits import broken_limits
from solvers.money import Tariff
from solvers.problem import FAR, REQUIRED, RoutingProblem
from solvers.solution import Route
from solvers.timetable import RouteTimes

NEIGHBOURS = 8
"""Stops nearest to a stop, out and home, that are tried beside it."""
MOST_TRIED = 2_000
"""Routes that are tried in all: some 0.2 seconds."""


def ways_over_others(problem: RoutingProblem, routes: Sequence[Route], left_out: Iterable[int]) -> list[Route]:
    """Further routes for required stops that `routes` do not serve and that cannot be served by themselves."""
    visited = {stop for route in routes for stop in route.stops}
    free = set(range(1, problem.stops + 1)) - visited - set(left_out)
    counts = [vehicle.count for vehicle in problem.vehicles]
    for route in routes:
        counts[route.vehicle] -= 1
    found: list[Route] = []
    tried = 0
    for stop in sorted(stop for stop in free if problem.prize[stop] == REQUIRED):
        if tried >= MOST_TRIED or len(free) < 2 or not any(counts):
            break
        if stop not in free or not why_not_alone(problem, stop):
            continue
        for kind, way in _candidates(problem, counts, stop, sorted(free - {stop})):
            tried += 1
            if _fits(problem, kind, way):
                found.append(Route(kind, way))
                free -= set(way)
                counts[kind] -= 1
                break
            if tried >= MOST_TRIED:
                break
    return found


def _candidates(
    problem: RoutingProblem, counts: list[int], stop: int, others: list[int]
) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Types of vehicle and short routes with `stop`, two stops before three, over roads that there are."""
    out, home = problem.arc_duration(others, stop), problem.arc_duration(stop, others)
    before = [others[at] for at in np.argsort(out, kind="stable")[:NEIGHBOURS] if out[at] < FAR]
    after = [others[at] for at in np.argsort(home, kind="stable")[:NEIGHBOURS] if home[at] < FAR]
    ways: list[tuple[int, ...]] = [(one, stop) for one in before] + [(stop, one) for one in after]
    ways += [(one, stop, other) for one in before for other in after if one != other]
    for way in ways:
        for kind, count in enumerate(counts):
            if count > 0:
                yield kind, way


def _fits(problem: RoutingProblem, kind: int, way: tuple[int, ...]) -> bool:
    """Whether a route keeps all its limits."""
    if next(broken_limits(problem, kind, way), None) is not None:
        return False
    return RouteTimes(problem, problem.vehicles[kind], way).cheapest(Tariff(0, 0, 0)) is not None
