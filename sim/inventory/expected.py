"""What a node expects to be asked for on days to come: its mean, by weekday, with the growth of orders.

Events are no part of it: what is expected of them is bought for at the opening (`sim.placement.events`). Markdowns are
not foreseen either. Units, and numbers of days since the start, below 0 before it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.config import SimConfig
from sim.placement.demand import DAYS_A_YEAR


class Expected:
    """Forecasts of every node.

    demand, ordered : mean units a day each is stocked for, and of these for orders, float64 (nodes, items).
    """

    def __init__(self, config: SimConfig, demand: NDArray[np.float64], ordered: NDArray[np.float64]) -> None:
        orders, walk_ins = config.placement.demand, config.placement.walk_ins
        self._demand, self._ordered = demand, np.minimum(demand, ordered)
        self._first, self._growth = config.start.weekday(), 1.0 + orders.growth_per_year
        # Orders that are told by day, or replayed, have no weekdays of their own here.
        told = orders.by_day is not None or config.placement.trace is not None
        self._week = np.ones(7) if told else np.asarray(orders.day_of_week) / np.mean(orders.day_of_week)
        self._shop_week = np.asarray(walk_ins.day_of_week) / np.mean(walk_ins.day_of_week)

    def units(self, node: int, day: int, days: int) -> NDArray[np.float64]:
        """Return the mean units of each of so many days from a day on, float64 (days, items)."""
        number = np.arange(day, day + days)
        weekday = (self._first + number) % 7
        orders = self._week[weekday] * self._growth ** (number / DAYS_A_YEAR)
        ordered = self._ordered[node]
        units: NDArray[np.float64] = orders[:, None] * ordered + self._shop_week[weekday][:, None] * (
            self._demand[node] - ordered
        )
        return units
