"""Who collects an order where: the nearest store that hands orders over, for goods that may be collected.

Pure functions of tape and configuration. Who wishes to collect and cannot has a standard delivery.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.config import SimConfig
from sim.parcels import lines_of
from sim.placement.walk_ins import store_hours
from sim.streams import key, uniforms
from sim.tape import COLLECT, STANDARD, Tape
from sim.units import DAY, HOUR, metres, microseconds

NOWHERE = -1
"""The store of an order that is delivered."""


def handing_over(config: SimConfig) -> tuple[int, ...]:
    """Numbers of the stores at which orders may be collected: switched on, and somebody has goods for them."""
    fulfilment = config.fulfilment
    nodes, stores = tuple(fulfilment.nodes.values()), fulfilment.store_numbers
    supplied = any(fulfilment.sends[node] for node in range(len(nodes)) if node not in stores)
    return tuple(n for n in stores if nodes[n].hands_over and (supplied or from_own_shelf(config, n)))


def from_own_shelf(config: SimConfig, store: int) -> bool:
    """Whether a store hands over goods of its own, whether it sends any or not."""
    node = tuple(config.fulfilment.nodes.values())[store]
    return config.fulfilment.stores.collection.source == "store" and not node.excluded


def collected_at(tape: Tape, config: SimConfig) -> NDArray[np.int32]:
    """Number of the store at which each order is collected, int32 (orders,); NOWHERE where it is delivered."""
    at = np.full(tape.orders, NOWHERE, dtype=np.int32)
    wishes = np.flatnonzero(tape.preference == COLLECT)
    wishes = wishes[_collectable(tape, config, wishes)]
    if not wishes.size:
        return at
    reach = config.fulfilment.stores.collection.within_kilometres
    x, y = tape.address.x[wishes].astype(np.int64), tape.address.y[wishes].astype(np.int64)
    nearest = np.full(wishes.size, np.iinfo(np.int64).max if reach is None else metres(reach) ** 2 + 1)
    day, found = tape.placed[wishes] // DAY, at[wishes]
    nodes = tuple(config.fulfilment.nodes.values())
    for number in handing_over(config):
        node = nodes[number]
        away = (x - metres(node.x_kilometres)) ** 2 + (y - metres(node.y_kilometres)) ** 2
        closer = away < nearest
        if node.hands_over_from is not None:
            closer &= day >= (node.hands_over_from - config.start).days
        nearest[closer], found[closer] = away[closer], number
    at[wishes] = found
    return at


def options(tape: Tape, at: NDArray[np.int32]) -> NDArray[np.uint8]:
    """How each order is served in the end, codes of `sim.tape.PREFERENCES`; `at` as `collected_at` says."""
    instead = (tape.preference == COLLECT) & (at == NOWHERE)
    return np.where(instead, np.uint8(STANDARD), tape.preference)


def ready_from_centre(config: SimConfig, at: NDArray[np.int32], day: NDArray[np.int64], end: int) -> NDArray[np.int64]:
    """When orders that are ready at stores on a day or the next open one are promised, int64 (orders,).

    at, day : store and day of each, (orders,); end : time of day at which a promised day ends.
    """
    closes = day * DAY + end
    hours = store_hours(config, config.days + config.follow_up_days)
    for store, first in set(zip(at.tolist(), day.tolist(), strict=True)):
        opens = hours[store].after(first * DAY, 0)
        if opens is not None:
            closes[(at == store) & (day == first)] = opens // DAY * DAY + end
    return closes


class ReadySoon:
    """The promise of orders that their store has itself: ready within some of its opening hours.

    promise_close : int64 microseconds (orders,), when each promised window closes, written to.
    """

    __slots__ = ("_at", "_closes", "_hours", "_placed", "_within")

    def __init__(self, config: SimConfig, tape: Tape, at: NDArray[np.int32], promise_close: NDArray[np.int64]) -> None:
        self._hours = store_hours(config, config.days + config.follow_up_days)
        self._at, self._placed, self._closes = memoryview(at), memoryview(tape.placed), promise_close
        self._within = microseconds(config.delivery.promise.collect_hours, HOUR)

    def found(self, order: int, node: int) -> None:
        """A node has everything of an order; only of the store that is to hand it over anything follows."""
        if self._at[order] == node:
            ready = self._hours[node].after(self._placed[order], self._within)
            if ready is not None:
                self._closes[order] = ready


def _collectable(tape: Tape, config: SimConfig, orders: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether all items of some orders may be collected on the day they are ordered, bool (orders,)."""
    shares = config.fulfilment.stores.collection.items
    if not shares or not orders.size:
        return np.ones(orders.size, dtype=np.bool_)
    dates = sorted(shares)
    begins = np.array([(one - config.start).days for one in dates], dtype=np.int64)
    by_date = np.array([0.0, *(shares[one] for one in dates)])
    share = by_date[np.searchsorted(begins, tape.placed[orders] // DAY, side="right")]
    draw = uniforms(key(tape.seed, tape.replication, "collectable item"), np.arange(tape.goods.size))
    line, of = lines_of(tape.baskets.line_start, orders)
    last = np.zeros(orders.size)
    np.maximum.at(last, of, draw[tape.baskets.item[line]])
    result: NDArray[np.bool_] = last < share
    return result
