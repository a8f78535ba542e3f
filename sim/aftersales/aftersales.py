"""After the door: what a delivered, lost or undeliverable parcel means for the order.

How the order ends is said in `sim/closing.py`; returns and support contacts go on as matters of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from sim.aftersales.changed_minds import changed_minds
from sim.aftersales.lost import LostGoods
from sim.aftersales.returns import Returns, reasons
from sim.aftersales.support import Support
from sim.clock import ARRIVAL
from sim.closing import Closing
from sim.context import Context
from sim.fulfilment.faults import NO_FAULT, line_faults, orders_with
from sim.inventory.stock import Stock
from sim.life.collection import not_collected
from sim.life.goods import CameBack
from sim.life.ledger import CANCELLED, IN_TRANSIT, PACKED, UNDELIVERABLE
from sim.life.lines import wrong_lines
from sim.life.orders import CALLED_OFF, COMPLAINED, FAULTY, INCOMPLETE
from sim.life.parcels import Cancelled, parcel_cancelled, parcel_lost, returned_to_sender
from sim.life.payments import Payment, Refund, delivery_charged, parcel_refunded, payments_captured, price_refunded
from sim.life.tickets import Topic
from sim.matters import Matter
from sim.order import OrderBook
from sim.parcels import Contents, Parcels
from sim.placement.charge import DeliveryCharges
from sim.streams import exponential, uniform
from sim.units import DAY, HOUR


class AfterSales:
    """Step 5, and the money that follows the goods."""

    def __init__(
        self,
        context: Context,
        book: OrderBook,
        parcels: Parcels,
        stock: Stock,
        closing: Closing,
        charges: DeliveryCharges,
        charged: NDArray[np.int64],
        lost: LostGoods,
    ) -> None:
        tape, config, log = context.tape, context.config, context.log
        self._context = context
        self._log = log
        self._book = book
        self._parcels = parcels
        self._stock = stock
        self._closing = closing
        self._ended = log.fulfilments.array("ended")
        self._line_start = memoryview(tape.baskets.line_start)
        self._charged = charges.charged if charges else None
        faults, changed = line_faults(tape, config), changed_minds(tape, config)
        self._fault, self._changed_mind = faults, changed
        self._sends_back = tape.line_uniforms["return_reason"] < config.aftersales.returns.faulty_returned
        self._complains = tape.uniforms["complaint"] < config.aftersales.support.complaint
        self._asks = tape.uniforms["contact"] < config.aftersales.support.question
        may_come_back = (faults != NO_FAULT) | (changed > 0)
        self._aftermath = orders_with(may_come_back, tape).astype(np.bool_) | self._asks
        most = int(tape.baskets.quantity[may_come_back].sum())  # every return is of one unit at least
        self.returns = Returns(context, book, stock, changed, most, charged)
        self._right_price, self._price = memoryview(tape.price), memoryview(charged)
        self._overcharged = orders_with(charged > tape.price, tape).astype(np.bool_)
        self.support = Support(context)
        self._lost = lost
        self._question_key = context.key("question")

    # -- money

    def handed_over(self, rows: NDArray[np.int64], now: int) -> None:
        """Goods leave for the first time: the payment is captured for what each parcel holds.

        The charge for delivery is captured with the first parcel of an order.
        """
        parcels, order = self._parcels, self._parcels.order[rows]
        amount = parcels.worth[rows]
        if self._charged is not None:
            amount = amount + self._charge_for_delivery(rows, order, now)
        self._book.capture(order)
        due = self._lost.pay_from_credit(order, amount)
        if due is not amount:
            unpaid = (due > 0) | (amount == 0)
            rows, order, due = rows[unpaid], order[unpaid], due[unpaid]
        payments_captured(self._context.log, now, order, parcels.ref[rows], parcels.node[rows], due)

    def _charge_for_delivery(self, rows: NDArray[np.int64], order: NDArray[np.int64], now: int) -> NDArray[np.int64]:
        """Log and return what each parcel pays for delivery, minor units (parcels,): the first of its order pays."""
        assert self._charged is not None
        first = np.zeros(rows.size, dtype=np.bool_)
        first[np.unique(order, return_index=True)[1]] = True
        amount = np.where(first & (self._book.payment[order] == Payment.AUTHORISED), self._charged[order], 0)
        paid = amount > 0
        ref, node = self._parcels.ref[rows][paid], self._parcels.node[rows][paid]
        delivery_charged(self._context.log, now, order[paid], ref, node, amount[paid])
        return amount

    # -- ends of a parcel

    def delivered(
        self, rows: NDArray[np.int64], times: NDArray[np.int64], came: NDArray[np.int64] | None = None
    ) -> None:
        """Customers have these parcels, at `times` (parcels,), which may lie ahead of the clock.

        `came`: when the parcels were there for them, where that was before: at the counter of a store.
        """
        if not rows.size:
            return
        order = self._parcels.order[rows]
        came = times if came is None else came
        self._closing.come(rows, order, times, came)
        self._look_inside(rows, order, times)
        self._pay_back_overcharges(rows, order, times)
        self._closing.close_all(order, self._parcels.whole[rows], times, came)

    def _pay_back_overcharges(
        self, rows: NDArray[np.int64], order: NDArray[np.int64], times: NDArray[np.int64]
    ) -> None:
        """Who was charged too much finds out with the parcel, gets the difference back, and gets in touch."""
        for k in np.flatnonzero(self._overcharged[order]).tolist():
            row, one, now = int(rows[k]), int(order[k]), int(times[k])
            amount = sum(units * self._too_much(line) for line, _, units in self._parcels.parts(row))
            if not amount:
                continue
            price_refunded(self._log, now, one, int(self._parcels.ref[row]), int(self._parcels.node[row]), amount)
            self._complain_later(one, now)

    def _too_much(self, line: int) -> int:
        """What a unit of a line is charged at above its price, minor units."""
        return max(0, self._price[line] - self._right_price[line])

    def given_up(self, row: int, now: int) -> None:
        """After the last attempt the parcel goes back to its node; the customer is refunded."""
        self._back_to_stock(row, int(self._parcels.node[row]), now, CameBack.UNDELIVERED)
        self._never_came(row, now, returned_to_sender)

    def cancelled(self, row: int, now: int) -> None:
        """The customer of a parcel has cancelled it: from the dock, or from the van that brought it back in vain.

        Nothing was captured for what has not left; what has is paid back.
        """
        parcels = self._parcels
        order, ref, node = int(parcels.order[row]), int(parcels.ref[row]), int(parcels.node[row])
        driven = bool(parcels.cancelled[row]) and int(parcels.attempt[row]) > 0
        source, target = (IN_TRANSIT, UNDELIVERABLE) if driven else (PACKED, CANCELLED)
        self._back_to_stock(row, node, now, CameBack.CANCELLED, source, target)
        where = Cancelled.AT_DOOR if driven else Cancelled.ON_DOCK
        parcel_cancelled(self._log, now, order, ref, node, parcels.units(row), where)
        if driven:
            parcel_refunded(self._log, now, order, ref, node, int(parcels.worth[row]), Refund.CANCELLED)
        self._book.flags[order] |= CALLED_OFF
        self._closing.end_parcel(row, order, now)

    def not_collected(self, row: int, store: int, now: int, *, paid: bool) -> None:
        """A parcel was held long enough: its goods go on the store's shelf, and who has paid is refunded."""
        parcels = self._parcels
        order, ref = int(parcels.order[row]), int(parcels.ref[row])
        self._back_to_stock(row, store, now, CameBack.UNCOLLECTED)
        not_collected(self._log, now, order, ref, store, parcels.units(row))
        if paid:
            parcel_refunded(self._log, now, order, ref, store, int(parcels.worth[row]), Refund.NOT_COLLECTED)
        self._closing.end_parcel(row, order, now)

    def _back_to_stock(
        self, row: int, node: int, now: int, why: CameBack, source: int = IN_TRANSIT, target: int = UNDELIVERABLE
    ) -> None:
        """The goods of a parcel that reached nobody go on the shelf of a node."""
        parcels = self._parcels
        order = int(parcels.order[row])
        parcels.move(self._book, np.array([row]), source, target)
        begin = self._line_start[order]
        for line, item, units in parcels.parts(row):
            self._stock.put_back(now, node, item, units, order, line - begin, why)

    def lost(self, row: int, now: int) -> None:
        """The carrier declares the parcel lost: it is sent again, or the customer is refunded."""
        parcels, order = self._parcels, int(self._parcels.order[row])
        if self._lost.send_again(row, now):
            parcel_lost(self._log, now, order, int(parcels.ref[row]), int(parcels.node[row]), parcels.units(row))
            self._closing.end_parcel(row, order, now)
        else:
            self._never_came(row, now, parcel_lost)

    def _never_came(self, row: int, now: int, write: Callable[..., None]) -> None:
        parcels = self._parcels
        order, ref, node = int(parcels.order[row]), int(parcels.ref[row]), int(parcels.node[row])
        write(self._log, now, order, ref, node, parcels.units(row))
        parcel_refunded(self._log, now, order, ref, node, int(parcels.worth[row]))
        self._book.flags[order] |= INCOMPLETE
        self._closing.end_parcel(row, order, now)

    # -- what the customer finds inside

    def _look_inside(self, rows: NDArray[np.int64], order: NDArray[np.int64], times: NDArray[np.int64]) -> None:
        """Wrong and damaged goods, changed minds, and questions, in the parcels of an order that has any."""
        some = self._aftermath[order]
        goods = self._parcels.contents(rows[some])
        if not goods.line.size:
            return
        now = self._ended[goods.parcel]
        fault = self._fault[goods.line]
        wrong = fault != NO_FAULT
        if wrong.any():
            self._complain_of(goods[wrong], fault[wrong], now[wrong])
        units = np.where(wrong, goods.units, np.minimum(goods.units, self._changed_mind[goods.line]))
        back = wrong & self._sends_back[goods.line] | ~wrong & (units > 0)
        if back.any():
            self.returns.expect(replace(goods, units=units)[back], reasons(fault[back]), now[back])
        asks = self._asks[order] & (self._parcels.ref[rows] == 0)
        for one, at in zip(order[asks].tolist(), times[asks].tolist(), strict=True):
            delay = int(exponential(uniform(self._question_key, one), DAY))
            self.support.contact(one, Topic.QUESTION, at + delay)

    def _complain_of(self, goods: Contents, fault: NDArray[np.uint8], times: NDArray[np.int64]) -> None:
        """Log lines that came wrong; some customers complain, once for each parcel."""
        of = (goods.order, goods.number, goods.ref, goods.item, goods.node)
        wrong_lines(self._log, times, *of, fault, goods.units)
        self._book.flags[goods.order] |= FAULTY
        _, first = np.unique(goods.parcel, return_index=True)
        first = first[self._complains[goods.order[first]]]
        for one, at in zip(goods.order[first].tolist(), times[first].tolist(), strict=True):
            self._complain_later(one, at)

    def _complain_later(self, order: int, time: int) -> None:
        self._context.matters.begin(Matter.COMPLAINT)
        self._context.clock.at(time + HOUR, ARRIVAL, partial(self._complain, order), order)

    def _complain(self, order: int, now: int) -> None:
        """The first wrong parcel to arrive is complained of; deliveries may have been decided in another order."""
        if not self._book.flags[order] & COMPLAINED:
            self._book.flags[order] |= COMPLAINED
            self.support.contact(order, Topic.COMPLAINT, now)
        self._context.matters.end(Matter.COMPLAINT)
