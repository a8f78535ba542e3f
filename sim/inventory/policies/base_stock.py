"""The base-stock policy, (S - 1, S) where demand comes one by one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.inventory.policies.levels import Level, Measure, in_units
from sim.inventory.review import Review


@dataclass(frozen=True, slots=True)
class BaseStock:
    """What was asked for is ordered again: the position is brought back to the order-up-to level at each review."""

    order_up_to: Level = 6.0
    measure: Measure = "days_of_demand"

    def order(self, review: Review) -> NDArray[np.int64]:
        """Up to the level."""
        units: NDArray[np.int64] = np.maximum(0, self.opening(review.demand) - review.position)
        return units

    def opening(self, demand: NDArray[np.float64]) -> NDArray[np.int64]:
        """The order-up-to level."""
        return in_units(self.order_up_to, self.measure, demand)
