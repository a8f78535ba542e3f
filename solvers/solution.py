"""Routes and the one independent audit of them.

`audit` recomputes feasibility and cost from the problem alone, in plain Python and numpy; it shares no code with any
solver's kernel, and nobody reports a cost of their own. Times are seconds, distances metres, money minor units.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from solvers.capabilities import rich_needs
from solvers.limits import NO_ROAD, broken_limits, metres_of
from solvers.money import MONEY_PARTS, PARTS, VEHICLE_FIRST, Tariff, rounded
from solvers.problem import FAR, MOST_CLASSES, REQUIRED, Objective, RoutingProblem, Vehicle
from solvers.timetable import RouteTimes
from solvers.units import shown


@dataclass(frozen=True, slots=True)
class Route:
    """One tour of one vehicle: the index of its type, and its stops in order."""

    vehicle: int
    stops: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Split:
    """What the objective cost is made of, in the objective's unit; the parts add up to it to the unit.

    `fixed` is that of vehicles used (`VEHICLE_FIRST` each where vehicles come first), `prizes` that of optional stops
    left out, `breaks` the paid time of rests on the way, which is no part of `time`. Where money is rounded, the
    parts share the rounding by largest remainder.
    """

    distance: int = 0
    time: int = 0
    fixed: int = 0
    prizes: int = 0
    overtime: int = 0
    lateness: int = 0
    earliness: int = 0
    breaks: int = 0


@dataclass(frozen=True, slots=True)
class Audit:
    """What a plan costs and breaks.

    `cost` is the routes' cost in the problem's objective (for vehicles-then-distance: the distance; compare
    `vehicles` first); `objective_cost` is what solvers compare: with `VEHICLE_FIRST` per vehicle where vehicles come
    first, and the prizes of optional stops left out. Required stops left out are not priced; they are in `unserved`.
    `unserved_by_priority` counts the stops left out of each class of priority, from 9 down to 1 (none without
    classes): it is compared before any cost.
    """

    cost: int
    objective_cost: int
    distance: int
    duration: int
    vehicles: int
    feasible: bool
    violations: tuple[str, ...]
    unserved: tuple[int, ...] = ()
    split: Split = Split()
    unserved_by_priority: tuple[int, ...] = ()


def audit(problem: RoutingProblem, routes: Sequence[Route], unserved: Iterable[int] = ()) -> Audit:
    """Recompute cost and feasibility of `routes`; `unserved` are the stops declared as left out.

    A plan is feasible when every route keeps capacity, windows and shift, no vehicle type is used more often than it
    exists, no stop is visited twice, and every stop is either visited or declared in `unserved`. A depot among the
    stops of a route is where the vehicle loads again.
    """
    rich, stops = bool(rich_needs(problem)), problem.stops
    depots = problem.depot_nodes if rich else ()
    violations: list[str] = []
    used = [0] * len(problem.vehicles)
    seen: set[int] = set()
    distance = duration = vehicles = fixed = 0
    parts = [0] * len(PARTS)
    for number, route in enumerate(routes, start=1):
        where = f"route {number}"
        if not route.stops:
            continue
        if not 0 <= route.vehicle < len(problem.vehicles):
            violations.append(f"{where}: vehicle type {route.vehicle} does not exist")
            continue
        strange = [stop for stop in route.stops if not 1 <= stop <= stops and stop not in depots]
        if strange:
            violations.append(f"{where}: stop {strange[0]} does not exist")
            continue
        for stop in route.stops:
            if stop in seen:
                violations.append(f"{where}: stop {stop} is visited twice")
            if stop not in depots:
                seen.add(stop)
        vehicle = problem.vehicles[route.vehicle]
        used[route.vehicle] += 1
        metres, times = _measure(problem, route, rich, where, violations)
        for at, part in enumerate(Tariff.of(problem.objective, vehicle).costs(metres, *times)):
            parts[at] += part
        distance += metres
        duration += times[0]
        fixed += vehicle.fixed_cost
        vehicles += 1
    for index, vehicle in enumerate(problem.vehicles):
        if used[index] > vehicle.count:
            violations.append(f"vehicles: {used[index]} of {vehicle.name!r} used, {vehicle.count} exist")
    declared = sorted(set(unserved))
    for stop in declared:
        if not 1 <= stop <= stops:
            violations.append(f"stop {stop} is declared unserved and does not exist")
        elif stop in seen:
            violations.append(f"stop {stop} is declared unserved and is visited")
    missing = set(range(1, stops + 1)) - seen
    for stop in sorted(missing - set(declared)):
        violations.append(f"stop {stop} is neither visited nor declared unserved")
    fixed = fixed if problem.objective is Objective.COST else 0
    ahead = VEHICLE_FIRST * vehicles if problem.objective is Objective.VEHICLES_THEN_DISTANCE else 0
    prizes = sum(prize for prize in problem.prize[list(missing)].tolist() if prize != REQUIRED)
    # rounded once over the whole plan, so that the order of routes cannot matter
    whole = rounded(parts)
    split = Split(**dict(zip(PARTS, whole, strict=True)), fixed=fixed + ahead, prizes=prizes)
    cost = fixed + sum(whole)
    found = not violations, tuple(violations), tuple(declared)
    classes = _by_priority(problem, missing)
    return Audit(cost, cost + prizes + ahead, distance, duration, vehicles, *found, split, classes)


def route_parts(problem: RoutingProblem, route: Route) -> int:
    """What one more route adds to the objective cost, in `MONEY_PARTS` of a unit, whatever limits it breaks."""
    vehicle = problem.vehicles[route.vehicle]
    metres, times = _measure(problem, route, bool(rich_needs(problem)), "", [])
    first = {Objective.COST: vehicle.fixed_cost, Objective.VEHICLES_THEN_DISTANCE: VEHICLE_FIRST}
    parts = Tariff.of(problem.objective, vehicle).costs(metres, *times)
    return sum(parts) + MONEY_PARTS * first.get(problem.objective, 0)


def rank(problem: RoutingProblem, found: Audit) -> tuple[int, ...]:
    """What plans of a problem are compared by, smaller is better: classes of priority, required stops, then cost."""
    required = sum(1 for stop in found.unserved if 1 <= stop <= problem.stops and problem.prize[stop] == REQUIRED)
    return *found.unserved_by_priority, required, found.objective_cost


def _by_priority(problem: RoutingProblem, missing: set[int]) -> tuple[int, ...]:
    """Stops left out of each class from the highest down; nothing where there are no classes."""
    if not problem.priority.any():
        return ()
    counts = np.bincount(problem.priority[sorted(missing)], minlength=MOST_CLASSES + 1)
    return tuple(counts[:0:-1].tolist())


def _measure(
    problem: RoutingProblem, route: Route, rich: bool, where: str, violations: list[str]
) -> tuple[int, tuple[int, int, int, int, int]]:
    """Metres, and seconds in all, at rest, of overtime, late and early (times their prices) of a route."""
    if rich:
        return _measure_rich(problem, route, where, violations)
    metres, seconds = _measure_plain(problem, problem.vehicles[route.vehicle], route.stops, where, violations)
    return metres, (seconds, 0, 0, 0, 0)


def _measure_rich(
    problem: RoutingProblem, route: Route, where: str, violations: list[str]
) -> tuple[int, tuple[int, int, int, int, int]]:
    """As `_measure`, with all features."""
    vehicle = problem.vehicles[route.vehicle]
    faults = list(broken_limits(problem, route.vehicle, route.stops))
    violations.extend(f"{where}: {fault}" for fault in faults)
    times = RouteTimes(problem, vehicle, route.stops)
    found = times.cheapest(Tariff.of(problem.objective, vehicle))
    if found is None:
        fault, found = times.first_fault()
        if NO_ROAD not in faults:
            violations.append(f"{where}: {fault}")
    metres = int(metres_of(problem, vehicle, route.stops).sum())
    return metres, (found.duration, found.rested, found.over, found.late, found.early)


def _measure_plain(
    problem: RoutingProblem, vehicle: Vehicle, stops: tuple[int, ...], where: str, violations: list[str]
) -> tuple[int, int]:
    """Metres and seconds of one route, adding what it breaks to `violations`."""
    path = np.array((0, *stops, 0), dtype=np.int64)
    metres = problem.arc_distance(path[:-1], path[1:])
    travel = metres if problem.duration is None else problem.arc_duration(path[:-1], path[1:])
    load = int(problem.demand[path].sum())
    if load > vehicle.room:
        violations.append(f"{where}: load {load} is above the capacity {vehicle.room} of {vehicle.name!r}")
    if no_road := int(metres.max()) >= FAR or int(travel.max()) >= FAR:
        violations.append(f"{where}: {NO_ROAD}")  # and when it is where means nothing
    windows = problem.time_window[path].tolist()
    service = problem.service_time[path].tolist()
    opening, closing = horizon(problem, vehicle)
    windows[0] = windows[-1] = [opening, closing]
    time, waited, slack = opening, 0, FAR * 4
    for index, leg in enumerate(travel.tolist(), start=1):
        slack = min(slack, windows[index - 1][1] - time + waited)
        time += service[index - 1] + leg
        earliest, latest = windows[index]
        if time < earliest:
            waited += earliest - time
            time = earliest
        if time > latest:
            if not no_road:
                what = "the depot" if index == len(travel) else f"stop {stops[index - 1]}"
                late = f"{shown(time, problem.scale)}, after {shown(latest, problem.scale)}"
                violations.append(f"{where}: {what} is reached at {late}")
            time = latest
    slack = min(slack, windows[-1][1] - time + waited)
    # leaving later removes waiting, but only as far as no window on the way is pushed past its end
    return int(metres.sum()), time - opening - max(0, min(waited, slack))


def horizon(problem: RoutingProblem, vehicle: Vehicle) -> tuple[int, int]:
    """When a vehicle may leave the depot, and when it must be back."""
    opening = max(vehicle.shift[0], int(problem.time_window[0, 0]))
    return opening, min(vehicle.shift[1], int(problem.time_window[0, 1]))
