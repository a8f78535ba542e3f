"""Parcels that left a second time because the first was lost."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from sim.kpis.fold import Handler
from sim.life.happening import Happening, Rows
from sim.life.parcels import GOODS_SENT_AGAIN
from sim.outcome import Facts


class SentAgain:
    """Parcels of each order whose goods were lost before, int32 (orders,)."""

    of_days: ClassVar[bool] = False

    def __init__(self, facts: Facts) -> None:
        self.parcels: NDArray[np.int32] = np.zeros(facts.tape.orders, dtype=np.int32)

    def handlers(self) -> dict[Happening, Handler]:
        """Return what goods sent again add."""
        return {GOODS_SENT_AGAIN: self._again}

    def _again(self, rows: Rows) -> None:
        np.add.at(self.parcels, rows["order"], 1)
