"""After the door: what a delivered, lost or undeliverable parcel means for the order.

An order is over when no parcel is open and no line waits; then it is rated and closed. Returns
and support contacts go on as matters of their own.
"""

from __future__ import annotations

from functools import partial

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
from sim.order import COMPLAINED, FAULTY, IN_TRANSIT, INCOMPLETE, LATE, UNDELIVERABLE, OrderBook
from sim.parcels import Parcels
from sim.streams import exponential, uniform
from sim.units import DAY, HOUR

UNDELIVERED_PARCEL = 1


class AfterSales:
    """Step 5, and the money that follows the goods."""

    def __init__(
        self, context: Context, book: OrderBook, parcels: Parcels, stock: Stock, promise_close: NDArray[np.int64]
    ) -> None:
        tape, config, log = context.tape, context.config, context.log
        self._context = context
        self._add = log.add
        self._book = book
        self._parcels = parcels
        self._stock = stock
        self._ended, self._delivered_at = log.fulfilments.array("ended"), log.orders["delivered"]
        self._delivered, self._closed = log.orders.array("delivered"), log.orders.array("closed")
        self._line_start = memoryview(tape.baskets.line_start)
        self._price = memoryview(tape.price)
        self._promise_close = promise_close
        self._survey = tape.uniforms["survey"]
        faults, changed = line_faults(tape, config), changed_minds(tape, config)
        self._fault, self._changed_mind = memoryview(faults), memoryview(changed)
        self._asks = tape.uniforms["contact"] < config.aftersales.support.question
        self._aftermath = orders_with((faults != NO_FAULT) | (changed > 0), tape).astype(np.bool_) | self._asks
        self.satisfaction = Satisfaction(config.aftersales.satisfaction)
        self.returns = Returns(context, book, stock, (faults != NO_FAULT) | (changed > 0), changed, self._refund)
        self.support = Support(context)
        self._question_key = context.key("question")

    # -- money

    def handed_over(self, rows: NDArray[np.int64], now: int) -> None:
        """Goods leave for the first time: the payment is captured for what each parcel holds."""
        parcels, order = self._parcels, self._parcels.order[rows]
        self._book.capture(order)
        self._context.log.add_all(
            rows.size,
            time=now,
            kind=Kind.PAYMENT_CAPTURED,
            order=order,
            ref=parcels.ref[rows],
            node=parcels.node[rows],
            value=parcels.worth[rows],
        )

    def _refund(self, order: int, line: int, units: int, now: int) -> None:
        amount, number = units * self._price[line], line - self._line_start[order]
        self._add(now, Kind.REFUNDED, order, number, 0, 0, -1, 0, 0, 0, amount)

    # -- ends of a parcel

    def delivered(self, rows: NDArray[np.int64], times: NDArray[np.int64]) -> None:
        """Customers have these parcels, at `times` (parcels,).

        Most are the only parcel of an order that nothing was wrong with: these are closed together.
        """
        book = self._book
        order = self._parcels.order[rows]
        self._ended[rows] = times
        plain = (book.open_parcels[order] == 1) & (book.waiting_lines[order] == 0)
        plain &= (book.flags[order] == 0) & ~self._aftermath[order]
        self._close_all(order[plain], times[plain])
        for row, now in zip(rows[~plain].tolist(), times[~plain].tolist(), strict=True):
            self._delivered_one(row, now)

    def _close_all(self, order: NDArray[np.int64], times: NDArray[np.int64]) -> None:
        """Close orders whose only parcel was delivered and who met nothing worse than lateness."""
        if not order.size:
            return
        self._book.open_parcels[order] = 0
        times = np.maximum(times, self._delivered[order])  # an earlier parcel may be decided, and still on its way
        self._delivered[order] = self._closed[order] = times
        flags = np.where(times > self._promise_close[order], LATE, 0)
        self._book.flags[order] = flags
        stars = self.satisfaction.stars_of_all(flags, self._survey[order])
        self._context.log.add_all(order.size, time=times, kind=Kind.RATED, order=order, value=100 * stars)
        self._context.end_matters(order.size)

    def _delivered_one(self, row: int, now: int) -> None:
        order = int(self._parcels.order[row])
        self._delivered_at[order] = max(self._delivered_at[order], now)
        self._book.open_parcels[order] -= 1
        if self._aftermath[order]:
            self._look_inside(row, order, now)
        self.settle(order, now)

    def given_up(self, row: int, now: int) -> None:
        """After the last attempt the parcel goes back to its node; the customer is refunded."""
        parcels = self._parcels
        order, node = int(parcels.order[row]), int(parcels.node[row])
        parcels.move(self._book, np.array([row]), IN_TRANSIT, UNDELIVERABLE)
        begin = self._line_start[order]
        for line, item, units in parcels.parts(row):
            self._stock.put_back(now, node, item, units, order, line - begin, UNDELIVERED_PARCEL)
        self._never_came(row, now, Kind.RETURNED_TO_SENDER)

    def lost(self, row: int, now: int) -> None:
        """The carrier declares the parcel lost; the customer is refunded."""
        self._never_came(row, now, Kind.LOST)

    def _never_came(self, row: int, now: int, kind: Kind) -> None:
        parcels, book = self._parcels, self._book
        order, ref, node = int(parcels.order[row]), int(parcels.ref[row]), int(parcels.node[row])
        self._add(now, kind, order, 0, ref, 0, -1, node, 0, 0, parcels.units(row))
        self._add(now, Kind.REFUNDED, order, 0, ref, 0, -1, node, 0, UNDELIVERED_PARCEL, int(parcels.worth[row]))
        book.flags[order] |= INCOMPLETE
        self._ended[row] = now
        book.open_parcels[order] -= 1
        self.settle(order, now)

    def settle(self, order: int, now: int) -> None:
        """Close the order if nothing of it is open: rated if anything came."""
        book = self._book
        if book.open_parcels[order] or book.waiting_lines[order]:
            return
        self._closed[order] = max(now, self._delivered_at[order])
        delivered = self._delivered_at[order]
        if delivered >= 0:
            if delivered > self._promise_close[order]:
                book.flags[order] |= LATE
            stars = self.satisfaction.stars(int(book.flags[order]), float(self._survey[order]))
            self._add(max(now, delivered), Kind.RATED, order, 0, 0, 0, -1, 0, 0, 0, 100 * stars)
        self._context.end_matter()

    # -- what the customer finds inside

    def _look_inside(self, row: int, order: int, now: int) -> None:
        config, tape, parcels = self._context.config.aftersales, self._context.tape, self._parcels
        begin, ref, node = self._line_start[order], int(parcels.ref[row]), int(parcels.node[row])
        flags = self._book.flags
        faulty = False
        for part in parcels.parts(row):
            line, item, held = part
            fault = self._fault[line]
            if fault != NO_FAULT:
                self._add(now, Kind.WRONG_LINE, order, line - begin, ref, 0, item, node, 0, fault, held)
                flags[order] |= FAULTY
                faulty = True
                if tape.line_uniforms["return_reason"][line] < config.returns.faulty_returned:
                    self.returns.expect(order, node, ref, part, REASON_OF_FAULT[Fault(fault)], now)
            elif self._changed_mind[line]:
                units = min(held, self._changed_mind[line])
                self.returns.expect(order, node, ref, (line, item, units), Reason.CHANGED_MIND, now)
        if faulty and tape.uniforms["complaint"][order] < config.support.complaint:
            self._context.open_matters += 1
            self._context.clock.at(now + HOUR, ARRIVAL, partial(self._complain, order), order)
        if self._asks[order] and ref == 0:
            delay = int(exponential(uniform(self._question_key, order), DAY))
            self.support.contact(order, Topic.QUESTION, now + delay)

    def _complain(self, order: int, now: int) -> None:
        """The first faulty parcel to arrive is complained of; deliveries may have been decided in another order."""
        if not self._book.flags[order] & COMPLAINED:
            self._book.flags[order] |= COMPLAINED
            self.support.contact(order, Topic.COMPLAINT, now)
        self._context.end_matter()
