"""Parcels that stood ready for a van and were left on the dock: how often, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from sim.kpis.fold import Handler, fold
from sim.life.happening import Happening, Rows
from sim.life.parcels import LEFT_OUT, PARCEL_LEFT_OUT, LeftOut
from sim.log import Log
from sim.outcome import Facts
from sim.units import UNOBSERVED


class LeftBehind:
    """Why parcels were left on the dock: a bit of each reason an order met, uint8 (orders,)."""

    of_days: ClassVar[bool] = False

    def __init__(self, facts: Facts) -> None:
        orders = facts.tape.orders
        self.reasons: NDArray[np.uint8] = np.zeros(orders, dtype=np.uint8)

    def handlers(self) -> dict[Happening, Handler]:
        """Return what a parcel left on the dock adds."""
        return {PARCEL_LEFT_OUT: self._left}

    def _left(self, rows: Rows) -> None:
        np.bitwise_or.at(self.reasons, rows["order"], (1 << rows["reason"]).astype(np.uint8))

    def commonest(self, orders: NDArray[np.int64]) -> tuple[int, str] | None:
        """Return how many of some orders met their commonest reason, and its words; None if none met any."""
        met = self.reasons[orders]
        counts = {reason: int(np.count_nonzero(met & (1 << reason))) for reason in LeftOut}
        most = max(LeftOut, key=lambda reason: (counts[reason], reason))
        return (counts[most], LEFT_OUT[most]) if counts[most] else None


def left_behind(parcels: Mapping[str, NDArray[np.int64]]) -> tuple[NDArray[np.int64], int]:
    """Return the rows of parcels that were still to leave with a van at the end, and how many ever stood ready for one.

    Who cancelled has no parcel that is still to leave.
    """
    ready = (parcels["staged"] != UNOBSERVED) & (parcels["carrier"] == 0)
    there = (parcels["handed_over"] == UNOBSERVED) & (parcels["ended"] == UNOBSERVED)
    return np.flatnonzero(ready & there), int(np.count_nonzero(ready))


def never_left(log: Log, facts: Facts) -> tuple[str, ...]:
    """Return a warning where parcels were offered to the vans and had not left when the run ended."""
    parcels = log.fulfilments.arrays()
    rows, ready = left_behind(parcels)
    if not rows.size:
        return ()
    waiting = parcels["order"][rows]
    left = LeftBehind(facts)
    fold(log, (left,))
    found = left.commonest(waiting)
    if found is None:
        return ()
    count, why = found
    return (
        f"{waiting.size:,} of {ready:,} parcels that stood ready for a van had not left at the end: {why} ({count:,})",
    )
