"""The problem of the rest of a plan that is being driven, in fields that any problem has.

The way of a vehicle so far is one leg: from a start of its own to its anchor, as long in time and metres as it was. No
other road leaves that start, and the anchor is a required stop of this vehicle alone, with a window of the one moment
at which it is there. Goods that are on no vehicle are released now, which is after every such vehicle left: they fit on
no trip that has begun. Of a pair that is cut, the goods are on board of one vehicle. So any engine that plans several
depots, releases and chosen vehicles plans the rest, and no audit but the usual one is needed. Seconds and metres, as in
the problem.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from solvers.pairs import from_depot, to_depot
from solvers.problem import FAR, MOST_CLASSES, NOWHERE, REQUIRED, Break, IntArray, RoutingProblem, SpeedProfile, Vehicle
from solvers.solution import Route
from solvers.speeds import FREE


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a vehicle is.

    `visits` of its route (its end among them) are driven or being driven; it left at `leave`, and is free to begin the
    last of these visits at `clock`.
    """

    visits: int
    leave: int
    clock: int


@dataclass(frozen=True, slots=True)
class Van:
    """A vehicle under way: `at` is the place of its anchor among its visits, `node` the anchor itself."""

    route: Route
    progress: Progress
    at: int
    node: int
    metres: int
    breaks: tuple[Break, ...]


class RestProblem:
    """The problem of the rest, column by column; `nodes` has for each of its nodes that of the whole problem."""

    def __init__(self, problem: RoutingProblem, now: int, vans: Sequence[Van], over: Sequence[Route]) -> None:
        self._whole, self._now, self._vans, self._over = problem, now, vans, over
        depots = problem.depot_nodes
        gone = {node for route in over for node in route.stops}
        gone |= {node for van in vans for node in van.route.stops[: van.at]}
        stops = [stop for stop in range(1, problem.stops + 1) if stop not in gone]
        halts = [van for van in vans if van.node in depots]
        self.nodes = [0, *stops, *(van.node for van in halts), *depots[1:], *(self._type(van).start for van in vans)]
        self._new = {node: place for place, node in enumerate([0, *stops])}
        further = len(stops) + len(halts) + 1
        self._new |= {depot: further + place for place, depot in enumerate(depots[1:])}
        self._starts = [further + len(depots) - 1 + place for place in range(len(vans))]
        places = iter(range(len(stops) + 1, further))
        self._anchors = [next(places) if van.node in depots else self._new[van.node] for van in vans]
        self._stops = range(1, further)
        driven = gone | {van.node for van in vans}
        whole = [(first, second) for first, second in problem.pairs.tolist() if first not in driven]
        self._pairs = {self._new[second]: self._new[first] for first, second in whole}
        self._aboard = set(problem.pairs[np.isin(problem.pairs[:, 0], list(driven)), 1].tolist())

    def _type(self, van: Van) -> Vehicle:
        return self._whole.vehicles[van.route.vehicle]

    def problem(self) -> RoutingProblem:
        """The problem."""
        columns, allowed = self._columns()
        release = self._released(columns["demand"], columns["release_time"], allowed)
        return self._whole.replace(
            **columns | {"release_time": release, "allowed_vehicles": allowed},
            **self._matrices(),
            **self._speeds(),
            vehicles=self._fleet(),
            pairs=[(first, second) for second, first in self._pairs.items()],
            depots=self._whole.depots + len(self._vans),
            coordinates=None,
            rounding="nearest",
        )

    def routes(self, ahead: Sequence[Route]) -> tuple[Route, ...]:
        """What is left of the plan: routes that are all ahead, and the ends of those under way."""
        types = len(self._whole.vehicles)
        routes = [Route(route.vehicle, self._mapped(route.stops)) for route in ahead]
        for place, (van, anchor) in enumerate(zip(self._vans, self._anchors, strict=True)):
            again = (van.node,) if van.node in self._whole.depot_nodes and van.at < len(van.route.stops) else ()
            tail = self._mapped((*again, *van.route.stops[van.at + 1 :]))
            routes.append(Route(types + place, (anchor, *tail)))
        return tuple(routes)

    def _mapped(self, nodes: Sequence[int]) -> tuple[int, ...]:
        return tuple(self._new[node] for node in nodes)

    def _columns(self) -> tuple[dict[str, IntArray], IntArray]:
        """Numbers of nodes and stops, and which vehicle may go where."""
        problem, nodes = self._whole, np.array(self.nodes)
        keys = ("demand", "pickup", "service_time", "prize", "release_time", "lateness_cost_per_minute",
                "earliness_cost_per_minute", "skills", "priority", "time_window", "soft_window")  # fmt: skip
        found = {key: getattr(problem, key)[nodes].copy() for key in keys}
        for start in self._starts:
            _only_window(found["time_window"][start], 0, FAR)
        column = [*range(len(problem.vehicles)), *(van.route.vehicle for van in self._vans)]
        allowed = problem.allowed_vehicles[np.ix_(nodes, column)].copy()
        for place, (van, anchor) in enumerate(zip(self._vans, self._anchors, strict=True)):
            own = len(problem.vehicles) + place
            _only_window(found["time_window"][anchor], van.progress.clock, van.progress.clock)
            found["prize"][anchor], found["release_time"][anchor] = REQUIRED, 0
            found["priority"][anchor] = MOST_CLASSES * bool(problem.priority.any())
            if van.node in problem.pairs[:, 0]:
                # its goods count as on board from the start, as do those of pick-ups that lie behind
                found["demand"][anchor] = 0
                found["pickup"][anchor] = to_depot(problem)[van.node]
            if van.node not in problem.depot_nodes:
                found["pickup"][anchor] += self._collected(van)
            for node in (anchor, *self._loaded(van)):
                found["release_time"][node] = 0
                allowed[node] = 0
                allowed[node, own] = 1
        # goods of a pair come from a stop that has been served: they cannot be left out any more
        aboard = [self._new[node] for node in sorted(self._aboard) if node in self._new]
        found["prize"][aboard] = REQUIRED
        found["priority"][aboard] = MOST_CLASSES * bool(problem.priority.any())
        return found, allowed

    def _collected(self, van: Van) -> Any:
        """What has been collected for the depot on the trip that is being driven, before the anchor."""
        trip = _last_trip(van.route.stops[: van.at], self._whole.depot_nodes)
        return to_depot(self._whole)[list(trip)].sum(axis=0) if trip else 0

    def _loaded(self, van: Van) -> list[int]:
        """Stops after the anchor whose goods are on board."""
        if van.node in self._whole.depot_nodes:
            return []
        ahead: list[int] = []
        loaded = from_depot(self._whole)
        for node in van.route.stops[van.at + 1 :]:
            if node in self._whole.depot_nodes:
                break
            if np.any(loaded[node]) or node in self._aboard:
                ahead.append(self._new[node])
        return ahead

    def _released(self, demand: IntArray, release: IntArray, allowed: IntArray) -> IntArray:
        """Goods that are on no vehicle leave a depot from now on, and so on no trip that has begun.

        What has no goods can be collected on the way; but where it is planned after a vehicle has loaded again, or by
        one that is about to, it stays a matter of such trips.
        """
        again = {node for van in self._vans for node in self._after_loading(van)}
        release = release.copy()
        own = len(self._whole.vehicles)
        aboard = {*self._anchors, *(node for van in self._vans for node in self._loaded(van))}
        for stop in self._stops:
            first = self._pairs.get(stop, stop)  # a delivery of a pair has the goods that its pick-up has, or none
            if stop in aboard or first in aboard:
                continue
            if np.any(demand[first]) or stop in again:
                release[stop] = max(int(release[stop]), self._now)
                continue
            for place, van in enumerate(self._vans):
                if van.node in self._whole.depot_nodes:
                    allowed[stop, own + place] = 0
        return release

    def _after_loading(self, van: Van) -> list[int]:
        rest, depots = van.route.stops[van.at :], self._whole.depot_nodes
        first = next((at for at, node in enumerate(rest) if node in depots), len(rest))
        return [self._new[node] for node in rest[first:] if node not in depots]

    def _matrices(self) -> dict[str, IntArray]:
        nodes = np.array(self.nodes)
        found = {}
        for key, measure in (("distance", self._whole.arc_distance), ("duration", self._whole.arc_duration)):
            matrix = measure(nodes[:, None], nodes[None, :]).copy()
            for van, anchor in zip(self._vans, self._anchors, strict=True):
                if van.node in self._whole.depot_nodes:
                    matrix[anchor, self._new[van.node]] = matrix[self._new[van.node], anchor] = 0
            matrix[self._starts] = matrix[:, self._starts] = FAR
            for van, anchor, start in zip(self._vans, self._anchors, self._starts, strict=True):
                spent = van.progress.clock - van.progress.leave
                matrix[start, anchor] = van.metres if key == "distance" else spent
            found[key] = matrix
        return found

    def _speeds(self) -> dict[str, Any]:
        """The way so far took the time it took, whatever the hour."""
        profiles = self._whole.speed_profiles
        if not profiles:
            return {}
        nodes, given = np.array(self.nodes), self._whole.speed_profile
        which = (given[nodes] if given.ndim == 1 else given[np.ix_(nodes, nodes)]).copy()
        which[self._starts] = len(profiles)
        return {"speed_profiles": (*profiles, SpeedProfile((0,), (FREE,))), "speed_profile": which}

    def _fleet(self) -> tuple[Vehicle, ...]:
        left = [vehicle.count for vehicle in self._whole.vehicles]
        for route in (*self._over, *(van.route for van in self._vans)):
            left[route.vehicle] -= 1
        waiting = [
            _not_before(self._numbered(vehicle), self._now, max(0, count))
            for vehicle, count in zip(self._whole.vehicles, left, strict=True)
        ]
        return (*waiting, *map(self._driving, self._vans, self._starts))

    def _numbered(self, vehicle: Vehicle) -> Vehicle:
        """A type with its depots in the numbers of the rest."""
        return replace(
            vehicle,
            start=self._new[vehicle.start],
            end=vehicle.end if vehicle.end == NOWHERE else self._new[vehicle.end],
            reload_at=self._mapped(vehicle.reload_at),
        )

    def _driving(self, van: Van, start: int) -> Vehicle:
        vehicle, depots = self._type(van), self._whole.depot_nodes
        before = van.route.stops[: van.at]
        served = sum(node not in depots for node in before) - (van.node in depots)
        breaks = tuple(
            replace(one, window=(max(one.window[0], van.progress.clock), max(one.window[1], van.progress.clock)))
            for one in van.breaks
        )
        return replace(
            self._numbered(vehicle),
            name=f"{vehicle.name} under way to {'a depot' if van.node in depots else f'stop {van.node}'}",
            count=1,
            start=start,
            shift=(van.progress.leave, max(vehicle.shift[1], van.progress.leave)),
            reload_at=self._mapped(vehicle.reloads),
            max_trips=vehicle.max_trips - sum(node in depots for node in before),
            max_stops=min(FAR, max(1, vehicle.max_stops - served)),
            breaks=breaks,
        )


def _only_window(windows: IntArray, opens: int, closes: int) -> None:
    """Make one window of all that a node has."""
    rows = windows.reshape(-1, 2)
    rows[:] = FAR
    rows[0] = opens, closes


def _last_trip(stops: tuple[int, ...], depots: tuple[int, ...]) -> tuple[int, ...]:
    begin = max((at + 1 for at, node in enumerate(stops) if node in depots), default=0)
    return stops[begin:]


def _not_before(vehicle: Vehicle, now: int, count: int) -> Vehicle:
    """A type of which so many wait at their depot; none where too little of the shift is left for a rest to come."""
    begin = max(vehicle.shift[0], now)
    breaks = tuple(one for one in vehicle.breaks if one.window[1] >= now)
    longest = max((one.duration for one in breaks), default=0)
    if begin + longest > vehicle.shift[1]:
        return replace(vehicle, count=0)
    return replace(vehicle, count=count, shift=(begin, vehicle.shift[1]), breaks=breaks)
