"""What plans are made for: the cheapest routes, the shortest, or the fastest, and what leaving a parcel behind counts.

A plan has one price list, in minor units. Of the shortest routes a kilometre costs 1.00 and of the fastest ones a
minute, and nothing else does; leaving a parcel counts more than any detour to it then.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.delivery.drivers import PaidByHour
from sim.delivery.fleet_config import FleetConfig, VanConfig
from sim.delivery.planning_config import PlannedFor
from sim.units import minor
from solvers.problem import FAR

URGENT_FACTOR = 10
"""A parcel that would miss its promise with the next wave is worth so many times what another one is."""


class VanPrices(NamedTuple):
    """What a plan counts for a trip, a kilometre and an hour of a van, minor units."""

    trip: int
    kilometre: int
    hour: int


class PlanPrices:
    """The price list of a scenario's plans."""

    def __init__(self, planned_for: PlannedFor, fleet: FleetConfig) -> None:
        # Of what drivers are paid a plan changes hours on the road, and overtime where the solver knows it.
        drivers = fleet.drivers
        self._wage = drivers.wage_per_hour if isinstance(drivers, PaidByHour) else 0.0
        self._for, self._leaving = planned_for, minor(fleet.lateness_cost)

    def of(self, van: VanConfig) -> VanPrices:
        """Return the prices of a type of van."""
        if self._for == "distance":
            return VanPrices(0, minor(1.0), 0)
        if self._for == "time":
            return VanPrices(0, 0, 60 * minor(1.0))
        hour = minor(van.cost_per_hour + self._wage)
        return VanPrices(minor(van.cost_per_trip), minor(van.cost_per_kilometre), hour)

    def overtime(self, price: int) -> int:
        """What an hour of overtime counts that costs so much."""
        return price if self._for == "cost" else 0

    def leaving(self, urgent: NDArray[np.bool_], metres: NDArray[np.int64], longest: int) -> NDArray[np.int64]:
        """What leaving each parcel for a later wave counts, (parcels,).

        metres : of the ways of the wave; longest : seconds for which a van may be away.
        """
        usual = self._leaving
        if self._for == "distance":
            usual = 2 * int(metres[metres < FAR].max()) * minor(1.0) // 1000 + 1
        elif self._for == "time":
            usual = longest * minor(1.0) // 60 + 1
        worth: NDArray[np.int64] = np.where(urgent, URGENT_FACTOR * usual, usual)
        return worth
