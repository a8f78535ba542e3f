"""Picking, packing, labelling: what a node does with the units it was given.

Between decisions nothing outside can change what happens here, so the three stations of a node
are compiled and advanced together: to every decision that needs the dock, and at least as often as
a short pick takes to reach the order system. Released parcels go in, staged parcels come out.

Physics: the shelf may hold less than the node has noted. A short pick puts its record right, sends the
line back to be sourced again by a message, and lets the rest of the parcel go on.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sim.clock import ARRIVAL, DECISION, Clock
from sim.context import Context
from sim.fulfilment.making import FIRST_PARCEL, Making
from sim.fulfilment.node import Node
from sim.fulfilment.picks import Picks
from sim.fulfilment.workloads import Workloads
from sim.inventory.stock import Stock
from sim.kernels.shelf import take
from sim.life.goods import record_corrected
from sim.life.ledger import ALLOCATED, PACKED, PICKED, UNALLOCATED
from sim.life.lines import line_short
from sim.order import OrderBook
from sim.parcels import Parcels, Part
from sim.tape import Tape
from sim.units import DAY, MINUTE, microseconds


def repeated_items(tape: Tape) -> NDArray[np.bool_]:
    """Orders with the same item on two lines, which must be looked for together, bool (orders,)."""
    items = tape.goods.size
    result = np.zeros(tape.orders, dtype=np.bool_)
    for block in tape.blocks():
        pairs = np.sort(block.line_order * items + tape.baskets.item[block.lines])
        result[pairs[1:][pairs[1:] == pairs[:-1]] // items] = True
    return result


class Dispatch(Protocol):
    """Who brings parcels; `by_carrier`, uint8 (orders, nodes), says who serves an order from a node."""

    by_carrier: NDArray[np.uint8]

    def staged(self, node: int, rows: NDArray[np.int64]) -> None:
        """Labelled parcels go to the dock."""


class Ending(Protocol):
    """Who ends a parcel for which nothing was found."""

    def end_parcel(self, row: int, order: int, now: int) -> None:
        """The parcel ends."""


class Warehouse:
    """All nodes. One way leads back up: ``not_found(order, line, node, now)`` is told of units that do not come."""

    def __init__(
        self,
        context: Context,
        book: OrderBook,
        parcels: Parcels,
        stock: Stock,
        work: Workloads,
        dispatch: Dispatch,
        closing: Ending,
        not_found: Callable[[int, int, int, int], None],
    ) -> None:
        tape, config = context.tape, context.config
        self._context = context
        self._clock: Clock = context.clock
        self._book, self._parcels, self._stock = book, parcels, stock
        self._dispatch, self._closing = dispatch, closing
        self._not_found = not_found
        stamps = context.log.fulfilments
        self._carrier = stamps.array("carrier")
        self._released, self._picked = stamps["released"], stamps.array("picked")
        stamps.array("units")[: tape.orders], stamps.array("weight")[: tape.orders] = work.units, work.weight
        self._parcel_number, self._open = memoryview(book.parcels), memoryview(book.open_parcels)
        priority = np.ones(stamps.most, dtype=np.uint8)
        priority[: tape.orders] = book.priority
        self._making = Making(context, parcels, work, priority)
        # Rows the compiled shelf may deal with: whole orders that ask for no item twice.
        self._once = ~repeated_items(tape)
        self._picks = Picks(context, parcels)
        self._waiting = work.waiting
        in_shop = 1.0 / (1.0 - config.fulfilment.stores.shop_work)
        self._stretched = [in_shop if node.kind == "store" else 1.0 for node in config.fulfilment.nodes.values()]
        self.message_time = microseconds(config.fulfilment.short_message_minutes, MINUTE)
        self.nodes = [Node(context, work, priority, k, name) for k, name in enumerate(config.fulfilment.nodes)]
        self._clock.at(context.horizon + config.follow_up_days * DAY, DECISION, self._last_round)

    def release(self, order: int, node: int, parts: list[Part] | None, now: int) -> None:
        """Promised units become a parcel that will join the pickers' queue; `parts` None is the whole order."""
        ref = self._parcel_number[order]
        self._parcel_number[order] = ref + 1
        self._open[order] += 1
        row = order if parts is None else self._making.part(order, ref, parts)
        if self._waiting is None or ref != FIRST_PARCEL or not self._waiting[order]:
            self._join(row, node, now)
        else:
            self._address(node, np.array([row]))
            self._clock.at(now + int(self._waiting[order]), ARRIVAL, partial(self._join, row, node), order)

    def not_sent(self, order: int, line: int, node: int, now: int) -> None:
        """Nobody sends units of a line that were promised: they are asked for again, as those that were not found."""
        self._ask_again(order, line, node, now)

    def _ask_again(self, order: int, line: int, node: int, now: int) -> None:
        """All units of the line that nobody has found by now ask again: other parcels may have missed some too."""
        if self._parcel_number[order] > 1:
            for other in range(len(self.nodes)):
                self.advance(other, now)
        self._not_found(order, line, node, now)

    def _join(self, row: int, node: int, now: int) -> None:
        """The parcel joins the pickers' queue."""
        self._released[row] = now
        place = self.nodes[node]
        place.release(row)
        if not place.awake:
            place.awake = True
            self._stock.works(node, idle=False)
            self._clock.at(now + self.message_time, ARRIVAL, partial(self._round, node), node)

    def _address(self, node: int, rows: NDArray[np.int64]) -> None:
        """Write on parcels of a node which it is and who brings them; of an order's first parcel, also whose it is."""
        parcels = self._parcels
        first = rows[rows < self._context.tape.orders]
        parcels.order[first] = first
        parcels.node[rows] = node
        self._carrier[rows] = self._dispatch.by_carrier[parcels.order[rows], node]

    def _round(self, node: int, now: int) -> None:
        """As often as a short pick takes to be heard of, while the node has work and somebody to do it."""
        self.advance(node, now)
        if self.nodes[node].busy:
            later = self.nodes[node].works_again(now) + self.message_time
            self._clock.at(later, ARRIVAL, partial(self._round, node), node)
        else:
            self.nodes[node].awake = False
            self._stock.shelve(node, now, now)
            self._stock.works(node, idle=True)

    def _last_round(self, now: int) -> None:
        """Nothing is decided any more, but what happened before the end of the run is written down."""
        for node in range(len(self.nodes)):
            self.advance(node, now)

    # -- from decision to decision

    def advance(self, node: int, until: int) -> None:
        """Let everything happen at a node that happens before `until`; staged parcels go to the dock."""
        place = self.nodes[node]
        if place.busy:
            times, rows = place.joining(until)
            self._address(node, rows)
            if self._stretched[node] != 1.0:
                self._making.stretch(rows, self._stretched[node])
            # Whole orders were promised without a word in the ledger: it follows here, for many at once.
            self._book.move_orders(rows[self._parcels.whole[rows]], UNALLOCATED, ALLOCATED)
            picked = place.picking.advance(until, times, rows)
            if picked.size:
                picked = self._from_shelf(node, picked)
            packed, staged = place.pack_and_label(until, picked)
            self._parcels.move(self._book, packed, PICKED, PACKED)
            if staged.size:
                self._dispatch.staged(node, staged)
        self._stock.shelve(node, until - 1, until)

    def _from_shelf(self, node: int, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Take the units of picked parcels from the shelf, in the order of time; rows that go on."""
        stock, baskets = self._stock, self._context.tape.baskets
        shelf, record = stock.on_hand[node], stock.node_record[node]
        times = self._picked[rows]
        plain = self._plain(node, rows)
        empty: list[int] = []
        done = 0
        while True:
            done += take(
                rows[done:], times[done:], stock.next_move(node), plain[done:],
                baskets.line_start, baskets.item, baskets.quantity, shelf, record,
            )  # fmt: skip
            if done == rows.size:
                break
            now = int(times[done])
            if stock.next_move(node) <= now:
                stock.shelve(node, now, now)
                continue
            if not self._take_what_is_there(int(rows[done]), now):
                empty.append(done)
            done += 1
        going = np.delete(rows, empty) if empty else rows
        self._picks.note(going)
        self._parcels.move(self._book, going, ALLOCATED, PICKED)
        return going

    def _plain(self, node: int, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whole orders that ask for no item twice, where no walk-in may miss what they take."""
        if self._stock.has_walk_ins(node):
            return np.zeros(rows.size, dtype=np.bool_)
        whole = self._parcels.whole[rows]
        plain: NDArray[np.bool_] = whole.copy()
        plain[whole] = self._once[rows[whole]]
        return plain

    def _take_what_is_there(self, row: int, now: int) -> bool:
        """One parcel, line by line; what is missing is reported. Whether anything was found."""
        node, order = int(self._parcels.node[row]), int(self._parcels.order[row])
        stock, found = self._stock, list[Part]()
        parts = self._parcels.parts(row)
        for line, item, units in parts:
            taken = stock.take(node, item, units)
            if taken < units:
                self._short(order, row, (line, item, units - taken), now)
            if taken:
                found.append((line, item, taken))
        if found != parts:
            self._parcels.put(row, found)
        if not found:
            self._closing.end_parcel(row, order, now)
        return bool(found)

    def _short(self, order: int, row: int, missing: Part, now: int) -> None:
        """Fewer units than promised: put the node's record right and tell the order system, which hears of it later."""
        line, item, units = missing
        node = int(self._parcels.node[row])
        number = line - int(self._context.tape.baskets.line_start[order])
        self._book.move(line, ALLOCATED, UNALLOCATED, units)
        line_short(self._context.log, now, order, number, int(self._parcels.ref[row]), item, node, units)
        change = int(self._stock.on_hand[node][item] - self._stock.node_record[node][item])
        self._stock.node_record[node][item] += change
        self._book.waiting_lines[order] += 1

        def tell(at: int) -> None:
            self._stock.hear_of(node, now)
            self._stock.records.restock(node, item, units + change)
            if change:
                record_corrected(self._context.log, at, order, number, item, node, change)
            self._ask_again(order, line, node, at)
            self._stock.offer(at, node, item)

        self._clock.at(now + self.message_time, ARRIVAL, tell, order)

    def write_down(self) -> None:
        """At the end: log what is not logged yet, and whose the parcels are that the run did not see picked."""
        for place in self.nodes:
            self._address(place.number, place.outside)
        self._picks.write_down()
