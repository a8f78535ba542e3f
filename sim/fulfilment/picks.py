"""What was picked, written down: it cannot change any more, so that many rounds of a warehouse are logged at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.context import Context
from sim.fulfilment import faults
from sim.life.goods import stock_picked
from sim.life.lines import lines_mispicked
from sim.parcels import Parcels

NOTED_AT_ONCE = 4096
"""Parcels whose picks are logged together."""

_NONE = np.zeros(0, dtype=np.int64)


class Picks:
    """Logs the stock moves of picked parcels, and the lines that were picked wrong."""

    def __init__(self, context: Context, parcels: Parcels) -> None:
        tape, config = context.tape, context.config
        self._log, self._parcels = context.log, parcels
        self._picked = context.log.fulfilments.array("picked")
        self._mispicked = faults.mispicked(tape, config)
        self._has_mispick = faults.orders_with(self._mispicked, tape).astype(np.bool_)
        self._put_right = faults.put_right(tape, config)
        self._lately: list[NDArray[np.int64]] = []
        self._count = 0

    def note(self, rows: NDArray[np.int64]) -> None:
        """These parcels were picked; some later time they are logged."""
        self._lately.append(rows)
        self._count += rows.size
        if self._count >= NOTED_AT_ONCE:
            self.write_down()

    def write_down(self) -> None:
        """Log what is not logged yet."""
        goods = self._parcels.contents(np.concatenate([_NONE, *self._lately]))
        self._lately.clear()
        self._count = 0
        picks = (self._picked[goods.parcel], goods.order, goods.number, goods.ref, goods.item, goods.node)
        stock_picked(self._log, *picks, goods.units)
        if self._has_mispick[goods.order].any():
            wrong = self._mispicked[goods.line]
            noticed = self._put_right[goods.order[wrong]]
            times, order, line, parcel, item, node = (values[wrong] for values in picks)
            lines_mispicked(self._log, times, order, line, parcel, item, node, noticed, goods.units[wrong])
