"""What is ordered: lines an order, units a line, items by popularity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.placement.catalogue import Catalogue
from sim.placement.config import BasketConfig
from sim.streams import stream

MOST_LINES = 100
MOST_UNITS = 200
LONGEST_ORDER = 60_000
"""Lines of one order at most, of a trace too: each may come in a parcel of its own, and perhaps once more."""


@dataclass(frozen=True, slots=True, eq=False)
class Baskets:
    """Order lines in compressed rows: lines of order i are ``line_start[i]:line_start[i + 1]``.

    line_start int32 (orders + 1,); item int32 (lines,); quantity (lines,), int16 unless a line of a trace has more
    units than that holds, then int32. ValueError for an order of more than `LONGEST_ORDER` lines.
    """

    line_start: NDArray[np.int32]
    item: NDArray[np.int32]
    quantity: NDArray[np.int16] | NDArray[np.int32]

    def __post_init__(self) -> None:
        lines = np.diff(self.line_start).max(initial=0)
        if lines > LONGEST_ORDER:
            raise ValueError(f"an order of {lines:,} lines; accepted: at most {LONGEST_ORDER:,}")


def narrow(quantity: NDArray[np.int64]) -> NDArray[np.int16] | NDArray[np.int32]:
    """The quantities in the smallest of the two types that holds them."""
    most = quantity.max(initial=0)
    return quantity.astype(np.int16) if most <= np.iinfo(np.int16).max else quantity.astype(np.int32)


def draw_baskets(orders: int, config: BasketConfig, goods: Catalogue, seed: int, replication: int) -> Baskets:
    """Baskets of `orders` orders. Long tails of what is drawn are cut at 100 lines and 200 units."""
    lines = config.lines_law.draw(config.lines, orders, stream(seed, replication, "basket/lines"))
    lines = np.minimum(lines, MOST_LINES)
    line_start = np.zeros(orders + 1, dtype=np.int32)
    np.cumsum(lines, out=line_start[1:])
    total = int(line_start[-1])
    quantity = config.quantity_law.draw(config.quantity, total, stream(seed, replication, "basket/quantity"))
    edges = np.cumsum(goods.popularity)
    item = np.searchsorted(edges, stream(seed, replication, "basket/item").random(total) * edges[-1], side="right")
    return Baskets(
        line_start=line_start,
        item=np.minimum(item, goods.size - 1).astype(np.int32),
        quantity=np.minimum(quantity, MOST_UNITS).astype(np.int16),
    )
