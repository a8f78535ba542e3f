"""How an order ends: rejected before anything was promised, or closed when nothing of it is open.

An order is open while a parcel of it is under way or a line hopes for stock. What its customer makes of it
is asked later (`sim.aftersales.ratings`). An order that ends twice is an error at once.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sim.context import Context
from sim.life.ledger import LedgerError
from sim.life.orders import CALLED_OFF, LATE, Rejection, rejected
from sim.life.payments import Payment
from sim.matters import Matter
from sim.order import OrderBook
from sim.units import UNOBSERVED


class Learning(Protocol):
    """Whose custom depends on how orders went."""

    def learn(self, orders: NDArray[np.int64], times: NDArray[np.int64], late: NDArray[np.bool_]) -> None:
        """Orders end, late (or nothing of them came) or not."""


class Closing:
    """Ends parcels and orders.

    order_value : int64 minor units (orders,), what the customer was to pay; promise_close : int64
    microseconds (orders,), when each promised window closes.
    """

    def __init__(
        self,
        context: Context,
        book: OrderBook,
        order_value: NDArray[np.int64],
        promise_close: NDArray[np.int64],
        custom: Learning | None = None,
    ) -> None:
        self._custom = custom
        orders = context.log.orders
        self._log, self._matters, self._book = context.log, context.matters, book
        self._value, self._promise_close = memoryview(order_value), promise_close
        self._rejected, self._closed, self._delivered = orders["rejected"], orders["closed"], orders["delivered"]
        self._closed_at, self._delivered_at = orders.array("closed"), orders.array("delivered")
        self._parcel_ended = context.log.fulfilments.array("ended")

    def reject(self, order: int, now: int, reason: Rejection) -> None:
        """The order ends before anything of it was promised: what is not cancelled yet is cancelled."""
        self._once(order)
        self._book.cancel(order)
        self._rejected[order] = self._closed[order] = now
        rejected(self._log, now, order, reason, self._value[order])
        self._matters.end(Matter.ORDER)

    def end_parcel(self, row: int, order: int, now: int) -> None:
        """A parcel ends without its customer: nothing was found for it, it was lost or given up."""
        self._parcel_ended[row] = now
        self._book.open_parcels[order] -= 1
        self.close_if_over(order, now)

    def come(
        self, rows: NDArray[np.int64], order: NDArray[np.int64], times: NDArray[np.int64], came: NDArray[np.int64]
    ) -> None:
        """Parcels are with their customers at `times`, (parcels,) each, which may lie ahead of the clock.

        `came`: when they were there for them, which is the same at a door, and earlier at the counter of a store.
        """
        self._parcel_ended[rows] = times
        # An earlier parcel may be decided, and still on its way.
        np.maximum.at(self._delivered_at, order, came)

    def close_all(
        self,
        order: NDArray[np.int64],
        whole: NDArray[np.bool_],
        times: NDArray[np.int64],
        came: NDArray[np.int64],
    ) -> None:
        """After parcels have come and were looked into: close orders of which nothing is open, (parcels,) each.

        `whole`: the parcel holds its whole order, so that nothing else of it can be open; `came`: see `come`.
        """
        self._close_whole(order[whole], times[whole], came[whole])
        for number, now in zip(order[~whole].tolist(), times[~whole].tolist(), strict=True):
            self._book.open_parcels[number] -= 1
            self.close_if_over(number, now)

    def close_if_over(self, order: int, now: int) -> None:
        """Close the order if nothing of it is open."""
        book = self._book
        if book.open_parcels[order] or book.waiting_lines[order]:
            return
        self._once(order)
        delivered = self._delivered[order]
        self._closed[order] = max(now, delivered)
        if delivered > self._promise_close[order]:
            book.flags[order] |= LATE
        if delivered < 0 and book.flags[order] & CALLED_OFF:  # nobody was let down
            if book.payment[order] == Payment.AUTHORISED:
                book.pay(order, Payment.VOIDED)
        elif self._custom is not None:
            late = delivered < 0 or delivered > self._promise_close[order]
            self._custom.learn(np.array([order]), np.array([self._closed[order]]), np.array([late]))
        self._matters.end(Matter.ORDER)

    def not_placed(self) -> None:
        """A candidate does not order."""
        self._matters.end(Matter.ORDER)

    def _close_whole(self, order: NDArray[np.int64], times: NDArray[np.int64], came: NDArray[np.int64]) -> None:
        """Close orders that came in one parcel."""
        if not order.size:
            return
        twice = order[self._closed_at[order] != UNOBSERVED]
        if twice.size:
            self._once(int(twice[0]))
        self._book.open_parcels[order] = 0
        self._closed_at[order] = times
        late = came > self._promise_close[order]
        self._book.flags[order] |= np.where(late, LATE, 0).astype(np.uint8)
        if self._custom is not None:
            self._custom.learn(order, times, late)
        self._matters.end(Matter.ORDER, order.size)

    def _once(self, order: int) -> None:
        if self._closed[order] != UNOBSERVED:
            raise LedgerError(f"order {order} ends twice")
