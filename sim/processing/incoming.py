"""Incoming stock: a line that the shelf lacks is promised from what is under way, and its order for so many days later.

What suppliers and other nodes are to bring to the place where the line would wait, less what others wait for there, may
be promised when it is due soon enough (available to promise). Such a line waits for it, whatever its customer would do
if told that nothing is there: told was a date. A supplier that comes late or short breaks that promise.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

from sim.inventory.on_the_way import OnTheWay
from sim.life.ledger import UNALLOCATED
from sim.order import OrderBook
from sim.records import Records
from sim.units import DAY, microseconds


class Postponed(Protocol):
    """Who moves what an order is promised."""

    def until(self, order: int, due: int) -> None:
        """Its last goods are due at a moment."""


class Expected(NamedTuple):
    """Where a line waits, and when all that it waits for is due, microseconds."""

    node: int
    due: int


class Incoming:
    """Finds what is due soon enough: within so many `days`."""

    def __init__(
        self,
        book: OrderBook,
        records: Records,
        on_the_way: OnTheWay,
        promises: Postponed,
        days: float,
    ) -> None:
        self._records, self._on_the_way, self._promises = records, on_the_way, promises
        self._ahead = microseconds(days, DAY)
        self._ledger, self._item = memoryview(book.units), memoryview(book.item)

    def find(self, places: dict[int, int], now: int) -> dict[int, Expected]:
        """What may be promised of lines that would each wait at a node, {line: node}."""
        found: dict[int, Expected] = {}
        also: dict[tuple[int, int], int] = {}
        for line, node in places.items():
            item, units = self._item[line], self._ledger[line, UNALLOCATED]
            wanted = units + also.get((node, item), 0) + self._records.backordered[node][item]
            there = max(0, self._records.promisable[node][item])
            due = self._on_the_way.when(node, item, wanted - there, now + self._ahead)
            if due is not None:
                found[line] = Expected(node, due)
                also[node, item] = also.get((node, item), 0) + units
        return found

    def promise_later(self, order: int, due: int) -> None:
        """The order is promised as if it could leave only once its last goods have come."""
        self._promises.until(order, due)
