"""Was it the right thing, for the right price, to the right place? And was it picked right?

An error that a check caught before the customer met it counts in picking accuracy at most, never
in order accuracy. Damage is a matter of condition, not of accuracy: see `promises`.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from sim.kpis.definition import Definition, Kpi, share
from sim.kpis.fold import Handler
from sim.kpis.marks import Mark
from sim.kpis.view import View
from sim.life.goods import STOCK_PICKED
from sim.life.happening import Happening, Rows
from sim.life.lines import LINE_MISPICKED
from sim.outcome import Facts

INACCURATE = Mark.WRONG_GOODS | Mark.WRONG_PRICE | Mark.WRONG_ADDRESS


class Picks:
    """Lines picked and lines picked wrong, before the quality check."""

    of_days: ClassVar[bool] = False

    def __init__(self, facts: Facts) -> None:
        self.lines = 0
        self.wrong = 0

    def handlers(self) -> dict[Happening, Handler]:
        """Return what each kind of event adds."""
        return {STOCK_PICKED: self._picked, LINE_MISPICKED: self._mispicked}

    def _picked(self, rows: Rows) -> None:
        self.lines += rows.size

    def _mispicked(self, rows: Rows) -> None:
        self.wrong += rows.size


def _order_accuracy(view: View) -> float | None:
    wrong = view.delivered & view.marks.any_of(INACCURATE)
    return share(view.delivered_count - int(np.count_nonzero(wrong)), view.delivered_count)


def _picking_accuracy(view: View) -> float | None:
    return share(view.of(Picks).lines - view.of(Picks).wrong, view.of(Picks).lines)


READERS = (Picks,)

KPIS = (
    Kpi(
        Definition(
            "order_accuracy",
            "Order accuracy",
            "share",
            "up",
            "delivered orders without an error of content, address or price that reached the customer or the door",
            "delivered orders",
        ),
        _order_accuracy,
    ),
    Kpi(
        Definition(
            "picking_accuracy",
            "Picking accuracy",
            "share",
            "up",
            "lines picked right, before the quality check; a line short for want of stock is no error",
            "lines picked",
        ),
        _picking_accuracy,
    ),
)
