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
from sim.clock import ARRIVAL
from sim.context import Context
from sim.fulfilment.faults import NO_FAULT, Fault, line_faults, orders_with
from sim.inventory.stock import Stock
from sim.log import Kind
from sim.order import (
    COMPLAINED,
    FAULTY,
    IN_TRANSIT,
    INCOMPLETE,
    LATE,
    UNDELIVERABLE,
    Fulfilment,
    Order,
    Payment,
    advance_parts,
)
from sim.streams import exponential, uniform
from sim.units import DAY, HOUR

RATED = int(Kind.RATED)
PAYMENT_CAPTURED = int(Kind.PAYMENT_CAPTURED)
UNDELIVERED_PARCEL = 1


class AfterSales:
    """Step 5, and the money that follows the goods."""

    def __init__(self, context: Context, stock: Stock, promise_close: NDArray[np.int64]) -> None:
        tape, config = context.tape, context.config
        self._context = context
        self._add = context.log.add
        self._stock = stock
        self._ended = context.log.fulfilments["ended"]
        self._delivered, self._closed = context.log.orders["delivered"], context.log.orders["closed"]
        self._line_start = memoryview(tape.baskets.line_start)
        self._price = memoryview(tape.price)
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

    def handed_over(self, parcel: Fulfilment, now: int) -> None:
        """The goods leave for the first time: the payment is captured for what the parcel holds."""
        order = parcel.order
        begin = self._line_start[order.index]
        price, amount = self._price, 0
        for line, _, _, units in parcel.parts:
            amount += units * price[begin + line]
        if order.payment == Payment.AUTHORISED:
            order.payment = Payment.CAPTURED
        else:
            order.pay(Payment.CAPTURED)
        self._add(now, PAYMENT_CAPTURED, order.index, 0, parcel.ref, 0, -1, parcel.node, 0, 0, amount)

    def _refund(self, order: int, line: int, units: int, row: int, now: int) -> None:
        amount = units * self._price[self._line_start[order] + line]
        self._add(now, Kind.REFUNDED, order, line, 0, 0, -1, 0, 0, 0, amount)

    def _refund_parcel(self, parcel: Fulfilment, now: int, reason: int) -> None:
        begin = self._line_start[parcel.order.index]
        amount = sum(units * self._price[begin + line] for line, _, _, units in parcel.parts)
        self._add(now, Kind.REFUNDED, parcel.order.index, 0, parcel.ref, 0, -1, parcel.node, 0, reason, amount)

    # -- ends of a parcel

    def delivered(self, parcel: Fulfilment, now: int) -> None:
        """The customer has the parcel."""
        order = parcel.order
        if now > order.delivered:  # deliveries are not always decided in the order in which they happen
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
        now = max(now, order.delivered)  # the last parcel may be decided, and still on its way
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
        faulty = False
        for part in parcel.parts:
            number, _, item, held = part
            line = begin + number
            fault = self._fault[line]
            if fault != NO_FAULT:
                self._add(now, Kind.WRONG_LINE, order.index, number, parcel.ref, 0, item, parcel.node, 0, fault, held)
                order.flags |= FAULTY
                faulty = True
                if tape.line_uniforms["return_reason"][line] < config.returns.faulty_returned:
                    self.returns.expect(parcel, part, held, REASON_OF_FAULT[Fault(fault)], now)
            elif self._changed_mind[line]:
                units = min(held, self._changed_mind[line])
                self.returns.expect(parcel, part, units, Reason.CHANGED_MIND, now)
        if faulty and tape.uniforms["complaint"][order.index] < config.support.complaint:
            self._context.open_matters += 1
            self._context.clock.at(now + HOUR, ARRIVAL, lambda at: self._complain(order, at), order.index)
        if self._asks[order.index] and parcel.ref == 0:
            delay = int(exponential(uniform(self._question_key, order.index), DAY))
            self.support.contact(order, Topic.QUESTION, now + delay)

    def _complain(self, order: Order, now: int) -> None:
        """The first faulty parcel to arrive is complained of; deliveries may have been decided in another order."""
        if not order.flags & COMPLAINED:
            order.flags |= COMPLAINED
            self.support.contact(order, Topic.COMPLAINT, now)
        self._context.end_matter()
