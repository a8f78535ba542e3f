"""Lost parcels: the goods are sent again, or the money goes back.

What customers have paid for a lost parcel is their credit while its goods are sent again: the next parcels of the order
are paid from it before anything is captured, and what nobody could send is refunded as the order ends.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.config import SimConfig
from sim.context import Context
from sim.life.parcels import goods_sent_again
from sim.life.payments import parcel_refunded
from sim.log import Log
from sim.order import OrderBook
from sim.parcels import Parcels, Part
from sim.streams import uniform
from sim.units import UNOBSERVED

SendAgain = Callable[[int, int, list[Part], int], bool]
"""``(order, node, parts, now)``: the goods become another parcel of the order; False if not all of them are there."""


def may_send_again(config: SimConfig) -> bool:
    """Whether any lost parcel is."""
    return config.aftersales.lost.sent_again > 0 and config.delivery.carrier.lost > 0


class LostGoods:
    """Who of those that lost a parcel gets it again, and what is owed to them meanwhile.

    Attributes
    ----------
    credit : minor units that customers have paid for what was lost and has not left again, by order.
    """

    __slots__ = ("_again", "_book", "_key", "_log", "_parcels", "_promise_again", "_share", "credit")

    def __init__(self, context: Context, book: OrderBook, parcels: Parcels, send_again: SendAgain) -> None:
        self._share = context.config.aftersales.lost.sent_again
        self._log, self._book, self._parcels, self._promise_again = context.log, book, parcels, send_again
        self._key = context.key("sent again")
        self._again: set[tuple[int, int]] = set()
        self.credit: dict[int, int] = {}

    def send_again(self, row: int, now: int) -> bool:
        """Send the goods of a lost parcel again, once, if its customer wants them and they are there."""
        parcels = self._parcels
        order, ref, node = int(parcels.order[row]), int(parcels.ref[row]), int(parcels.node[row])
        if (order, ref) in self._again or uniform(self._key, order, ref) >= self._share:
            return False
        number = int(self._book.parcels[order])
        if not self._promise_again(order, node, parcels.parts(row), now):
            return False
        self._again.add((order, number))
        goods_sent_again(self._log, now, order, number, node, parcels.units(row))
        self.credit[order] = self.credit.get(order, 0) + int(parcels.worth[row])
        return True

    def pay_from_credit(self, order: NDArray[np.int64], amount: NDArray[np.int64]) -> NDArray[np.int64]:
        """What is left to capture of each amount due, minor units (parcels,)."""
        if not self.credit:
            return amount
        left = amount.copy()
        for k, number in enumerate(order.tolist()):
            if number in self.credit:
                paid = min(self.credit[number], int(left[k]))
                left[k] -= paid
                self.credit[number] -= paid
        return left


def refund_credits(log: Log, credit: dict[int, int]) -> None:
    """Refund what was to be sent again and was not, of orders that have ended."""
    closed = log.orders.array("closed")
    for order, amount in credit.items():
        if amount and closed[order] != UNOBSERVED:
            parcel_refunded(log, int(closed[order]), order, 0, 0, amount)
