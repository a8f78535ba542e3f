"""Availability: promise every line from the records, or let the customer choose.

What the records cannot promise of a line is waited for (a backorder), left out, or ends the whole order,
by a uniform of the tape. Units that arrive serve who waits before who comes, unless the rule says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import numpy as np

from sim.asking import Asked
from sim.context import Context
from sim.fulfilment.sourcing import Request
from sim.inventory.backorders import Backorders
from sim.life.ledger import ALLOCATED, BACKORDERED, CANCELLED, LOST, UNALLOCATED
from sim.life.lines import Cancellation, line_allocated, line_backordered, line_cancelled
from sim.life.orders import INCOMPLETE, Rejection
from sim.order import OrderBook
from sim.parcels import Part
from sim.records import Records, RecordsView

WAIT, DROP_LINE, CANCEL_ORDER = 0, 1, 2
MOST_PARCELS = 100
"""An order that came in so many parcels gets no more parts of lines."""


class Watch(Protocol):
    """Who watches the promise of a confirmed order."""

    def watch(self, order: int, now: int) -> None:
        """Remember it until its promise is due."""


class Pickers(Protocol):
    """Where promised units go."""

    def release(self, order: int, node: int, parts: list[Part] | None, now: int) -> None:
        """They become a parcel; `parts` None is the whole order."""


class Ending(Protocol):
    """Who ends an order."""

    def reject(self, order: int, now: int, reason: Rejection) -> None:
        """It ends before anything was promised."""

    def close_if_over(self, order: int, now: int) -> None:
        """It may be over."""


class Buyer(Protocol):
    """Who wants to know, under continuous review, that the stock of an item has fallen."""

    def position_fell(self, now: int, node: int, item: int) -> None:
        """Units were promised, backordered or found missing."""


class Shelves(Protocol):
    """Who tells the records what stores have sold."""

    def hear(self, now: int) -> None:
        """The records are about to be looked at."""


class Availability:
    """The last check: promise every line, or let the customer choose."""

    def __init__(
        self,
        context: Context,
        book: OrderBook,
        records: Records,
        rule: Asked,
        tracking: Watch,
        closing: Ending,
        warehouse: Pickers,
        shelves: Shelves,
        buyer: Buyer | None = None,
    ) -> None:
        tape = context.tape
        self._context = context
        self._book = book
        self._ledger = memoryview(book.units)
        self._waiting_lines = memoryview(book.waiting_lines)
        self._parcels = memoryview(book.parcels)
        self._records = records
        self._rule = rule
        self._nodes, self._seen = tuple(context.config.fulfilment.nodes), RecordsView(records)
        self._tracking, self._closing = tracking, closing
        self._warehouse, self._shelves, self._buyer = warehouse, shelves, buyer
        self._one_node = len(context.config.fulfilment.nodes) == 1
        self._split = context.config.fulfilment.split_backorders
        self._confirmed = context.log.orders["confirmed"]
        self._line_start = memoryview(tape.baskets.line_start)
        self._item = memoryview(tape.baskets.item)
        self._quantity = memoryview(tape.baskets.quantity)
        inventory = context.config.inventory
        self._backorders, self._partial = Backorders(inventory.backorder_rule), inventory.partial_lines
        self._waiters_first = self._backorders.before_newcomers
        self._complete: dict[int, list[Part]] = {}  # parts that wait for the rest of their order
        choice = inventory.out_of_stock
        edges = np.cumsum([choice.wait, choice.drop_line, choice.cancel_order])
        picked = np.searchsorted(edges, tape.uniforms["stockout_choice"] * edges[-1], side="right")
        self._choice = memoryview(np.minimum(picked, CANCEL_ORDER).astype(np.uint8))

    def promise(self, order: int, now: int) -> None:
        """Reserve the order at one node; the customer decides about what the records do not have.

        The ledger of an order promised whole is written when it joins the pickers' queue.
        """
        begin, end = self._line_start[order], self._line_start[order + 1]
        node = (
            0 if self._one_node else self._choose_node(order, slice(begin, end), tuple(self._quantity[begin:end]), now)
        )
        promisable, item, quantity = self._records.promisable[node], self._item, self._quantity
        waited_for, waiters_first = self._records.backordered[node], self._waiters_first
        for line in range(begin, end):
            units, what = quantity[line], item[line]
            left = promisable[what] - units
            if left < 0 or (waiters_first and waited_for[what]):
                self._promise_part(order, node, range(begin, line), range(line, end), now)
                return
            promisable[what] = left
        self._confirmed[order] = now
        self._tracking.watch(order, now)
        self._warehouse.release(order, node, None, now)
        if self._buyer is not None:
            self._tell_of(range(begin, end), node, now)

    def _promise_part(self, order: int, node: int, reserved: range, rest: range, now: int) -> None:
        """Reserve what else the records have; `reserved` lines are."""
        item, quantity = self._item, self._quantity
        parts: list[Part] = [(line, item[line], quantity[line]) for line in reserved]
        missing: list[int] = []
        for line in rest:
            held = self._waiters_first and self._records.backordered[node][item[line]]
            there = 0 if held else self._reserve(node, item[line], quantity[line], order)
            if there:
                parts.append((line, item[line], there))
            if there < quantity[line]:
                missing.append(line)
        for line, _, units in parts:
            self._book.move(line, UNALLOCATED, ALLOCATED, units)
        if not self._close_or_wait(order, now, node, parts, missing):
            return
        self._confirmed[order] = now
        self._tracking.watch(order, now)
        if parts and (self._split or not self._waiting_lines[order]):
            self._warehouse.release(order, node, parts, now)
        elif parts:
            self._complete[order] = parts
        if self._buyer is not None:
            self._tell_of((*reserved, *rest), node, now)

    def _reserve(self, node: int, item: int, units: int, order: int) -> int:
        """Promise what the records have of so many units; of a part of them nothing, unless lines may be parted."""
        if self._partial and self._parcels[order] < MOST_PARCELS:
            units = max(0, min(units, self._records.promisable[node][item]))
        return units if units and self._records.reserve(node, item, units) else 0

    def _tell_of(self, lines: Iterable[int], node: int, now: int) -> None:
        assert self._buyer is not None
        for line in lines:
            self._buyer.position_fell(now, node, self._item[line])

    def _choose_node(self, order: int, lines: slice, units: tuple[int, ...], now: int) -> int:
        """The node that is to send so many units of these lines."""
        self._shelves.hear(now)
        address = self._context.tape.address
        request = Request(
            x=int(address.x[order]),
            y=int(address.y[order]),
            items=tuple(self._item[lines]),
            quantities=units,
        )
        return self._rule.choice("choose", now, self._nodes, request, self._seen)

    def _close_or_wait(self, order: int, now: int, node: int, parts: list[Part], missing: list[int]) -> bool:
        """What happens to lines that cannot be promised; False when the order ends here."""
        choice = self._choice[order]
        if choice == CANCEL_ORDER or (choice == DROP_LINE and not parts):
            for line, item, units in parts:
                self._records.restock(node, item, units)
                self._book.move(line, ALLOCATED, CANCELLED, units)
            for line in missing:
                self._cancel(order, now, node, line, Cancellation.ORDER_CANCELLED)
            self._closing.reject(order, now, Rejection.STOCK)
            return False
        for line in missing:
            if choice == DROP_LINE:
                self._book.flags[order] |= INCOMPLETE
                self._cancel(order, now, node, line, Cancellation.CUSTOMER_DROPPED)
            else:
                self._backorder(order, now, node, line)
        return True

    def _cancel(self, order: int, now: int, node: int, line: int, reason: Cancellation) -> None:
        units = self._ledger[line, UNALLOCATED]
        self._book.move(line, UNALLOCATED, CANCELLED, units)
        number, item = line - self._line_start[order], self._item[line]
        line_cancelled(self._context.log, now, order, number, item, node, reason, units)

    def _backorder(self, order: int, now: int, node: int, line: int) -> None:
        units, item = self._ledger[line, UNALLOCATED], self._item[line]
        self._book.move(line, UNALLOCATED, BACKORDERED, units)
        self._waiting_lines[order] += 1
        self._records.backordered[node][item] += units
        self._backorders.wait(node, item, order, line, units, int(self._book.priority[order]))
        line_backordered(self._context.log, now, order, line - self._line_start[order], item, node, units)

    def source_again(self, order: int, line: int, node: int, now: int) -> None:
        """Units that were short at the pick ask again; the order's waiting lines already count them."""
        asked = self._ask_again(order, line, node, now)
        if self._buyer is not None:
            self._buyer.position_fell(now, node, self._item[line])
            if asked != node:
                self._buyer.position_fell(now, asked, self._item[line])

    def _ask_again(self, order: int, line: int, node: int, now: int) -> int:
        """The node that was asked for the units of a line that were not found."""
        item, units = self._item[line], self._ledger[line, UNALLOCATED]
        self._waiting_lines[order] -= 1
        if not units:  # an earlier message has asked for them already
            self._closing.close_if_over(order, now)
            return node
        if not self._one_node:
            node = self._choose_node(order, slice(line, line + 1), (units,), now)
        there = self._reserve(node, item, units, order)
        if there:
            self._allocate(order, now, node, line, there, UNALLOCATED)
        if there == units:
            return node
        if self._choice[order] == WAIT:
            self._backorder(order, now, node, line)
        else:
            self._book.flags[order] |= INCOMPLETE
            self._cancel(order, now, node, line, Cancellation.NOT_FOUND)
            self._closing.close_if_over(order, now)
        return node

    def send_again(self, order: int, node: int, parts: list[Part], now: int) -> bool:
        """Promise what was lost a second time, at the node it came from; nothing if anything of it is not there."""
        self._shelves.hear(now)
        records, there = self._records, 0
        for _, item, units in parts:
            held = self._waiters_first and records.backordered[node][item]
            if held or not records.reserve(node, item, units):
                break
            there += 1
        if there < len(parts) or self._parcels[order] >= MOST_PARCELS:
            for _, item, units in parts[:there]:
                records.restock(node, item, units)
            return False
        for line, _, units in parts:
            self._book.move(line, LOST, ALLOCATED, units)
        self._warehouse.release(order, node, parts, now)
        if self._buyer is not None:
            self._tell_of((line for line, _, _ in parts), node, now)
        return True

    def serve_backorders(self, now: int, node: int, item: int) -> None:
        """Units arrived: serve the orders that wait for them, by the rule."""
        while (wish := self._backorders.first(node, item)) is not None:
            order, line, units = wish
            there = self._reserve(node, item, units, order)
            if not there:
                return
            self._records.backordered[node][item] -= there
            if self._backorders.served(node, item, there):
                self._waiting_lines[order] -= 1
            self._allocate(order, now, node, line, there, BACKORDERED)

    def _allocate(self, order: int, now: int, node: int, line: int, units: int, source: int) -> None:
        item, ref, number = self._item[line], self._parcels[order], line - self._line_start[order]
        self._book.move(line, source, ALLOCATED, units)
        line_allocated(self._context.log, now, order, number, ref, item, node, units)
        part = (line, item, units)
        if self._split or ref:
            self._warehouse.release(order, node, [part], now)
            return
        waiting = self._complete.setdefault(order, [])
        before = next((k for k, (one, _, _) in enumerate(waiting) if one == line), None)
        if before is None:
            waiting.append(part)
        else:
            waiting[before] = (line, item, waiting[before][2] + units)
        if not self._waiting_lines[order]:
            self._warehouse.release(order, node, self._complete.pop(order), now)
