"""What a route is made of in time: its visits with their windows, and the legs that lead to them.

Times are seconds, prices minor units a minute.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from solvers.driving import Leg
from solvers.problem import FAR, NOWHERE, RoutingProblem
from solvers.speeds import SpeedProfile
from solvers.vehicle import Vehicle


@dataclass(frozen=True, slots=True)
class Visit:
    """A node on the route: windows for the start of service, hard and soft, and what lies between them and the rest."""

    node: int
    windows: tuple[tuple[int, int], ...]
    soft: tuple[int, int]
    late_price: int
    early_price: int
    service: int

    def first(self, time: int) -> int | None:
        """The first moment from `time` on in a hard window."""
        for opens, closes in self.windows:
            if opens <= closes and time <= closes:
                return max(time, opens)
        return None

    def last(self, time: int) -> int | None:
        """The last moment up to `time` in a hard window."""
        for opens, closes in reversed(self.windows):
            if opens <= closes and opens <= time:
                return min(time, closes)
        return None

    def begun(self, there: int, wait: bool) -> int | None:
        """The start of service after an arrival; who waits for the soft window serves in a hard one all the same."""
        if wait and self.early_price:
            there = max(there, self.soft[0])
        return self.first(there)


def visits_of(problem: RoutingProblem, vehicle: Vehicle, stops: tuple[int, ...]) -> list[Visit]:
    """The nodes of a route in order, reloads among them, and the end of the route as the last one."""
    depots = set(problem.depot_nodes)
    last = ((0, vehicle.shift[1]),) if vehicle.end == NOWHERE else _opening_times(problem, vehicle, vehicle.end)
    end = Visit(vehicle.end, last, (0, FAR), 0, 0, 0)
    return [*(_visit(problem, vehicle, node, node in depots) for node in stops), end]


def legs_of(problem: RoutingProblem, vehicle: Vehicle, stops: tuple[int, ...]) -> list[Leg]:
    """The drive to each visit of `visits_of`; an open route ends where it is."""
    open_end = vehicle.end == NOWHERE
    path = [vehicle.start, *stops, stops[-1] if open_end and stops else max(vehicle.end, 0)]
    gates = _releases(problem, stops, set(problem.depot_nodes))
    return [
        Leg(0 if one == other else int(problem.arc_duration(one, other)), gates[at], _profile(problem, one, other))
        for at, (one, other) in enumerate(pairwise(path))
    ]


def _visit(problem: RoutingProblem, vehicle: Vehicle, node: int, depot: bool) -> Visit:
    if depot:
        return Visit(node, _opening_times(problem, vehicle, node), (0, FAR), 0, 0, vehicle.reload_time)
    windows = _windows(problem, node)
    soft = problem.soft_window[node].tolist()
    late, early = int(problem.lateness_cost_per_minute[node]), int(problem.earliness_cost_per_minute[node])
    return Visit(node, windows, (soft[0], soft[1]), late, early, int(problem.service_time[node]))


def _opening_times(problem: RoutingProblem, vehicle: Vehicle, depot: int) -> tuple[tuple[int, int], ...]:
    """The windows of a depot as far as the shift goes."""
    return tuple((opens, min(closes, vehicle.shift[1])) for opens, closes in _windows(problem, depot))


def _windows(problem: RoutingProblem, node: int) -> tuple[tuple[int, int], ...]:
    rows = problem.time_window[node].reshape(-1, 2).tolist()
    return tuple((opens, closes) for at, (opens, closes) in enumerate(rows) if opens < FAR or at == 0)


def _releases(problem: RoutingProblem, stops: tuple[int, ...], depots: set[int]) -> list[int]:
    """For each leg the moment before which it is not driven: that of a trip's goods where a trip begins, else 0."""
    gates = [0] * (len(stops) + 1)
    begin = 0
    for at, node in enumerate(stops):
        if node in depots:
            begin = at + 1
        else:
            gates[begin] = max(gates[begin], int(problem.release_time[node]))
    return gates


def _profile(problem: RoutingProblem, one: int, other: int) -> SpeedProfile | None:
    if not problem.speed_profiles:
        return None
    at = problem.speed_profile[one] if problem.speed_profile.ndim == 1 else problem.speed_profile[one, other]
    return problem.speed_profiles[int(at)]
