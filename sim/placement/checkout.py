"""The checkout: who has seen when an order would come and what it would cost with delivery, and leaves.

Of the customers who come with a full basket ``(1 + charge / goods) ** -price_elasticity`` order at a charge for
delivery, and ``(1 + days) ** -promise_elasticity`` when the promise ends so many days later: all of them where delivery
costs nothing and comes at once. Elasticities are inputs of a scenario with its sources, and 0 by default: nobody
leaves.
"""

from __future__ import annotations

from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from sim.settings import Settings
from sim.streams import uniforms
from sim.units import DAY

Elasticity = Annotated[float, Field(ge=0.0, le=20.0)]


class CheckoutConfig(Settings):
    """What customers make of the promise and the price of delivery that they are shown; `orders_per_day` come to it."""

    price_elasticity: Elasticity = Field(
        0.0, description="orders are (1 + delivery charge / goods) to the power of minus this; 0: nobody minds"
    )
    promise_elasticity: Elasticity = Field(
        0.0, description="orders are (1 + days until the promise ends) to the power of minus this; 0: nobody minds"
    )

    @property
    def matters(self) -> bool:
        """Whether anybody leaves."""
        return self.price_elasticity > 0 or self.promise_elasticity > 0


def stays(
    config: CheckoutConfig, goods: NDArray[np.int64], charge: NDArray[np.int64], wait: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Share of customers like each who order, float64 (orders,).

    `goods`, `charge` : minor units; `wait` : microseconds from the checkout to the end of the promise; (orders,) each.
    """
    dearer = 1.0 + charge / np.maximum(1, goods)
    later = 1.0 + np.maximum(0, wait) / DAY
    share: NDArray[np.float64] = dearer**-config.price_elasticity * later**-config.promise_elasticity
    return share


def leave(key: int, share: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Who leaves, by a draw of each customer that no price and no promise moves, bool (orders,)."""
    left: NDArray[np.bool_] = uniforms(key, np.arange(share.size, dtype=np.int64)) >= share
    return left
