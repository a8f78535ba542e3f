"""Late orders: what customers who claim are given, as their order ends.

A late standard delivery pays nothing by itself. Who paid for a dearer option and claims gets its charge back; a credit
(a voucher, a share of the order) may be due besides, and may be worth more than the order was.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.aftersales.config import LateConfig
from sim.life.orders import LATE
from sim.life.payments import REFUNDED, Refund, charges_refunded, late_credited
from sim.log import Log
from sim.order import OrderBook
from sim.streams import uniforms
from sim.tape import PREFERENCES, Tape
from sim.units import UNOBSERVED, minor


def check_credits(log: Log, value: NDArray[np.int64]) -> tuple[str, ...]:
    """A warning where a credit was worth more than the goods of its order; `value`: minor units (orders,)."""
    above = credits = 0
    for chunk in log.chunks():
        rows = chunk[(chunk["kind"] == REFUNDED.code) & (chunk["reason"] == Refund.LATE)]
        credits += rows.size
        above += int(np.count_nonzero(rows["value"] > value[rows["order"]]))
    if not above:
        return ()
    was, it = ("was", "it was") if above == 1 else ("were", "they were")
    return (f"{above} of {credits} credits for late orders {was} worth more than the order {it} paid for",)


def pay_late_claims(
    log: Log,
    book: OrderBook,
    config: LateConfig,
    tape: Tape,
    charged: NDArray[np.int64],
    value: NDArray[np.int64],
    key: int,
    option: NDArray[np.uint8],
) -> NDArray[np.int64]:
    """Log what is given for late orders of which anything came.

    Parameters
    ----------
    charged, value
        What each order pays for delivery and for the goods ordered, minor units (orders,).
    key
        Of the draw whether a customer claims.
    option
        How each order is served, codes of `sim.tape.PREFERENCES` (orders,).

    Returns
    -------
    NDArray
        Delivery charge given back of each order, minor units (orders,).
    """
    given_back = np.zeros(tape.orders, dtype=np.int64)
    closed, delivered = log.orders.array("closed"), log.orders.array("delivered")
    late = np.flatnonzero(((book.flags & LATE) != 0) & (closed != UNOBSERVED) & (delivered != UNOBSERVED))
    late = late[uniforms(key, late) < config.claims]
    options = np.array([option in config.charge_options for option in PREFERENCES])
    some = late[options[option[late]] & (charged[late] > 0)]
    given_back[some] = charged[some]
    charges_refunded(log, closed[some], some, charged[some])
    credit = minor(config.credit) + np.floor(config.credit_share * value[late] + 0.5).astype(np.int64)
    due = credit > 0
    late_credited(log, closed[late[due]], late[due], credit[due])
    return given_back
