"""Why a stop cannot be served even by a vehicle that serves nothing else."""

from __future__ import annotations

from collections.abc import Callable

from solvers.capabilities import rich_needs
from solvers.limits import NO_ROAD, broken_limits, unfit_for, way_limits
from solvers.money import Tariff
from solvers.pairs import together
from solvers.problem import FAR, RoutingProblem
from solvers.solution import horizon
from solvers.timetable import RouteTimes
from solvers.units import shown


def why_not_alone(problem: RoutingProblem, stop: int, clock: Callable[[int], str] | None = None) -> str:
    """Why `stop` cannot be served by any vehicle on its own; an empty text when it can.

    Times are told by `clock`, or in the units of the file.
    """

    def told(time: int) -> str:
        return clock(time) if clock is not None else shown(time, problem.scale)

    if rich_needs(problem):
        return _why_not_alone_rich(problem, stop, told)
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


def _why_not_alone_rich(problem: RoutingProblem, stop: int, told: Callable[[int], str]) -> str:
    """As `why_not_alone`, for a problem with rich features: all faults of each type of vehicle on the stop alone.

    A stop of a pair is served with the other one.
    """
    served = together(problem, stop)
    fleet = [(kind, vehicle) for kind, vehicle in enumerate(problem.vehicles) if vehicle.count > 0]
    if not fleet:
        return "no vehicle is available"
    reasons: list[str] = []
    for kind, vehicle in fleet:
        unfit = unfit_for(problem, kind, stop)
        faults = [unfit, *way_limits(problem, kind, served)] if unfit else [*broken_limits(problem, kind, served)]
        times = RouteTimes(problem, vehicle, served)
        if NO_ROAD not in faults and times.cheapest(Tariff(0, 0, 0)) is None:
            faults.append(f"{vehicle.name!r}: {times.first_fault(told)[0]}")
        if not any(faults):
            return ""
        reasons += filter(None, faults)
    return "; ".join(dict.fromkeys(reasons))
