"""Promised and not found: what picks missed, because the records were wrong or had not heard yet."""

from __future__ import annotations

from typing import ClassVar

from sim.kpis.definition import Definition, Kpi, share
from sim.kpis.fold import Handler, total
from sim.kpis.view import View
from sim.life.goods import STOCK_PICKED
from sim.life.happening import Happening, Rows
from sim.life.lines import LINE_SHORT
from sim.outcome import Facts


class Shorts:
    """Units that picks found, and that they did not find."""

    of_days: ClassVar[bool] = False

    def __init__(self, facts: Facts) -> None:
        self.found = 0
        self.missing = 0

    def handlers(self) -> dict[Happening, Handler]:
        """Return what each pick adds."""
        return {STOCK_PICKED: self._picked, LINE_SHORT: self._short}

    def _picked(self, rows: Rows) -> None:
        self.found += total(rows)

    def _short(self, rows: Rows) -> None:
        self.missing += total(rows)


def _short_rate(view: View) -> float | None:
    picks = view.of(Shorts)
    return share(picks.missing, picks.missing + picks.found)


READERS = (Shorts,)

KPIS = (
    Kpi(
        Definition(
            "short_rate",
            "Promised and not found",
            "share",
            "down",
            "promised units that the pick did not find",
            "units looked for at picks",
        ),
        _short_rate,
    ),
)
