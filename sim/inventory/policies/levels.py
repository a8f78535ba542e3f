"""Levels a planner writes in units or in days of an item's mean demand."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

Measure = Literal["days_of_demand", "units"]
Level = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]
PositiveLevel = Annotated[float, Field(gt=0, le=1e9, allow_inf_nan=False)]


def in_units(level: float, measure: Measure, demand: NDArray[np.float64]) -> NDArray[np.int64]:
    """A level of each item in units, rounded up, int64 (items,)."""
    scale = demand if measure == "days_of_demand" else np.ones_like(demand)
    return np.ceil(level * scale).astype(np.int64)


def without_noise(units: NDArray[np.float64]) -> NDArray[np.float64]:
    """Units that were summed, without what the order of the summands adds: a millionth of one is none."""
    return np.round(units, 6)
