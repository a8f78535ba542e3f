"""The optimum of a tiny problem over all its features: every order of every set of stops, every reload, every vehicle.

A route costs what the audit's own limits and timetable say of it alone; nothing of the engines or kernels is used.
Costs are added up in exact parts and rounded once, as the audit does. Up to six stops take a second or two; where
vehicles load again at several depots, five.
"""

from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from solvers import Route, RoutingProblem, Vehicle
from solvers.limits import broken_limits, unfit_for
from solvers.money import MONEY_PARTS, VEHICLE_FIRST, Tariff
from solvers.pairs import from_depot
from solvers.problem import FAR, MOST_CLASSES, NOWHERE, REQUIRED, Objective
from solvers.speeds import FREE
from solvers.timetable import RouteTimes


class Optimum(NamedTuple):
    """The best plan: `rank` is what `solvers.solution.rank` says of it, stops in no route are left out."""

    rank: tuple[int, ...]
    routes: tuple[Route, ...]


def optimum(problem: RoutingProblem) -> Optimum:
    """A plan that no other one is better than."""
    best = _best_routes(problem)
    lost = {stop: _lost(problem, stop) for stop in range(1, problem.stops + 1)}
    nothing = tuple(0 for _ in lost[1]) if lost else (0,) * len(_lost(problem, 0))

    @cache
    def least(left: frozenset[int], vans: tuple[int, ...]) -> tuple[tuple[int, ...], tuple[Route, ...]]:
        if not left:
            return nothing, ()
        first = min(left)
        rest, plan = least(left - {first}, vans)
        options = [(_plus(rest, lost[first]), plan)]
        for (kind, stops), (cost, route) in best.items():
            if first in stops and stops <= left and vans[kind] > 0:
                rest, plan = least(left - stops, tuple(count - (at == kind) for at, count in enumerate(vans)))
                options.append((_plus(rest, (*nothing[:-1], cost)), (route, *plan)))
        return min(options, key=lambda option: option[0])

    counts = tuple(min(vehicle.count, problem.stops) for vehicle in problem.vehicles)
    (*before, parts), plan = least(frozenset(lost), counts)
    return Optimum((*before, (parts + MONEY_PARTS // 2) // MONEY_PARTS), plan)


def brute_force(problem: RoutingProblem) -> tuple[int, ...]:
    """The rank of the best plan: (required stops left out, objective cost), classes of priority before them."""
    return optimum(problem).rank


def _plus(one: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(a + b for a, b in zip(one, other, strict=True))


def _lost(problem: RoutingProblem, stop: int) -> tuple[int, ...]:
    """What leaving a stop out adds: one in its class, one where it is required, else its prize in parts."""
    prize, required = int(problem.prize[stop]), problem.prize[stop] == REQUIRED
    classes = tuple(int(problem.priority[stop] == one) for one in range(MOST_CLASSES, 0, -1))
    return *(classes if problem.priority.any() else ()), int(required), 0 if required else prize * MONEY_PARTS


def _best_routes(problem: RoutingProblem) -> dict[tuple[int, frozenset[int]], tuple[int, Route]]:
    """For each type of vehicle and set of stops the cheapest route there is, with its cost in parts."""
    best: dict[tuple[int, frozenset[int]], tuple[int, Route]] = {}
    every, depots = np.arange(problem.nodes), set(problem.depot_nodes)
    metres = problem.arc_distance(every[:, None], every).tolist()
    seconds = problem.arc_duration(every[:, None], every).tolist()
    for kind, vehicle in enumerate(problem.vehicles):
        if vehicle.count == 0:
            continue
        tariff = Tariff.of(problem.objective, vehicle)
        fixed = MONEY_PARTS * _fixed(problem, vehicle)
        for nodes in _orders(problem, kind, vehicle, seconds):
            path = [vehicle.start, *nodes, *(() if vehicle.end == NOWHERE else (vehicle.end,))]
            way = sum(metres[one][other] for one, other in pairwise(path))
            if way >= min(FAR, vehicle.max_distance + 1):
                continue
            # with profiles a leg may be faster than in its matrix
            drive = 0 if problem.speed_profiles else sum(seconds[one][other] for one, other in pairwise(path))
            key = kind, frozenset(nodes) - depots
            if key in best and fixed + way * tariff.metre + drive * tariff.second >= best[key][0]:
                continue
            cost = _cost(problem, kind, nodes, way, tariff)
            if cost is not None and (key not in best or fixed + cost < best[key][0]):
                best[key] = fixed + cost, Route(kind, nodes)
    return best


def _fixed(problem: RoutingProblem, vehicle: Vehicle) -> int:
    ahead = VEHICLE_FIRST if problem.objective is Objective.VEHICLES_THEN_DISTANCE else 0
    return vehicle.fixed_cost if problem.objective is Objective.COST else ahead


def _orders(
    problem: RoutingProblem, kind: int, vehicle: Vehicle, seconds: list[list[int]]
) -> Iterator[tuple[int, ...]]:
    """Every sequence of stops and reloads that may keep its limits; one that breaks them for good is not grown.

    A vehicle loads again where it has not just been: over another depot the way may be shorter, whatever it carries.
    """
    able = [stop for stop in range(1, problem.stops + 1) if not unfit_for(problem, kind, stop)]
    reloads = tuple(dict.fromkeys(vehicle.reloads))
    columns = problem.demand, problem.pickup, from_depot(problem)
    out, back, loaded = (column.reshape(problem.nodes, -1).tolist() for column in columns)
    first_of = {second: first for first, second in problem.pairs.tolist()}
    hull, service = problem.hull.tolist(), problem.service_time.tolist()
    fastest = max((max(profile.speeds) for profile in problem.speed_profiles), default=FREE)

    def fits(trip: tuple[int, ...]) -> bool:
        """Whether a trip is not overloaded, and delivers what it picked up: one more stop makes it no lighter."""
        if first_of.get(trip[-1], trip[-1]) not in trip:
            return False
        for at, room in enumerate(vehicle.capacities):
            load = sum(loaded[node][at] for node in trip)
            for node in trip:
                if load > room:
                    return False
                load += back[node][at] - out[node][at]
            if load > room:
                return False
        return True

    def after(here: int, node: int, ready: int) -> int:
        """No later than the van is free again; FAR where it is too late there, breaks and releases left aside."""
        start = max(ready + seconds[here][node] * FREE // fastest, hull[node][0])
        return start + service[node] if start <= min(hull[node][1], vehicle.shift[1]) else FAR

    def grown(done: tuple[int, ...], trip: tuple[int, ...], trips: int, ready: int) -> Iterator[tuple[int, ...]]:
        nodes = done + trip
        stops, here = len(nodes) - trips + 1, (nodes or (vehicle.start,))[-1]
        if stops and here not in (reloads if vehicle.end == NOWHERE else (vehicle.end,)):
            yield nodes
        for stop in able if stops < vehicle.max_stops else ():
            free = after(here, stop, ready)
            if stop not in nodes and free < FAR and fits((*trip, stop)):
                yield from grown(done, (*trip, stop), trips, free)
        for depot in reloads if trips < vehicle.max_trips else ():
            free = after(here, depot, ready)
            if depot != here and free < FAR:
                yield from grown((*nodes, depot), (), trips + 1, free)

    yield from grown((), (), 1, max(vehicle.shift[0], hull[vehicle.start][0]))


def _cost(problem: RoutingProblem, kind: int, nodes: tuple[int, ...], metres: int, tariff: Tariff) -> int | None:
    """What a route costs in parts, its fixed cost left aside; None where it breaks a limit."""
    if any(True for _ in broken_limits(problem, kind, nodes)):
        return None
    found = RouteTimes(problem, problem.vehicles[kind], nodes).cheapest(tariff)
    if found is None:
        return None
    return sum(tariff.costs(metres, found.duration, found.rested, found.over, found.late, found.early))
