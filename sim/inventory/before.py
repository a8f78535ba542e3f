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


def days_before(config: SimConfig) -> int:
    """Days lived through before the run: what was ordered at their start has come several times over."""
    inventory = config.inventory
    review = inventory.review_every_days if inventory.review == "periodic" else 0
    return 28 + ceil(3 * (inventory.lead_time_days + review))


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
        self.days = days_before(config)
        self.kept: NDArray[np.int64] = self._rng("kept").poisson(demand - self._back, (self.days, demand.size))
        """Units asked for and not to come back, int64 (days, items), the last day first."""

    @cached_property
    def asked(self) -> NDArray[np.int64]:
        """Units asked for, int64 (days, items), the last day first."""
        came_back = self._rng("came back").poisson(self._back, self.kept.shape)
        return np.asarray(self.kept + came_back, dtype=np.int64)

    def sent_back(self) -> list[Supply]:
        """What comes back in the run, at noon: fewer and fewer every day. Nobody has it on order."""
        mean = self._returns.delay_days + self._returns.transit_days
        out = np.exp(-np.arange(1, ceil(5 * mean) + 1) / mean) if mean else np.zeros(0)
        units = self._rng("sent back").poisson(out[:, None] * self._back)
        return [
            Supply(self.node, item, 0, int(units[day, item]), day * DAY + 12 * HOUR)
            for day, item in np.argwhere(units).tolist()
        ]

    def _rng(self, what: str) -> np.random.Generator:
        return stream(self.tape.seed, self.tape.replication, f"before the run/{self._name}/{what}")
