"""Units that customers hold: picked for an order, less those lost, cancelled, undelivered or not collected.

A parcel's planned `units` still hold what was not found at the pick, so they are not asked.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from sim.kpis.fold import Handler
from sim.life.collection import NOT_COLLECTED
from sim.life.goods import STOCK_PICKED
from sim.life.happening import Happening, Rows
from sim.life.parcels import PARCEL_CANCELLED, PARCEL_LOST, RETURNED_TO_SENDER
from sim.outcome import Facts


class Units:
    """Units that left the shelf for each order and did not fail on the way, int32 (orders,).

    Of an order that has not ended it also counts what is still on its way.
    """

    of_days: ClassVar[bool] = False

    def __init__(self, facts: Facts) -> None:
        orders = facts.tape.orders
        self.sent: NDArray[np.int32] = np.zeros(orders, dtype=np.int32)

    def handlers(self) -> dict[Happening, Handler]:
        """Return what each kind of event changes."""
        return {
            STOCK_PICKED: lambda rows: self._change(rows, 1),
            PARCEL_LOST: lambda rows: self._change(rows, -1),
            RETURNED_TO_SENDER: lambda rows: self._change(rows, -1),
            NOT_COLLECTED: lambda rows: self._change(rows, -1),
            PARCEL_CANCELLED: lambda rows: self._change(rows, -1),
        }

    def _change(self, rows: Rows, sign: int) -> None:
        np.add.at(self.sent, rows["order"], sign * rows["units"].astype(np.int32))
