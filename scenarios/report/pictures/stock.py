"""Stock over time: what is on the shelves and what the records say, at cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.report.pictures.demand import shown_until
from scenarios.report.pictures.drawing import INK, Drawing, Line, Panel, Stairs, round_ticks, values
from scenarios.report.pictures.hues import RECORD, STOCK, TROUBLE, bin_width, calendar, end_labels
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


def draw(outcome: Outcome) -> Drawing | None:
    """The value on the shelf and in the records; below, the units that somebody asked for in vain."""
    facts = outcome.facts
    if not facts.opening_stock.size:
        return None
    end = shown_until(outcome)
    _, name = bin_width(facts.horizon)
    found = history(outcome, end)
    # The last bin gathers everything later and is left out.
    days, shelf, record = found.edges[:-1] / DAY, found.shelf[:-1] / 100_000, found.record[:-1] / 100_000
    scale, dates = calendar(facts.config.start, end)
    high = max(float(shelf.max(initial=0)), float(record.max(initial=0)))
    above = Panel(scale, (0.0, 1.12 * high if high > 0 else 1.0), y_label=f"thousand {facts.config.currency}")
    above.title, above.x_ticks = ("stock at cost", INK), [(day, "") for day, _ in dates]
    above.add([Line(days, shelf, STOCK, 4.5), Line(days, record, RECORD, 1.6, dashes="6 3")])
    ends = ((shelf, "on the shelf", STOCK), (record, "in the records", RECORD))
    labels = [(float(of[-1]), f"{words}: {of[-1]:,.1f}", colour) for of, words, colour in ends]
    above.add(end_labels(float(days[-1]), labels, above.y))
    missed = found.missed[1:]
    below = Panel(scale, (0.0, float(max(1, missed[:-1].max(initial=0)))), x_ticks=dates)
    below.y_ticks = round_ticks(*below.y, most=3, whole=True)
    words = f"units asked for in vain, in {'an' if name == 'hour' else 'a'} {name}"
    below.title = words if missed[:-1].any() else "no unit was asked for in vain", TROUBLE
    below.add([Stairs(values(missed[:-1]), found.edges[:-1] / DAY, TROUBLE)])
    above.room = below.room = 165.0
    return Drawing([[above], [below]], height=430, heights=(3.0, 1.0))
