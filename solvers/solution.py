"""Routes and the one independent audit of them.

`audit` recomputes feasibility and cost from the problem alone, in plain Python and numpy; it shares no code with any
solver's kernel, and nobody reports a cost of their own. Times are seconds, distances metres, money minor units.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from solvers.problem import FAR, REQUIRED, IntArray, Objective, RoutingProblem, Vehicle

MONEY_PARTS = 3_600_000
"""Parts of one minor money unit in which metres and seconds are priced exactly (1000 m/km times 3600 s/h)."""
VEHICLE_FIRST = 10**11
"""Weight of one vehicle against distance when vehicles come first."""


@dataclass(frozen=True, slots=True)
class Route:
    """One tour of one vehicle: the index of its type, and its stops in order."""

    vehicle: int
    stops: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Split:
    """What the objective cost is made of, in the objective's unit; the four add up to it to the unit.

    `fixed` is that of vehicles used (`VEHICLE_FIRST` each where vehicles come first), `prizes` that of optional stops
    left out. Where money is rounded, distance and time share the rounding by largest remainder.
    """

    distance: int = 0
    time: int = 0
    fixed: int = 0
    prizes: int = 0


@dataclass(frozen=True, slots=True)
class Audit:
    """What a plan costs and breaks.

    `cost` is the routes' cost in the problem's objective (for vehicles-then-distance: the distance; compare
    `vehicles` first); `objective_cost` is what solvers compare: with `VEHICLE_FIRST` per vehicle where vehicles come
    first, and the prizes of optional stops left out. Required stops left out are not priced; they are in `unserved`.
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


@dataclass(frozen=True, slots=True)
class Schedule:
    """Planned seconds of one route: per stop the arrival, the start of service and the departure."""

    leave: int
    arrival: IntArray
    start: IntArray
    departure: IntArray
    back: int


def audit(problem: RoutingProblem, routes: Sequence[Route], unserved: Iterable[int] = ()) -> Audit:
    """Recompute cost and feasibility of `routes`; `unserved` are the stops declared as left out.

    A plan is feasible when every route keeps capacity, windows and shift, no vehicle type is used more often than it
    exists, no stop is visited twice, and every stop is either visited or declared in `unserved`.
    """
    violations: list[str] = []
    used = [0] * len(problem.vehicles)
    seen: set[int] = set()
    distance = duration = fixed = vehicles = 0
    by_distance = by_time = 0  # money in parts
    for number, route in enumerate(routes, start=1):
        where = f"route {number}"
        if not route.stops:
            continue
        if not 0 <= route.vehicle < len(problem.vehicles):
            violations.append(f"{where}: vehicle type {route.vehicle} does not exist")
            continue
        strange = [stop for stop in route.stops if not 1 <= stop <= problem.stops]
        if strange:
            violations.append(f"{where}: stop {strange[0]} does not exist")
            continue
        for stop in route.stops:
            if stop in seen:
                violations.append(f"{where}: stop {stop} is visited twice")
            seen.add(stop)
        vehicle = problem.vehicles[route.vehicle]
        used[route.vehicle] += 1
        metres, seconds = _measure(problem, vehicle, route.stops, where, violations)
        distance += metres
        duration += seconds
        fixed += vehicle.fixed_cost
        by_distance += vehicle.cost_per_kilometre * metres * 3600
        by_time += vehicle.cost_per_hour * seconds * 1000
        vehicles += 1
    for index, vehicle in enumerate(problem.vehicles):
        if used[index] > vehicle.count:
            violations.append(f"vehicles: {used[index]} of {vehicle.name!r} used, {vehicle.count} exist")
    declared = sorted(set(unserved))
    for stop in declared:
        if not 1 <= stop <= problem.stops:
            violations.append(f"stop {stop} is declared unserved and does not exist")
        elif stop in seen:
            violations.append(f"stop {stop} is declared unserved and is visited")
    missing = set(range(1, problem.stops + 1)) - seen
    for stop in sorted(missing - set(declared)):
        violations.append(f"stop {stop} is neither visited nor declared unserved")
    # rounded once over the whole plan, so that the order of routes cannot matter
    cost = {
        Objective.DISTANCE: distance,
        Objective.DURATION: duration,
        Objective.COST: fixed + (by_distance + by_time + MONEY_PARTS // 2) // MONEY_PARTS,
        Objective.VEHICLES_THEN_DISTANCE: distance,
    }[problem.objective]
    prizes = sum(int(problem.prize[stop]) for stop in missing if problem.prize[stop] != REQUIRED)
    ahead = VEHICLE_FIRST * vehicles if problem.objective is Objective.VEHICLES_THEN_DISTANCE else 0
    # two shares of one rounded sum: the larger remainder is the one rounded up
    driven = cost - fixed
    whole, rest = divmod(by_distance, MONEY_PARTS)
    over = driven - whole - by_time // MONEY_PARTS
    up = over == 2 or (over == 1 and rest >= by_time % MONEY_PARTS)
    split = {
        Objective.DISTANCE: Split(cost, 0, 0, prizes),
        Objective.DURATION: Split(0, cost, 0, prizes),
        Objective.COST: Split(whole + up, driven - whole - up, fixed, prizes),
        Objective.VEHICLES_THEN_DISTANCE: Split(cost, 0, ahead, prizes),
    }[problem.objective]
    objective = cost + prizes + ahead
    found = not violations, tuple(violations), tuple(declared)
    return Audit(cost, objective, distance, duration, vehicles, *found, split)


def _measure(
    problem: RoutingProblem, vehicle: Vehicle, stops: tuple[int, ...], where: str, violations: list[str]
) -> tuple[int, int]:
    """Metres and seconds of one route, adding what it breaks to `violations`."""
    path = np.array((0, *stops, 0), dtype=np.int64)
    metres = problem.arc_distance(path[:-1], path[1:])
    travel = metres if problem.duration is None else problem.arc_duration(path[:-1], path[1:])
    load = int(problem.demand[path].sum())
    if load > vehicle.capacity:
        violations.append(f"{where}: load {load} is above the capacity {vehicle.capacity} of {vehicle.name!r}")
    if int(metres.max()) >= FAR or int(travel.max()) >= FAR:
        violations.append(f"{where}: uses a leg without a road")
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


def in_file_units(value: int, scale: int) -> float | int:
    """A cost, a length or a time in the units of the instance file, which hold `scale` units of the problem."""
    return value if scale == 1 else value / scale


def shown(value: int, scale: int) -> str:
    """A length or a time in words, in the units of the instance file."""
    return f"{in_file_units(value, scale):.12g}"


def schedule(problem: RoutingProblem, route: Route, *, leave: int | None = None) -> Schedule:
    """Planned times of a route, in seconds.

    The vehicle leaves at `leave`, or as late as it can without coming back later or breaking a window.
    """
    vehicle = problem.vehicles[route.vehicle]
    opening, closing = horizon(problem, vehicle)
    path = np.array((0, *route.stops, 0), dtype=np.int64)
    travel = problem.arc_duration(path[:-1], path[1:]).tolist()
    windows = problem.time_window[path].tolist()
    service = problem.service_time[path].tolist()
    if leave is None:
        # the standard push-forward argument: the latest departure is bounded by each window seen on the way
        time, waited, slack = opening, 0, closing - opening
        for index, leg in enumerate(travel[:-1], start=1):
            time += service[index - 1] + leg
            if time < windows[index][0]:
                waited += windows[index][0] - time
                time = windows[index][0]
            slack = min(slack, windows[index][1] - time + waited)
        time += service[-2] + travel[-1]
        slack = min(slack, closing - time + waited)
        leave = opening + max(0, min(waited, slack))
    stamps = np.empty((3, len(route.stops)), dtype=np.int64)
    time = leave
    for index, leg in enumerate(travel[:-1], start=1):
        arrival = time + leg
        start = max(arrival, windows[index][0])
        time = start + service[index]
        stamps[:, index - 1] = arrival, start, time
    return Schedule(leave, stamps[0], stamps[1], stamps[2], time + travel[-1])


def why_not_alone(problem: RoutingProblem, stop: int, clock: Callable[[int], str] | None = None) -> str:
    """Why `stop` cannot be served by any vehicle on its own; an empty text when it can.

    Times are told by `clock`, or in the units of the file.
    """

    def told(time: int) -> str:
        return clock(time) if clock is not None else shown(time, problem.scale)

    demand = int(problem.demand[stop])
    fleet = [vehicle for vehicle in problem.vehicles if vehicle.count > 0]
    if not fleet:
        return "no vehicle is available"
    largest = max(vehicle.capacity for vehicle in fleet)
    if demand > largest:
        return f"demand {demand} is above the largest vehicle's capacity {largest}"
    earliest, latest = (int(edge) for edge in problem.time_window[stop])
    if earliest > latest:
        return f"its time window [{told(earliest)}, {told(latest)}] is inverted"
    out, back = int(problem.arc_duration(0, stop)), int(problem.arc_duration(stop, 0))
    if max(out, back, int(problem.arc_distance(0, stop)), int(problem.arc_distance(stop, 0))) >= FAR:
        return "no road leads to it and back"
    reasons: list[str] = []
    for vehicle in fleet:
        opening, closing = horizon(problem, vehicle)
        start = max(opening + out, earliest)
        end = start + int(problem.service_time[stop]) + back
        if demand > vehicle.capacity:
            reasons.append(f"{vehicle.name!r} holds {vehicle.capacity}, it needs {demand}")
        elif start > latest:
            soonest = f"{vehicle.name!r} reaches it at {told(start)} at the earliest"
            reasons.append(f"{soonest}, its window closes at {told(latest)}")
        elif end > closing:
            reasons.append(f"{vehicle.name!r} would be back at {told(end)}, after {told(closing)}")
        else:
            return ""
    return "; ".join(reasons)
