"""Looking again: what an order waits for at one node is sent by another that has it by then.

Every so many hours all who wait are gone through, the oldest order first. Only the whole rest of a line goes elsewhere,
and never before others who wait for the item there.
"""

from __future__ import annotations

from typing import Protocol

from sim.clock import DECISION
from sim.context import Context
from sim.life.ledger import BACKORDERED
from sim.order import OrderBook
from sim.processing.buyer import Buyer
from sim.processing.reserving import Reserving
from sim.processing.unpromised import Unpromised
from sim.records import Records
from sim.units import DAY, HOUR, microseconds


class Choosing(Protocol):
    """Who knows which other node is to send something."""

    def another(
        self, order: int, items: tuple[int, ...], units: tuple[int, ...], now: int, but: tuple[int, ...]
    ) -> int | None:
        """One that is not among `but`, None if there is no other."""


class LookingAgain:
    """Looks every so many `hours` until nothing more can happen."""

    def __init__(
        self,
        context: Context,
        book: OrderBook,
        records: Records,
        reserving: Reserving,
        unpromised: Unpromised,
        choosing: Choosing,
        hours: float,
        buyer: Buyer | None = None,
    ) -> None:
        self._clock, self._records, self._reserving = context.clock, records, reserving
        self._unpromised, self._choosing, self._buyer = unpromised, choosing, buyer
        self._waiting_lines = memoryview(book.waiting_lines)
        self._every = microseconds(hours, HOUR)
        self._last = context.horizon + context.config.follow_up_days * DAY
        self._behind_all = context.tape.orders
        self._next(0)

    def _next(self, now: int) -> None:
        """Behind what is decided of single orders at that moment."""
        if now + self._every < self._last:
            self._clock.at(now + self._every, DECISION, self._look, self._behind_all)

    def _look(self, now: int) -> None:
        for order, line, node, item, units in self._unpromised.backorders.everybody():
            other = self._choosing.another(order, (item,), (units,), now, (node,))
            if (
                other is None
                or self._reserving.is_waited_for(other, (item,))
                or not self._records.reserve(other, item, units)
            ):
                continue
            self._unpromised.backorders.leave(node, item, line)
            self._records.backordered[node][item] -= units
            self._waiting_lines[order] -= 1
            self._unpromised.allocate(order, now, other, line, units, BACKORDERED)
            if self._buyer is not None:
                self._buyer.position_fell(now, other, item)
        self._next(now)
