"""Slow money: how long each payment takes to clear, by payment method.

A card clears in minutes, a bank slip in days. Which method an order is paid with and how long its
money takes stand on the tape, so that a policy meets the same payers. A trace knows the method of
each order: `steer` makes the tape's uniform say so.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.processing.config import PaymentConfig
from sim.tape import Tape
from sim.units import HOUR


def clearing_times(tape: Tape, payment: PaymentConfig) -> NDArray[np.int64]:
    """Microseconds until the money of each order is there, int64 (orders,); 0 without methods."""
    result = np.zeros(tape.orders, dtype=np.int64)
    if not payment.methods:
        return result
    edges = _edges([method.share for method in payment.methods.values()])
    chosen = np.searchsorted(edges[1:-1], tape.uniforms["payment_method"], side="right")
    for code, method in enumerate(payment.methods.values()):
        where = chosen == code
        at = np.linspace(0.0, 1.0, len(method.clearing_hours))
        hours = np.interp(tape.uniforms["clearing"][where], at, method.clearing_hours)
        result[where] = np.rint(hours * HOUR).astype(np.int64)
    return result


def steer(drawn: NDArray[np.float32], paid_with: Sequence[str | None], methods: Sequence[str]) -> NDArray[np.float32]:
    """The uniforms `drawn` moved so that they choose the methods in `paid_with`.

    The intervals are the shares of `methods` among `paid_with`, whatever the configuration says:
    the tape must be the same for every policy. A configuration with these shares (counts will do)
    finds every order paid as it was; one with others moves as few orders as can be. Orders with an
    unknown method keep their draw.
    """
    result = drawn.copy()
    named = np.asarray([name or "" for name in paid_with])
    counts = [int(np.count_nonzero(named == name)) for name in methods]
    if not sum(counts):
        return result
    edges = _edges(counts)
    for code, name in enumerate(methods):
        low, high = edges[code], edges[code + 1]
        where = named == name
        if high > low:
            inside = (low + (high - low) * drawn[where].astype(np.float64)).astype(np.float32)
            # Rounding to 32 bits may leave the interval at either end.
            above = np.float32(low) if np.float32(low) >= low else np.nextafter(np.float32(low), np.float32(1))
            below = np.nextafter(np.float32(high), np.float32(0))
            result[where] = np.clip(inside, above, max(above, below))
    return result


def _edges(shares: Sequence[float]) -> NDArray[np.float64]:
    """The intervals of [0, 1] that choose each method."""
    edges = np.concatenate(([0.0], np.cumsum(shares)))
    result: NDArray[np.float64] = edges / edges[-1]
    return result
