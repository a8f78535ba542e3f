"""What each customer wishes: the channel an order comes by, and how it is to be served."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.placement.config import PlacementConfig, PreferenceConfig
from sim.units import DAY, DAYS_A_MONTH, HOUR


def channels_of(
    placement: PlacementConfig, placed: NDArray[np.int64], weights: NDArray[np.float64] | None, rng: np.random.Generator
) -> NDArray[np.uint8]:
    """The channel of each order, by the shares of its hour where channels have hours of their own."""
    if weights is None:
        return _choose([channel.share for channel in placement.channels.values()], placed.size, rng)
    edges = np.cumsum(weights, axis=1)
    own = edges[placed // HOUR % len(edges)]
    chosen = (rng.random(placed.size)[:, None] * own[:, -1:] >= own).sum(axis=1)
    code: NDArray[np.uint8] = np.minimum(chosen, weights.shape[1] - 1).astype(np.uint8)
    return code


def preferences_of(wishes: PreferenceConfig, placed: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.uint8]:
    """How each customer asks to be served; the share that wishes to collect may grow month by month."""
    shares = [wishes.standard, wishes.slot, wishes.express, wishes.collect]  # the order of the tape's codes
    if not wishes.collect_growth_per_month:
        return _choose(shares, placed.size, rng)
    collect = wishes.collect * (1.0 + wishes.collect_growth_per_month) ** (placed / (DAYS_A_MONTH * DAY))
    others = np.cumsum(shares[:-1])
    chosen = np.searchsorted(others, rng.random(placed.size) * (others[-1] + collect), side="right")
    code: NDArray[np.uint8] = chosen.astype(np.uint8)
    return code


def _choose(shares: list[float], size: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Codes 0.. with probabilities proportional to `shares`."""
    edges = np.cumsum(shares)
    chosen = np.searchsorted(edges, rng.random(size) * edges[-1], side="right")
    code: NDArray[np.uint8] = np.minimum(chosen, len(shares) - 1).astype(np.uint8)
    return code
