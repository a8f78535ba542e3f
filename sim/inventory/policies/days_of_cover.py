"""Days of cover: the planner's rule, from what was asked for lately."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from sim.inventory.policies.levels import PositiveLevel, without_noise
from sim.inventory.review import Review


@dataclass(frozen=True, slots=True)
class DaysOfCover:
    """Order up to so many days of the mean demand of the last days.

    Before a whole day has passed, the demand the node is stocked for stands in.
    """

    cover_days: PositiveLevel = 6.0
    history_days: Annotated[int, Field(ge=1, le=366)] = 14

    def order(self, review: Review) -> NDArray[np.int64]:
        """Up to the cover, rounded up; nothing where the position covers it."""
        past = review.history(self.history_days)
        mean = past.mean(axis=0) if len(past) else review.demand
        level = np.ceil(without_noise(self.cover_days * mean)).astype(np.int64)
        units: NDArray[np.int64] = np.maximum(0, level - review.position)
        return units

    def opening(self, demand: NDArray[np.float64]) -> NDArray[np.int64]:
        """The cover of the demand the node is stocked for."""
        return np.ceil(self.cover_days * demand).astype(np.int64)
