"""Who waits for stock, and for how long: backorders matched with the units that served them.

A line that waits is served whole by the next allocation of the same line; what is never served waits to the end of
the days of demand.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from sim.kpis.definition import Definition, Kpi
from sim.kpis.fold import Handler
from sim.kpis.view import View
from sim.life.happening import Happening, Rows
from sim.life.lines import LINE_ALLOCATED, LINE_BACKORDERED
from sim.outcome import Facts
from sim.units import DAY, HOUR

_WAITS, _SERVED = 0, 1


class Waiting:
    """Backorders and their ends, gathered row by row and matched when asked."""

    of_days: ClassVar[bool] = False

    def __init__(self, facts: Facts) -> None:
        self._begin, self._horizon = facts.begin, facts.horizon
        self._rows: list[NDArray[np.int64]] = [np.zeros((0, 5), dtype=np.int64)]

    def handlers(self) -> dict[Happening, Handler]:
        """Return what each kind of event adds."""
        return {
            LINE_BACKORDERED: lambda rows: self._note(rows, _WAITS),
            LINE_ALLOCATED: lambda rows: self._note(rows, _SERVED),
        }

    def unit_days(self, *, whole_nights: bool) -> float:
        """Units times days waited within the days of demand; by the midnights passed where `whole_nights`."""
        since, until, units, _ = self._matched()
        since, until = np.maximum(since, self._begin), np.minimum(until, self._horizon)
        waited = until // DAY - since // DAY if whole_nights else until - since
        total = int((np.maximum(waited, 0) * units).sum())
        return float(total) if whole_nights else total / DAY

    def mean_hours(self) -> float | None:
        """Mean hours a unit waited, of those that were served."""
        since, until, units, served = self._matched()
        weight = int(units[served].sum())
        return int(((until - since) * units)[served].sum()) / (HOUR * weight) if weight else None

    def _note(self, rows: Rows, what: int) -> None:
        columns = (rows["order"], rows["line"], rows["time"], np.full(rows.size, what), rows["units"])
        self._rows.append(np.stack([column.astype(np.int64) for column in columns], axis=1))

    def _matched(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
        """Since when, until when, units, and whether they were served, of every backorder."""
        rows = np.concatenate(self._rows)
        rows = rows[np.lexsort((rows[:, 3], rows[:, 2], rows[:, 1], rows[:, 0]))]
        waits = np.flatnonzero(rows[:, 3] == _WAITS)
        following = np.minimum(waits + 1, len(rows) - 1)
        same = (rows[following, :2] == rows[waits, :2]).all(axis=1) & (rows[following, 3] == _SERVED)
        until = np.where(same, rows[following, 2], np.maximum(self._horizon, rows[waits, 2]))
        return rows[waits, 2], until, rows[waits, 4], same


def _backorder_age(view: View) -> float | None:
    return view.of(Waiting).mean_hours()


READERS = (Waiting,)

KPIS = (
    Kpi(
        Definition(
            "backorder_age",
            "Backorder age",
            "hours",
            "down",
            "from the moment a unit has to wait for stock to the moment it is allocated, by unit",
            "units that waited and were served",
        ),
        _backorder_age,
    ),
)
