"""Parcels whose customers cancel before they leave: taken off the dock, where whoever sends them knows.

A customer can cancel until the parcel leaves for the first time, or is on a plan. Who plans from an older list sends
the van all the same, which hears of it at the door.
"""

from __future__ import annotations

from functools import partial
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sim.clock import COMPLETION
from sim.context import Context
from sim.parcels import Parcels
from sim.placement.cancelling import cancelled_at
from sim.units import UNOBSERVED


class Consequences(Protocol):
    """What follows for the order."""

    def cancelled(self, row: int, now: int) -> None:
        """The customer of a parcel does not want it any more, and it is at its node."""


class Cancelling:
    """Whose parcels are on a dock for nobody."""

    def __init__(self, context: Context, parcels: Parcels, consequences: Consequences) -> None:
        self._context, self._parcels, self._consequences = context, parcels, consequences
        self._left = context.log.fulfilments.array("handed_over")
        self._some = context.config.placement.cancellation.share > 0
        self._at = cancelled_at(context) if self._some else np.zeros(0, dtype=np.int64)

    def by(self, rows: NDArray[np.int64], until: int) -> NDArray[np.bool_]:
        """Which parcels on a dock are cancelled by a moment, (parcels,); none that has left before."""
        if not self._some:
            return np.zeros(rows.size, dtype=np.bool_)
        cancelled: NDArray[np.bool_] = (self._at[self._parcels.order[rows]] <= until) & (self._left[rows] == UNOBSERVED)
        return cancelled

    def take_off(self, rows: NDArray[np.int64], now: int, known_until: int) -> NDArray[np.int64]:
        """Take what is known to be cancelled off the dock, right after this moment; what stays there."""
        off = self.by(rows, known_until)
        for row in rows[off].tolist():
            self._context.clock.at(now + 1, COMPLETION, partial(self._consequences.cancelled, row), row)
        return rows[~off]
