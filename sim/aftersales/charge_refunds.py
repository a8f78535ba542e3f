"""Delivery charges that are given back, with the last of the goods.

Who keeps nothing of an order (everything lost, cancelled under way, not collected, or sent back) gets back
what standard delivery costs; a dearer option was a choice. Where nothing of it was the customer's doing (all lost,
wrong or damaged) the whole charge is given back. Who keeps anything has been served and pays for it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.life.collection import NOT_COLLECTED
from sim.life.ledger import IN_TRANSIT
from sim.life.parcels import GOODS_SENT_AGAIN, PARCEL_CANCELLED, PARCEL_LOST, RETURNED_TO_SENDER, Cancelled
from sim.life.payments import DELIVERY_CHARGED, REFUNDED, charges_refunded
from sim.life.returns import Reason
from sim.log import Log
from sim.order import OrderBook
from sim.placement.charge import DeliveryCharges
from sim.units import UNOBSERVED


def refund_charges(log: Log, book: OrderBook, charges: DeliveryCharges, given_back: NDArray[np.int64]) -> None:
    """Log the refunds of delivery charges, once all that happened to goods and returns is written down.

    given_back : minor units (orders,), of the charge, because the order was late.
    """
    if not charges:
        return
    orders = charges.charged.size
    returns, closed = log.returns.arrays(), log.orders.array("closed")
    shipped = book.units[:, IN_TRANSIT:].sum(axis=1, dtype=np.int64)
    units = np.add.reduceat(shipped, book.line_start[:-1])
    back, last, left = np.zeros(orders, dtype=np.int64), closed.copy(), units > 0
    chose, paid = np.zeros(orders, dtype=np.bool_), np.zeros(orders, dtype=np.bool_)
    refunded = returns["refunded"] != UNOBSERVED
    of = returns["order"][refunded]
    np.add.at(back, of, returns["units"][refunded])
    chose[of[returns["reason"][refunded] == Reason.CHANGED_MIND]] = True
    for rows in log.chunks():
        kind = rows["kind"]
        never_came = rows[np.isin(kind, (PARCEL_LOST.code, RETURNED_TO_SENDER.code, NOT_COLLECTED.code))]
        np.add.at(back, never_came["order"], never_came["value"])
        chose[never_came["order"][never_came["kind"] != PARCEL_LOST.code]] = True
        cancelled = rows[(kind == PARCEL_CANCELLED.code) & (rows["reason"] == Cancelled.AT_DOOR)]
        np.add.at(back, cancelled["order"], cancelled["value"])
        chose[cancelled["order"]] = True
        paid[rows["order"][kind == DELIVERY_CHARGED.code]] = True
        again = rows[kind == GOODS_SENT_AGAIN.code]
        np.subtract.at(back, again["order"], again["value"])
        left[again["order"]] = True
        paid_back = rows[kind == REFUNDED.code]
        np.maximum.at(last, paid_back["order"], paid_back["time"])

    nothing_kept = np.flatnonzero(paid & left & (back == units) & (closed != UNOBSERVED))
    amount: NDArray[np.int64] = (np.where(chose, charges.standard, charges.charged) - given_back)[nothing_kept]
    some = nothing_kept[amount > 0]
    charges_refunded(log, last[some], some, amount[amount > 0])
