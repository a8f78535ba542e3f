"""Customers before the run: what they asked a node for day by day, and what of it they send back later.

They come as the node is stocked for, Poisson with the mean of each item. What is sent back and sold again was, for the
shelf, as good as never sold; what customers of before still have when the run begins comes back in its first weeks.
Units, and days.
"""

from __future__ import annotations

from functools import cached_property
from math import ceil

import numpy as np
from numpy.typing import NDArray

from sim.config import SimConfig
from sim.inventory.supplier import Supply
from sim.streams import stream
from sim.tape import Tape
from sim.units import DAY, HOUR

MOST_DAYS = 1_100
"""Three years: longer lead times still begin within each item's cycle, without memory for decades of customers."""


def days_before(config: SimConfig) -> int:
    """Days lived through before the run: what was ordered at their start has come several times, if not years later."""
    inventory = config.inventory
    return min(MOST_DAYS, 28 + ceil(3 * (inventory.lead_time_days + inventory.review_days)))


class Before:
    """Customers of one node before the run.

    demand, ordered : mean units a day the node is stocked for, and of these for orders, float64 (items,).
    """

    def __init__(
        self, config: SimConfig, tape: Tape, node: int, demand: NDArray[np.float64], ordered: NDArray[np.float64]
    ) -> None:
        self._returns, self.tape, self.node, self.demand = config.aftersales.returns, tape, node, demand
        self._name = tuple(config.fulfilment.nodes)[node]
        self._back = self._returns.changed_mind * self._returns.restockable * ordered
        self.days, self._end = days_before(config), config.days + config.follow_up_days

    def kept(self) -> NDArray[np.int32]:
        """Draw the units asked for and not to come back, int32 (days, items), the last day first."""
        return self._by_day("kept", self.demand - self._back)

    @cached_property
    def asked(self) -> NDArray[np.int32]:
        """Units asked for, int32 (days, items), the last day first."""
        return self.kept() + self._by_day("came back", self._back)

    def sent_back(self) -> list[Supply]:
        """What comes back in the run, at noon: fewer and fewer every day. Nobody has it on order."""
        mean, rng, found = self._returns.delay_days + self._returns.transit_days, self._rng("sent back"), []
        for day in range(min(ceil(5 * mean), self._end)):
            units = rng.poisson(np.exp(-(day + 1) / mean) * self._back)
            noon = day * DAY + 12 * HOUR
            found += [Supply(self.node, item, 0, int(units[item]), noon) for item in np.flatnonzero(units).tolist()]
        return found

    def _by_day(self, what: str, mean: NDArray[np.float64]) -> NDArray[np.int32]:
        """Poisson units of each item on each day, int32 (days, items)."""
        rng, units = self._rng(what), np.empty((self.days, mean.size), dtype=np.int32)
        for day in range(self.days):
            units[day] = rng.poisson(mean)
        return units

    def _rng(self, what: str) -> np.random.Generator:
        return stream(self.tape.seed, self.tape.replication, f"before the run/{self._name}/{what}")
