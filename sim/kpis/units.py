"""Units that customers hold: picked for an order, less those that were lost or came back undelivered.

A parcel's planned `units` still hold what was not found at the pick, so they are not asked.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.kpis.fold import Handler, Rows
from sim.log import Kind


class Units:
    """Units that left the shelf for each order and did not fail on the way, int32 (orders,).

    Of an order that has not ended it also counts what is still on its way.
    """

    def __init__(self, orders: int) -> None:
        self.sent: NDArray[np.int32] = np.zeros(orders, dtype=np.int32)

    def handlers(self) -> dict[int, Handler]:
        """Return what each kind of event changes."""
        return {
            Kind.STOCK_PICKED: lambda rows: self._change(rows, 1),
            Kind.LOST: lambda rows: self._change(rows, -1),
            Kind.RETURNED_TO_SENDER: lambda rows: self._change(rows, -1),
        }

    def _change(self, rows: Rows, sign: int) -> None:
        np.add.at(self.sent, rows["order"], sign * rows["value"].astype(np.int32))
