"""Walk-in customers at the shelves of the stores: what they find, what they do not, and when records hear of it.

Between picks, receipts and counts of a store nothing touches its shelf but its walk-ins, so that they are served
together, in compiled code, up to the moment somebody else needs the shelf. What comes to the shelf, or is taken for an
order, at the very moment of a walk-in comes before it. The order system hears what was sold with a lag
(`inventory.visibility`): until then it may promise units that are gone.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.config import SimConfig
from sim.kernels.shop import sell, tell
from sim.log import Log
from sim.placement.walk_ins import WalkIns
from sim.units import DAY, HOUR, MINUTE, microseconds

FAR = 2**62


def heard_before(config: SimConfig, now: int) -> int:
    """The moment up to which the order system knows at `now` what stores have sold, microseconds."""
    match config.inventory.visibility:
        case "event":
            return now - microseconds(config.fulfilment.short_message_minutes, MINUTE)
        case "hourly":
            return now // HOUR * HOUR
        case _:
            return now // DAY * DAY


class Shelves:
    """The walk-ins of one replication at the stores' shelves.

    shelf, node_record, promisable : int64 units (nodes, items), written to.
    """

    def __init__(
        self,
        config: SimConfig,
        walk_ins: WalkIns,
        shelf: NDArray[np.int64],
        node_record: NDArray[np.int64],
        promisable: NDArray[np.int64],
    ) -> None:
        self._config = config
        self._shelf, self._node_record, self._promisable = shelf, node_record, promisable
        self._order = np.argsort(walk_ins.node, kind="stable")  # by store, then by time
        self._times, self._items = walk_ins.time[self._order], walk_ins.item[self._order]
        self._units = walk_ins.units[self._order]
        stores = np.array(config.fulfilment.store_numbers, dtype=np.int64)
        self._stores, self._place = stores, {int(node): place for place, node in enumerate(stores)}
        node = walk_ins.node[self._order]
        self._served = np.searchsorted(node, stores).astype(np.int64)
        self._ends = np.searchsorted(node, stores, side="right").astype(np.int64)
        self._reported = self._served.copy()
        self._idle = np.ones(stores.size, dtype=np.bool_)
        self._heard = -FAR  # the records know what was sold before, and there is nothing to hear of up to then
        self._taken = np.zeros(shelf.shape, dtype=np.int64)
        self._sold = np.zeros(self._order.size, dtype=np.int64)
        self._missed = np.zeros(self._order.size, dtype=np.int64)

    def is_store(self, node: int) -> bool:
        """Whether a node has walk-ins."""
        return node in self._place

    def is_idle(self, node: int) -> bool:
        """Whether nothing of an order is between release and dock at a store."""
        return node in self._place and bool(self._idle[self._place[node]])

    def works(self, node: int, idle: bool) -> None:
        """A store begins or ends to work on orders: while it does, somebody else brings it up to date."""
        if node in self._place:
            self._idle[self._place[node]] = idle

    def serve(self, node: int, until: int) -> None:
        """Serve who comes to a store before `until`."""
        place = self._place.get(node)
        if place is None:
            return
        end = slice(0, int(self._ends[place]))
        self._served[place] = sell(
            self._served[place], until, self._times[end], self._items[end], self._units[end],
            self._shelf[node], self._node_record[node], self._taken[node], self._sold, self._missed,
        )  # fmt: skip

    def next_customer(self, node: int) -> int:
        """When the next walk-in who was not served yet comes to a node; far in the future if none does."""
        place = self._place.get(node)
        if place is None or self._served[place] == self._ends[place]:
            return FAR
        return int(self._times[self._served[place]])

    def taken(self, node: int, item: int, units: int) -> None:
        """An order takes units from a store's shelf; below 0, so many come in their place."""
        if node in self._place:
            self._taken[node, item] = max(0, self._taken[node, item] + units)

    def behind(self, now: int) -> tuple[int, list[int]]:
        """What the records should have heard of at `now`, and working stores where a walk-in before is not served."""
        until = heard_before(self._config, now)
        if until <= self._heard:
            return until, []
        working = np.flatnonzero(~self._idle & (self._served < self._ends))
        late = self._times[self._served[working]] < until
        return until, self._stores[working[late]].tolist()

    def tell(self, until: int) -> None:
        """Let the records hear of everything sold before `until`; working stores are brought up to then."""
        if until > self._heard:
            self._heard = max(until, self._tell(slice(None), until))

    def tell_of(self, node: int, until: int) -> None:
        """Who looks for a unit of an order in vain reports what the store has sold before."""
        place = self._place.get(node)
        if place is not None:
            self._tell(slice(place, place + 1), until)

    def _tell(self, some: slice, until: int) -> int:
        """When the first purchase at some stores comes that was not told of."""
        news: int = tell(
            until, self._stores[some], self._idle[some], self._ends[some], self._served[some], self._reported[some],
            self._times, self._items, self._units, self._shelf, self._node_record, self._taken, self._sold,
            self._missed, self._promisable,
        )  # fmt: skip
        return news

    def write_down(self, log: Log) -> None:
        """Log what each walk-in got, in the order of the tape."""
        log.walk_ins.array("sold")[self._order] = self._sold
        log.walk_ins.array("missed_for_orders")[self._order] = self._missed
