"""Availability, the last check: promise every line from the records, or let the customer choose.

What the records cannot promise of a line may be replaced, or is waited for (a backorder), left out, or ends the whole
order, by a uniform of the tape. Where there are stores, what no centre could promise is written down: it is what stores
can save.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from sim.context import Context
from sim.life.ledger import ALLOCATED, UNALLOCATED
from sim.order import OrderBook
from sim.parcels import Part
from sim.processing.buyer import Buyer
from sim.processing.centres import Centres
from sim.processing.keeping import Keeping
from sim.processing.reserving import Reserving
from sim.processing.substitution import Substitution
from sim.processing.unpromised import Pickers, Unpromised
from sim.records import Records


class Watch(Protocol):
    """Who watches the promise of a confirmed order."""

    def watch(self, order: int, now: int) -> None:
        """Remember it until its promise is due."""


class Choosing(Protocol):
    """Who knows which node is to send something."""

    def choose(self, order: int, items: tuple[int, ...], units: tuple[int, ...], now: int) -> int:
        """The node for so many units of these items."""

    def another(
        self, order: int, items: tuple[int, ...], units: tuple[int, ...], now: int, but: tuple[int, ...]
    ) -> int | None:
        """One that is not among `but`, None if there is no other."""


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
        reserving: Reserving,
        unpromised: Unpromised,
        choosing: Choosing,
        tracking: Watch,
        offers: Pickers,
        buyer: Buyer | None = None,
        promises: Promises | None = None,
        substitution: Substitution | None = None,
        keeping: Keeping | None = None,
    ) -> None:
        baskets, fulfilment = context.tape.baskets, context.config.fulfilment
        self._book, self._records = book, records
        self._reserving, self._unpromised = reserving, unpromised
        self._choosing, self._tracking, self._offers = choosing, tracking, offers
        self._buyer, self._promises, self._substitution, self._keeping = buyer, promises, substitution, keeping
        self._ledger = memoryview(book.units)
        self._one_node = len(fulfilment.nodes) == 1
        self._stores, self._split_over = fulfilment.store_numbers, fulfilment.split_over_nodes
        self._confirmed = context.log.orders["confirmed"]
        self._line_start = memoryview(baskets.line_start)
        self._item, self._quantity = memoryview(book.item), memoryview(baskets.quantity)
        self._waiters_first = reserving.waiters_first
        self._centres = Centres(context, book, records, waiters_first=self._waiters_first)

    def promise(self, order: int, now: int) -> None:
        """Reserve the order at one node; the customer decides about what the records do not have.

        The ledger of an order promised whole is written when it joins the pickers' queue.
        """
        begin, end = self._line_start[order], self._line_start[order + 1]
        if self._keeping is not None and (kept := self._keeping.take(order)) is not None:
            rest = [line for line in range(begin, end) if line not in kept.lines]
            self._promise_part(order, kept.node, kept.lines, rest, now)
            return
        node = 0
        if not self._one_node:
            node = self._choosing.choose(order, tuple(self._item[begin:end]), tuple(self._quantity[begin:end]), now)
        promisable, item, quantity = self._records.promisable[node], self._item, self._quantity
        if self._waiters_first and self._reserving.is_waited_for(node, item[begin:end]):
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
            self._unpromised.let_go(order)
            self._centres.look(order, range(begin, end), node, now, promised=True)
        self._offers.release(order, node, None, now)
        if self._buyer is not None:
            self._tell_of(range(begin, end), node, now)

    def _promise_part(self, order: int, node: int, reserved: Sequence[int], rest: Sequence[int], now: int) -> None:
        """Reserve what else the records have; `reserved` lines are."""
        item, quantity = self._item, self._quantity
        found: list[Part] = [(line, item[line], quantity[line]) for line in reserved]
        for line, _, units in found:
            self._book.move(line, UNALLOCATED, ALLOCATED, units)
        found += self._reserving.find(order, node, rest)
        missing = [line for line in rest if self._ledger[line, UNALLOCATED]]
        if self._centres:
            self._centres.look(order, missing if node in self._centres else (*reserved, *rest), node, now)
        if not missing and self._promises is not None:
            self._promises.found(order, node)
        parts = {node: found} if found else {}
        if self._split_over and missing:
            parts |= self._find_elsewhere(order, missing, node, now)
            missing = [line for line in missing if self._ledger[line, UNALLOCATED]]
        instead = self._substitution.find(order, node, missing) if self._substitution and missing else []
        if instead:
            parts = {node: [*parts.pop(node, ()), *instead], **parts}
            missing = [line for line in missing if self._ledger[line, UNALLOCATED]]
        if self._unpromised.ends_order(order, now, node, parts, missing):
            return
        self._confirmed[order] = now
        self._tracking.watch(order, now)
        if self._substitution and instead:
            self._substitution.write_down(order, node, instead, now)
        if parts:
            self._unpromised.release_or_hold(order, parts, now)
        if self._buyer is not None:
            self._tell_of((*reserved, *rest), node, now)
            for other, some in parts.items():
                if other != node:
                    self._tell_of((line for line, _, _ in some), other, now)

    def _find_elsewhere(self, order: int, lines: list[int], node: int, now: int) -> dict[int, list[Part]]:
        """Promise what a node lacks from others, one after another; what each sends by node."""
        parts: dict[int, list[Part]] = {}
        asked: tuple[int, ...] = (node,)
        while lines:
            items = tuple(self._item[line] for line in lines)
            units = tuple(self._ledger[line, UNALLOCATED] for line in lines)
            other = self._choosing.another(order, items, units, now, asked)
            found = [] if other is None else self._reserving.find(order, other, lines)
            if other is None or not found:
                break
            parts[other] = found
            asked = (*asked, other)
            lines = [line for line in lines if self._ledger[line, UNALLOCATED]]
        return parts

    def _tell_of(self, lines: Iterable[int], node: int, now: int) -> None:
        assert self._buyer is not None
        for line in lines:
            self._buyer.position_fell(now, node, self._item[line])
