"""What is on its way to a node: from the supplier, or from another node. Units, and microseconds."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.clock import REPLENISHMENT, Clock
from sim.records import Records


class OnTheWay:
    """Lets units arrive, and tells until then when they are due. The records count them as on order."""

    __slots__ = ("_clock", "_due", "_records")

    def __init__(self, clock: Clock, records: Records) -> None:
        self._clock, self._records = clock, records
        self._due: dict[tuple[int, int], list[tuple[int, int]]] = {}  # (arrival, units) by node and item

    def add(self, node: int, item: int, units: int, arrival: int, arrives: Callable[[int], None]) -> None:
        """Units are due at a node, where ``arrives(now)`` takes them in."""
        expected, due = (arrival, units), self._due.setdefault((node, item), [])
        due.append(expected)
        self._records.on_order[node][item] += units

        def come(now: int) -> None:
            due.remove(expected)
            self._records.on_order[node][item] -= units
            arrives(now)

        self._clock.at(arrival, REPLENISHMENT, come, item)

    def when(self, node: int, item: int, units: int, latest: int) -> int | None:
        """When so many units of an item will have come to a node, None if not by `latest`."""
        for arrival, some in sorted(self._due.get((node, item), ())):
            units -= some
            if units <= 0:
                return arrival if arrival <= latest else None
        return None

    def until(self, node: int, items: NDArray[np.int64], time: int) -> NDArray[np.int64]:
        """Units of some items that are due at a node before a time, int64 (items,)."""
        due = (self._due.get((node, item), ()) for item in items.tolist())
        return np.array([sum(units for arrival, units in orders if arrival < time) for orders in due], dtype=np.int64)
