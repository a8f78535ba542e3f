"""Stock as it is: units on the shelf by node and item. Only physics writes it, and logs each move.

What the order system believes is another thing: `sim/records.py`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.clock import REPLENISHMENT
from sim.config import SimConfig
from sim.context import Context
from sim.life.goods import CameBack, stock_received, stock_returned, stock_shrunk
from sim.records import Records
from sim.streams import key, uniforms
from sim.tape import Tape
from sim.units import DAY

FAR = 2**62
"""Later than anything happens."""


def demand_per_day(config: SimConfig, tape: Tape) -> NDArray[np.float64]:
    """Mean units a day each node is stocked for, float64 (nodes, items)."""
    demand, baskets = config.placement.demand, config.placement.baskets
    units = demand.orders_per_day * baskets.lines * baskets.quantity
    shares = np.asarray([node.demand_share for node in config.fulfilment.nodes.values()])
    shares = shares / shares.sum() if shares.sum() > 0 else np.full(shares.size, 1.0 / shares.size)
    result: NDArray[np.float64] = units * shares[:, None] * tape.goods.popularity[None, :]
    return result


def opening_days(config: SimConfig, tape: Tape, shape: tuple[int, int]) -> NDArray[np.float64] | None:
    """Days of demand with which each item opens, float64 (nodes, items); None: what the policy orders up to."""
    low, high = config.inventory.opening_days, config.inventory.opening_days_to
    if low is None:
        return None
    if high is None:
        return np.full(shape, low)
    node, item = np.meshgrid(np.arange(shape[0]), np.arange(shape[1]), indexing="ij")
    share = uniforms(key(tape.seed, tape.replication, "opening stock"), node, item)
    days: NDArray[np.float64] = low + (high - low) * share
    return days


def opening_stock(record: NDArray[np.int64], config: SimConfig, tape: Tape) -> NDArray[np.int64]:
    """True stock at time 0: the record, wrong for a share of the items by up to a fifth (at least one unit)."""
    draws = key(tape.seed, tape.replication, "record error")
    nodes, items = record.shape
    node, item = np.meshgrid(np.arange(nodes), np.arange(items), indexing="ij")
    wrong = uniforms(draws, node, item, 0) < config.inventory.record_error
    size = np.maximum(1, np.rint(0.2 * record * uniforms(draws, node, item, 1))).astype(np.int64)
    # More is missing than is found: shrinkage and mis-placed goods dominate (domain.md row 30).
    sign = np.where(uniforms(draws, node, item, 2) < 0.7, -1, 1)
    true: NDArray[np.int64] = np.maximum(0, record + np.where(wrong, sign * size, 0))
    return true


class Stock:
    """Units on the shelf, and what the node's book says of them: int64 (nodes, items) each.

    The shelf is written in the order of time. What arrives or comes back waits until the
    warehouse has brought its picks up to that moment; the order system may promise it at once.
    Two ways lead back up: `catch_up(node, until)` makes everything before `until` happen at the node's
    stations, `arrived(now, node, item)` is told of units that may be promised again.
    """

    __slots__ = ("_arrived", "_catch_up", "_context", "_moves", "book", "on_hand", "records")

    def __init__(
        self,
        context: Context,
        records: Records,
        shelf: NDArray[np.int64],
        book: NDArray[np.int64],
        catch_up: Callable[[int, int], None],
        arrived: Callable[[int, int, int], None],
    ) -> None:
        self._context = context
        self.records = records
        self.on_hand, self.book = shelf.copy(), book.copy()
        self._moves: list[deque[tuple[int, int, int]]] = [deque() for _ in shelf]
        self._catch_up, self._arrived = catch_up, arrived
        if context.config.inventory.shrinkage_per_day > 0:
            context.clock.at(DAY, REPLENISHMENT, self._shrink)

    def receive(self, now: int, node: int, item: int, units: int) -> None:
        """Units from the supplier arrive; the order system is told."""
        self.records.restock(node, item, units)
        self._moves[node].append((now, item, units))
        stock_received(self._context.log, now, item, node, units)
        self._arrived(now, node, item)

    def put_back(self, now: int, node: int, item: int, units: int, order: int, line: int, reason: CameBack) -> None:
        """Units that came back go on the shelf again; the order system is told."""
        self.records.restock(node, item, units)
        self._moves[node].append((now, item, units))
        stock_returned(self._context.log, now, order, line, item, node, reason, units)
        self._arrived(now, node, item)

    def bring_up_to(self, node: int, until: int) -> None:
        """Make everything before `until` happen at a node: picks, and what waits to be shelved."""
        self._catch_up(node, until)

    def offer(self, now: int, node: int, item: int) -> None:
        """The order system may promise units again that a short pick had set aside."""
        self._arrived(now, node, item)

    def shelve(self, node: int, until: int) -> None:
        """Put on the shelf what arrived or came back at or before `until`."""
        moves, shelf, book = self._moves[node], self.on_hand[node], self.book[node]
        while moves and moves[0][0] <= until:
            _, item, units = moves.popleft()
            shelf[item] += units
            book[item] += units

    def next_move(self, node: int) -> int:
        """When the next units wait to be shelved at a node; far in the future if none do."""
        moves = self._moves[node]
        return moves[0][0] if moves else FAR

    def _shrink(self, now: int) -> None:
        """Once a day, units vanish: each with the same small chance, and no record is told."""
        context = self._context
        rate = context.config.inventory.shrinkage_per_day
        for node in range(len(self.on_hand)):
            self.bring_up_to(node, now)
        node_, item = np.nonzero(self.on_hand)
        expected = self.on_hand[node_, item] * rate
        draws = uniforms(context.key("shrinkage"), node_, item, now // DAY)
        lost = np.floor(expected + draws).astype(np.int64)  # mean `expected`, at most the stock
        for k in np.flatnonzero(lost):
            where, what, units = int(node_[k]), int(item[k]), int(lost[k])
            self.on_hand[where, what] -= units
            stock_shrunk(context.log, now, what, where, units)
        if now < context.horizon:
            context.clock.at(now + DAY, REPLENISHMENT, self._shrink)
