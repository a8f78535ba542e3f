"""The (r, Q) policy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.inventory.policies.levels import Level, Measure, PositiveLevel, in_units
from sim.inventory.review import Review


@dataclass(frozen=True, slots=True)
class FixedQuantity:
    """The (r, Q) policy: at or below the reorder point, order whole lots until the position is above it."""

    reorder_point: Level = 3.0
    order_quantity: PositiveLevel = 4.0
    measure: Measure = "days_of_demand"

    def order(self, review: Review) -> NDArray[np.int64]:
        """The fewest lots that bring the position above the reorder point."""
        low, lot = self._levels(review.demand)
        lots = np.maximum(0, (low - review.position) // lot + 1)
        units: NDArray[np.int64] = lots * lot
        return units

    def opening(self, demand: NDArray[np.float64]) -> NDArray[np.int64]:
        """The reorder point and a lot."""
        low, lot = self._levels(demand)
        return low + lot

    def reorders_at(self, demand: NDArray[np.float64]) -> NDArray[np.int64]:
        """The reorder point."""
        return self._levels(demand)[0]

    def _levels(self, demand: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        low = in_units(self.reorder_point, self.measure, demand)
        return low, np.maximum(1, in_units(self.order_quantity, self.measure, demand))
