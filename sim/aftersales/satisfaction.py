"""Satisfaction: whole stars from 1 to 5 with exactly the mean the customer's experience deserves.

Stars are ``1 + Binomial(4, (mean - 1) / 4)`` at the order's own survey uniform, so that the mean
needs no correction for clipping. The mean starts from a flawless order and falls in steps: a
broken promise, wrong or damaged goods, something missing, a failed attempt.
"""

from __future__ import annotations

from math import comb

import numpy as np
from numpy.typing import NDArray

from sim.aftersales.config import SatisfactionConfig
from sim.life.orders import ATTEMPT_FAILED, EXPERIENCE, FAULTY, INCOMPLETE, LATE


def thresholds(mean: float) -> tuple[float, float, float, float]:
    """Cumulative probabilities of at most 1, 2, 3 and 4 stars when the mean is `mean`."""
    p = (min(5.0, max(1.0, mean)) - 1.0) / 4.0
    total, steps = 0.0, []
    for k in range(4):
        total += comb(4, k) * p**k * (1.0 - p) ** (4 - k)
        steps.append(total)
    return (steps[0], steps[1], steps[2], steps[3])


class Satisfaction:
    """Stars of an order from its flags and its survey uniform."""

    __slots__ = ("_rows", "_table")

    def __init__(self, config: SatisfactionConfig) -> None:
        lost = {
            LATE: config.late,
            FAULTY: config.faulty,
            INCOMPLETE: config.incomplete,
            ATTEMPT_FAILED: config.failed_attempt,
        }
        means = [
            config.on_time - sum(stars for flag, stars in lost.items() if case & flag) for case in range(EXPERIENCE + 1)
        ]
        self._rows = [thresholds(mean) for mean in means]
        self._table = np.array(self._rows)

    def stars(self, flags: int, survey: float) -> int:
        """Whole stars, 1 to 5, of a customer who met `flags` (see `sim.order`), at quantile `survey`."""
        return 1 + sum(survey >= step for step in self._rows[flags & EXPERIENCE])

    def stars_of_all(self, flags: NDArray[np.uint8], survey: NDArray[np.float32]) -> NDArray[np.int64]:
        """`stars` of many customers, int64."""
        stars: NDArray[np.int64] = 1 + (survey[:, None] >= self._table[flags & EXPERIENCE]).sum(axis=1)
        return stars
