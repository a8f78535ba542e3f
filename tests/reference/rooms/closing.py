"""How an order ends: rejected on the way, or closed when nothing of it is open."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from reference.context import Context
from reference.orders import Order, Parcel
from reference.rooms.charges import Charges
from reference.rooms.custom import Custom

from sim.life.orders import REJECTED, Rejection
from sim.life.payments import REFUNDED
from sim.units import UNOBSERVED

NEVER_CAME = 1


class Closing:
    """Ends parcels and orders."""

    def __init__(self, context: Context, charges: Charges, custom: Custom, promise_close: NDArray[np.int64]) -> None:
        self.context, self.charges, self.custom, self.promise_close = context, charges, custom, promise_close
        self.served: list[Order] = []  # of which anything came

    def reject(self, order: Order, reason: Rejection) -> None:
        order.stamps["rejected"] = order.stamps["closed"] = self.context.now
        self.context.note(REJECTED, order.number, reason=reason, amount=order.value)
        self.context.end_matter()

    def end_parcel(self, parcel: Parcel) -> None:
        parcel.stamps["ended"] = self.context.now
        parcel.order.open -= 1
        self.settle(parcel.order)

    def settle(self, order: Order) -> None:
        """Close the order if nothing of it is open."""
        if order.open:
            return
        assert order.stamps["closed"] == UNOBSERVED, f"order {order.number} closes twice"
        order.stamps["closed"] = self.context.now
        if order.credit:
            self.context.note(REFUNDED, order.number, reason=NEVER_CAME, amount=order.credit)
        if order.stamps["delivered"] != UNOBSERVED:
            self.served.append(order)
            self.charges.claim(order)
        self.charges.look_at(order)
        delivered = order.stamps["delivered"]
        if delivered == UNOBSERVED and order.called_off:
            self.context.end_matter()
            return
        self.custom.remember(order, delivered == UNOBSERVED or delivered > int(self.promise_close[order.number]))
        self.context.end_matter()
