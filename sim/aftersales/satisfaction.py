"""Satisfaction: whole stars from 1 to 5 with exactly the mean the customer's experience deserves.

Stars are ``1 + Binomial(4, (mean - 1) / 4)`` at the order's own survey uniform, so that the mean
needs no correction for clipping. The mean starts from a flawless order and falls in steps: a
broken promise, wrong or damaged goods, something missing, a failed attempt.
"""

from __future__ import annotations

from math import comb

from sim.aftersales.config import SatisfactionConfig
from sim.order import Order


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

    __slots__ = ("_config", "_known")

    def __init__(self, config: SatisfactionConfig) -> None:
        self._config = config
        self._known: dict[int, tuple[float, float, float, float]] = {}

    def stars(self, order: Order, survey: float) -> int:
        """Whole stars, 1 to 5, at quantile `survey`."""
        case = order.late | order.faulty << 1 | order.incomplete << 2 | (order.attempts_failed > 0) << 3
        steps = self._known.get(case)
        if steps is None:
            config = self._config
            mean = config.on_time
            mean -= config.late * order.late + config.faulty * order.faulty
            mean -= config.incomplete * order.incomplete + config.failed_attempt * (order.attempts_failed > 0)
            steps = self._known[case] = thresholds(mean)
        return 1 + (survey >= steps[0]) + (survey >= steps[1]) + (survey >= steps[2]) + (survey >= steps[3])
