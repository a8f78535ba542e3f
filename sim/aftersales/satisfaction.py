"""Satisfaction: whole stars from 1 to 5 with exactly the mean the customer's experience deserves.

Stars are ``1 + Binomial(4, (mean - 1) / 4)`` at the order's own survey uniform, so that the mean
needs no correction for clipping. The mean starts from a flawless order and falls in steps: a
broken promise, wrong or damaged goods, something missing, a failed attempt, support that was not
reached or answered too late, a refund that took too long.
"""

from __future__ import annotations

from math import comb

import numpy as np
from numpy.typing import NDArray

from sim.aftersales.config import SatisfactionConfig
from sim.life.orders import ATTEMPT_FAILED, FAULTY, INCOMPLETE, LATE

UNANSWERED, SLOW_REFUND = 16, 32
"""What a customer met after the door; beside the flags of an order it makes a case."""
CASES = 64


def thresholds(mean: float) -> tuple[float, float, float, float]:
    """Cumulative probabilities of at most 1, 2, 3 and 4 stars when the mean is `mean`."""
    p = (min(5.0, max(1.0, mean)) - 1.0) / 4.0
    total, steps = 0.0, []
    for k in range(4):
        total += comb(4, k) * p**k * (1.0 - p) ** (4 - k)
        steps.append(total)
    return (steps[0], steps[1], steps[2], steps[3])


def stars(config: SatisfactionConfig, case: NDArray[np.uint8], survey: NDArray[np.float32]) -> NDArray[np.int64]:
    """Whole stars, 1 to 5, of customers who met `case`, at quantiles `survey`, int64 (orders,)."""
    lost = {
        LATE: config.late,
        FAULTY: config.faulty,
        INCOMPLETE: config.incomplete,
        ATTEMPT_FAILED: config.failed_attempt,
        UNANSWERED: config.unanswered,
        SLOW_REFUND: config.slow_refund,
    }
    means = (config.on_time - sum(less for bit, less in lost.items() if one & bit) for one in range(CASES))
    table = np.array([thresholds(mean) for mean in means])
    found = np.ones(case.size, dtype=np.int64)
    for below in table.T:
        found += survey >= below[case]
    return found
