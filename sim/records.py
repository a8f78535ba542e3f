"""What the order system believes of the stock. It can be wrong, and it is all a policy sees.

``promisable = on_hand - reserved - safety buffer`` by node and item, as far as the order system
knows: kept up to date at every move, so that a promise is one comparison. A short pick is known
here only when its message arrives.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

import numpy as np
from numpy.typing import NDArray


class Records:
    """Recorded stock by node and item.

    `promisable` is what the order system may still promise, by node and item (`units` is the same as an int64 array
    (nodes, items)); `buffer` what is never promised of any item, by node; `on_order` and `backordered` are units on
    their way and asked for.
    """

    __slots__ = ("backordered", "buffer", "on_order", "promisable", "units")

    def __init__(self, opening: NDArray[np.int64], buffer: tuple[int, ...]) -> None:
        nodes, items = opening.shape
        self.buffer = buffer
        self.units: NDArray[np.int64] = opening - np.array(buffer, dtype=np.int64)[:, None]
        self.promisable: list[memoryview] = [memoryview(row) for row in self.units]
        self.on_order: list[list[int]] = [[0] * items for _ in range(nodes)]
        self.backordered: list[list[int]] = [[0] * items for _ in range(nodes)]

    def reserve(self, node: int, item: int, units: int) -> bool:
        """Promise `units` if the record has them."""
        promisable = self.promisable[node]
        if promisable[item] < units:
            return False
        promisable[item] -= units
        return True

    def restock(self, node: int, item: int, units: int) -> None:
        """More units may be promised: they came back, a promise was taken back, or a count found them."""
        self.promisable[node][item] += units

    def position_of(self, node: int, item: int) -> int:
        """Inventory position of one item at a node."""
        return (
            self.promisable[node][item] + self.buffer[node] + self.on_order[node][item] - self.backordered[node][item]
        )

    def position(self, node: int) -> NDArray[np.int64]:
        """Inventory position of every item at a node: promisable and buffer, plus on order, minus backorders."""
        position: NDArray[np.int64] = (
            self.units[node] + self.buffer[node] + self.on_order[node] - np.asarray(self.backordered[node])
        )
        return position


class Units(Sequence[int]):
    """Units by item at one node, to be read only."""

    __slots__ = ("__of",)

    def __init__(self, units: Sequence[int]) -> None:
        self.__of = units

    @overload
    def __getitem__(self, item: int) -> int: ...
    @overload
    def __getitem__(self, item: slice) -> list[int]: ...
    def __getitem__(self, item: int | slice) -> int | list[int]:
        if isinstance(item, slice):
            return list(self.__of)[item]
        return self.__of[item]

    def __len__(self) -> int:
        return len(self.__of)


class RecordsView:
    """The records as a policy sees them: always as they are now, and nothing that would change them."""

    __slots__ = ("backordered", "buffer", "on_order", "position", "position_of", "promisable", "units")

    def __init__(self, records: Records) -> None:
        self.buffer = records.buffer
        self.promisable, self.on_order, self.backordered = (
            tuple(Units(node) for node in kind) for kind in (records.promisable, records.on_order, records.backordered)
        )
        self.units = np.asarray(memoryview(records.units).toreadonly())
        self.position, self.position_of = records.position, records.position_of
