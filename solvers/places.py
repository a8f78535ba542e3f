"""Every place in a plan where one more stop could go, and what is wrong with it there.

One row a place: between two neighbours of a route, or a route of its own with a vehicle that stays at home. Times and
loads of the plan are computed once, so that a stop is held against all places in a few array operations. Times in the
problem's units.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from solvers.problem import FAR, IntArray, RoutingProblem
from solvers.solution import Route, horizon


@dataclass(frozen=True, slots=True)
class Places:
    """Arrays over places.

    `route` is its index in the plan (`len(plan)` for a new route) and `at` the position of the new stop in it; `ready`
    is the earliest departure from `before`, `due` the latest start at `after`, `spent` the time on the way up to that
    departure, `rest` from that start to the end, `finish` when the route ends now; `load` is what is in the vehicle, of
    type `kind`, already; `there` is 0 where no vehicle of the type is left.
    """

    route: IntArray
    at: IntArray
    before: IntArray
    after: IntArray
    ready: IntArray
    due: IntArray
    spent: IntArray
    rest: IntArray
    finish: IntArray
    load: IntArray
    kind: IntArray
    there: IntArray


@dataclass(frozen=True, slots=True)
class Offers:
    """What a stop would need at each place, in the places' order; nothing is needed where all are zero or less.

    `arrival` is the earliest; `late` by how much it misses the stop's window, `pushed` by how much the next node would
    be reached too late, `excess` the load above the capacity; `road` says whether roads lead there and on, `longer` by
    how much the route grows, `leave` when the vehicle must leave the depot at the latest, `back` when the route ends.
    """

    arrival: IntArray
    late: IntArray
    pushed: IntArray
    excess: IntArray
    road: Any
    longer: IntArray
    leave: IntArray
    back: IntArray

    @property
    def fits(self) -> Any:
        """Where the stop can go as it is."""
        return self.road & (self.late <= 0) & (self.pushed <= 0) & (self.excess <= 0)


def places(problem: RoutingProblem, plan: Sequence[Route], *, start: bool = False, end: bool = False) -> Places:
    """All places of a feasible plan, and a new route for each type of vehicle, whether one is left or not.

    With `start` vehicles might leave as early as they like, with `end` they might be back as late.
    """
    rows: list[tuple[int, ...]] = []
    used = [0] * len(problem.vehicles)
    for number, route in enumerate(plan):
        used[route.vehicle] += 1
        path = [0, *route.stops, 0]
        load = int(problem.demand[list(route.stops)].sum())
        limits = _limits(problem, route.vehicle, start, end)
        ready, due, spent, rest = _times(problem, route.stops, limits)
        rows += [
            (number, at, path[at], path[at + 1], ready[at], due[at + 1], spent[at], rest[at + 1], ready[-1], load,
             route.vehicle, 1)
            for at in range(len(path) - 1)
        ]  # fmt: skip
    for kind, vehicle in enumerate(problem.vehicles):
        opening, closing = _limits(problem, kind, start, end)
        rows.append((len(plan), 0, 0, 0, opening, closing, 0, 0, opening, 0, kind, int(vehicle.count > used[kind])))
    return Places(*np.array(rows, dtype=np.int64).T)


def _limits(problem: RoutingProblem, kind: int, start: bool, end: bool) -> tuple[int, int]:
    opening, closing = horizon(problem, problem.vehicles[kind])
    return 0 if start else opening, FAR if end else closing


def _times(problem: RoutingProblem, stops: tuple[int, ...], limits: tuple[int, int]) -> tuple[list[int], ...]:
    """Of each node of a route, its two ends included: `ready`, `due`, `spent` and `rest` of `Places`."""
    path = np.array((0, *stops, 0), dtype=np.int64)
    travel = problem.arc_duration(path[:-1], path[1:]).tolist()
    service, windows = problem.service_time[path].tolist(), problem.time_window[path].tolist()
    ready, due, spent, rest = [limits[0]], [limits[1]], [0], [0]
    for at in range(1, len(path)):
        ready.append(max(ready[-1] + travel[at - 1], windows[at][0] if at < len(path) - 1 else 0) + service[at])
        spent.append(spent[-1] + travel[at - 1] + service[at])
    for at in range(len(path) - 2, -1, -1):
        due.append(min(due[-1] - travel[at] - service[at], windows[at][1]))
        rest.append(rest[-1] + travel[at] + service[at])
    return ready, due[::-1], spent, rest[::-1]


def offers(problem: RoutingProblem, found: Places, stop: int) -> Offers:
    """What stop `stop` would need at each place."""
    here = np.full(len(found.route), stop)
    out, on = problem.arc_duration(found.before, here), problem.arc_duration(here, found.after)
    metres = problem.arc_distance(found.before, here), problem.arc_distance(here, found.after)
    direct = np.where(found.before == found.after, 0, problem.arc_distance(found.before, found.after))
    opens, closes = (int(edge) for edge in problem.time_window[stop])
    arrival = found.ready + out
    start = np.maximum(arrival, opens)
    room = np.array([vehicle.capacity for vehicle in problem.vehicles], dtype=np.int64)[found.kind]
    service = int(problem.service_time[stop])
    then = start + service + on
    begin = np.where(found.after == 0, then, np.maximum(then, problem.time_window[found.after, 0]))
    return Offers(
        arrival=arrival,
        late=start - closes,
        pushed=then - found.due,
        excess=found.load + int(problem.demand[stop]) - room,
        road=np.maximum.reduce([out, on, *metres]) < FAR,
        longer=metres[0] + metres[1] - direct,
        leave=np.minimum(closes, found.due - on - service) - out - found.spent,
        back=np.maximum(found.finish, begin + found.rest),
    )


def with_stop(plan: Sequence[Route], found: Places, row: int, stop: int) -> tuple[Route, ...]:
    """The plan with a stop put at a place."""
    number, at, kind = int(found.route[row]), int(found.at[row]), int(found.kind[row])
    if number == len(plan):
        return (*plan, Route(kind, (stop,)))
    stops = plan[number].stops
    longer = Route(kind, (*stops[:at], stop, *stops[at:]))
    return (*plan[:number], longer, *plan[number + 1 :])
