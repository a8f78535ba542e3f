"""Placement: orders come when the tape says; those by telephone or in a shop are keyed in at the order desk."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from reference.context import Context
from reference.moments import ARRIVAL, Moment, Run
from reference.orders import Line, Order
from reference.rooms.charges import Charges
from reference.rooms.closing import Closing
from reference.rooms.custom import Custom
from reference.rooms.processing import Processing
from reference.staff import Desk

from sim.life.orders import Rejection
from sim.placement.entry import address_errors, arrival_times, entry_times, keyed_by_hand
from sim.processing.prices import charged_prices
from sim.streams import exponential
from sim.tape import EXPRESS
from sim.units import MINUTE


class Placement:
    """From the customer to the order system."""

    def __init__(
        self,
        context: Context,
        processing: Processing,
        closing: Closing,
        custom: Custom,
        charges: Charges,
        promised: NDArray[np.int64],
    ) -> None:
        self.charges, self.promised = charges, promised.copy()  # as the checkout shows it
        self.context, self.processing, self.closing, self.custom = context, processing, closing, custom
        config, tape = context.config, context.tape
        self.channels = list(config.placement.channels.values())
        self.arrivals = arrival_times(tape, config)
        self.entry = entry_times(tape, config)
        self.by_hand = keyed_by_hand(tape, config)
        self.address_wrong = address_errors(tape, config)
        self.charged = charged_prices(tape, config)
        if self.by_hand.any():
            self.order_desk = Desk(context, "order_desk", config.placement.order_desk)

    def start(self) -> None:
        for number in range(self.context.tape.orders):
            self.context.env.process(self.place(self._order(number)))

    def _order(self, number: int) -> Order:
        tape = self.context.tape
        baskets = tape.baskets
        lines = []
        for row in range(baskets.line_start[number], baskets.line_start[number + 1]):
            units = int(baskets.quantity[row])
            price, charged = int(tape.price[row]), int(self.charged[row])
            lines.append(Line(len(lines), row, int(baskets.item[row]), units, price, charged, unallocated=units))
        return Order(
            number,
            priority=int(tape.preference[number] != EXPRESS),
            lines=lines,
            address_wrong=bool(self.address_wrong[number]),
            stamps=self.context.journal.tables["orders"][number],
        )

    def place(self, order: Order) -> Run:
        yield Moment(self.context.env, int(self.arrivals[order.number]), ARRIVAL, order.number)
        time = int(self.context.tape.placed[order.number])
        shown = self.charges.owed(order), int(self.promised[order.number])
        if not (self.custom.comes(order.number, time) and self.custom.stays(order, *shown)):
            self.context.end_matter()
            return
        order.stamps["placed"] = time
        if self.by_hand[order.number]:
            captured = yield from self.key_in(order)
            if not captured:
                self.closing.reject(order, Rejection.ABANDONED)
                return
        else:
            order.stamps["captured"] = self.context.now
        yield from self.processing.process(order)

    def key_in(self, order: Order) -> Run:
        """At the order desk; False if the customer loses patience first."""
        i = order.number
        minutes = self.channels[self.context.tape.channel[i]].patience_minutes
        patience = None
        if minutes is not None:
            patience = int(exponential(self.context.draw("patience at the order desk", i), minutes * MINUTE))
        return self.order_desk.visit(
            order.stamps, "entry_started", "captured", i, int(self.entry[i]), patience=patience
        )
