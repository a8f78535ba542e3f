"""Parcels: what one node sends to one customer at a time, in columns by row of the log's fulfilments."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from sim.order import OrderBook
from sim.tables import WideTable
from sim.tape import Tape

Part = tuple[int, int, int]
"""Units of one line in one parcel: number of the line on the tape, item, units."""


@dataclass(frozen=True, slots=True, eq=False)
class Contents:
    """What is in some parcels, one row a part: (parts,) each.

    Parameters
    ----------
    parcel : row of the parcel in the log's fulfilments, int64.
    order, ref, node, whole : of the parcel, see `Parcels`.
    line, number, item, units : line on the tape, its number within the order, item, and units, int64.
    """

    parcel: NDArray[np.int64]
    order: NDArray[np.int64]
    ref: NDArray[np.uint16]
    node: NDArray[np.int64]
    whole: NDArray[np.bool_]
    line: NDArray[np.int64]
    number: NDArray[np.int64]
    item: NDArray[np.int64]
    units: NDArray[np.int64]

    def __getitem__(self, chosen: NDArray[np.bool_] | slice) -> Contents:
        """Some of the parts."""
        return Contents(*(getattr(self, field.name)[chosen] for field in fields(self)))


class Parcels:
    """Fulfilments: what one node sends to one customer in one parcel, by row of the log's table.

    attempt : uint8; ref : uint16, number within its order; whole : bool, it holds everything its order asked
    for, as the first parcel of an order does unless parts are put into it; worth : int64, what the customer pays
    for it, minor units, at the prices `charged` (lines,); cancelled : bool, its customer does not want
    it any more, which whoever planned its trip did not know. The parts of a whole order are the lines of the tape,
    those of other parcels are listed.
    """

    def __init__(
        self, table: WideTable, tape: Tape, charged: NDArray[np.int64], order_charge: NDArray[np.int64]
    ) -> None:
        self.order, self.node = table.array("order"), table.array("node")
        self.attempt = np.zeros(table.most, dtype=np.uint8)
        self.ref = np.zeros(table.most, dtype=np.uint16)
        self.whole = np.zeros(table.most, dtype=np.bool_)
        self.whole[: tape.orders] = True
        self.cancelled = np.zeros(table.most, dtype=np.bool_)
        self.worth = np.zeros(table.most, dtype=np.int64)
        self.worth[: tape.orders] = order_charge
        self._listed: dict[int, list[Part]] = {}
        self._baskets = tape.baskets
        self._line_start = memoryview(tape.baskets.line_start)
        self._item, self._quantity = memoryview(tape.baskets.item), memoryview(tape.baskets.quantity)
        self._price = memoryview(charged)

    def parts(self, row: int) -> list[Part]:
        """What is in the parcel."""
        if not self.whole[row]:
            return self._listed[row]
        lines = range(self._line_start[row], self._line_start[row + 1])  # a whole order is its first parcel
        return [(line, self._item[line], self._quantity[line]) for line in lines]

    def contents(self, rows: NDArray[np.int64]) -> Contents:
        """What is in some parcels: first those that hold whole orders, line by line, then the others."""
        whole = self.whole[rows]
        line, of = lines_of(self._baskets.line_start, self.order[rows[whole]])
        item, units = self._baskets.item[line].astype(np.int64), self._baskets.quantity[line].astype(np.int64)
        parcel = rows[whole][of]
        parts = [(row, *part) for row in rows[~whole].tolist() for part in self._listed[row]]
        if parts:
            more = np.array(parts, dtype=np.int64).T
            parcel, line, item, units = (
                np.concatenate(both) for both in zip((parcel, line, item, units), more, strict=True)
            )
        order = self.order[parcel]
        number = line - self._baskets.line_start[order]
        return Contents(
            parcel, order, self.ref[parcel], self.node[parcel], self.whole[parcel], line, number, item, units
        )

    def put(self, row: int, parts: list[Part]) -> None:
        """Say what is in a parcel that does not hold its whole order."""
        self.whole[row] = False
        self._listed[row] = parts
        self.worth[row] = sum(units * self._price[line] for line, _, units in parts)

    def units(self, row: int) -> int:
        """Units in the parcel."""
        return sum(units for _, _, units in self.parts(row))

    def move(self, book: OrderBook, rows: NDArray[np.int64], source: int, target: int) -> None:
        """Move everything in some parcels from one bucket to another."""
        whole = self.whole[rows]
        book.move_orders(rows[whole], source, target)
        for row in rows[~whole].tolist():
            for line, _, units in self._listed[row]:
                book.move(line, source, target, units)


def lines_of(line_start: NDArray[np.int32], orders: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All lines of some orders, and for each the position of its order among them, int64 each."""
    begin = line_start[orders].astype(np.int64)
    count = line_start[orders + 1] - begin
    of = np.repeat(np.arange(orders.size), count)
    within = np.arange(of.size) - np.repeat(np.cumsum(count) - count, count)
    return begin[of] + within, of


def ready_first(rows: NDArray[np.int64], staged: NDArray[np.int64]) -> NDArray[np.int64]:
    """Rows of parcels that leave together, those first that were staged first, then by row.

    Nodes are brought up to the moment one after another, so that what they staged comes node by node. Of an order's
    parcels that leave together the first one pays for its delivery.
    """
    return rows[np.lexsort((rows, staged[rows]))]
