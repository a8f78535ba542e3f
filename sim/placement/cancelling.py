"""Customers who cancel: who and when, drawn by the order, whatever has become of it by then."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.context import Context
from sim.streams import exponentials, uniforms
from sim.units import HOUR

NEVER = 2**62


def cancelled_at(context: Context) -> NDArray[np.int64]:
    """When each order's customer cancels it, int64 microseconds (orders,); `NEVER` for most."""
    config, tape = context.config.placement.cancellation, context.tape
    orders = np.arange(tape.orders, dtype=np.int64)
    after = exponentials(uniforms(context.key("cancellation time"), orders), config.after_hours * HOUR)
    cancels = uniforms(context.key("cancellation"), orders) < config.share
    return np.where(cancels, tape.placed + after.astype(np.int64), NEVER)
