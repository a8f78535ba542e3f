"""What a plan has for one van: trips one after another, with loading again in between.

Only the first trip leaves with its wave. A later one leaves when its van is back and loaded, if by the plan it will be
home in time then; if not, its parcels wait for another wave. Times are microseconds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.delivery.breaks import DueBreak
from sim.delivery.wave import WavePlan, WaveRequest
from sim.units import SECOND, UNOBSERVED
from solvers.solution import Route


@dataclass(frozen=True, slots=True, eq=False)
class Tour:
    """The trips that are still to come after the one that a van is on.

    Parameters
    ----------
    wave, plan, offered
        Of the wave: its parcels are `offered`, (stops of the wave,).
    trips
        Stops of each trip to come.
    breaks
        Breaks that the plan has on the way; legs are numbered through all trips.
    leg
        Number of the first leg of the next trip.
    latest
        When the van has to be home.
    after
        The trip of this plan that the van made before, if it made one.
    """

    wave: WaveRequest
    plan: WavePlan
    offered: NDArray[np.int64]
    vehicle: int
    trips: tuple[tuple[int, ...], ...]
    breaks: tuple[DueBreak, ...]
    leg: int
    latest: int
    after: int

    @property
    def rows(self) -> NDArray[np.int64]:
        """Parcels of the trips to come."""
        return self.offered[[stop - 1 for trip in self.trips for stop in trip]]

    def next(self, departure: int, taken: int, after: int) -> tuple[WaveRequest, WavePlan, Tour]:
        """The next trip as a wave that leaves then, after so many breaks on the one `after`; and what is left."""
        ahead = self.breaks[taken:]
        breaks = tuple(replace(one, leg=max(0, one.leg - self.leg)) for one in ahead)
        plan = replace(self.plan, routes=(Route(self.vehicle, self.trips[0]),), breaks=(breaks,))
        leg = self.leg + len(self.trips[0]) + 1
        return (
            replace(self.wave, departure=departure),
            plan,
            replace(self, trips=self.trips[1:], breaks=ahead, leg=leg, after=after),
        )


def tours(wave: WaveRequest, plan: WavePlan, offered: NDArray[np.int64]) -> tuple[WavePlan, list[Tour]]:
    """The plan of the trips that leave with a wave, and for each of them the tour that goes on from it."""
    firsts, found = [], []
    for route, breaks in zip(plan.routes, plan.breaks, strict=True):
        first, *others = trips_of(route)
        crew = wave.crews[route.vehicle]
        latest = wave.departure + (crew.seconds + crew.overtime) * SECOND
        firsts.append(Route(route.vehicle, first))
        found.append(
            Tour(wave, plan, offered, route.vehicle, tuple(others), breaks, len(first) + 1, latest, UNOBSERVED)
        )
    return replace(plan, routes=tuple(firsts)), found


def trips_of(route: Route) -> list[tuple[int, ...]]:
    """The stops of each trip of a route."""
    trips: list[list[int]] = [[]]
    for stop in route.stops:
        if stop:
            trips[-1].append(stop)
        else:
            trips.append([])
    return [tuple(trip) for trip in trips if trip]
