"""Replenishment policies that ask what arrives until when, and what is expected: none that is shipped does."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.asking import END
from sim.inventory.review import Review
from sim.units import DAY


@dataclass(frozen=True)
class OrdersAgainWhatComesLate:
    """Up to a level of every item, where only what arrives within some days counts as on order."""

    level: int
    days: float

    def order(self, review: Review) -> NDArray[np.int64]:
        too_late = review.arriving(END) - review.arriving(review.now + round(self.days * DAY))
        return np.maximum(0, self.level - (review.position - too_late))

    def opening(self, demand: NDArray[np.float64]) -> NDArray[np.int64]:
        return np.full(demand.size, self.level)


@dataclass(frozen=True)
class LooksAhead:
    """Up to what is expected over some days, the day of the review the first; on Mondays one unit more."""

    days: int

    def order(self, review: Review) -> NDArray[np.int64]:
        level = np.ceil(review.forecast(self.days).sum(axis=0)).astype(np.int64) + (review.date.weekday() == 0)
        return np.maximum(0, level - review.position)

    def opening(self, demand: NDArray[np.float64]) -> NDArray[np.int64]:
        return np.ceil(self.days * demand).astype(np.int64)
