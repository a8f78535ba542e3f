"""After the door: what a delivered, lost or undeliverable parcel means for the order.

An order is over when no parcel is open and no line waits; then it is rated and closed. Returns
and support contacts go on as matters of their own.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.aftersales.returns import REASON_OF_FAULT, Reason, Returns, changed_minds
from sim.aftersales.satisfaction import Satisfaction
from sim.aftersales.support import Support, Topic
from sim.context import Context
from sim.fulfilment.faults import NO_FAULT, Fault, line_faults, orders_with
from sim.inventory.stock import Stock
from sim.log import Kind
from sim.order import FAULTY, IN_TRANSIT, INCOMPLETE, LATE, UNDELIVERABLE, Fulfilment, Order, Payment, advance_parts
from sim.streams import exponential, uniform
from sim.units import DAY, HOUR

RATED = int(Kind.RATED)
UNDELIVERED_PARCEL = 1


class AfterSales:
    """Step 5, and the money that follows the goods."""

    def __init__(
        self, context: Context, stock: Stock, order_value: NDArray[np.int64], promise_close: NDArray[np.int64]
    ) -> None:
        tape, config = context.tape, context.config
        self._context = context
        self._add = context.log.add
        self._stock = stock
        self._ended = context.log.fulfilments["ended"]
        self._delivered, self._closed = context.log.orders["delivered"], context.log.orders["closed"]
        self._line_start = memoryview(tape.baskets.line_start)
        self._price = memoryview(tape.price)
        self._value = memoryview(order_value)
        self._promise_close = memoryview(promise_close)
        self._survey = memoryview(tape.uniforms["survey"])
        faults, changed = line_faults(tape, config), changed_minds(tape, config)
        self._fault, self._changed_mind = memoryview(faults), memoryview(changed)
        aftermath = orders_with((faults != NO_FAULT) | (changed > 0), tape)
        self._asks = tape.uniforms["contact"] < config.aftersales.support.question
        aftermath |= self._asks.astype(np.uint8)
        self._aftermath = memoryview(aftermath)
        self.satisfaction = Satisfaction(config.aftersales.satisfaction)
        self.returns = Returns(context, stock, self._refund)
        self.support = Support(context)
        self._question_key = context.key("question")

    # -- money

    def handed_over(self, parcels: list[Fulfilment], now: int) -> None:
        """The goods leave for the first time: the payment is captured for what each parcel holds."""
        value = self._value
        for parcel in parcels:
            parcel.order.pay(Payment.CAPTURED)
        self._context.log.add_all(
            len(parcels),
            time=now,
            kind=Kind.PAYMENT_CAPTURED,
            order=[parcel.order.index for parcel in parcels],
            ref=[parcel.ref for parcel in parcels],
            node=[parcel.node for parcel in parcels],
            value=[value[p.order.index] if p.whole else self._worth(p) for p in parcels],
        )

    def _worth(self, parcel: Fulfilment) -> int:
        """What the customer pays for the units in a parcel, minor units."""
        begin = self._line_start[parcel.order.index]
        return sum(units * self._price[begin + line] for line, _, _, units in parcel.parts)

    def _refund(self, order: int, line: int, units: int, row: int, now: int) -> None:
        amount = units * self._price[self._line_start[order] + line]
        self._add(now, Kind.REFUNDED, order, line, 0, 0, -1, 0, 0, 0, amount)

    def _refund_parcel(self, parcel: Fulfilment, now: int, reason: int) -> None:
        amount = self._worth(parcel)
        self._add(now, Kind.REFUNDED, parcel.order.index, 0, parcel.ref, 0, -1, parcel.node, 0, reason, amount)

    # -- ends of a parcel

    def delivered_all(self, parcels: list[Fulfilment], times: NDArray[np.int64]) -> None:
        """Customers have these parcels, at `times` (parcels,).

        Most are the only parcel of an order that nothing was wrong with: these are closed together.
        """
        plain: list[int] = []
        aftermath = self._aftermath
        for k, (parcel, time) in enumerate(zip(parcels, times.tolist(), strict=True)):
            order = parcel.order
            if order.open_parcels == 1 and not (order.waiting_lines or order.flags or aftermath[order.index]):
                order.delivered = time
                order.open_parcels = 0
                plain.append(k)
            else:
                self.delivered(parcel, time)
        if plain:
            rows = np.array([parcels[k].index for k in plain], dtype=np.int64)
            orders = np.array([parcels[k].order.index for k in plain], dtype=np.int64)
            self._close_all(rows, orders, times[plain])

    def _close_all(self, rows: NDArray[np.int64], orders: NDArray[np.int64], times: NDArray[np.int64]) -> None:
        """Close orders whose only parcel was delivered and who met nothing worse than lateness."""
        log = self._context.log
        log.fulfilments.array("ended")[rows] = times
        np.asarray(self._delivered)[orders] = times
        np.asarray(self._closed)[orders] = times
        flags = np.where(times > np.asarray(self._promise_close)[orders], LATE, 0)
        stars = self.satisfaction.stars_of_all(flags, self._context.tape.uniforms["survey"][orders])
        log.add_all(orders.size, time=times, kind=Kind.RATED, order=orders, value=100 * stars)
        self._context.end_matters(orders.size)

    def delivered(self, parcel: Fulfilment, now: int) -> None:
        """The customer has the parcel."""
        order = parcel.order
        order.delivered = now
        self._ended[parcel.index] = now
        order.open_parcels -= 1
        if self._aftermath[order.index]:
            self._look_inside(parcel, now)
        if not (order.open_parcels or order.waiting_lines):
            self._close(order, now)

    def given_up(self, parcel: Fulfilment, now: int) -> None:
        """After the last attempt the parcel goes back to its node; the customer is refunded."""
        order = parcel.order
        advance_parts(parcel.parts, IN_TRANSIT, UNDELIVERABLE)
        for line, _, item, units in parcel.parts:
            self._stock.put_back(now, parcel.node, item, units, order.index, line, UNDELIVERED_PARCEL)
        self._add(now, Kind.RETURNED_TO_SENDER, order.index, 0, parcel.ref, 0, -1, parcel.node, 0, 0, parcel.units())
        self._never_came(parcel, now)

    def lost(self, parcel: Fulfilment, now: int) -> None:
        """The carrier declares the parcel lost; the customer is refunded."""
        self._add(now, Kind.LOST, parcel.order.index, 0, parcel.ref, 0, -1, parcel.node, 0, 0, parcel.units())
        self._never_came(parcel, now)

    def _never_came(self, parcel: Fulfilment, now: int) -> None:
        order = parcel.order
        order.flags |= INCOMPLETE
        self._refund_parcel(parcel, now, UNDELIVERED_PARCEL)
        self._ended[parcel.index] = now
        order.open_parcels -= 1
        self.settle(order, now)

    def settle(self, order: Order, now: int) -> None:
        """Close the order if nothing of it is open."""
        if not (order.open_parcels or order.waiting_lines):
            self._close(order, now)

    def _close(self, order: Order, now: int) -> None:
        index = order.index
        self._closed[index] = now
        if order.delivered >= 0:
            self._delivered[index] = order.delivered
            if order.delivered > self._promise_close[index]:
                order.flags |= LATE
            stars = self.satisfaction.stars(order.flags, self._survey[index])
            self._add(now, RATED, index, 0, 0, 0, -1, 0, 0, 0, 100 * stars)
        self._context.end_matter()

    # -- what the customer finds inside

    def _look_inside(self, parcel: Fulfilment, now: int) -> None:
        order = parcel.order
        config = self._context.config.aftersales
        begin = self._line_start[order.index]
        tape: Any = self._context.tape
        was_faulty = order.flags & FAULTY
        for part in parcel.parts:
            number, _, item, held = part
            line = begin + number
            fault = self._fault[line]
            if fault != NO_FAULT:
                self._add(
                    now, Kind.WRONG_LINE, order.index, number, parcel.ref, 0, item, parcel.node, 0, fault, held
                )
                order.flags |= FAULTY
                if tape.line_uniforms["return_reason"][line] < config.returns.faulty_returned:
                    self.returns.expect(parcel, part, held, REASON_OF_FAULT[Fault(fault)], now)
            elif self._changed_mind[line]:
                units = min(held, self._changed_mind[line])
                self.returns.expect(parcel, part, units, Reason.CHANGED_MIND, now)
        if order.flags & FAULTY and not was_faulty and tape.uniforms["complaint"][order.index] < config.support.complaint:
            self.support.contact(order, Topic.COMPLAINT, now + HOUR)
        if self._asks[order.index] and parcel.ref == 0:
            delay = int(exponential(uniform(self._question_key, order.index), DAY))
            self.support.contact(order, Topic.QUESTION, now + delay)
