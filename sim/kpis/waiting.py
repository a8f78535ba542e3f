"""Who waits for stock, and for how long: backorders matched with the units that served them.

Units of a line that wait are served by the allocations of the same line that follow, in whatever parts; what is never
served waits to the end of the days of demand.
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
_ROOM = 1 << 40
"""More units than a line can wait for."""


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
        """Since when, until when, units, and whether they were served, of every part of a backorder.

        The units of a line that waited first are served first: on the line's axis of units waited for so far, waits
        and allocations are intervals, and what both cut it into are the parts.
        """
        rows = np.concatenate(self._rows)
        rows = rows[np.lexsort((rows[:, 3], rows[:, 2], rows[:, 1], rows[:, 0]))]
        _, line = np.unique(rows[:, :2], axis=0, return_inverse=True)
        line = line.ravel()
        is_wait = rows[:, 3] == _WAITS
        begun = np.full(line.max(initial=-1) + 1, np.iinfo(np.int64).max)
        np.minimum.at(begun, line[is_wait], rows[is_wait, 2])
        waits, serves = rows[is_wait], rows[~is_wait & (rows[:, 2] >= begun[line])]
        of_waits, of_serves = line[is_wait], line[~is_wait & (rows[:, 2] >= begun[line])]
        wait_end, serve_end = _along(of_waits, waits[:, 4]), _along(of_serves, serves[:, 4])
        asked = np.zeros(begun.size, dtype=np.int64)
        np.add.at(asked, of_waits, waits[:, 4])
        cuts = serve_end[serve_end < of_serves * _ROOM + asked[of_serves]]
        ends = np.unique(np.concatenate((wait_end, cuts)))
        of = (ends - 1) // _ROOM
        begins = np.maximum(np.concatenate(([0], ends[:-1])), of * _ROOM)
        wait, serve = np.searchsorted(wait_end, ends), np.searchsorted(serve_end, ends)
        within = serve < serve_end.size
        served = within.copy()
        served[within] = of_serves[serve[within]] == of[within]
        since = waits[wait, 2]
        until = np.maximum(self._horizon, since)
        until[served] = np.maximum(serves[serve[served], 2], since[served])
        return since, until, ends - begins, served


def _along(line: NDArray[np.int64], units: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where each row's units end on the axis of its line, which begins at `_ROOM` times its number; rows by line."""
    total = np.cumsum(units)
    first = np.searchsorted(line, line)
    before = np.where(first > 0, total[first - 1], 0)
    result: NDArray[np.int64] = line * _ROOM + total - before
    return result


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
