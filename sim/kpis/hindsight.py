"""The bound of sourcing: how many units could have been found at once by who had known every order beforehand.

The stock of all nodes that send is one heap, nothing of it is kept back, and every order may have any unit that is
there when it is checked. What came to these nodes, vanished there or was sold to walk-ins did so as it did. No rule can
fill more: what was filled was taken from the same shelves, and in the heap as well. (A relaxation by pooling; within an
item the most units that can be served is a minimum over moments, because a unit served early and one served late weigh
the same.) Microseconds, units.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from sim.kpis.definition import Definition, Kpi, share
from sim.kpis.fold import Handler
from sim.kpis.shortage import Shortage, units_asked, units_short
from sim.kpis.view import View
from sim.life.collection import SOLD_AT_COUNTER
from sim.life.goods import (
    STOCK_PICKED,
    STOCK_RECEIVED,
    STOCK_RETURNED,
    STOCK_SHRUNK,
    TRANSFER_RECEIVED,
    TRANSFER_SENT,
)
from sim.life.happening import Happening, Rows
from sim.outcome import Facts
from sim.placement.collecting import from_own_shelf, handing_over

IntArray = NDArray[np.int64]
Times = tuple[IntArray, IntArray, IntArray]
"""Item, time and units of some events, (events,) each."""


def senders(facts: Facts) -> NDArray[np.bool_]:
    """Nodes whose goods go to orders, bool (nodes,): sent, or handed over from the shelf."""
    config = facts.config
    sends = np.array(config.fulfilment.sends)
    for store in handing_over(config) if config.placement.preferences.collect else ():
        sends[store] |= from_own_shelf(config, store)
    return sends


def is_asked(facts: Facts) -> bool:
    """Whether anybody chooses a node: at least two send."""
    return int(np.count_nonzero(senders(facts))) > 1


class ShelfMoves:
    """What came to and left the shelves of senders but for orders, as it happened: units, item and time."""

    of_days: ClassVar[bool] = True

    def __init__(self, facts: Facts) -> None:
        self._senders, self._asked = senders(facts), is_asked(facts)
        self._moves: list[Times] = []

    def handlers(self) -> dict[Happening, Handler]:
        """Return what each kind of move adds: nothing where there is no choice of a node."""
        if not self._asked:
            return {}
        signs = {
            STOCK_RECEIVED: 1, STOCK_RETURNED: 1, TRANSFER_RECEIVED: 1,
            STOCK_SHRUNK: -1, TRANSFER_SENT: -1, SOLD_AT_COUNTER: -1,
        }  # fmt: skip
        return {happening: self._adds(sign) for happening, sign in signs.items()}

    def _adds(self, sign: int) -> Handler:
        def add(rows: Rows) -> None:
            mine = rows.compress(self._senders[rows["node"]])
            self._moves.append((_int(mine["item"]), _int(mine["time"]), sign * _int(mine["units"])))

        return add

    @property
    def moves(self) -> Times:
        """Units that came (above 0) or left, by item and time."""
        return _together(self._moves)


class Picks:
    """What orders took from shelves: line in place of the item, time, and units."""

    of_days: ClassVar[bool] = False

    def __init__(self, facts: Facts) -> None:
        self._asked, self._line_start = is_asked(facts), facts.tape.baskets.line_start
        self._picks: list[Times] = []

    def handlers(self) -> dict[Happening, Handler]:
        """Return what a pick adds."""
        return {STOCK_PICKED: self._picked} if self._asked else {}

    def _picked(self, rows: Rows) -> None:
        line = self._line_start[rows["order"]].astype(np.int64) + rows["line"]
        self._picks.append((line, _int(rows["time"]), _int(rows["units"])))

    @property
    def picks(self) -> Times:
        """All of them, in the order in which they were written."""
        return _together(self._picks)


def _int(column: NDArray[np.integer]) -> IntArray:
    return np.asarray(column, dtype=np.int64)


def _together(parts: list[Times]) -> Times:
    none = np.zeros(0, dtype=np.int64)
    item, time, units = (np.concatenate(column) for column in zip((none,) * 3, *parts, strict=True))
    return item, time, units


def wishes(view: View) -> Times:
    """Every unit asked for, at the moment it could be had: when it was picked, or when its order was checked.

    At the pick count as many units of a line as were found at the first attempt, the earliest picked of them.
    """
    facts, shortage = view.facts, view.of(Shortage)
    baskets, asked = facts.tape.baskets, view.confirmed | shortage.lost
    order = np.repeat(np.arange(asked.size), np.diff(baskets.line_start))
    checked = np.where(view.confirmed, view.orders["confirmed"], view.orders["rejected"])[order]
    wanted = np.where(asked[order], baskets.quantity, 0).astype(np.int64)
    filled = np.where(shortage.lost[order], 0, np.maximum(0, wanted - shortage.missed))
    line, time, units = view.of(Picks).picks
    by_line = np.lexsort((time, line))
    line, time, units = line[by_line], time[by_line], units[by_line]
    before = np.cumsum(units) - units
    first = np.searchsorted(line, line)
    before -= before[first] if line.size else 0
    at_once = np.clip(filled[line] - before, 0, units)
    rest = wanted.copy()
    np.subtract.at(rest, line, at_once)
    lines = np.arange(rest.size)
    item = _int(baskets.item)
    return (
        np.concatenate((item[line], item[lines])),
        np.concatenate((time, checked)),
        np.concatenate((at_once, rest)),
    )


def most_served(there: int, moves: tuple[IntArray, IntArray], wanted: tuple[IntArray, IntArray]) -> int:
    """Return the most units of an item that can be served when they are wanted, from `there` at the start.

    moves, wanted : times and units, (events,) each. At equal times what comes is there before what leaves, and both
    before who wants it.
    """
    time = np.concatenate((moves[0], wanted[0]))
    move = np.concatenate((moves[1], np.zeros_like(wanted[1])))
    want = np.concatenate((np.zeros_like(moves[1]), wanted[1]))
    order = np.lexsort((-move, want > 0, time))
    left = there + np.cumsum(move[order])
    most = np.maximum(0, np.minimum.accumulate(left[::-1])[::-1])  # served up to a moment, so that nobody lacks later
    asked = np.cumsum(want[order])
    total = int(asked[-1]) if asked.size else 0
    return total if not asked.size else min(total, int((most - asked).min()) + total)


def _by_item(times: Times, items: IntArray) -> Iterator[tuple[IntArray, IntArray]]:
    """Times and units of the events of each of some items, numbers in rising order."""
    item, time, units = times
    together = np.argsort(item, kind="stable")
    begins, ends = (np.searchsorted(item[together], items, side=side) for side in ("left", "right"))
    return ((time[together[a:b]], units[together[a:b]]) for a, b in zip(begins, ends, strict=True))


def served_in_hindsight(view: View) -> int:
    """Return the units that could have been found at the first attempt at most."""
    facts, shortage = view.facts, view.of(Shortage)
    pool, wanted = senders(facts), wishes(view)
    lost = np.repeat(shortage.lost, np.diff(facts.tape.baskets.line_start))
    # Of all other items everything was found.
    short = np.unique(_int(facts.tape.baskets.item[lost | (shortage.missed > 0)]))
    item, time, units = view.of(ShelfMoves).moves
    walk_ins = facts.tape.walk_ins
    if walk_ins is not None:
        mine = pool[walk_ins.node]
        sold = np.maximum(view.everything["walk_ins"]["sold"][mine], 0)
        item, time = np.concatenate((item, walk_ins.item[mine])), np.concatenate((time, walk_ins.time[mine]))
        units = np.concatenate((units, -sold))
    there = facts.opening_stock[pool].sum(axis=0)[short].tolist()
    found = zip(there, _by_item((item, time, units), short), _by_item(wanted, short), strict=True)
    return int(wanted[2][~np.isin(wanted[0], short)].sum()) + sum(most_served(*one) for one in found)


def _fill_rate(view: View) -> float | None:
    if view.window is not None or not is_asked(view.facts):
        return None
    asked = units_asked(view)
    # An order that is still to be picked is filled in the rate, and took nothing.
    return share(max(view.once(served_in_hindsight), asked - units_short(view)), asked)


READERS = (ShelfMoves, Picks)

KPIS = (
    Kpi(
        Definition(
            "fill_rate_in_hindsight",
            "Fill rate in hindsight",
            "share",
            "none",
            "units that could have been found at the first attempt by who had known every order: all nodes that send "
            "are one, nothing is kept back, and walk-ins buy what they bought; no sourcing rule fills more",
            "units demanded",
        ),
        _fill_rate,
    ),
)
