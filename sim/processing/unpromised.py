"""Lines that could not be promised: the customer chooses to end the order, to go without, or to wait.

What is under way may be promised, where the scenario says so; the customer chooses about the rest. Units that arrive
serve who waits before who comes, unless the rule says otherwise.
"""

from __future__ import annotations

from typing import Protocol

from sim.context import Context
from sim.inventory.backorders import Backorders
from sim.life.ledger import ALLOCATED, BACKORDERED, CANCELLED, UNALLOCATED
from sim.life.lines import Cancellation, line_allocated, line_backordered, line_cancelled
from sim.life.orders import INCOMPLETE, Rejection
from sim.order import OrderBook
from sim.parcels import Part
from sim.processing.held_back import HeldBack
from sim.processing.incoming import Expected, Incoming
from sim.processing.reserving import Reserving
from sim.processing.stockout import CANCEL_ORDER, DROP_LINE, WAIT, choices
from sim.records import Records


class Pickers(Protocol):
    """Where promised units go: to the pickers, or first to whoever asks a store."""

    def release(self, order: int, node: int, parts: list[Part] | None, now: int) -> None:
        """They become a parcel; `parts` None is the whole order."""


class Ending(Protocol):
    """Who ends an order."""

    def reject(self, order: int, now: int, reason: Rejection) -> None:
        """It ends before anything was promised."""


class CentreChoice(Protocol):
    """Who knows which centre sends orders."""

    def centre(self, order: int, items: tuple[int, ...], units: tuple[int, ...], now: int) -> int | None:
        """The centre at which so many units of these items are waited for, None if none sends orders."""


class Unpromised:
    """Cancels lines, lets them wait, and serves who waits; parts of an order leave together unless it may be split."""

    def __init__(
        self,
        context: Context,
        book: OrderBook,
        records: Records,
        reserving: Reserving,
        choosing: CentreChoice,
        closing: Ending,
        offers: Pickers,
        incoming: Incoming | None = None,
    ) -> None:
        config, baskets = context.config, context.tape.baskets
        self._log, self._book, self._records, self._reserving = context.log, book, records, reserving
        self._choosing, self._closing, self._offers, self._incoming = choosing, closing, offers, incoming
        self._ledger = memoryview(book.units)
        self._waiting_lines, self._parcels = memoryview(book.waiting_lines), memoryview(book.parcels)
        self._line_start, self._item = memoryview(baskets.line_start), memoryview(book.item)
        self._stores = config.fulfilment.store_numbers
        self._split = config.fulfilment.split_backorders
        self._choice = memoryview(choices(context.tape, config.inventory.out_of_stock))
        self.backorders, self._held_back = Backorders(config.inventory.backorder_rule), HeldBack()

    def ends_order(self, order: int, now: int, node: int, parts: dict[int, list[Part]], missing: list[int]) -> bool:
        """What happens to lines that cannot be promised, beside `parts` that can; whether the order ends here."""
        choice = self._choice[order]
        coming: dict[int, Expected] = {}
        if self._incoming is not None and missing:
            coming = self._incoming.find({line: self.waits_at(order, now, node, line) for line in missing}, now)
        if len(coming) < len(missing) and (
            choice == CANCEL_ORDER or (choice == DROP_LINE and not parts and not coming)
        ):
            for place, some in parts.items():
                for line, item, units in some:
                    self._records.restock(place, item, units)
                    self._book.move(line, ALLOCATED, CANCELLED, units)
            for line in missing:
                self._cancel(order, now, node, line, Cancellation.ORDER_CANCELLED)
            self._closing.reject(order, now, Rejection.STOCK)
            return True
        if self._incoming is not None and coming:
            self._incoming.promise_later(order, max(one.due for one in coming.values()))
        for line in missing:
            if line in coming:
                self.wait(order, now, coming[line].node, line)
            elif choice == DROP_LINE:
                self.go_without(order, now, node, line, Cancellation.CUSTOMER_DROPPED)
            else:
                self.wait(order, now, self.waits_at(order, now, node, line), line)
        return False

    def rather_waits(self, order: int) -> bool:
        """Whether the customer waits for what is not there, rather than go without."""
        return self._choice[order] == WAIT

    def go_without(self, order: int, now: int, node: int, line: int, reason: Cancellation) -> None:
        """The order goes on without the rest of a line."""
        self._book.flags[order] |= INCOMPLETE
        self._cancel(order, now, node, line, reason)

    def waits_at(self, order: int, now: int, node: int, line: int) -> int:
        """Where units of a line that was asked for at a node are waited for: at a centre, where there is one."""
        if node not in self._stores:
            return node
        centre = self._choosing.centre(order, (self._item[line],), (self._ledger[line, UNALLOCATED],), now)
        return node if centre is None else centre

    def wait(self, order: int, now: int, node: int, line: int) -> None:
        """The rest of a line waits for units at a node: a backorder."""
        units, item = self._ledger[line, UNALLOCATED], self._item[line]
        self._book.move(line, UNALLOCATED, BACKORDERED, units)
        self._waiting_lines[order] += 1
        self._records.backordered[node][item] += units
        self.backorders.wait(node, item, order, line, units, int(self._book.priority[order]))
        line_backordered(self._log, now, order, line - self._line_start[order], item, node, units)

    def serve(self, now: int, node: int, item: int) -> None:
        """Units arrived: serve the orders that wait for them, by the rule."""
        while (wish := self.backorders.first(node, item)) is not None:
            order, line, units = wish
            there = self._reserving.reserve(node, item, units, order)
            if not there:
                return
            self._records.backordered[node][item] -= there
            if self.backorders.served(node, item, there):
                self._waiting_lines[order] -= 1
            self.allocate(order, now, node, line, there, BACKORDERED)

    def allocate(self, order: int, now: int, node: int, line: int, units: int, source: int) -> None:
        """Reserved units of a line leave, or wait at their node for the rest of their order."""
        item, parcel, number = self._item[line], self._parcels[order], line - self._line_start[order]
        self._book.move(line, source, ALLOCATED, units)
        line_allocated(self._log, now, order, number, parcel, item, node, units)
        part = (line, item, units)
        if self._split or parcel or self._held_back.is_let_go(order):
            self._release(order, {node: [part]}, now)
            return
        self._held_back.add(order, node, part)
        if not self._waiting_lines[order]:
            self._release(order, self._held_back.take(order), now)

    def release_or_hold(self, order: int, parts: dict[int, list[Part]], now: int) -> None:
        """Promised parts leave now, or with what the order still waits for."""
        if self._split or not self._waiting_lines[order]:
            self._release(order, parts, now)
        else:
            self._held_back.hold(order, parts)

    def let_go(self, order: int) -> None:
        """Something of the order leaves: what comes to it later does not wait for more."""
        self._held_back.let_go(order)

    def _release(self, order: int, parts: dict[int, list[Part]], now: int) -> None:
        if self._stores:
            self._held_back.let_go(order)
        for node, some in parts.items():
            self._offers.release(order, node, some, now)

    def _cancel(self, order: int, now: int, node: int, line: int, reason: Cancellation) -> None:
        units = self._ledger[line, UNALLOCATED]
        self._book.move(line, UNALLOCATED, CANCELLED, units)
        number, item = line - self._line_start[order], self._item[line]
        line_cancelled(self._log, now, order, number, item, node, reason, units)
