"""Which stops no vehicle can serve even alone, found for all stops at once.

The same conditions as `solution.explain`, vectorised: engines leave these stops out before they search, and hand
back the reason of each. Times in seconds, as in the problem.
"""

from __future__ import annotations

import numpy as np

from solvers.problem import FAR, RoutingProblem
from solvers.solution import explain

NO_PLACE = "the vehicles there are have no room or time left for it"
TOO_COSTLY = "serving it costs more than its prize"


def unservable(problem: RoutingProblem) -> dict[int, str]:
    """Stops that cannot be served, each with its reason."""
    every = np.arange(problem.stops + 1)
    metres_out, metres_back = problem.arc_distance(0, every), problem.arc_distance(every, 0)
    if problem.duration is None:
        out, back = metres_out, metres_back
    else:
        out, back = problem.arc_duration(0, every), problem.arc_duration(every, 0)
    road = (out < FAR) & (back < FAR) & (metres_out < FAR) & (metres_back < FAR)
    earliest, latest = problem.time_window[:, 0], problem.time_window[:, 1]
    depot_open, depot_close = int(earliest[0]), int(latest[0])
    served = np.zeros(problem.stops + 1, dtype=bool)
    for vehicle in problem.vehicles:
        if vehicle.count == 0:
            continue
        start = np.maximum(max(vehicle.shift[0], depot_open) + out, earliest)
        end = start + problem.service_time + back
        in_time = (start <= latest) & (end <= min(vehicle.shift[1], depot_close))
        served |= road & in_time & (problem.demand <= vehicle.capacity)
    return {int(stop): explain(problem, int(stop)) for stop in np.flatnonzero(~served[1:]) + 1}


def reason_left_out(problem: RoutingProblem, stop: int) -> str:
    """The reason given for a stop that could be served alone and yet is in no route."""
    return NO_PLACE if problem.prize[stop] < 0 else TOO_COSTLY
