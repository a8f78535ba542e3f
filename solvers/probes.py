"""Tiny problems that tell who ignores a rich feature: whoever does plans something that is refused or dear.

Three stops and one type of vehicle with one feature. Every plan is audited twice, on the problem and on the one
without its feature; a problem is kept where each plan that is best without it breaks a limit or is not the best.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import permutations, product

import numpy as np

from solvers.capabilities import Capability, rich_needs
from solvers.problem import RoutingProblem, Vehicle
from solvers.random_features import RICH, random_rich_problem
from solvers.solution import Route, audit, rank

STOPS = 3
MOST_PLANS = 400
"""Plans of a problem that are audited; one that has more is not kept."""
DRAWS = 200
"""Problems drawn before a feature is given up, as one that this solver's other features do not let bite."""


@dataclass(frozen=True, slots=True)
class Probe:
    """A problem, and the `rank` of the best plan of those who ignore its feature; None where all break a limit."""

    problem: RoutingProblem
    ignored: tuple[int, ...] | None


def probes(rng: np.random.Generator, feature: Capability, offered: Capability, count: int) -> Iterator[Probe]:
    """Draw at most `count` problems that bite, of one rich feature and the plain ones that are offered."""
    plain = offered & ~RICH & ~Capability.OPTIONAL_STOPS
    with_it = plain | feature | (Capability.DURATION_LIMIT if feature is Capability.OVERTIME else feature)
    kept = 0
    for _ in range(DRAWS):
        if kept == count:
            return
        depots = int(Capability.SEVERAL_DEPOTS in with_it)
        problem = _one_type(random_rich_problem(rng, STOPS, with_it, chance=1.0, ugly=False), offered)
        if problem.stops + depots < STOPS or feature not in rich_needs(problem):
            continue
        found = _bites(problem)
        if found is not None:
            kept += 1
            yield found


def without_features(problem: RoutingProblem) -> RoutingProblem:
    """The plain problem that is left when all rich features are ignored."""
    known = problem.nodes - problem.depots + 1
    window = problem.time_window if problem.time_window.ndim == 2 else problem.time_window[:, 0]
    distance, duration = problem.distance, problem.duration
    fleet = tuple(
        Vehicle(one.name, one.count, one.room, one.shift, one.fixed_cost, one.cost_per_kilometre, one.cost_per_hour)
        for one in problem.vehicles
    )
    return RoutingProblem(
        demand=problem.demand.reshape(problem.nodes, -1)[:known, 0],
        vehicles=fleet,
        distance=None if distance is None else distance[:known, :known],
        duration=None if duration is None else duration[:known, :known],
        coordinates=None if problem.coordinates is None else problem.coordinates[:known],
        service_time=problem.service_time[:known],
        time_window=window[:known],
        prize=problem.prize[:known],
        objective=problem.objective,
        rounding=problem.rounding,
        scale=problem.scale,
        name=problem.name,
    )


def _one_type(problem: RoutingProblem, offered: Capability) -> RoutingProblem:
    """The problem with its first type of vehicle alone, and as few of them as may be."""
    count = 1 if Capability.LIMITED_FLEET in offered else problem.stops
    vehicle = replace(problem.vehicles[0], count=max(1, count))
    return problem.replace(vehicles=(vehicle,), allowed_vehicles=problem.allowed_vehicles[:, :1])


def _bites(problem: RoutingProblem) -> Probe | None:
    plain = without_features(problem)
    routes = list(_routes(problem))
    plans: list[list[Route]] = []
    for plan in _plans(problem, routes, frozenset(range(1, problem.stops + 1)), problem.vehicles[0].count):
        plans.append(plan)
        if len(plans) > MOST_PLANS:
            return None
    best = min(one for one in (_rank(problem, plan) for plan in plans) if one is not None)
    blind = [(one, plan) for plan in plans if (one := _rank(plain, plan)) is not None]
    lowest = min(one for one, _ in blind)
    met = [_rank(problem, plan) for one, plan in blind if one == lowest]
    kept = [one for one in met if one is not None]
    if kept and min(kept) == best:
        return None
    return Probe(problem, min(kept) if kept else None)


def _rank(problem: RoutingProblem, plan: list[Route]) -> tuple[int, ...] | None:
    served = {stop for route in plan for stop in route.stops}
    found = audit(problem, plan, set(range(1, problem.stops + 1)) - served)
    return rank(problem, found) if found.feasible else None


def _routes(problem: RoutingProblem) -> Iterator[Route]:
    """Every order of every set of stops, loading again between any of them as often as there are trips."""
    vehicle = problem.vehicles[0]
    again = vehicle.reloads[:1]
    for size in range(1, problem.stops + 1):
        for order in permutations(range(1, problem.stops + 1), size):
            for breaks in product(((), again) if again else ((),), repeat=size - 1):
                if sum(map(len, breaks)) < vehicle.max_trips:
                    between = (*breaks, ())
                    yield Route(0, tuple(node for at, stop in enumerate(order) for node in (stop, *between[at])))


def _plans(problem: RoutingProblem, routes: list[Route], left: frozenset[int], vans: int) -> Iterator[list[Route]]:
    yield []
    if not vans:
        return
    for at, route in enumerate(routes):
        stops = set(route.stops) - set(problem.depot_nodes)
        if stops <= left:
            for rest in _plans(problem, routes[at + 1 :], left - stops, vans - 1):
                yield [route, *rest]
