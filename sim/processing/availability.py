"""Availability: promise every line from the records, or let the customer choose.

What the records cannot promise of a line is waited for (a backorder), left out, or ends the whole order,
by a uniform of the tape. Units that arrive serve who waits before who comes, unless the rule says otherwise.
Where there are stores, what no centre could promise is written down: it is what stores can save.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from sim.context import Context
from sim.inventory.backorders import Backorders
from sim.life.ledger import ALLOCATED, BACKORDERED, CANCELLED, LOST, UNALLOCATED
from sim.life.lines import Cancellation, line_allocated, line_backordered, line_cancelled
from sim.life.orders import INCOMPLETE, Rejection
from sim.order import OrderBook
from sim.parcels import Part
from sim.processing.centres import Centres
from sim.processing.held_back import HeldBack
from sim.processing.stockout import CANCEL_ORDER, DROP_LINE, WAIT, choices
from sim.records import Records

MOST_PARCELS = 100
"""An order that came in so many parcels gets no more parts of lines."""


class Watch(Protocol):
    """Who watches the promise of a confirmed order."""

    def watch(self, order: int, now: int) -> None:
        """Remember it until its promise is due."""


class Pickers(Protocol):
    """Where promised units go: to the pickers, or first to whoever asks a store."""

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


class Choosing(Protocol):
    """Who knows which node is to send something."""

    def look(self, now: int) -> None:
        """The records are about to be looked at: they hear what they may."""

    def choose(self, order: int, items: tuple[int, ...], units: tuple[int, ...], now: int) -> int:
        """The node for so many units of these items."""

    def another(
        self, order: int, items: tuple[int, ...], units: tuple[int, ...], now: int, but: tuple[int, ...]
    ) -> int | None:
        """One that is not among `but`, None if there is no other."""

    def has_left_stores(self, order: int) -> bool:
        """Whether no further store is asked for an order."""

    def centre(self, order: int, items: tuple[int, ...], units: tuple[int, ...], now: int) -> int | None:
        """The centre at which so many units of these items are waited for, None if none sends orders."""


class Promises(Protocol):
    """Who promises another time where a node has everything."""

    def found(self, order: int, node: int) -> None:
        """A node has everything of an order; its promise is watched from now on."""


class Availability:
    """The last check: promise every line, or let the customer choose."""

    def __init__(
        self,
        context: Context,
        book: OrderBook,
        records: Records,
        choosing: Choosing,
        tracking: Watch,
        closing: Ending,
        offers: Pickers,
        warehouse: Pickers,
        buyer: Buyer | None = None,
        promises: Promises | None = None,
    ) -> None:
        tape = context.tape
        self._context = context
        self._book = book
        self._ledger = memoryview(book.units)
        self._waiting_lines = memoryview(book.waiting_lines)
        self._parcels = memoryview(book.parcels)
        self._records = records
        self._choosing = choosing
        self._tracking, self._closing = tracking, closing
        self._offers, self._warehouse, self._buyer = offers, warehouse, buyer
        self._promises = promises
        fulfilment = context.config.fulfilment
        self._one_node = len(fulfilment.nodes) == 1
        self._stores = fulfilment.store_numbers
        self._split, self._split_over = fulfilment.split_backorders, fulfilment.split_over_nodes
        self._confirmed = context.log.orders["confirmed"]
        self._line_start = memoryview(tape.baskets.line_start)
        self._item = memoryview(tape.baskets.item)
        self._quantity = memoryview(tape.baskets.quantity)
        inventory = context.config.inventory
        self._backorders, self._partial = Backorders(inventory.backorder_rule), inventory.partial_lines
        self._waiters_first = self._backorders.before_newcomers
        self._centres = Centres(context, book, records, waiters_first=self._waiters_first)
        self._held_back = HeldBack()
        self._choice = memoryview(choices(tape, inventory.out_of_stock))

    def promise(self, order: int, now: int) -> None:
        """Reserve the order at one node; the customer decides about what the records do not have.

        The ledger of an order promised whole is written when it joins the pickers' queue.
        """
        begin, end = self._line_start[order], self._line_start[order + 1]
        node = 0
        if not self._one_node:
            node = self._choosing.choose(order, tuple(self._item[begin:end]), tuple(self._quantity[begin:end]), now)
        promisable, item, quantity = self._records.promisable[node], self._item, self._quantity
        if self._waiters_first and self._is_waited_for(node, item[begin:end]):
            self._promise_part(order, node, range(begin, begin), range(begin, end), now)
            return
        for line in range(begin, end):
            units, what = quantity[line], item[line]
            left = promisable[what] - units
            if left < 0:
                self._promise_part(order, node, range(begin, line), range(line, end), now)
                return
            promisable[what] = left
        self._confirmed[order] = now
        if self._promises is not None:
            self._promises.found(order, node)
        self._tracking.watch(order, now)
        if node in self._stores:
            self._held_back.let_go(order)
            self._centres.look(order, range(begin, end), node, now, promised=True)
        self._offers.release(order, node, None, now)
        if self._buyer is not None:
            self._tell_of(range(begin, end), node, now)

    def _is_waited_for(self, node: int, items: Iterable[int]) -> bool:
        """Whether some order waits at a node for one of these items."""
        backordered = self._records.backordered[node]
        return any(backordered[item] for item in items)

    def _promise_part(self, order: int, node: int, reserved: range, rest: range, now: int) -> None:
        """Reserve what else the records have; `reserved` lines are."""
        item, quantity = self._item, self._quantity
        found: list[Part] = [(line, item[line], quantity[line]) for line in reserved]
        for line, _, units in found:
            self._book.move(line, UNALLOCATED, ALLOCATED, units)
        found += self._find(order, node, rest)
        missing = [line for line in rest if self._ledger[line, UNALLOCATED]]
        if self._centres:
            self._centres.look(order, missing if node in self._centres else (*reserved, *rest), node, now)
        parts = {node: found} if found else {}
        if self._split_over and missing:
            parts |= self._find_elsewhere(order, missing, node, now)
            missing = [line for line in missing if self._ledger[line, UNALLOCATED]]
        if not self._close_or_wait(order, now, node, parts, missing):
            return
        self._confirmed[order] = now
        self._tracking.watch(order, now)
        if parts and (self._split or not self._waiting_lines[order]):
            self._release(order, parts, now)
        elif parts:
            self._held_back.hold(order, parts)
        if self._buyer is not None:
            self._tell_of((*reserved, *rest), node, now)
            for other, some in parts.items():
                if other != node:
                    self._tell_of((line for line, _, _ in some), other, now)

    def _find(self, order: int, node: int, lines: Iterable[int]) -> list[Part]:
        """Promise what the records of a node have of some lines; nothing of what others wait for there."""
        found: list[Part] = []
        for line in lines:
            item = self._item[line]
            held = self._waiters_first and self._records.backordered[node][item]
            there = 0 if held else self._reserve(node, item, self._ledger[line, UNALLOCATED], order)
            if there:
                found.append((line, item, there))
                self._book.move(line, UNALLOCATED, ALLOCATED, there)
        return found

    def _find_elsewhere(self, order: int, lines: list[int], node: int, now: int) -> dict[int, list[Part]]:
        """Promise what a node lacks from others, one after another; what each sends by node."""
        parts: dict[int, list[Part]] = {}
        asked: tuple[int, ...] = (node,)
        while lines:
            items = tuple(self._item[line] for line in lines)
            units = tuple(self._ledger[line, UNALLOCATED] for line in lines)
            other = self._choosing.another(order, items, units, now, asked)
            found = [] if other is None else self._find(order, other, lines)
            if other is None or not found:
                break
            parts[other] = found
            asked = (*asked, other)
            lines = [line for line in lines if self._ledger[line, UNALLOCATED]]
        return parts

    def _release(self, order: int, parts: dict[int, list[Part]], now: int) -> None:
        if self._stores:
            self._held_back.let_go(order)
        for node, some in parts.items():
            self._offers.release(order, node, some, now)

    def _reserve(self, node: int, item: int, units: int, order: int) -> int:
        """Promise what the records have of so many units; of a part of them nothing, unless lines may be parted."""
        if self._partial and self._parcels[order] < MOST_PARCELS:
            units = max(0, min(units, self._records.promisable[node][item]))
        return units if units and self._records.reserve(node, item, units) else 0

    def _tell_of(self, lines: Iterable[int], node: int, now: int) -> None:
        assert self._buyer is not None
        for line in lines:
            self._buyer.position_fell(now, node, self._item[line])

    def _close_or_wait(self, order: int, now: int, node: int, parts: dict[int, list[Part]], missing: list[int]) -> bool:
        """What happens to lines that cannot be promised; False when the order ends here."""
        choice = self._choice[order]
        if missing and (choice == CANCEL_ORDER or (choice == DROP_LINE and not parts)):
            for place, some in parts.items():
                for line, item, units in some:
                    self._records.restock(place, item, units)
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
                self._backorder(order, now, self._waits_at(order, now, node, line), line)
        return True

    def _waits_at(self, order: int, now: int, node: int, line: int) -> int:
        """Where units of a line that was asked for at a node are waited for: at a centre, where there is one."""
        if node not in self._stores:
            return node
        centre = self._choosing.centre(order, (self._item[line],), (self._ledger[line, UNALLOCATED],), now)
        return node if centre is None else centre

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
        """Units that were short at the pick, or that no store sends, ask again; waiting lines count them already."""
        asked = self._ask_again(order, line, node, now)
        if self._buyer is not None:
            self._buyer.position_fell(now, node, self._item[line])
            if asked != node:
                self._buyer.position_fell(now, asked, self._item[line])

    def _ask_again(self, order: int, line: int, node: int, now: int) -> int:
        """The node that was asked for the units of a line that were not found, or that no store sends."""
        item, units = self._item[line], self._ledger[line, UNALLOCATED]
        self._waiting_lines[order] -= 1
        if not units:  # an earlier message has asked for them already
            self._closing.close_if_over(order, now)
            return node
        other = None if self._one_node else self._choosing.another(order, (item,), (units,), now, ())
        if other is not None:
            node = other
        refused = self._choosing.has_left_stores(order)
        there = 0 if refused and other is None else self._reserve(node, item, units, order)
        if there:
            self._allocate(order, now, node, line, there, UNALLOCATED)
        if there == units:
            return node
        waits_at = self._waits_at(order, now, node, line)
        if self._choice[order] == WAIT and not (refused and waits_at in self._stores):
            self._backorder(order, now, waits_at, line)
            return waits_at
        self._book.flags[order] |= INCOMPLETE
        self._cancel(order, now, node, line, Cancellation.NOBODY_SENDS if refused else Cancellation.NOT_FOUND)
        self._closing.close_if_over(order, now)
        return node

    def send_again(self, order: int, node: int, parts: list[Part], now: int) -> bool:
        """Promise what was lost a second time, at the node it came from; nothing if anything of it is not there."""
        self._choosing.look(now)
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
        self._warehouse.release(order, node, parts, now)  # whoever took it once is not asked again
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
        if self._split or ref or self._held_back.is_let_go(order):
            self._release(order, {node: [part]}, now)
            return
        self._held_back.add(order, node, part)
        if not self._waiting_lines[order]:
            self._release(order, self._held_back.take(order), now)
