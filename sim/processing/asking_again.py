"""Asking again: units that were short at the pick, that no store sends, or that were lost on the way."""

from __future__ import annotations

from typing import Protocol

from sim.context import Context
from sim.life.ledger import ALLOCATED, LOST, UNALLOCATED
from sim.life.lines import Cancellation
from sim.order import OrderBook
from sim.parcels import Part
from sim.processing.buyer import Buyer
from sim.processing.reserving import MOST_PARCELS, Reserving
from sim.processing.unpromised import Pickers, Unpromised
from sim.records import Records


class Ending(Protocol):
    """Who ends an order."""

    def close_if_over(self, order: int, now: int) -> None:
        """It may be over."""


class Choosing(Protocol):
    """Who knows which other node is to send something."""

    def look(self, now: int) -> None:
        """The records are about to be looked at: they hear what they may."""

    def another(
        self, order: int, items: tuple[int, ...], units: tuple[int, ...], now: int, but: tuple[int, ...]
    ) -> int | None:
        """One that is not among `but`, None if there is no other."""

    def has_left_stores(self, order: int) -> bool:
        """Whether no further store is asked for an order."""


class AskingAgain:
    """Promises what was promised once, at another node or at its own; else it is waited for, or left out."""

    def __init__(
        self,
        context: Context,
        book: OrderBook,
        records: Records,
        reserving: Reserving,
        unpromised: Unpromised,
        choosing: Choosing,
        closing: Ending,
        warehouse: Pickers,
        buyer: Buyer | None = None,
    ) -> None:
        self._book, self._records, self._reserving, self._unpromised = book, records, reserving, unpromised
        self._choosing, self._closing, self._warehouse, self._buyer = choosing, closing, warehouse, buyer
        self._ledger = memoryview(book.units)
        self._waiting_lines, self._parcels = memoryview(book.waiting_lines), memoryview(book.parcels)
        self._item = memoryview(book.item)
        self._one_node = len(context.config.fulfilment.nodes) == 1
        self._stores = context.config.fulfilment.store_numbers

    def source_again(self, order: int, line: int, node: int, now: int) -> None:
        """Units that were short at the pick, or that no store sends, ask again; waiting lines count them already."""
        asked = self._source_again(order, line, node, now)
        if self._buyer is not None:
            self._buyer.position_fell(now, node, self._item[line])
            if asked != node:
                self._buyer.position_fell(now, asked, self._item[line])

    def _source_again(self, order: int, line: int, node: int, now: int) -> int:
        """The node that was asked."""
        item, units = self._item[line], self._ledger[line, UNALLOCATED]
        self._waiting_lines[order] -= 1
        if not units:  # an earlier message has asked for them already
            self._closing.close_if_over(order, now)
            return node
        other = None if self._one_node else self._choosing.another(order, (item,), (units,), now, ())
        if other is not None:
            node = other
        refused = self._choosing.has_left_stores(order)
        there = 0 if refused and other is None else self._reserving.reserve(node, item, units, order)
        if there:
            self._unpromised.allocate(order, now, node, line, there, UNALLOCATED)
        if there == units:
            return node
        waits_at = self._unpromised.waits_at(order, now, node, line)
        if self._unpromised.rather_waits(order) and not (refused and waits_at in self._stores):
            self._unpromised.wait(order, now, waits_at, line)
            return waits_at
        reason = Cancellation.NOBODY_SENDS if refused else Cancellation.NOT_FOUND
        self._unpromised.go_without(order, now, node, line, reason)
        self._closing.close_if_over(order, now)
        return node

    def send_again(self, order: int, node: int, parts: list[Part], now: int) -> bool:
        """Promise what was lost a second time, at the node it came from; nothing if anything of it is not there."""
        self._choosing.look(now)
        records, there = self._records, 0
        for _, item, units in parts:
            if self._reserving.is_waited_for(node, (item,)) or not records.reserve(node, item, units):
                break
            there += 1
        if there < len(parts) or self._parcels[order] >= MOST_PARCELS:
            for _, item, units in parts[:there]:
                records.restock(node, item, units)
            return False
        for line, _, units in parts:
            self._book.move(line, LOST, ALLOCATED, units)
        self._warehouse.release(order, node, parts, now)  # whoever took it once is not asked again
        if self._buyer is not None:
            for _, item, _ in parts:
                self._buyer.position_fell(now, node, item)
        return True
