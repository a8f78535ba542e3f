"""Order up to a forecast of the demand until the next order can arrive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from sim.inventory.policies.levels import without_noise
from sim.inventory.review import Review


@dataclass(frozen=True, slots=True)
class ForecastOrderUpTo:
    """Order up to forecast x (lead time + review) + z x deviation x sqrt(lead time + review).

    The forecast is the moving average of the last `history_days`, the deviation theirs; z is the normal quantile of
    `service_level` (none: no safety stock). With iid demand, no safety stock and a review each period, orders vary more
    than demand by 1 + 2 L / p + 2 L^2 / p^2 (Chen, Drezner, Ryan and Simchi-Levi 2000; L periods to receipt, the
    review counted, p periods of history).
    """

    history_days: Annotated[int, Field(ge=2, le=366)] = 14
    service_level: Annotated[float, Field(gt=0, lt=1)] | None = 0.95

    def order(self, review: Review) -> NDArray[np.int64]:
        """Up to the level, rounded; nothing where the position is above it."""
        past = review.history(self.history_days)
        mean = past.mean(axis=0) if len(past) else review.demand
        deviation = past.std(axis=0, ddof=1) if len(past) > 1 else np.sqrt(mean)
        days = review.lead_time_days + review.review_days
        level = mean * days + self._quantile() * deviation * np.sqrt(days)
        units: NDArray[np.int64] = np.maximum(0, np.rint(without_noise(level)).astype(np.int64) - review.position)
        return units

    def opening(self, demand: NDArray[np.float64]) -> NDArray[np.int64]:
        """A week of the demand the node is stocked for, with the safety stock of Poisson demand."""
        return np.ceil(7 * demand + self._quantile() * np.sqrt(7 * demand)).astype(np.int64)

    def _quantile(self) -> float:
        if self.service_level is None:
            return 0.0
        from scipy.special import ndtri

        return float(ndtri(self.service_level))
