"""What customers pay for delivery: by the option they chose, nothing from a value of goods on.

The charge is set at checkout by what was ordered, whatever is shipped of it later. It is captured with the first
parcel that leaves, and given back where the customer keeps nothing (`sim.aftersales.charge_refunds`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.config import SimConfig
from sim.placement.collecting import collected_at, options
from sim.tape import PREFERENCES, Tape
from sim.units import minor


@dataclass(frozen=True, slots=True, eq=False)
class DeliveryCharges:
    """Int64 minor units (orders,) each.

    Parameters
    ----------
    charged
        What the option chosen costs the customer.
    standard
        The part of it that standard delivery would have cost too.
    """

    charged: NDArray[np.int64]
    standard: NDArray[np.int64]

    def __bool__(self) -> bool:
        """Whether anybody pays anything."""
        return bool(self.charged.any())


def delivery_charges(tape: Tape, config: SimConfig, order_value: NDArray[np.int64]) -> DeliveryCharges:
    """Return what each order pays for delivery; `order_value` is int64 minor units (orders,)."""
    if tape.delivery_charged is not None:  # a trace knows what its customers paid, and nothing of other options
        return DeliveryCharges(tape.delivery_charged, tape.delivery_charged)
    price, option = config.delivery.price, options(tape, collected_at(tape, config))
    prices = np.array([minor(getattr(price, option)) for option in PREFERENCES], dtype=np.int64)
    free = np.array([option in price.free_options for option in PREFERENCES])
    enough = np.zeros(tape.orders, dtype=np.bool_)
    if price.free_from is not None:
        enough = order_value >= minor(price.free_from)
    charged = np.where(enough & free[option], 0, prices[option])
    standard = np.where(enough & free[0], 0, prices[0])
    return DeliveryCharges(charged, np.minimum(charged, standard))
