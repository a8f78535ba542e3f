"""Keeping: the units of an order that is held are reserved for it, until its checks are over or the time is up.

Whoever pays slowly, or is asked for the right address, finds the goods of the moment of the order. Lines of which the
chosen node has everything are kept, lines that others wait for are not. When the time is up the units are anybody's,
those who wait first, and the order is promised from what there is when its checks are over, from whichever node has it.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple, Protocol

from sim.clock import DECISION
from sim.context import Context
from sim.life.orders import reservation_lapsed, units_kept
from sim.order import OrderBook
from sim.processing.buyer import Buyer
from sim.processing.reserving import Reserving
from sim.records import Records
from sim.units import MINUTE, microseconds


class Choosing(Protocol):
    """Who knows which node is to send something."""

    def choose(self, order: int, items: tuple[int, ...], units: tuple[int, ...], now: int) -> int:
        """The node for so many units of these items."""


class Shelves(Protocol):
    """Who may promise again what was kept."""

    def offer(self, now: int, node: int, item: int) -> None:
        """Units of an item are free again at a node."""


class Kept(NamedTuple):
    """Whole lines that a node keeps for an order."""

    node: int
    lines: list[int]


class Keeping:
    """Reserves for so many `minutes`."""

    def __init__(
        self,
        context: Context,
        book: OrderBook,
        records: Records,
        reserving: Reserving,
        choosing: Choosing,
        shelves: Shelves,
        minutes: float,
        buyer: Buyer | None = None,
    ) -> None:
        self._clock, self._log, self._records = context.clock, context.log, records
        self._reserving, self._choosing, self._shelves, self._buyer = reserving, choosing, shelves, buyer
        self._time = microseconds(minutes, MINUTE)
        self._one_node = len(context.config.fulfilment.nodes) == 1
        self._line_start = memoryview(context.tape.baskets.line_start)
        self._item, self._quantity = memoryview(book.item), memoryview(context.tape.baskets.quantity)
        self._kept: dict[int, Kept] = {}

    def keep(self, order: int, now: int) -> None:
        """The order is held: what its node has of whole lines is kept for it."""
        begin, end = self._line_start[order], self._line_start[order + 1]
        items, units = tuple(self._item[begin:end]), tuple(self._quantity[begin:end])
        node = 0 if self._one_node else self._choosing.choose(order, items, units, now)
        lines = [
            line
            for line in range(begin, end)
            if not self._reserving.is_waited_for(node, (self._item[line],))
            and self._records.reserve(node, self._item[line], self._quantity[line])
        ]
        if not lines:
            return
        self._kept[order] = Kept(node, lines)
        units_kept(self._log, now, order, node, sum(self._quantity[line] for line in lines))
        if self._buyer is not None:
            for line in lines:
                self._buyer.position_fell(now, node, self._item[line])
        # Who is through at the very moment has them.
        self._clock.at(now + self._time, DECISION, partial(self._lapse, order), order)

    def take(self, order: int) -> Kept | None:
        """The order is promised now: what is kept for it is its own."""
        return self._kept.pop(order, None)

    def free(self, order: int, now: int) -> None:
        """The order has ended: what is kept for it may be promised to others."""
        kept = self.take(order)
        if kept is None:
            return
        node, lines = kept
        for line in lines:
            self._records.restock(node, self._item[line], self._quantity[line])
        for item in dict.fromkeys(self._item[line] for line in lines):
            self._shelves.offer(now, node, item)

    def _lapse(self, order: int, now: int) -> None:
        kept = self._kept.get(order)
        if kept is not None:
            reservation_lapsed(self._log, now, order, kept.node, sum(self._quantity[line] for line in kept.lines))
            self.free(order, now)
