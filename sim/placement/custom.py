"""Custom: whether a customer orders again, from how the orders before went.

The tape holds *candidates*. Who was let down (an order that came late, or of which nothing came) may
order no more from then on; who was served on time may be won, and then uses the candidates that the
headroom holds beyond what was expected. What a customer makes of an order is drawn by that order, and
takes effect at the moment it ends: a candidate is judged at the time it would be placed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.context import Context
from sim.placement.config import PlacementConfig
from sim.streams import uniforms

NEVER = np.int64(2**62)


def answers(config: PlacementConfig) -> bool:
    """Whether demand answers at all; if not, every candidate is an order."""
    return config.custom.headroom > 1.0 or config.custom.lost_after_late > 0.0 or config.checkout.matters


class Custom:
    """Since when each customer is lost or won, and which candidates are spare.

    leaves : bool (orders,), who leaves at the checkout whatever was before.
    """

    def __init__(self, context: Context, leaves: NDArray[np.bool_]) -> None:
        self._leaves = leaves
        tape, self._config = context.tape, context.config.placement.custom
        self._placed, self._customer = tape.placed, tape.address.customer
        customers = int(self._customer.max(initial=-1)) + 1
        self._lost_since: NDArray[np.int64] = np.full(customers, NEVER)
        self._won_since: NDArray[np.int64] = np.full(customers, NEVER)
        self._key = context.key("custom")
        orders = np.arange(tape.orders, dtype=np.int64)
        self._spare = uniforms(context.key("spare candidate"), orders) * self._config.headroom >= 1.0

    def joins(self, order: int) -> bool:
        """Whether a candidate is an order: its customer stays, is not lost and, where it is spare, was won."""
        customer, time = self._customer[order], self._placed[order]
        if self._leaves[order] or self._lost_since[customer] <= time:
            return False
        return not self._spare[order] or bool(self._won_since[customer] <= time)

    def learn(self, orders: NDArray[np.int64], times: NDArray[np.int64], late: NDArray[np.bool_]) -> None:
        """Orders end at `times`, late (or never come) or not, (orders,) each."""
        draw = uniforms(self._key, orders)
        lost, won = late & (draw < self._config.lost_after_late), ~late & (draw < self._config.won_after_on_time)
        np.minimum.at(self._lost_since, self._customer[orders[lost]], times[lost])
        np.minimum.at(self._won_since, self._customer[orders[won]], times[won])
