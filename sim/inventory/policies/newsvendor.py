"""The newsvendor: bought once for a season."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from sim.inventory.review import Review
from sim.settings import LEAST, MOST

Cost = Annotated[float, Field(ge=LEAST, le=MOST, allow_inf_nan=False)]


@dataclass(frozen=True, slots=True)
class Newsvendor:
    """Buy once: the smallest quantity whose chance to cover the season is at least the critical ratio.

    The ratio is underage / (underage + overage) (Arrow, Harris and Marschak 1951); the demand of the season is Poisson,
    or normal with `deviation` units where that is given. Nothing is ordered later.
    """

    season_days: Annotated[int, Field(ge=1, le=3660)] = 90
    underage_cost: Cost = 1.0
    overage_cost: Cost = 1.0
    deviation: Cost | None = None

    def order(self, review: Review) -> NDArray[np.int64]:
        """Nothing: the season's goods are there from the start."""
        return np.zeros(review.items.size, dtype=np.int64)

    def opening(self, demand: NDArray[np.float64]) -> NDArray[np.int64]:
        """The quantity of each item."""
        from scipy.special import ndtri, pdtr, pdtrik

        ratio, mean = self.underage_cost / (self.underage_cost + self.overage_cost), self.season_days * demand
        units: NDArray[np.int64]
        if self.deviation is not None:
            units = np.maximum(0, np.ceil(mean + self.deviation * ndtri(ratio))).astype(np.int64)
            return units
        units = np.maximum(0, np.floor(pdtrik(ratio, np.maximum(mean, 1e-12)))).astype(np.int64)
        units += pdtr(units, mean) < ratio
        return units
