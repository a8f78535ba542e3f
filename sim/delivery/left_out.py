"""Why a parcel that was offered to the vans stays on the dock, found without planning anew.

A stop that no van could serve even alone has a reason of its own, read off the problem in one
step; any other was left out because vans, room or hours went to other stops.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.life.parcels import LeftOut
from solvers.problem import FAR, RoutingProblem
from solvers.solution import horizon


def why_left_out(problem: RoutingProblem, stops: NDArray[np.int64]) -> NDArray[np.uint8]:
    """The reason (`LeftOut`) of each of some stops that a plan leaves out, uint8 (stops,).

    For each type of van the first obstacle counts, and over all types the one that comes nearest to
    serving the stop; where one type meets none, the plan preferred others.
    """
    out, back = problem.arc_duration(0, stops), problem.arc_duration(stops, 0)
    there, home = problem.arc_distance(0, stops), problem.arc_distance(stops, 0)
    roadless = np.maximum(np.maximum(out, back), np.maximum(there, home)) >= FAR
    demand, service = problem.demand[stops], problem.service_time[stops]
    earliest, latest = problem.time_window[stops].T
    reason = np.full(stops.size, LeftOut.TOO_LARGE, dtype=np.uint8)
    served = np.zeros(stops.size, dtype=np.bool_)
    for vehicle in problem.vehicles:
        if not vehicle.count:
            continue
        opening, closing = horizon(problem, vehicle)
        start = np.maximum(opening + out, earliest)
        obstacles = (
            (demand > vehicle.capacity, LeftOut.TOO_LARGE),
            (roadless, LeftOut.NO_ROAD),
            # A window that ends no earlier than the shift is not what stands in the way.
            ((start > latest) & (latest < closing), LeftOut.OUTSIDE_WINDOW),
            (start + service + back > closing, LeftOut.BEYOND_SHIFT),
        )
        met = [obstacle for obstacle, _ in obstacles]
        reason = np.maximum(reason, np.select(met, [why for _, why in obstacles], 0).astype(np.uint8))
        served |= ~np.logical_or.reduce(met)
    reason[served] = LeftOut.OTHERS_FIRST
    return reason
