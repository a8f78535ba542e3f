"""Markdowns: a share off every price from a date on, and how many more customers come for it.

Demand answers with a constant elasticity: at a share `off` it is ``(1 - off) ** -elasticity`` of what it was at full
price, of orders and of walk-ins alike. Stock is bought for full prices: no policy sees a markdown coming.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from sim.settings import Settings
from sim.units import DAY


class MarkdownConfig(Settings):
    """Prices that are marked down, online and in stores, and what customers answer."""

    off: dict[date, Annotated[float, Field(ge=0.0, le=0.95)]] = Field(
        default_factory=dict, description="share off every price, from each date on; empty: full prices"
    )
    elasticity: Annotated[float, Field(ge=0.0, le=5.0)] = Field(
        0.0, description="demand is (1 - share off) to the power of minus this times that at full price; 0: no answer"
    )


def off_by_day(config: MarkdownConfig, start: date, days: int) -> NDArray[np.float64]:
    """Share off every price on each day, float64 (days,)."""
    off = np.zeros(days)
    for first, share in sorted(config.off.items()):
        off[max(0, (first - start) // timedelta(days=1)) :] = share
    return off


def lift_by_day(config: MarkdownConfig, start: date, days: int) -> NDArray[np.float64]:
    """What demand at full price is multiplied by on each day, float64 (days,)."""
    lift: NDArray[np.float64] = (1.0 - off_by_day(config, start, days)) ** -config.elasticity
    return lift


def marked_down(
    price: NDArray[np.int64], times: NDArray[np.int64], config: MarkdownConfig, start: date, days: int
) -> NDArray[np.int64]:
    """What goods cost at some times, minor units; after the last day what they cost on it. All (things,)."""
    if not config.off:
        return price
    off = off_by_day(config, start, days)[np.minimum(times // DAY, days - 1)]
    paid: NDArray[np.int64] = np.rint(price * (1.0 - off)).astype(np.int64)
    return paid
