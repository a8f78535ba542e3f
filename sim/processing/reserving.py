"""Reserving: what the records of a node have of a line, taken for an order."""

from __future__ import annotations

from collections.abc import Iterable

from sim.context import Context
from sim.inventory.backorders import waiters_first
from sim.life.ledger import ALLOCATED, UNALLOCATED
from sim.order import OrderBook
from sim.parcels import Part
from sim.records import Records

MOST_PARCELS = 100
"""An order that came in so many parcels gets no more parts of lines."""


class Reserving:
    """Takes units off the records: a line whole, or, where lines may be parted, what there is of it.

    waiters_first : whether newcomers get nothing of what somebody waits for
    """

    def __init__(self, context: Context, book: OrderBook, records: Records) -> None:
        inventory = context.config.inventory
        self._book, self._records = book, records
        self._ledger = memoryview(book.units)
        self._parcels = memoryview(book.parcels)
        self._item = memoryview(book.item)
        self._partial = inventory.partial_lines
        self.waiters_first = waiters_first(inventory.backorder_rule)

    def is_waited_for(self, node: int, items: Iterable[int]) -> bool:
        """Whether newcomers get nothing of one of these items, because some order waits for it at the node."""
        backordered = self._records.backordered[node]
        return self.waiters_first and any(backordered[item] for item in items)

    def reserve(self, node: int, item: int, units: int, order: int) -> int:
        """Promise what the records have of so many units; of a part of them nothing, unless lines may be parted."""
        if self._partial and self._parcels[order] < MOST_PARCELS:
            units = max(0, min(units, self._records.promisable[node][item]))
        return units if units and self._records.reserve(node, item, units) else 0

    def find(self, order: int, node: int, lines: Iterable[int]) -> list[Part]:
        """Promise what the records of a node have of some lines; nothing of what others wait for there."""
        found: list[Part] = []
        for line in lines:
            item = self._item[line]
            held = self.waiters_first and self._records.backordered[node][item]
            there = 0 if held else self.reserve(node, item, self._ledger[line, UNALLOCATED], order)
            if there:
                found.append((line, item, there))
                self._book.move(line, UNALLOCATED, ALLOCATED, there)
        return found
