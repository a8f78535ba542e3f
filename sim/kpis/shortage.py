"""When the shelf is empty: what was asked for and could not be had at once, or at all.

Asked for are the lines of every order that came as far as the stock check: confirmed orders, and
those that ended there for lack of stock. A line misses units that had to wait, were given up, or
were promised and not found at the pick; a unit counts once, however often it was moved about. An
order that ends for lack of one item takes its other lines with it: all of it is lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.kpis.definition import Definition, Kpi, share
from sim.kpis.fold import Handler, Rows, total
from sim.log import Kind
from sim.order import Rejection
from sim.outcome import Facts
from sim.processing.availability import Cancellation

if TYPE_CHECKING:
    from sim.kpis.view import View


class Shortage:
    """Units missed by line, orders lost to empty shelves, and totals.

    `missed` int32 (lines,): units not to be had at once; `lost` bool (orders,): orders that ended
    at the stock check; `dropped_lines` were given up at the check and `cancelled_lines` after the
    order was confirmed.
    """

    def __init__(self, facts: Facts) -> None:
        tape = facts.tape
        self._line_start = tape.baskets.line_start
        self.missed: NDArray[np.int32] = np.zeros(tape.lines, dtype=np.int32)
        self.lost: NDArray[np.bool_] = np.zeros(tape.orders, dtype=np.bool_)
        self.backordered = 0
        self.given_up = 0
        self.dropped_lines = 0
        self.cancelled_lines = 0

    def handlers(self) -> dict[int, Handler]:
        """Return what each kind of event adds."""
        return {
            Kind.LINE_BACKORDERED: self._waits,
            Kind.LINE_CANCELLED: self._cancelled,
            Kind.LINE_SHORT: self._misses,
            Kind.REJECTED: self._rejected,
        }

    def _misses(self, rows: Rows) -> None:
        np.add.at(self.missed, self._line_start[rows["order"]] + rows["line"], rows["value"].astype(np.int32))

    def _waits(self, rows: Rows) -> None:
        self._misses(rows)
        self.backordered += total(rows)

    def _cancelled(self, rows: Rows) -> None:
        self._misses(rows)
        kept_order = rows["reason"] != Cancellation.ORDER_CANCELLED
        after = rows["reason"] == Cancellation.NOT_FOUND
        self.given_up += int(rows["value"][kept_order].sum())
        self.cancelled_lines += int(after.sum())
        self.dropped_lines += int((kept_order & ~after).sum())

    def _rejected(self, rows: Rows) -> None:
        self.lost[rows["order"][rows["reason"] == Rejection.STOCK]] = True


def _asked(view: View) -> tuple[int, int]:
    """Units and lines that came as far as the stock check."""
    orders = view.confirmed | view.shortage.lost
    return int(view.units_ordered[orders].sum()), int(view.lines_ordered[orders].sum())


def units_short(view: View) -> int:
    """Units asked for that were not there at the first attempt, or not at all."""
    baskets, lost = view.facts.tape.baskets, view.shortage.lost
    short = np.flatnonzero(view.shortage.missed)
    order = np.searchsorted(baskets.line_start, short, side="right") - 1
    missed = np.minimum(view.shortage.missed[short], baskets.quantity[short])[~lost[order]]
    return int(missed.sum()) + int(view.units_ordered[lost].sum())


def _fill_rate(view: View) -> float | None:
    units, _ = _asked(view)
    return share(units - units_short(view), units)


def _stockout_rate(view: View) -> float | None:
    return share(int(np.count_nonzero(view.shortage.missed)), _asked(view)[1])


def _backorder_rate(view: View) -> float | None:
    return share(view.shortage.backordered, _asked(view)[0])


def _lost_sales(view: View) -> float | None:
    lost = view.shortage.given_up + int(view.units_ordered[view.shortage.lost].sum())
    return share(lost, _asked(view)[0])


def _cancel_rate(view: View) -> float | None:
    lines = int(view.lines_ordered[view.confirmed].sum()) - view.shortage.dropped_lines
    return share(view.shortage.cancelled_lines, lines)


def _rejection_rate(view: View) -> float | None:
    return share(int(np.count_nonzero(view.orders["rejected"] >= 0)), view.placed.size)


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
            "cancel_rate",
            "Cancellation rate",
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
