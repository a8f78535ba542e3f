"""Which stops no vehicle can serve, found for all stops at once.

Engines leave these stops out before they search, and hand back the reason of each. A stop that cannot be served alone
may still lie on a timely way over other stops where the roads break the triangle inequality. Times in seconds, as in
the problem.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from solvers.alone import why_not_alone
from solvers.capabilities import rich_needs
from solvers.limits import unfit_for
from solvers.pairs import together
from solvers.problem import FAR, IntArray, RoutingProblem, Vehicle
from solvers.solution import horizon
from solvers.units import shown

NO_PLACE = "the vehicles there are have no room or time left for it"
TOO_COSTLY = "no vehicle has a place for it that costs less than its prize"
NOT_ALONE = "no way over other stops was found to it and back, and by itself it cannot be served"

BoolArray = npt.NDArray[np.bool_]


def unservable(problem: RoutingProblem) -> dict[int, str]:
    """Stops that cannot be served, each with the reason why it cannot be served alone.

    With rich features only those that no vehicle may or can carry at all; others are found out by searching.
    """
    if rich_needs(problem):
        return {stop: reason for stop in range(1, problem.stops + 1) if (reason := _never(problem, stop))}
    served = np.zeros(problem.stops + 1, dtype=bool)
    fleet = [vehicle for vehicle in problem.vehicles if vehicle.count > 0]
    for vehicle in fleet:
        served |= _alone(problem, vehicle)
    if problem.distance is not None:
        for vehicle in fleet:
            if served[1:].all():
                break
            served |= _over_others(problem, vehicle)
    return {int(stop): why_not_alone(problem, int(stop)) for stop in np.flatnonzero(~served[1:]) + 1}


def _never(problem: RoutingProblem, stop: int) -> str:
    """Why no vehicle can ever serve a stop, times left aside but for its window; an empty text where one might."""
    fleet = [kind for kind, vehicle in enumerate(problem.vehicles) if vehicle.count > 0]
    if not fleet:
        return "no vehicle is available"
    for one in together(problem, stop):
        opens, closes = problem.hull[one].tolist()
        if opens > closes:
            whose = "its" if one == stop else f"stop {one}, of its pair: its"
            return f"{whose} time window [{shown(opens, problem.scale)}, {shown(closes, problem.scale)}] is inverted"
    reasons = [unfit_for(problem, kind, stop) for kind in fleet]
    return "; ".join(dict.fromkeys(reasons)) if all(reasons) else ""


def reason_left_out(problem: RoutingProblem, stop: int) -> str:
    """The reason given for a stop that could be served and yet is in no route."""
    if all(problem.prize[one] >= 0 for one in together(problem, stop)):
        return TOO_COSTLY
    return f"{NOT_ALONE}: {alone}" if (alone := why_not_alone(problem, stop)) else NO_PLACE


def _alone(problem: RoutingProblem, vehicle: Vehicle) -> BoolArray:
    """Which stops a vehicle can serve on a route of their own: the conditions of `alone.why_not_alone`."""
    every = np.arange(problem.stops + 1)
    out, back = _legs(problem, 0, every), _legs(problem, every, 0)
    opening, closing = horizon(problem, vehicle)
    start = np.maximum(opening + out, problem.time_window[:, 0])
    end = start + problem.service_time + back
    in_time = (start <= problem.time_window[:, 1]) & (end <= closing)
    return (out < FAR) & (back < FAR) & in_time & (problem.demand <= vehicle.capacity)


def _over_others(problem: RoutingProblem, vehicle: Vehicle) -> BoolArray:
    """Which stops lie on some timely way from the depot and back, loads left aside.

    Dijkstra's algorithm, once for the earliest start of service and once, backwards, for the latest.
    """
    count = problem.stops + 1
    every = np.arange(count)
    opening, closing = horizon(problem, vehicle)
    opens, closes, service = problem.time_window[:, 0], problem.time_window[:, 1], problem.service_time
    open_to = problem.demand <= vehicle.capacity
    earliest, latest = np.full(count, FAR, dtype=np.int64), np.full(count, -FAR, dtype=np.int64)
    earliest[0], latest[0] = opening, closing
    left = open_to.copy()
    left[0] = True
    while (left & (earliest < FAR)).any():
        here = int(np.where(left, earliest, 2 * FAR).argmin())
        left[here] = False
        leg = _legs(problem, here, every)
        start = np.maximum(earliest[here] + (service[here] if here else 0) + leg, opens)
        better = left & (leg < FAR) & (start <= closes) & (start < earliest)
        earliest[better] = start[better]
    left = open_to & (earliest < FAR)
    left[0] = True
    while (left & (latest > -FAR)).any():
        here = int(np.where(left, latest, -2 * FAR).argmax())
        left[here] = False
        leg = _legs(problem, every, here)
        start = np.minimum(latest[here] - service - leg, closes)
        better = left & (leg < FAR) & (start >= opens) & (start > latest)
        latest[better] = start[better]
    return open_to & (earliest < FAR) & (earliest <= latest)


def _legs(problem: RoutingProblem, first: Any, second: Any) -> IntArray:
    """Travel times; FAR or more where there is no road."""
    metres = problem.arc_distance(first, second)
    if problem.duration is None:
        return metres
    return np.where(metres < FAR, problem.arc_duration(first, second), FAR)
