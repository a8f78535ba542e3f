"""Routes and the one independent audit of them.

`audit` recomputes feasibility and cost from the problem alone, in plain Python and numpy; it shares no code with any
solver's kernel, and nobody reports a cost of their own. Times are seconds, distances metres, money minor units.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from solvers.capabilities import rich_needs
from solvers.limits import broken_limits, metres_of, unfit_for
from solvers.problem import FAR, MOST_CLASSES, REQUIRED, IntArray, Objective, RoutingProblem, Vehicle
from solvers.timetable import RouteTimes

MONEY_PARTS = 3_600_000
"""Parts of one minor money unit in which metres and seconds are priced exactly (1000 m/km times 3600 s/h)."""
PARTS = ("distance", "time", "overtime", "lateness", "earliness", "breaks")
"""The parts of a cost that are rounded together, in the order in which equal remainders are."""
VEHICLE_FIRST = 10**11
"""Weight of one vehicle against distance when vehicles come first."""


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
    exists, no stop is visited twice, and every stop is either visited or declared in `unserved`. A depot among the
    stops of a route is where the vehicle loads again.
    """
    rich = bool(rich_needs(problem))
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
        strange = [stop for stop in route.stops if not 1 <= stop <= problem.stops and stop not in depots]
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
        if rich:
            metres, times = _measure_rich(problem, route, where, violations)
        else:
            metres, seconds = _measure(problem, vehicle, route.stops, where, violations)
            times = (seconds, 0, 0, 0, 0)
        for at, part in enumerate(_money(problem.objective, vehicle, metres, *times)):
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
        if not 1 <= stop <= problem.stops:
            violations.append(f"stop {stop} is declared unserved and does not exist")
        elif stop in seen:
            violations.append(f"stop {stop} is declared unserved and is visited")
    missing = set(range(1, problem.stops + 1)) - seen
    for stop in sorted(missing - set(declared)):
        violations.append(f"stop {stop} is neither visited nor declared unserved")
    fixed = fixed if problem.objective is Objective.COST else 0
    ahead = VEHICLE_FIRST * vehicles if problem.objective is Objective.VEHICLES_THEN_DISTANCE else 0
    prizes = sum(int(problem.prize[stop]) for stop in missing if problem.prize[stop] != REQUIRED)
    # rounded once over the whole plan, so that the order of routes cannot matter
    rounded = _rounded(parts)
    split = Split(**dict(zip(PARTS, rounded, strict=True)), fixed=fixed + ahead, prizes=prizes)
    cost = fixed + sum(rounded)
    found = not violations, tuple(violations), tuple(declared)
    classes = _by_priority(problem, missing)
    return Audit(cost, cost + prizes + ahead, distance, duration, vehicles, *found, split, classes)


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


def _money(
    objective: Objective, vehicle: Vehicle, metres: int, seconds: int, rested: int, over: int, late: int, early: int
) -> tuple[int, ...]:
    """What a route costs in the order of `PARTS`, in parts of a unit of the objective; its vehicle left aside."""
    minute = MONEY_PARTS // 60
    distance, time, overtime = {
        Objective.DISTANCE: (MONEY_PARTS, 0, 0),
        Objective.DURATION: (0, MONEY_PARTS, 0),
        Objective.COST: (
            vehicle.cost_per_kilometre * 3600,
            vehicle.cost_per_hour * 1000,
            vehicle.overtime_cost_per_hour * 1000,
        ),
        Objective.VEHICLES_THEN_DISTANCE: (MONEY_PARTS, 0, 0),
    }[objective]
    costs = metres * distance, (seconds - rested) * time, over * overtime, late * minute, early * minute, rested * time
    return costs


def _rounded(parts: Sequence[int]) -> list[int]:
    """Whole units that add up to the rounded sum: the largest remainders are rounded up, the first ones of equals."""
    whole = [part // MONEY_PARTS for part in parts]
    up = (sum(parts) + MONEY_PARTS // 2) // MONEY_PARTS - sum(whole)
    order = sorted(range(len(parts)), key=lambda at: (-(parts[at] % MONEY_PARTS), at))
    for at in order[: max(0, up)]:
        whole[at] += 1
    return whole


def _measure_rich(
    problem: RoutingProblem, route: Route, where: str, violations: list[str]
) -> tuple[int, tuple[int, int, int, int, int]]:
    """Metres, and seconds in all, at rest, of overtime, late and early (times their prices) of a route."""
    vehicle = problem.vehicles[route.vehicle]
    violations.extend(f"{where}: {fault}" for fault in broken_limits(problem, route.vehicle, route.stops))
    times = RouteTimes(problem, vehicle, route.stops)
    _, time_price, over_price, minute, *_ = _money(problem.objective, vehicle, 0, 1, 0, 1, 1, 0)
    found = times.cheapest(time_price, over_price, minute)
    if found is None:
        fault, found = times.first_fault()
        violations.append(f"{where}: {fault}")
    metres = int(metres_of(problem, vehicle, route.stops).sum())
    return metres, (found.duration, found.rested, found.over, found.late, found.early)


def _measure(
    problem: RoutingProblem, vehicle: Vehicle, stops: tuple[int, ...], where: str, violations: list[str]
) -> tuple[int, int]:
    """Metres and seconds of one route, adding what it breaks to `violations`."""
    path = np.array((0, *stops, 0), dtype=np.int64)
    metres = problem.arc_distance(path[:-1], path[1:])
    travel = metres if problem.duration is None else problem.arc_duration(path[:-1], path[1:])
    load = int(problem.demand[path].sum())
    if load > vehicle.room:
        violations.append(f"{where}: load {load} is above the capacity {vehicle.room} of {vehicle.name!r}")
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
    """Planned times of a route, in seconds; a row for each of its stops, depots in it included.

    The vehicle leaves at `leave`, or as late as it can without coming back later or breaking a window; with rich
    features, as the cheapest of its schedules has it (`solvers.timetable`).
    """
    vehicle = problem.vehicles[route.vehicle]
    if rich_needs(problem):
        return _schedule_rich(problem, route, leave)
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


def _schedule_rich(problem: RoutingProblem, route: Route, leave: int | None) -> Schedule:
    times = RouteTimes(problem, problem.vehicles[route.vehicle], route.stops)
    _, time_price, over_price, minute, *_ = _money(problem.objective, times.vehicle, 0, 1, 0, 1, 1, 0)
    found = times.leaving(leave) if leave is not None else times.cheapest(time_price, over_price, minute)
    found = found or times.first_fault()[1]
    arrival, start, departure = (np.array(one, dtype=np.int64) for one in (found.arrival, found.start, found.departure))
    return Schedule(found.leave, arrival, start, departure, found.back)


def why_not_alone(problem: RoutingProblem, stop: int, clock: Callable[[int], str] | None = None) -> str:
    """Why `stop` cannot be served by any vehicle on its own; an empty text when it can.

    Times are told by `clock`, or in the units of the file.
    """

    def told(time: int) -> str:
        return clock(time) if clock is not None else shown(time, problem.scale)

    if rich_needs(problem):
        return _why_not_alone_rich(problem, stop)
    demand = int(problem.demand[stop])
    fleet = [vehicle for vehicle in problem.vehicles if vehicle.count > 0]
    if not fleet:
        return "no vehicle is available"
    largest = max(vehicle.room for vehicle in fleet)
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
        if demand > vehicle.room:
            reasons.append(f"{vehicle.name!r} holds {vehicle.room}, it needs {demand}")
        elif start > latest:
            soonest = f"{vehicle.name!r} reaches it at {told(start)} at the earliest"
            reasons.append(f"{soonest}, its window closes at {told(latest)}")
        elif end > closing:
            reasons.append(f"{vehicle.name!r} would be back at {told(end)}, after {told(closing)}")
        else:
            return ""
    return "; ".join(reasons)


def _why_not_alone_rich(problem: RoutingProblem, stop: int) -> str:
    """As `why_not_alone`, for a problem with rich features: the fault of each type of vehicle on the stop alone."""
    fleet = [(kind, vehicle) for kind, vehicle in enumerate(problem.vehicles) if vehicle.count > 0]
    if not fleet:
        return "no vehicle is available"
    reasons: list[str] = []
    for kind, vehicle in fleet:
        fault = unfit_for(problem, kind, stop) or next(broken_limits(problem, kind, (stop,)), "")
        if not fault:
            times = RouteTimes(problem, vehicle, (stop,))
            if times.cheapest(0, 0, 0) is not None:
                return ""
            fault = f"{vehicle.name!r}: {times.first_fault()[0]}"
        reasons.append(fault)
    return "; ".join(dict.fromkeys(reasons))
