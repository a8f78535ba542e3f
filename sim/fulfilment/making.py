"""Making a parcel of a part of an order: its row, what is in it, how large it is, and how long people work on it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.context import Context
from sim.fulfilment.workloads import Workloads, pick_time
from sim.parcels import Parcels, Part

FIRST_PARCEL = 0


class Making:
    """Parcels that do not hold their whole order, and work that takes longer in a store.

    priority : uint8 by row of the log's fulfilments, that of the order.
    """

    __slots__ = ("_config", "_goods", "_orders", "_parcels", "_priority", "_table", "_undisturbed", "_work")

    def __init__(self, context: Context, parcels: Parcels, work: Workloads, priority: NDArray[np.uint8]) -> None:
        self._config, self._goods, self._orders = context.config, context.tape.goods, context.tape.orders
        self._table, self._parcels, self._work = context.log.fulfilments, parcels, work
        self._priority = memoryview(priority)
        # Packing and labelling of an order whose first parcel a store sends, as they are elsewhere.
        self._undisturbed: dict[int, tuple[int, int]] = {}

    def part(self, order: int, ref: int, parts: list[Part]) -> int:
        """Row of parcel number `ref` of an order, with contents, times and size."""
        row = order if ref == FIRST_PARCEL else self._table.append(order=order)
        work, goods = self._work, self._goods
        total = sum(units for _, _, units in parts)
        mean = float(pick_time(self._config, len(parts), total))
        work.picking[row] = round(mean * work.factor[order] + work.preparation[order])
        work.packing[row], work.labelling[row] = self._undisturbed.get(
            order, (work.packing[order], work.labelling[order])
        )
        work.volume[row] = sum(units * int(goods.volume[item]) for _, item, units in parts)
        self._table["units"][row] = total
        self._table["weight"][row] = sum(units * int(goods.weight[item]) for _, item, units in parts)
        self._parcels.put(row, parts)
        self._parcels.ref[row], self._priority[row] = ref, self._priority[order]
        return row

    def stretch(self, rows: NDArray[np.int64], factor: float) -> None:
        """Whoever works on a parcel in a store serves walk-ins meanwhile: it takes longer."""
        work = self._work
        for row in rows[rows < self._orders].tolist():  # further parcels have their times from here
            self._undisturbed[row] = int(work.packing[row]), int(work.labelling[row])
        for times in (work.picking, work.packing, work.labelling):
            times[rows] = np.rint(factor * times[rows])
