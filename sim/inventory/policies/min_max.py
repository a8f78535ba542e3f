"""The (s, S) policy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.inventory.policies.levels import Level, Measure, PositiveLevel, in_units
from sim.inventory.review import Review


@dataclass(frozen=True, slots=True)
class MinMax:
    """The (s, S) policy: at or below the reorder point, order up to the order-up-to level.

    Both levels are units, or days of the item's mean demand (rounded up, at least one unit apart).
    """

    reorder_point: Level = 3.0
    order_up_to: PositiveLevel = 6.0
    measure: Measure = "days_of_demand"

    def __post_init__(self) -> None:
        if self.order_up_to <= self.reorder_point:
            raise ValueError(
                f"order_up_to: {self.order_up_to:g} is not above reorder_point {self.reorder_point:g}; "
                "accepted: above it"
            )

    def levels(self, demand: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Reorder point and order-up-to level of each item, units."""
        low = in_units(self.reorder_point, self.measure, demand)
        return low, np.maximum(low + 1, in_units(self.order_up_to, self.measure, demand))

    def order(self, review: Review) -> NDArray[np.int64]:
        """Up to the order-up-to level where the position is at or below the reorder point."""
        low, high = self.levels(review.demand)
        units: NDArray[np.int64] = np.where(review.position <= low, high - review.position, 0)
        return units

    def opening(self, demand: NDArray[np.float64]) -> NDArray[np.int64]:
        """The order-up-to level."""
        return self.levels(demand)[1]

    def reorders_at(self, demand: NDArray[np.float64]) -> NDArray[np.int64]:
        """The reorder point."""
        return self.levels(demand)[0]
