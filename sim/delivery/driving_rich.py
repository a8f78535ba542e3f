"""A route with rich features driven once: depots, open ends, reloads, releases, breaks, speeds of the hour, windows.

The van leaves when its shift has opened, its goods are there and its first stop is about to open; where starting early
costs (time on the route is priced or limited, or a soft window has a price before it opens), when the plan's cheapest
schedule has it leave, and it waits for soft windows if that does. It drives by the
speeds of the hour, takes a break as soon as its window opens (on the way, or after the service it falls into), waits
for the next window where it is between two, and serves where it is late. A stop is late by what it misses its last hard
window, or its soft window where that lateness is priced. Times in the problem's unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from solvers.driving import Leg
from solvers.money import Tariff
from solvers.problem import FAR, RoutingProblem
from solvers.solution import Route
from solvers.timetable import RouteTimes
from solvers.vehicle import Break
from solvers.visits import Visit


class Drive(NamedTuple):
    """What came of one drive: stops late, by how much in all, overtime, and time from leaving to the end."""

    late_stops: int
    lateness: int
    overtime: int
    time: int


class RichRoute:
    """One route of a problem with rich features.

    Attributes
    ----------
    pairs : (origin, destination) of each leg, by which its traffic is drawn.
    doors : the stop served after each leg, 0 where it leads to a depot or to nobody.
    """

    def __init__(self, problem: RoutingProblem, route: Route) -> None:
        self._vehicle = problem.vehicles[route.vehicle]
        times = RouteTimes(problem, self._vehicle, route.stops)
        self._legs, self._visits = times.legs, times.visits
        self._closing = self._visits[-1].windows[-1][1]
        first = self._visits[0].windows[0][0]
        self._leave, self._waits = max(times.opening, self._legs[0].departure(first) or 0), False
        tariff = Tariff.of(problem.objective, self._vehicle)
        priced = any(visit.early_price for visit in self._visits)
        if priced or tariff.second or tariff.overtime or self._vehicle.longest < FAR:
            planned = times.cheapest(tariff)
            if planned is not None:
                self._leave, self._waits = planned.leave, priced and planned.early == 0
        depots = {*problem.depot_nodes, self._visits[-1].node}
        nodes = [self._vehicle.start, *route.stops, max(self._vehicle.end, 0)]
        self.pairs = list(pairwise(nodes))
        self.doors = [0 if visit.node in depots else visit.node for visit in self._visits]

    def drive(self, traffic: Sequence[float], doors: Sequence[float]) -> Drive:
        """Drive it once: each leg takes its free time times a factor, each service its time times another."""
        now, breaks = self._leave, list(self._vehicle.breaks)
        while breaks and breaks[0].window[0] + breaks[0].duration <= now:
            del breaks[0]  # had before the van leaves
        late_stops = lateness = 0
        columns = (self._legs, self._visits, self.doors, traffic, doors)
        for leg, visit, stop, slow, long in zip(*columns, strict=True):
            now = _arrival(replace(leg, free=round(leg.free * slow)), now, breaks)
            start, late = _begun(visit, now, self._waits)
            if visit is self._visits[-1]:
                break  # being back late is overtime
            if stop:
                late_stops += late > 0
                lateness += late
            now = start + round(visit.service * long)
        time = now - self._leave
        over = max(0, now - self._closing if self._closing < FAR else 0, time - self._vehicle.shift_length)
        return Drive(late_stops, lateness, over, time)


def _arrival(leg: Leg, now: int, breaks: list[Break]) -> int:
    """The end of a leg; breaks whose window opens before it is over are taken on it and are gone from the list."""
    taken: list[Break] = []
    there = leg.arrival(now)
    assert there is not None
    while breaks and breaks[0].window[0] < there:
        # who missed the window of a break takes it all the same
        one = breaks.pop(0)
        taken.append(replace(one, window=(one.window[0], FAR)))
        there = leg.arrival(now, taken)
        assert there is not None
    return there


def _begun(visit: Visit, there: int, wait: bool) -> tuple[int, int]:
    """Start of service, and by how much it is late."""
    start = visit.begun(there, wait)
    closes = max((closes for opens, closes in visit.windows if opens <= closes), default=0)
    if start is None:
        start = there
    if visit.late_price:
        closes = min(closes, visit.soft[1])
    return start, max(0, start - closes)
