"""Why a parcel that was offered to the vans stays on the dock, found without planning anew.

A stop that no van could serve even alone has a reason of its own, read off the problem in one step. One that a van
which stands idle could serve was not worth the trip, or the plan overlooked it; any other was left out because vans,
room or hours went to other stops.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.life.parcels import LeftOut
from solvers.money import MONEY_PARTS, SECOND_AT_ONE_A_MINUTE, Tariff
from solvers.problem import FAR, RoutingProblem, Vehicle
from solvers.solution import Route, horizon
from solvers.speeds import SpeedProfile
from solvers.timetable import RouteTimes

Seconds = NDArray[np.int64]


def why_left_out(problem: RoutingProblem, stops: NDArray[np.int64], routes: Sequence[Route] = ()) -> NDArray[np.uint8]:
    """The reason (`LeftOut`) of each of some stops that a plan of these routes leaves out, uint8 (stops,).

    For each type of van the first obstacle counts, and over all types the one that comes nearest to
    serving the stop; where one type meets none, the plan preferred others, or let a van of it stand idle. Idle vans
    are worth their trip where it costs less than the stop's prize: a trip for this stop alone, because with room on
    another the plan would have taken it along.
    """
    used = np.bincount([route.vehicle for route in routes], minlength=len(problem.vehicles))
    metres = problem.arc_distance(0, stops), problem.arc_distance(stops, 0)
    seconds = problem.arc_duration(0, stops), problem.arc_duration(stops, 0)
    roadless = np.maximum.reduce((*metres, *seconds)) >= FAR
    demand, service = problem.demand[stops], problem.service_time[stops]
    earliest, latest = problem.time_window[stops].T
    first = problem.priority[stops] > 0 if problem.priority.any() else np.zeros(stops.size, dtype=np.bool_)
    out, back = _profiles(problem, 0, stops), _profiles(problem, stops, 0)
    reason = np.full(stops.size, LeftOut.TOO_LARGE, dtype=np.uint8)
    served, idle, worth = (np.zeros(stops.size, dtype=np.bool_) for _ in range(3))
    for kind, vehicle in enumerate(problem.vehicles):
        if not vehicle.count:
            continue
        opening, closing = horizon(problem, vehicle)
        there = _arrival(np.full(stops.size, opening), seconds[0], out)
        start = np.maximum(there, earliest)
        home = _arrival(start + service, seconds[1], back)
        obstacles = (
            (demand > vehicle.room, LeftOut.TOO_LARGE),
            (roadless, LeftOut.NO_ROAD),
            # A window that ends no earlier than the shift is not what stands in the way.
            ((start > latest) & (latest < closing), LeftOut.OUTSIDE_WINDOW),
            (home > closing, LeftOut.BEYOND_SHIFT),
        )
        met = [obstacle for obstacle, _ in obstacles]
        reason = np.maximum(reason, np.select(met, [why for _, why in obstacles], 0).astype(np.uint8))
        free = ~np.logical_or.reduce(met)
        if vehicle.breaks:
            fits, lasts = _around_breaks(problem, vehicle, stops, free)
            reason = np.where(free & ~fits, LeftOut.AROUND_BREAK, reason).astype(np.uint8)
            free &= fits
        served |= free
        if vehicle.count > used[kind]:
            paid = lasts if vehicle.breaks else there - opening + home - start
            tariff = Tariff.of(problem.objective, vehicle)
            over = np.maximum(paid - vehicle.shift_length, 0)
            late = np.maximum(start - problem.soft_window[stops, 1], 0) * problem.lateness_cost_per_minute[stops]
            parts = (metres[0] + metres[1]) * tariff.metre + paid * tariff.second + over * tariff.overtime
            parts = parts + late * SECOND_AT_ONE_A_MINUTE
            idle |= free
            worth |= free & (first | (vehicle.fixed_cost + parts / MONEY_PARTS < problem.prize[stops]))
    reason[served] = LeftOut.OTHERS_FIRST
    reason[idle] = LeftOut.NOT_WORTH_IT
    reason[worth] = LeftOut.OVERLOOKED
    return reason


def _around_breaks(
    problem: RoutingProblem, vehicle: Vehicle, stops: NDArray[np.int64], asked: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], Seconds]:
    """Whether a van with breaks can serve each of the stops asked for alone, and how long that takes."""
    tariff = Tariff.of(problem.objective, vehicle)
    lasts = np.full(stops.size, -1, dtype=np.int64)
    for k in np.flatnonzero(asked).tolist():
        found = RouteTimes(problem, vehicle, (int(stops[k]),)).cheapest(tariff)
        if found is not None:
            lasts[k] = found.duration
    return lasts >= 0, lasts


def _profiles(problem: RoutingProblem, origin: int | Seconds, target: int | Seconds) -> list[SpeedProfile]:
    """The speeds of some drives, (stops,); empty where all roads are free."""
    if not problem.speed_profiles:
        return []
    which = problem.speed_profile[origin, target] if problem.speed_profile.ndim == 2 else problem.speed_profile[origin]
    size = np.size(origin) * np.size(target)
    return [problem.speed_profiles[one] for one in np.broadcast_to(which, size).tolist()]


def _arrival(leave: Seconds, free: Seconds, speeds: Sequence[SpeedProfile]) -> Seconds:
    """When drives end that begin at these seconds and take so long at free speed, (stops,) each."""
    if not speeds:
        arrival: Seconds = leave + free
        return arrival
    drives = zip(speeds, leave.tolist(), free.tolist(), strict=True)
    return np.array([profile.arrival(begin, way) for profile, begin, way in drives], np.int64)
