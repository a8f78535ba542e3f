"""When a route is planned to be where."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from solvers.capabilities import rich_needs
from solvers.money import Tariff
from solvers.problem import IntArray, RoutingProblem
from solvers.solution import Route, horizon
from solvers.timetable import RouteTimes, Timetable


@dataclass(frozen=True, slots=True)
class Schedule:
    """Planned seconds of one route: per stop the arrival, the start of service and the departure.

    `breaks` has, for each break, the place of the stop before which it is taken (the number of stops where that is the
    end of the route; -1 before leaving, one more than the number after coming back) and when it begins and ends.
    """

    leave: int
    arrival: IntArray
    start: IntArray
    departure: IntArray
    back: int
    breaks: tuple[tuple[int, int, int], ...] = ()


def schedule(problem: RoutingProblem, route: Route, *, leave: int | None = None) -> Schedule:
    """Planned times of a route, in seconds; a row for each of its stops, depots in it included.

    The vehicle leaves at `leave`, or as late as it can without coming back later or breaking a window; with rich
    features, as the cheapest of its schedules has it (`solvers.timetable`). On a route that breaks a window or a shift
    it serves late and is back late, without its breaks.
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
    tariff = Tariff.of(problem.objective, times.vehicle)
    found = times.leaving(leave) if leave is not None else times.cheapest(tariff)
    found = found or _late(times)
    arrival, start, departure = (np.array(one, dtype=np.int64) for one in (found.arrival, found.start, found.departure))
    return Schedule(found.leave, arrival, start, departure, found.back, found.rests)


def _late(times: RouteTimes) -> Timetable:
    """As soon as possible, whatever is too late."""
    ready = times.opening
    stamps = []
    for leg, visit in zip(times.legs, times.visits, strict=True):
        there = leg.arrival(ready)
        assert there is not None
        start = visit.first(there)
        start = there if start is None else start
        ready = start + visit.service
        stamps.append((there, start, ready))
    arrival, starts, departure = zip(*stamps[:-1], strict=True) if len(stamps) > 1 else ((), (), ())
    return Timetable(times.opening, stamps[-1][1], arrival, starts, departure)
