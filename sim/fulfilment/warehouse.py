"""Picking, packing, labelling: what a node does with the units it was given.

Physics: the shelf may hold less than the record says. A short pick corrects the record, sends
the line back to be sourced again by a message, and lets the rest of the parcel go on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.clock import ARRIVAL, Clock
from sim.context import Context
from sim.fulfilment import faults
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
from sim.roster import Roster
from sim.stations import Station
from sim.tape import Tape
from sim.units import MINUTE, microseconds

FIRST_PARCEL = 0
STOCK_PICKED = int(Kind.STOCK_PICKED)


class Node:
    """The three stations of one node, in the order a parcel passes them."""

    def __init__(self, warehouse: Warehouse, number: int, name: str, staged: Callable[[Fulfilment, int], None]) -> None:
        context, work = warehouse.context, warehouse.work
        config = context.config.fulfilment.nodes[name]
        stamps = context.log.fulfilments

        def station(task: str, service: Any, started: str, finished: str, then: Callable[[Any, int], None]) -> Station:
            staffing = config.staffing(task)
            return Station(
                context.clock,
                f"{task}.{name}",
                Roster(staffing, context.config.start),
                service,
                stamps[started],
                stamps[finished],
                then,
                classes=2,
                queue_limit=staffing.queue_limit,
            )

        self.labelling = station("labelling", work.labelling, "labelling_started", "staged", staged)
        self.packing = station("packing", work.packing, "packing_started", "packed", warehouse.packed)
        self.picking = station("picking", work.picking, "picking_started", "picked", warehouse.picked)
        self.number = number

    @property
    def stations(self) -> tuple[Station, ...]:
        """Picking, packing, labelling."""
        return (self.picking, self.packing, self.labelling)


def repeated_items(tape: Tape) -> NDArray[np.uint8]:
    """1 for orders with the same item on two lines, which must be looked for together, uint8 (orders,)."""
    order, item = tape.line_order, tape.baskets.item
    by_item = np.lexsort((item, order))
    again = (np.diff(order[by_item]) == 0) & (np.diff(item[by_item]) == 0)
    result = np.zeros(tape.orders, dtype=np.uint8)
    result[order[by_item][1:][again]] = 1
    return result


class Warehouse:
    """All nodes. `staged(fulfilment, now)` is where labelled parcels go.

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
        staged: Callable[[Fulfilment, int], None],
        settle: Callable[[Order, int], None],
    ) -> None:
        tape, config = context.tape, context.config
        self.context = context
        self.work = work
        self._clock: Clock = context.clock
        self._add = context.log.add
        self._stock = stock.on_hand
        self._records = records
        self._record = records.on_hand
        self._by_carrier = by_carrier
        self._settle = settle
        self.source_again: Callable[[Order, int, int, int], None] | None = None
        stamps = context.log.fulfilments
        self._table = stamps
        self._order, self._node, self._carrier = stamps["order"], stamps["node"], stamps["carrier"]
        self._units, self._weight, self._released = stamps["units"], stamps["weight"], stamps["released"]
        self._line_start = memoryview(tape.baskets.line_start)
        self._mispicked = memoryview(faults.mispicked(tape, config).astype(np.uint8))
        self._has_mispick = memoryview(faults.orders_with(faults.mispicked(tape, config), tape))
        self._put_right = memoryview(faults.put_right(tape, config).astype(np.uint8))
        self._repeats = memoryview(repeated_items(tape))
        self._item_weight = memoryview(tape.goods.weight)
        self._item_volume = memoryview(tape.goods.volume)
        self._message_time = microseconds(config.fulfilment.short_message_minutes, MINUTE)
        self.nodes = [Node(self, k, name, staged) for k, name in enumerate(config.fulfilment.nodes)]
        self._pick = [node.picking.enter for node in self.nodes]
        self._pack = [node.packing.enter for node in self.nodes]
        self._label = [node.labelling.enter for node in self.nodes]

    def release(self, order: Order, node: int, parts: list[Part], now: int) -> None:
        """A fulfilment is made of promised units and joins the pickers' queue."""
        ref = order.parcels
        order.parcels = ref + 1
        order.open_parcels += 1
        index = order.index if ref == FIRST_PARCEL else self._table.append()
        if ref != FIRST_PARCEL or len(parts) != len(order.lines):
            self._measure(index, order, parts)
        parcel = Fulfilment(index, order, node, ref, parts)
        self._order[index] = order.index
        self._node[index] = node
        self._carrier[index] = self._by_carrier(order, node)
        self._units[index] = self.work.units[index]
        self._weight[index] = self.work.weight[index]
        self._released[index] = now
        self._pick[node](parcel, now)

    def _measure(self, index: int, order: Order, parts: list[Part]) -> None:
        """Times and size of a parcel that does not hold its whole order."""
        work = self.work
        total = sum(units for _, _, _, units in parts)
        mean = float(pick_time(self.context.config, len(parts), total))
        values = (
            int(mean * work.factor[order.index] + work.preparation[order.index]),
            work.packing[order.index],
            work.labelling[order.index],
            total,
            sum(units * self._item_weight[item] for _, _, item, units in parts),
            sum(units * self._item_volume[item] for _, _, item, units in parts),
        )
        columns = (work.picking, work.packing, work.labelling, work.units, work.weight, work.volume)
        for column, value in zip(columns, values, strict=True):
            if index < len(column):
                column[index] = value
            else:
                column.append(value)

    def picked(self, parcel: Fulfilment, now: int) -> None:
        """Take the units from the shelf; the record follows."""
        parts = parcel.parts
        if self._repeats[parcel.order.index]:
            parts = self._find(parcel, now)
        else:
            shelf = self._stock[parcel.node]
            for _, _, item, units in parts:
                if shelf[item] < units:
                    parts = self._find(parcel, now)
                    break
        if not parts:
            self._nothing_found(parcel, now)
            return
        self._take(parcel, parts, now)
        if self._has_mispick[parcel.order.index]:
            self._note_mispicks(parcel, now)
        self._pack[parcel.node](parcel, now)

    def _take(self, parcel: Fulfilment, parts: list[Part], now: int) -> None:
        node, index, ref, add = parcel.node, parcel.order.index, parcel.ref, self._add
        shelf, record = self._stock[node], self._record[node]
        for line, _, item, units in parts:
            shelf[item] -= units
            record[item] -= units
            add(now, STOCK_PICKED, index, line, ref, 0, item, node, 0, 0, units)
        advance_parts(parts, ALLOCATED, PICKED)

    def _find(self, parcel: Fulfilment, now: int) -> list[Part]:
        """What is really there, line by line; the parcel holds that from now on."""
        shelf = self._stock[parcel.node]
        found: list[Part] = []
        claimed: dict[int, int] = {}  # units of an item that earlier lines of this parcel take
        for part in parcel.parts:
            line, ledger, item, units = part
            held = shelf[item] - claimed.get(item, 0)
            if held < units:
                self._short(parcel, part, held, now)
            taken = min(held, units)
            claimed[item] = claimed.get(item, 0) + taken
            if taken:
                found.append((line, ledger, item, taken))
        parcel.parts = found
        return found

    def _short(self, parcel: Fulfilment, part: Part, found: int, now: int) -> None:
        """Fewer units than promised: correct the record and send the line back to be sourced."""
        node, order = parcel.node, parcel.order
        line, ledger, item, units = part
        missing = units - found
        advance(ledger, ALLOCATED, UNALLOCATED, missing)
        self._add(now, Kind.LINE_SHORT, order.index, line, parcel.ref, 0, item, node, 0, 0, missing)
        self._records.unreserve(node, item, missing)
        # The picker has seen the whole shelf: the record is set to what is on it, before it is picked.
        change = self._records.correct(node, item, self._stock[node][item])
        if change:
            self._add(now, Kind.RECORD_CORRECTED, order.index, line, 0, 0, item, node, 0, 0, change)
        order.waiting_lines += 1

        def tell(at: int) -> None:
            assert self.source_again is not None
            self.source_again(order, line, node, at)

        self._clock.at(now + self._message_time, ARRIVAL, tell, order.index)

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
        self._table["ended"][parcel.index] = now
        parcel.order.open_parcels -= 1
        self._settle(parcel.order, now)

    def packed(self, parcel: Fulfilment, now: int) -> None:
        """Packed: on to the label printer."""
        advance_parts(parcel.parts, PICKED, PACKED)
        self._label[parcel.node](parcel, now)
