"""Stock as it is: units on the shelf by node and item. Only physics writes it, and logs each move.

What the order system believes is another thing: `sim/records.py`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from sim.clock import DECISION, REPLENISHMENT
from sim.context import Context
from sim.inventory.by_node import counts, shrinkages
from sim.inventory.counting import count_times, counted_items
from sim.life.collection import sold_at_counter
from sim.life.goods import CameBack, record_corrected, stock_received, stock_returned, stock_shrunk
from sim.matters import Matter
from sim.records import Records
from sim.stores.shelves import FAR, Shelves
from sim.streams import uniforms
from sim.units import DAY


class Stock:
    """Units on the shelf, and what the node itself has noted of them: int64 (nodes, items) each.

    The shelf is written in the order of time. What arrives or comes back waits until the
    warehouse has brought its picks up to that moment; the order system may promise it at once.
    Two ways lead back up: `catch_up(node, until)` makes everything before `until` happen at the node's
    stations, `arrived(now, node, item)` is told of units that may be promised again.
    """

    __slots__ = (
        "_arrived", "_catch_up", "_context", "_moves", "_on_record", "_on_shelf", "_shelves",
        "node_record", "on_hand", "records",
    )  # fmt: skip

    def __init__(
        self,
        context: Context,
        records: Records,
        shelf: NDArray[np.int64],
        node_record: NDArray[np.int64],
        catch_up: Callable[[int, int], None],
        arrived: Callable[[int, int, int], None],
    ) -> None:
        self._context = context
        self.records = records
        self.on_hand, self.node_record = shelf.copy(), node_record.copy()
        self._on_shelf = [memoryview(units) for units in self.on_hand]
        self._on_record = [memoryview(units) for units in self.node_record]
        self._moves: list[deque[tuple[int, int, int]]] = [deque() for _ in shelf]
        self._catch_up, self._arrived = catch_up, arrived
        self._shelves: Shelves | None = None
        if context.tape.walk_ins is not None:
            config = context.config
            self._shelves = Shelves(config, context.tape.walk_ins, self.on_hand, self.node_record, records.units)
            context.matters.begin(Matter.SHOP)
            context.clock.at(context.horizon, DECISION, self._close_shops)
        if any(shrinkages(context.config)):
            context.clock.at(DAY, REPLENISHMENT, self._shrink)
        for time, node in count_times(context.config):
            context.clock.at(time, DECISION, partial(self._count, node), node)

    def receive(self, now: int, node: int, item: int, units: int) -> None:
        """Units from the supplier arrive; the order system is told."""
        self.bring(now, node, item, units)
        stock_received(self._context.log, now, item, node, units)
        self._arrived(now, node, item)

    def put_back(self, now: int, node: int, item: int, units: int, order: int, line: int, reason: CameBack) -> None:
        """Units that came back go on the shelf again; the order system is told."""
        self.bring(now, node, item, units)
        stock_returned(self._context.log, now, order, line, item, node, reason, units)
        self._arrived(now, node, item)

    def bring(self, now: int, node: int, item: int, units: int) -> None:
        """Units wait to be shelved, or are shelved at once where nobody else needs the shelf before; records know."""
        self.records.restock(node, item, units)
        self._moves[node].append((now, item, units))
        if self._shelves is not None and self._shelves.is_idle(node):
            self.shelve(node, now, now)

    def misgrade(self, now: int, node: int, item: int, units: int, order: int, line: int) -> None:
        """Units that came back and cannot be sold are booked as stock: the records of node and order system have them.

        The shelf has not: a pick or a count will find that out.
        """
        self._catch_up(node, now)
        self.shelve(node, now, now)
        self.node_record[node, item] += units
        self.records.restock(node, item, units)
        record_corrected(self._context.log, now, order, line, item, node, units)
        self._arrived(now, node, item)

    def give_away(self, now: int, node: int, item: int, units: int) -> int:
        """Units for another node leave the shelf, as many as are there: how many; where some lack, records learn it."""
        self._catch_up(node, now)
        self.shelve(node, now, now)
        there = int(self.on_hand[node, item])
        taken = min(there, units)
        self.on_hand[node, item] -= taken
        self.node_record[node, item] -= taken
        self.records.restock(node, item, -taken)
        if taken < units:
            self._put_right(now, node, item)
        return taken

    def bring_up_to(self, node: int, until: int) -> None:
        """Make everything before `until` happen at a node: picks, and what waits to be shelved."""
        self._catch_up(node, until)

    def offer(self, now: int, node: int, item: int) -> None:
        """The order system may promise units again that a short pick had set aside."""
        self._arrived(now, node, item)

    def shelve(self, node: int, until: int, walk_ins_before: int) -> None:
        """Put on the shelf what arrived or came back at or before `until`, and serve walk-ins before a moment."""
        moves, shelf, record = self._moves[node], self._on_shelf[node], self._on_record[node]
        while moves and moves[0][0] <= until:
            time, item, units = moves.popleft()
            if self._shelves is not None:
                self._shelves.serve(node, time)
                self._shelves.taken(node, item, -units)
            shelf[item] += units
            record[item] += units
        if self._shelves is not None:
            self._shelves.serve(node, walk_ins_before)

    def next_move(self, node: int) -> int:
        """From when on a pick at a node finds another shelf: units wait to be shelved, or a walk-in has come."""
        moves = self._moves[node]
        first = moves[0][0] if moves else FAR
        return first if self._shelves is None else min(first, self._shelves.next_customer(node) + 1)

    def has_walk_ins(self, node: int) -> bool:
        """Whether walk-ins take from the shelf of a node."""
        return self._shelves is not None and self._shelves.is_store(node)

    def take(self, node: int, item: int, units: int) -> int:
        """A pick takes units from the shelf, as many as are there: how many. At a store walk-ins may miss them."""
        shelf, record = self._on_shelf[node], self._on_record[node]
        there = shelf[item]
        taken = min(there, units)
        shelf[item] = there - taken
        record[item] -= taken
        if self._shelves is not None and taken:
            self._shelves.taken(node, item, taken)
        return taken

    def sell(self, now: int, node: int, item: int, order: int) -> None:
        """Who collects an order at a store buys one unit of an item, if it is there; the records hear of it at once."""
        self._catch_up(node, now)
        if self.on_hand[node, item] < 1:
            return
        self.on_hand[node, item] -= 1
        self.node_record[node, item] -= 1
        self.records.restock(node, item, -1)
        sold_at_counter(self._context.log, now, order, item, node, 1)

    def works(self, node: int, idle: bool) -> None:
        """A node begins, or ends, to work on parcels."""
        if self._shelves is not None:
            self._shelves.works(node, idle)

    def hear_of(self, node: int, until: int) -> None:
        """The records hear of what one store has sold before `until`."""
        if self._shelves is not None:
            self._shelves.tell_of(node, until)

    def hear(self, now: int) -> None:
        """Let the records hear of what stores have sold, as far as they know of it at `now`."""
        if self._shelves is None:
            return
        until, behind = self._shelves.behind(now)
        for node in behind:
            self._catch_up(node, until)
        self._shelves.tell(until)

    def write_down(self) -> None:
        """Log what walk-ins got."""
        if self._shelves is not None:
            self._shelves.write_down(self._context.log)

    def _close_shops(self, now: int) -> None:
        """The last walk-in has gone."""
        for node in self._context.config.fulfilment.store_numbers:
            self._catch_up(node, now)
        self._context.matters.end(Matter.SHOP)

    def _count(self, node: int, now: int) -> None:
        """The day's items are counted: the records of node and order system are put right."""
        settings = counts(self._context.config)[node]
        assert settings.every_days is not None
        self.hear(now)
        self._catch_up(node, now + 1)
        items = counted_items(self.node_record.shape[1], now // DAY, settings.every_days)
        for item in items[self.on_hand[node, items] != self.node_record[node, items]].tolist():
            self._put_right(now, node, item)
        if now < self._context.horizon:
            self._context.clock.at(now + DAY, DECISION, partial(self._count, node), node)

    def _put_right(self, now: int, node: int, item: int) -> None:
        """The records of node and order system say what is on the shelf."""
        change = int(self.on_hand[node, item] - self.node_record[node, item])
        self.node_record[node, item] += change
        self.records.restock(node, item, change)
        if change:
            record_corrected(self._context.log, now, -1, 0, item, node, change)
        if change > 0:
            self._arrived(now, node, item)

    def _shrink(self, now: int) -> None:
        """Once a day, units vanish: each with the same small chance, and no record is told."""
        context = self._context
        rate = np.asarray(shrinkages(context.config))
        for node in range(len(self.on_hand)):
            self.bring_up_to(node, now)
        node_, item = np.nonzero(self.on_hand)
        expected = self.on_hand[node_, item] * rate[node_]
        draws = uniforms(context.key("shrinkage"), node_, item, now // DAY)
        lost = np.floor(expected + draws).astype(np.int64)  # mean `expected`, at most the stock
        for k in np.flatnonzero(lost):
            where, what, units = int(node_[k]), int(item[k]), int(lost[k])
            self.on_hand[where, what] -= units
            stock_shrunk(context.log, now, what, where, units)
        if now < context.horizon:
            context.clock.at(now + DAY, REPLENISHMENT, self._shrink)
