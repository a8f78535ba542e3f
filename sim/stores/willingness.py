"""Whether and when a store answers an offer: pure functions of keyed draws.

Refusals of one item in one hour have a common cause (the item is the shop window's, the shop is full of people): the
draw of an offer is a Gaussian copula of one that belongs to item and hour and one of its own, so that the share refused
is what is stated whatever the correlation.
"""

from __future__ import annotations

from math import exp, sqrt
from statistics import NormalDist

from sim.stores.config import OffersConfig
from sim.streams import exponential, key, uniform
from sim.units import HOUR, MINUTE, microseconds

_NORMAL = NormalDist()
_LEAST = 1e-12


class Willingness:
    """The stores' answers in one replication."""

    __slots__ = ("_answer", "_config", "_item", "_mood", "_response")

    def __init__(self, config: OffersConfig, seed: int, replication: int) -> None:
        self._config = config
        self._answer, self._mood = key(seed, replication, "offer answer"), key(seed, replication, "offer mood")
        self._item, self._response = key(seed, replication, "offer item"), key(seed, replication, "offer response")

    def response(self, order: int, line: int, node: int) -> int | None:
        """Open time until the store answers, microseconds; None if the offer lapses before."""
        time = exponential(uniform(self._response, order, line, node), self._config.response_minutes)
        return None if time >= self._config.time_out_minutes else microseconds(time, MINUTE)

    def refusal(self, now: int, item: int, accepted_today: int) -> float:
        """Share of such offers that are refused."""
        config = self._config
        share = (1.0 - config.acceptance) * config.busy_hours[now // HOUR % 24]
        share *= 1.0 + config.item_spread * (2.0 * uniform(self._item, item) - 1.0)
        share += config.refusals_per_order * accepted_today
        return min(1.0, share) * exp(-config.incentive_effect * config.incentive)

    def accepts(self, now: int, order: int, line: int, item: int, node: int, accepted_today: int) -> bool:
        """Whether a store accepts an offer it answers now."""
        refused, own = self.refusal(now, item, accepted_today), uniform(self._answer, order, line, node)
        common = self._config.correlation
        if common == 0.0 or not 0.0 < refused < 1.0:
            return own >= refused
        mood = uniform(self._mood, item, now // HOUR)
        reluctance = sqrt(common) * _normal(mood) + sqrt(1.0 - common) * _normal(own)
        return reluctance >= _NORMAL.inv_cdf(refused)


def _normal(quantile: float) -> float:
    return _NORMAL.inv_cdf(min(max(quantile, _LEAST), 1.0 - _LEAST))
