"""Tracking: every promise is watched; a late order is seen after a lag, told to the customer, and asked after."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from reference.context import Context
from reference.moments import ARRIVAL, DECISION, Moment, Run
from reference.orders import Order
from reference.rooms.support import Support

from sim.life.orders import NOTICE_SENT
from sim.life.tickets import Topic
from sim.streams import exponential
from sim.units import HOUR, MINUTE, microseconds


class Tracking:
    """Knows when each order was promised."""

    def __init__(self, context: Context, promise_close: NDArray[np.int64], support: Support) -> None:
        self.context, self.promise_close, self.support = context, promise_close, support

    def watch(self, order: Order) -> Run:
        """Wait for the promised window to close; late if the order is not over then."""
        context, close = self.context, int(self.promise_close[order.number])
        if close <= context.now:
            self.be_late(order)
            return
        context.begin_matter()
        yield Moment(context.env, close, DECISION)
        if order.open > order.at_counter:
            self.be_late(order)
        context.end_matter()

    def be_late(self, order: Order) -> None:
        context, tracking = self.context, self.context.config.tracking
        order.late = True
        automatic = context.config.processing.switches.status_updates
        lag = tracking.automatic_lag_minutes if automatic else tracking.manual_lag_minutes
        seen = context.now + microseconds(lag, MINUTE)
        support = context.config.aftersales.support
        asks = support.where_is_my_order
        delay = int(exponential(context.draw("asks after", order.number), support.asks_after_hours * HOUR))
        if tracking.delay_notices:
            context.note(NOTICE_SENT, order.number, time=seen)
        if tracking.delay_notices and seen <= context.now + delay:
            asks *= 1.0 - tracking.notice_effect * (1.0 - tracking.missed_scans)
        if context.draw("where is my order", order.number) < asks:
            context.begin_matter()
            context.env.process(self.ask(order, context.now + delay))

    def ask(self, order: Order, time: int) -> Run:
        """Who still waits asks."""
        yield Moment(self.context.env, time, ARRIVAL, order.number)
        if order.open > order.at_counter:
            self.support.contact(order, Topic.WHERE_IS_MY_ORDER, time)
        self.context.end_matter()
