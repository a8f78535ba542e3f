"""Availability: promise every line from the records, or let the customer choose.

A line the records cannot promise is waited for (a backorder), left out, or ends the whole order,
by a uniform of the tape. Backorders are served first come first served when units arrive.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from enum import IntEnum
from typing import Any

import numpy as np

from sim.context import Context
from sim.fulfilment.sourcing import Request, SourcingRule
from sim.log import Kind
from sim.order import (
    ALLOCATED,
    BACKORDERED,
    CANCELLED,
    INCOMPLETE,
    UNALLOCATED,
    Order,
    Part,
    Payment,
    Rejection,
    advance,
    advance_parts,
)
from sim.records import Records


class Cancellation(IntEnum):
    """Why a line was cancelled."""

    CUSTOMER_DROPPED = 1
    ORDER_CANCELLED = 2
    NOT_FOUND = 3


WAIT, DROP_LINE, CANCEL_ORDER = 0, 1, 2


class Availability:
    """The last check. `release(order, node, parts, now)` is where promised units go.

    `watch(order, now)` is told of every confirmed order, `settle(order, now)` of one that may be over.
    """

    def __init__(
        self,
        context: Context,
        records: Records,
        rule: SourcingRule,
        order_value: Any,
        watch: Callable[[Order, int], None],
        settle: Callable[[Order, int], None],
        release: Callable[[Order, int, list[Part], int], None],
    ) -> None:
        tape = context.tape
        self._context = context
        self._records = records
        self._rule = rule
        self._value = order_value
        self._watch = watch
        self._settle = settle
        self._release = release
        self._one_node = len(context.config.fulfilment.nodes) == 1
        self._split = context.config.fulfilment.split_backorders
        self._confirmed = context.log.orders["confirmed"]
        self._line_start = memoryview(tape.baskets.line_start)
        self._item = memoryview(tape.baskets.item)
        self._queues: dict[tuple[int, int], deque[tuple[Order, int, int]]] = {}
        self._complete: dict[int, list[Part]] = {}  # parts that wait for the rest of their order
        choice = context.config.inventory.out_of_stock
        edges = np.cumsum([choice.wait, choice.drop_line, choice.cancel_order])
        picked = np.searchsorted(edges, tape.uniforms["stockout_choice"] * edges[-1], side="right")
        self._choice = memoryview(np.minimum(picked, CANCEL_ORDER).astype(np.uint8))

    def promise(self, order: Order, now: int) -> None:
        """Reserve what the records have at one node; the customer decides about the rest."""
        index = order.index
        begin = self._line_start[index]
        node = 0 if self._one_node else self._choose_node(order)
        promisable = self._records.promisable[node]
        parts: list[Part] = []
        missing: list[int] = []
        line = 0
        for ledger in order.lines:
            item, quantity = self._item[begin + line], ledger[UNALLOCATED]
            if promisable[item] >= quantity:
                promisable[item] -= quantity
                parts.append((line, ledger, item, quantity))
            else:
                missing.append(line)
            line += 1
        advance_parts(parts, UNALLOCATED, ALLOCATED)
        if missing and not self._settle_missing(order, now, node, begin, parts, missing):
            return
        self._confirmed[index] = now
        self._watch(order, now)
        if parts and (self._split or not order.waiting_lines):
            self._release(order, node, parts, now)
        elif parts:
            self._complete[index] = parts

    def _choose_node(self, order: Order) -> int:
        begin = self._line_start[order.index]
        address = self._context.tape.address
        request = Request(
            x=int(address.x[order.index]),
            y=int(address.y[order.index]),
            items=tuple(self._item[begin : begin + len(order.lines)]),
            quantities=tuple(line[UNALLOCATED] for line in order.lines),
        )
        return self._rule.choose(request, self._records)

    def _settle_missing(
        self, order: Order, now: int, node: int, begin: int, parts: list[Part], missing: list[int]
    ) -> bool:
        """What happens to lines that cannot be promised; False when the order ends here."""
        choice = self._choice[order.index]
        if choice == CANCEL_ORDER or (choice == DROP_LINE and not parts):
            for _, _, item, units in parts:
                self._records.unreserve(node, item, units)
            advance_parts(parts, ALLOCATED, CANCELLED)
            for line in missing:
                self._cancel(order, now, node, line, Cancellation.ORDER_CANCELLED)
            order.pay(Payment.VOIDED)
            log = self._context.log
            log.orders["rejected"][order.index] = now
            log.orders["closed"][order.index] = now
            log.add(now, Kind.REJECTED, order.index, reason=Rejection.STOCK, value=self._value[order.index])
            self._context.end_matter()
            return False
        for line in missing:
            if choice == DROP_LINE:
                order.flags |= INCOMPLETE
                self._cancel(order, now, node, line, Cancellation.CUSTOMER_DROPPED)
            else:
                self._backorder(order, now, node, line, self._item[begin + line])
        return True

    def _cancel(self, order: Order, now: int, node: int, line: int, reason: Cancellation) -> None:
        ledger = order.lines[line]
        units = ledger[UNALLOCATED]
        advance(ledger, UNALLOCATED, CANCELLED, units)
        item = self._item[self._line_start[order.index] + line]
        self._context.log.add(now, Kind.LINE_CANCELLED, order.index, line, 0, 0, item, node, 0, reason, units)

    def _backorder(self, order: Order, now: int, node: int, line: int, item: int) -> None:
        ledger = order.lines[line]
        units = ledger[UNALLOCATED]
        advance(ledger, UNALLOCATED, BACKORDERED, units)
        order.waiting_lines += 1
        self._records.backordered[node][item] += units
        self._queues.setdefault((node, item), deque()).append((order, line, units))
        self._context.log.add(now, Kind.LINE_BACKORDERED, order.index, line, 0, 0, item, node, 0, 0, units)

    def resource(self, order: Order, line: int, node: int, now: int) -> None:
        """Units that were short at the pick ask again; `order.waiting_lines` already counts them."""
        begin = self._line_start[order.index]
        item, units = self._item[begin + line], order.lines[line][UNALLOCATED]
        order.waiting_lines -= 1
        if not units:  # an earlier message has asked for them already
            self._settle(order, now)
            return
        if not self._one_node:
            node = self._choose_node(order)
        if self._records.reserve(node, item, units):
            self._allocate(order, now, node, line, item, units, UNALLOCATED)
        elif self._choice[order.index] == WAIT:
            self._backorder(order, now, node, line, item)
        else:
            order.flags |= INCOMPLETE
            self._cancel(order, now, node, line, Cancellation.NOT_FOUND)
            self._settle(order, now)

    def allocate_backorders(self, now: int, node: int, item: int) -> None:
        """Units arrived: serve the orders that wait for them, oldest first."""
        queue = self._queues.get((node, item))
        while queue:
            order, line, units = queue[0]
            if not self._records.reserve(node, item, units):
                return
            queue.popleft()
            self._records.backordered[node][item] -= units
            order.waiting_lines -= 1
            self._allocate(order, now, node, line, item, units, BACKORDERED)

    def _allocate(self, order: Order, now: int, node: int, line: int, item: int, units: int, source: int) -> None:
        ledger = order.lines[line]
        advance(ledger, source, ALLOCATED, units)
        ref = order.parcels
        self._context.log.add(now, Kind.LINE_ALLOCATED, order.index, line, ref, 0, item, node, 0, 0, units)
        part = (line, ledger, item, units)
        if self._split or order.parcels:
            self._release(order, node, [part], now)
            return
        waiting = self._complete.setdefault(order.index, [])
        waiting.append(part)
        if not order.waiting_lines:
            self._release(order, node, self._complete.pop(order.index), now)
