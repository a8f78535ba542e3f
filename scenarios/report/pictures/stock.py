"""Stock over time: what is on the shelves and what the records say, at cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from scenarios.report.pictures.demand import shown_until
from scenarios.report.pictures.style import RECORD, STOCK, TROUBLE, bin_width, calendar, end_labels, panels
from sim.kpis.fold import Handler, fold
from sim.life.collection import SOLD_AT_COUNTER
from sim.life.goods import RECORD_CORRECTED, STOCK_PICKED, STOCK_RECEIVED, STOCK_RETURNED, STOCK_SHRUNK
from sim.life.happening import Happening, Rows
from sim.life.lines import LINE_BACKORDERED, LINE_CANCELLED, LINE_SHORT
from sim.outcome import Outcome
from sim.units import DAY


@dataclass(frozen=True, slots=True, eq=False)
class StockHistory:
    """Value at cost by time bin, minor units: on the shelf, in the records; and units asked for in vain."""

    edges: NDArray[np.int64]
    shelf: NDArray[np.int64]
    record: NDArray[np.int64]
    missed: NDArray[np.int64]


class _Moves:
    """Changes of value by time bin."""

    def __init__(self, edges: NDArray[np.int64], unit_cost: NDArray[np.int64]) -> None:
        self._edges = edges
        self._unit_cost = unit_cost
        self.shelf = np.zeros(edges.size, dtype=np.int64)
        self.record = np.zeros(edges.size, dtype=np.int64)
        self.missed = np.zeros(edges.size, dtype=np.int64)

    def handlers(self) -> dict[Happening, Handler]:
        """Return what each kind of move changes; nobody records shrinkage, and a count moves no goods."""
        return {
            STOCK_PICKED: lambda rows: self._both(rows, -1),
            STOCK_RECEIVED: lambda rows: self._both(rows, 1),
            STOCK_RETURNED: lambda rows: self._both(rows, 1),
            SOLD_AT_COUNTER: lambda rows: self._both(rows, -1),
            STOCK_SHRUNK: lambda rows: self._change(self.shelf, rows, -1),
            RECORD_CORRECTED: lambda rows: self._change(self.record, rows, 1),
            LINE_BACKORDERED: self._missed,
            LINE_CANCELLED: self._missed,
            LINE_SHORT: self._missed,
        }

    def _bins(self, rows: Rows) -> NDArray[np.int64]:
        """The first edge at or after each row's time: a move is seen from there on."""
        return np.minimum(np.searchsorted(self._edges, rows["time"]), self._edges.size - 1)

    def _change(self, values: NDArray[np.int64], rows: Rows, sign: int) -> None:
        np.add.at(values, self._bins(rows), sign * rows.values * self._unit_cost[rows["item"]])

    def _both(self, rows: Rows, sign: int) -> None:
        self._change(self.shelf, rows, sign)
        self._change(self.record, rows, sign)

    def _missed(self, rows: Rows) -> None:
        np.add.at(self.missed, self._bins(rows), rows["units"])


def history(outcome: Outcome, end: int) -> StockHistory:
    """Follow the stock until `end`, microseconds."""
    facts = outcome.facts
    width, _ = bin_width(facts.horizon)
    edges = np.arange(0, end + width, width, dtype=np.int64)
    cost = facts.tape.goods.unit_cost
    moves = _Moves(edges, cost)
    fold(outcome.log, (moves,))
    opening = [int((stock * cost).sum()) for stock in (facts.opening_stock, facts.opening_record)]
    shelf, record = np.cumsum(moves.shelf) + opening[0], np.cumsum(moves.record) + opening[1]
    return StockHistory(edges, shelf, record, moves.missed)


def draw(outcome: Outcome) -> Figure | None:
    """The value on the shelf and in the records; below, the units that somebody asked for in vain."""
    facts = outcome.facts
    if not facts.opening_stock.size:
        return None
    end = shown_until(outcome)
    _, name = bin_width(facts.horizon)
    found = history(outcome, end)
    # The last bin gathers everything later and is left out.
    days, shelf, record = found.edges[:-1] / DAY, found.shelf[:-1] / 100_000, found.record[:-1] / 100_000
    drawing = panels(2, heights=(3.0, 1.0))
    axes, below = drawing.axes
    axes.plot(days, shelf, color=STOCK, linewidth=4.0, solid_capstyle="butt")
    axes.plot(days, record, color=RECORD, linewidth=1.4, linestyle=(0, (4, 2)))
    high = max(float(shelf.max(initial=0)), float(record.max(initial=0)))
    axes.set_ylim(0, 1.12 * high if high > 0 else 1)
    axes.set_ylabel(f"thousand {facts.config.currency}")
    axes.set_title("stock at cost", loc="left", fontsize=10)
    ends = ((shelf, "on the shelf", STOCK), (record, "in the records", RECORD))
    labels = [(float(values[-1]), f"{words}: {values[-1]:,.1f}", colour) for values, words, colour in ends]
    end_labels(axes, float(days[-1]), labels)
    missed = found.missed[1:]
    below.stairs(missed, found.edges / DAY, color=TROUBLE, fill=True)
    words = f"units asked for in vain, in {'an' if name == 'hour' else 'a'} {name}"
    below.set_title(
        words if missed[:-1].any() else "no unit was asked for in vain", loc="left", fontsize=10, color=TROUBLE
    )
    below.set_ylim(0, max(1, int(missed[:-1].max(initial=0))))
    below.yaxis.set_major_locator(MaxNLocator(3, integer=True))
    calendar(below, facts.config.start, end)
    return drawing
