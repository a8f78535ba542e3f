"""Picking, packing, labelling: what a node does with the units it was given.

Between decisions nothing outside can change what happens here, so the three stations of a node
are compiled and advanced together: to every decision that needs the dock, and at least as often as
a short pick takes to reach the order system. Released parcels go in, staged parcels come out.

Physics: the shelf may hold less than the book says. A short pick puts the book right, sends the
line back to be sourced again by a message, and lets the rest of the parcel go on.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.clock import ARRIVAL, Clock
from sim.context import Context
from sim.fulfilment import faults
from sim.fulfilment.node import Node
from sim.fulfilment.workloads import Workloads, pick_time
from sim.inventory.stock import Stock
from sim.log import Kind
from sim.order import (
    ALLOCATED,
    PACKED,
    PICKED,
    UNALLOCATED,
    Fulfilment,
    Order,
    Part,
    advance,
    advance_parts,
)
from sim.records import Records
from sim.tape import Tape
from sim.units import MINUTE, microseconds

FIRST_PARCEL = 0
STOCK_PICKED = int(Kind.STOCK_PICKED)


def repeated_items(tape: Tape) -> NDArray[np.uint8]:
    """1 for orders with the same item on two lines, which must be looked for together, uint8 (orders,)."""
    order, item = tape.line_order, tape.baskets.item
    by_item = np.lexsort((item, order))
    again = (np.diff(order[by_item]) == 0) & (np.diff(item[by_item]) == 0)
    result = np.zeros(tape.orders, dtype=np.uint8)
    result[order[by_item][1:][again]] = 1
    return result


class Warehouse:
    """All nodes. `staged(fulfilment)` is where labelled parcels go.

    `source_again(order, line, node, now)` is told of units that were not found,
    `settle(order, now)` of an order that may be over.
    """

    def __init__(
        self,
        context: Context,
        stock: Stock,
        records: Records,
        work: Workloads,
        by_carrier: Callable[[Order, int], int],
        staged: Callable[[Fulfilment], None],
        settle: Callable[[Order, int], None],
    ) -> None:
        tape, config = context.tape, context.config
        self._context = context
        self._work = work
        self._clock: Clock = context.clock
        self._add = context.log.add
        self._stock = stock
        self._records = records
        self._by_carrier = by_carrier
        self._staged = staged
        self._settle = settle
        self.source_again: Callable[[Order, int, int, int], None] | None = None
        stamps = context.log.fulfilments
        self._table = stamps
        self._order, self._node, self._carrier = stamps["order"], stamps["node"], stamps["carrier"]
        self._units, self._weight, self._released = stamps["units"], stamps["weight"], stamps["released"]
        self._picked = stamps.array("picked")
        self._line_start = memoryview(tape.baskets.line_start)
        self._mispicked = memoryview(faults.mispicked(tape, config).astype(np.uint8))
        self._has_mispick = memoryview(faults.orders_with(faults.mispicked(tape, config), tape))
        self._put_right = memoryview(faults.put_right(tape, config).astype(np.uint8))
        self._repeats = memoryview(repeated_items(tape))
        self._item_weight = memoryview(tape.goods.weight)
        self._item_volume = memoryview(tape.goods.volume)
        self._total_units, self._total_weight = memoryview(work.units), memoryview(work.weight)
        self.message_time = microseconds(config.fulfilment.short_message_minutes, MINUTE)
        priority = np.ones(stamps.most, dtype=np.uint8)
        self._priority = memoryview(priority)
        self.nodes = [Node(context, work, priority, k, name) for k, name in enumerate(config.fulfilment.nodes)]
        self._inside: dict[int, Fulfilment] = {}
        stock.catch_up = self.advance

    def release(self, order: Order, node: int, parts: list[Part], now: int) -> None:
        """A fulfilment is made of promised units and joins the pickers' queue."""
        ref = order.parcels
        order.parcels = ref + 1
        order.open_parcels += 1
        whole = ref == FIRST_PARCEL and len(parts) == len(order.lines)
        index = order.index if ref == FIRST_PARCEL else self._table.append()
        if not whole:
            self._measure(index, order, parts)
        self._inside[index] = Fulfilment(index, order, node, ref, parts, whole)
        self._order[index] = order.index
        self._node[index] = node
        self._carrier[index] = self._by_carrier(order, node)
        self._units[index] = self._total_units[index]
        self._weight[index] = self._total_weight[index]
        self._released[index] = now
        self._priority[index] = order.priority
        place = self.nodes[node]
        place.release(index, now)
        if not place.awake:
            place.awake = True
            self._clock.at(now + self.message_time, ARRIVAL, lambda at: self._round(node, at), node)

    def _round(self, node: int, now: int) -> None:
        """As often as a short pick takes to be heard of, while the node has work."""
        self.advance(node, now)
        if self.nodes[node].busy:
            self._clock.at(now + self.message_time, ARRIVAL, lambda at: self._round(node, at), node)
        else:
            self.nodes[node].awake = False

    def _measure(self, index: int, order: Order, parts: list[Part]) -> None:
        """Times and size of a parcel that does not hold its whole order."""
        work = self._work
        total = sum(units for _, _, _, units in parts)
        mean = float(pick_time(self._context.config, len(parts), total))
        work.picking[index] = int(mean * work.factor[order.index] + work.preparation[order.index])
        work.packing[index] = work.packing[order.index]
        work.labelling[index] = work.labelling[order.index]
        work.units[index] = total
        work.weight[index] = sum(units * self._item_weight[item] for _, _, item, units in parts)
        work.volume[index] = sum(units * self._item_volume[item] for _, _, item, units in parts)

    # -- from decision to decision

    def advance(self, node: int, until: int) -> None:
        """Let everything happen at a node that happens before `until`; staged parcels go to the dock."""
        place = self.nodes[node]
        if place.busy:
            picked = place.pick(until)
            if picked.size:
                picked = self._from_shelf(node, picked)
            for row in place.pack_and_label(until, picked).tolist():
                parcel = self._inside.pop(row)
                advance_parts(parcel.parts, PICKED, PACKED)
                self._staged(parcel)
        self._stock.shelve(node, until - 1)

    def _from_shelf(self, node: int, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Take the units of picked parcels from the shelf, in the order of time; rows that go on."""
        moves, shelf, book = self._stock.moves[node], self._stock.on_hand[node], self._records.on_hand[node]
        inside, add = self._inside, self._add
        empty: list[int] = []
        for row, now in zip(rows.tolist(), self._picked[rows].tolist(), strict=True):
            if moves and moves[0][0] <= now:
                self._stock.shelve(node, now)
            parcel = inside[row]
            index, parts = parcel.order.index, parcel.parts
            if self._repeats[index]:
                parts = self._find(parcel, now)
            else:
                for _, _, item, units in parts:
                    if shelf[item] < units:
                        parts = self._find(parcel, now)
                        break
            if not parts:
                empty.append(row)
                self._nothing_found(parcel, now)
                continue
            for line, _, item, units in parts:
                shelf[item] -= units
                book[item] -= units
                add(now, STOCK_PICKED, index, line, parcel.ref, 0, item, node, 0, 0, units)
            advance_parts(parts, ALLOCATED, PICKED)
            if self._has_mispick[index]:
                self._note_mispicks(parcel, now)
        return rows[~np.isin(rows, empty)] if empty else rows

    def _find(self, parcel: Fulfilment, now: int) -> list[Part]:
        """What is really there, line by line; the parcel holds that from now on."""
        shelf = self._stock.on_hand[parcel.node]
        found: list[Part] = []
        claimed: dict[int, int] = {}  # units of an item that earlier lines of this parcel take
        for part in parcel.parts:
            line, ledger, item, units = part
            held = shelf[item] - claimed.get(item, 0)
            if held < units:
                self._short(parcel, part, held, now)
                parcel.whole = False
            taken = min(held, units)
            claimed[item] = claimed.get(item, 0) + taken
            if taken:
                found.append((line, ledger, item, taken))
        parcel.parts = found
        return found

    def _short(self, parcel: Fulfilment, part: Part, found: int, now: int) -> None:
        """Fewer units than promised: put the book right and tell the order system, which hears of it later."""
        node, order = parcel.node, parcel.order
        line, ledger, item, units = part
        missing = units - found
        advance(ledger, ALLOCATED, UNALLOCATED, missing)
        self._add(now, Kind.LINE_SHORT, order.index, line, parcel.ref, 0, item, node, 0, 0, missing)
        change = self._stock.on_hand[node][item] - self._records.on_hand[node][item]
        self._records.on_hand[node][item] += change
        order.waiting_lines += 1

        def tell(at: int) -> None:
            self._records.restock(node, item, missing + change)
            if change:
                self._add(at, Kind.RECORD_CORRECTED, order.index, line, 0, 0, item, node, 0, 0, change)
            assert self.source_again is not None
            self.source_again(order, line, node, at)

        self._clock.at(now + self.message_time, ARRIVAL, tell, order.index)

    def _note_mispicks(self, parcel: Fulfilment, now: int) -> None:
        order = parcel.order
        begin = self._line_start[order.index]
        right = self._put_right[order.index]
        for line, _, item, units in parcel.parts:
            if self._mispicked[begin + line]:
                self._add(
                    now, Kind.LINE_MISPICKED, order.index, line, parcel.ref, 0, item, parcel.node, 0, right, units
                )

    def _nothing_found(self, parcel: Fulfilment, now: int) -> None:
        del self._inside[parcel.index]
        self._table["ended"][parcel.index] = now
        parcel.order.open_parcels -= 1
        self._settle(parcel.order, now)
