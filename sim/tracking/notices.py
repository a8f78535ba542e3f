"""The promise and the clock: who is late, who is told, and who asks.

When a promised window closes, every order of it that is not over is late. A proactive notice
spares some of the where-is-my-order contacts; the rest reach the support desk. A customer sees
the status with the visibility lag of the tracking: late news leads to more questions.
"""

from __future__ import annotations

from array import array
from functools import partial

import numpy as np
from numpy.typing import NDArray

from sim.aftersales.support import Support
from sim.clock import ARRIVAL, DECISION
from sim.context import Context
from sim.life.orders import LATE, notice_sent
from sim.life.tickets import Topic
from sim.matters import Matter
from sim.order import OrderBook
from sim.streams import exponential, uniform
from sim.units import HOUR, MINUTE, microseconds


class Notices:
    """Watches the promises of confirmed orders."""

    def __init__(self, context: Context, book: OrderBook, promise_close: NDArray[np.int64], support: Support) -> None:
        tracking = context.config.tracking
        self._context = context
        self._book = book
        self._closes = memoryview(promise_close)
        self._delivered = context.log.orders.array("delivered")
        self._support = support
        self._due: dict[int, array[int]] = {}
        self._ask_key = context.key("where is my order")
        automatic = context.config.processing.switches.status_updates
        lag = tracking.automatic_lag_minutes if automatic else tracking.manual_lag_minutes
        self._lag = microseconds(lag, MINUTE)
        share = context.config.aftersales.support.where_is_my_order
        self._notices_on = tracking.delay_notices
        self._asks = share
        # A missed scan hides the delay from the order system, so that nobody is told.
        self._asks_though_noticed = share * (1.0 - tracking.notice_effect * (1.0 - tracking.missed_scans))
        self._patience_key = context.key("asks after")
        self._patience = context.config.aftersales.support.asks_after_hours * HOUR

    def watch(self, order: int, now: int) -> None:
        """Remember a confirmed order until its promise is due."""
        close = self._closes[order]
        due = self._due.get(close)
        if due is not None:
            due.append(order)
        elif close > now:
            self._due[close] = array("q", (order,))
            # Deliveries are decided ahead of the clock: the promise is still open.
            self._context.matters.begin(Matter.PROMISE)
            self._context.clock.at(close, DECISION, self._promise_due)
        else:
            self._late(order, now)

    def _promise_due(self, now: int) -> None:
        orders = np.frombuffer(self._due.pop(now), dtype=np.int64)
        book = self._book
        awaited = book.are_awaited(orders)
        for order in orders[awaited | (self._delivered[orders] > now)].tolist():
            self._late(order, now)
        self._context.matters.end(Matter.PROMISE)

    def _late(self, order: int, now: int) -> None:
        self._book.flags[order] |= LATE
        if self._notices_on:
            notice_sent(self._context.log, now + self._lag, order)
        asks = uniform(self._ask_key, order)
        if asks >= self._asks:
            return
        delay = int(exponential(uniform(self._patience_key, order), self._patience))
        told = self._notices_on and self._lag <= delay
        if not told or asks < self._asks_though_noticed:
            self._context.matters.begin(Matter.PROMISE)
            self._context.clock.at(now + delay, ARRIVAL, partial(self._ask, order), order)

    def _ask(self, order: int, now: int) -> None:
        """Who still waits asks."""
        if self._book.is_awaited(order) or self._delivered[order] > now:
            self._support.contact(order, Topic.WHERE_IS_MY_ORDER, now)
        self._context.matters.end(Matter.PROMISE)
