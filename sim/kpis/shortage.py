"""When the shelf is empty: what was asked for and could not be had at once, or at all.

Asked for are the lines of every order that came as far as the stock check: confirmed orders, and
those that ended there for lack of stock. A line misses units that had to wait, were given up or replaced, or
were promised and not found at the pick; a unit counts once, however often it was moved about: what
was short and then waits is one unit, and so is what waited and is short again. An
order that ends for lack of one item takes its other lines with it: all of it is lost.
"""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sim.kpis.definition import Definition, Kpi, share
from sim.kpis.fold import Handler
from sim.kpis.view import View
from sim.life.happening import Happening, Rows
from sim.life.lines import LINE_ALLOCATED, LINE_BACKORDERED, LINE_CANCELLED, LINE_SHORT, LINE_SUBSTITUTED, Cancellation
from sim.life.orders import REJECTED, Rejection
from sim.outcome import Facts
from sim.processing.substitution import may_substitute

Columns: TypeAlias = "tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]"
"""Line, time, units, and the line in its parcel as one number: (events,) each."""

_NONE = np.zeros(0, dtype=np.int64)
_PARCELS = 256
"""More than an order can have."""


class Shortage:
    """Units missed by line, orders lost to empty shelves, and totals.

    `lost` bool (orders,): orders that ended at the stock check; `dropped_lines` were given up at the check
    and `cancelled_lines` after the order was confirmed.
    """

    of_days: ClassVar[bool] = False

    def __init__(self, facts: Facts) -> None:
        tape = facts.tape
        self._line_start = tape.baskets.line_start
        self._quantity = tape.baskets.quantity
        self._at_check: NDArray[np.int64] = np.zeros(tape.lines, dtype=np.int64)
        self._waits: list[Columns] = []
        self._shorts: list[Columns] = []
        self._promised_again: list[NDArray[np.int64]] = []
        self.lost: NDArray[np.bool_] = np.zeros(tape.orders, dtype=np.bool_)
        self.given_up = 0
        self.substituted = 0
        self.dropped_lines = 0
        self.cancelled_lines = 0

    def handlers(self) -> dict[Happening, Handler]:
        """Return what each kind of event adds."""
        return {
            LINE_BACKORDERED: lambda rows: self._waits.append((*self._columns(rows), self._line(rows))),
            LINE_CANCELLED: self._cancelled,
            LINE_SUBSTITUTED: self._substituted,
            LINE_SHORT: lambda rows: self._shorts.append((*self._columns(rows), self._in_parcel(rows))),
            LINE_ALLOCATED: lambda rows: self._promised_again.append(self._in_parcel(rows)),
            REJECTED: self._rejected,
        }

    @cached_property
    def missed(self) -> NDArray[np.int64]:
        """Units of each line that were not to be had at once, int64 (lines,)."""
        line, time, units, place = self._together(self._shorts)
        again = np.isin(place, np.concatenate([_NONE, *self._promised_again]))
        # What a line was promised at the check is in one parcel, and short there once.
        _, first = np.unique(np.where(again, -1, line), return_index=True)
        first = first[~again[first]]
        waits, since, waiting, _ = self._together(self._waits)
        short_from = np.full(self._at_check.size, np.iinfo(np.int64).max)
        np.minimum.at(short_from, line, time)
        at_check = since < short_from[waits]
        missed = self._at_check.copy()
        np.add.at(missed, waits[at_check], waiting[at_check])
        np.add.at(missed, line[first], units[first])
        return np.asarray(np.minimum(missed, self._quantity), dtype=np.int64)

    @cached_property
    def backordered(self) -> int:
        """Units that waited for stock."""
        line, _, units, _ = self._together(self._waits)
        waited = np.zeros_like(self._at_check)
        np.add.at(waited, line, units)
        return int(np.minimum(waited, self.missed).sum())

    def _columns(self, rows: Rows) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        return self._line(rows), rows["time"], rows["units"]

    def _line(self, rows: Rows) -> NDArray[np.int64]:
        return np.asarray(self._line_start[rows["order"]].astype(np.int64) + rows["line"], dtype=np.int64)

    def _in_parcel(self, rows: Rows) -> NDArray[np.int64]:
        """A line in a parcel of its order, as one number."""
        return np.asarray(self._line(rows) * _PARCELS + rows["parcel"], dtype=np.int64)

    @staticmethod
    def _together(parts: list[Columns]) -> Columns:
        """Line, time, units, and line in its parcel of some events, by time."""
        columns = zip((_NONE,) * 4, *parts, strict=True)
        line, time, units, place = (np.concatenate(column) for column in columns)
        by_time = np.argsort(time, kind="stable")
        return line[by_time], time[by_time], units[by_time], place[by_time]

    def _cancelled(self, rows: Rows) -> None:
        kept_order = rows["reason"] != Cancellation.ORDER_CANCELLED
        after = (rows["reason"] == Cancellation.NOT_FOUND) | (rows["reason"] == Cancellation.NOBODY_SENDS)
        checked = rows.compress(~after)
        np.add.at(self._at_check, self._line(checked), checked["units"])
        self.given_up += int(rows["units"][kept_order].sum())
        self.cancelled_lines += int(after.sum())
        self.dropped_lines += int((kept_order & ~after).sum())

    def _substituted(self, rows: Rows) -> None:
        np.add.at(self._at_check, self._line(rows), rows["units"])
        self.substituted += int(rows["units"].sum())

    def _rejected(self, rows: Rows) -> None:
        self.lost[rows["order"][rows["reason"] == Rejection.STOCK]] = True


def _asked(view: View) -> tuple[int, int]:
    """Units and lines that came as far as the stock check."""
    orders = view.confirmed | view.of(Shortage).lost
    return int(view.units_ordered[orders].sum()), int(view.lines_ordered[orders].sum())


def units_short(view: View) -> int:
    """Units asked for that were not there at the first attempt, or not at all."""
    baskets, lost = view.facts.tape.baskets, view.of(Shortage).lost
    short = np.flatnonzero(view.of(Shortage).missed)
    order = np.searchsorted(baskets.line_start, short, side="right") - 1
    missed = view.of(Shortage).missed[short][~lost[order]]
    return int(missed.sum()) + int(view.units_ordered[lost].sum())


def units_asked(view: View) -> int:
    """Units demanded by orders that came as far as the stock check."""
    return _asked(view)[0]


def _fill_rate(view: View) -> float | None:
    units, _ = _asked(view)
    return share(units - units_short(view), units)


def _stockout_rate(view: View) -> float | None:
    return share(int(np.count_nonzero(view.of(Shortage).missed)), _asked(view)[1])


def _backorder_rate(view: View) -> float | None:
    return share(view.of(Shortage).backordered, _asked(view)[0])


def _lost_sales(view: View) -> float | None:
    lost = view.of(Shortage).given_up + int(view.units_ordered[view.of(Shortage).lost].sum())
    return share(lost, _asked(view)[0])


def _units_substituted(view: View) -> float | None:
    return float(view.of(Shortage).substituted) if may_substitute(view.facts.config) else None


def _cancel_rate(view: View) -> float | None:
    lines = int(view.lines_ordered[view.confirmed].sum()) - view.of(Shortage).dropped_lines
    return share(view.of(Shortage).cancelled_lines, lines)


def _rejection_rate(view: View) -> float | None:
    return share(int(np.count_nonzero(view.orders["rejected"] >= 0)), view.placed_count)


READERS = (Shortage,)

KPIS = (
    Kpi(
        Definition(
            "fill_rate",
            "Fill rate",
            "share",
            "up",
            "units promised at the first attempt and found at the pick; of a lost order no unit is filled",
            "units demanded",
        ),
        _fill_rate,
    ),
    Kpi(
        Definition(
            "stockout_rate",
            "Stockout rate",
            "share",
            "down",
            "lines that met an empty shelf, at the check or at the pick",
            "lines demanded",
        ),
        _stockout_rate,
    ),
    Kpi(
        Definition(
            "backorder_rate", "Backorder rate", "share", "down", "units that waited for stock", "units demanded"
        ),
        _backorder_rate,
    ),
    Kpi(
        Definition(
            "lost_sales",
            "Lost sales",
            "share",
            "down",
            "units left out, not found, or of orders that ended for lack of stock",
            "units demanded",
        ),
        _lost_sales,
    ),
    Kpi(
        Definition(
            "units_substituted",
            "Units of other items",
            "units",
            "none",
            "units of items that customers took in place of what was not there, at the lower of the two prices",
        ),
        _units_substituted,
    ),
    Kpi(
        Definition(
            "cancel_rate",
            "Lines cancelled by the shop",
            "share",
            "down",
            "lines cancelled by the merchant after the order was confirmed",
            "confirmed lines",
        ),
        _cancel_rate,
    ),
    Kpi(
        Definition(
            "rejection_rate",
            "Orders rejected",
            "share",
            "down",
            "orders that ended before they were confirmed: caller gave up, payment, fraud, stock",
            "orders placed",
        ),
        _rejection_rate,
    ),
)
