"""Which orders count: those placed in some days of a run, when a steady state is asked for.

The cohort is the orders placed in ``[begin, end)``: after the warm-up, and early enough that orders
were still coming in while they were served. What an order causes is theirs however late it comes;
what stands or is staffed there (shelves, people, vans leaving) counts within the same days, whoever
it is for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from sim.columns import Columns
from sim.log import Log
from sim.outcome import Facts, Outcome
from sim.placement.baskets import Baskets
from sim.tape import Tape


@dataclass(frozen=True, slots=True)
class Window:
    """Days of a run, microseconds from its start: `begin` belongs to it, `end` does not."""

    begin: int
    end: int


class Cohort:
    """The orders of a window, counted from 0: their rows, events and facts.

    Parameters
    ----------
    outcome
        The whole replication.
    window
        When its orders were placed.
    """

    def __init__(self, outcome: Outcome, window: Window) -> None:
        placed = outcome.facts.tape.placed
        self._first, self._last = (int(row) for row in np.searchsorted(placed, (window.begin, window.end)))
        self._log: Log = outcome.log
        self.facts = self._own_facts(outcome.facts, window)

    def orders(self, columns: Columns) -> Columns:
        """Return the rows of a table with one row an order."""
        return {name: column[self._first : self._last] for name, column in columns.items()}

    def rows(self, columns: Columns) -> Columns:
        """Return the rows of a table that names the order of each row."""
        order = columns["order"]
        own = (order >= self._first) & (order < self._last)
        kept = {name: column[own] for name, column in columns.items()}
        return {**kept, "order": kept["order"] - self._first}

    def chunks(self) -> Iterator[NDArray[np.void]]:
        """Give the events of these orders; events that belong to no order are not among them."""
        for chunk in self._log.chunks():
            order = chunk["order"]
            own = chunk[(order >= self._first) & (order < self._last)]
            own["order"] -= self._first
            yield own

    def _own_facts(self, facts: Facts, window: Window) -> Facts:
        own = slice(self._first, self._last)
        return replace(
            facts,
            tape=_part(facts.tape, self._first, self._last),
            stations=tuple(station.within(window.begin, window.end) for station in facts.stations),
            promise_open=facts.promise_open[own],
            promise_close=facts.promise_close[own],
            order_value=facts.order_value[own],
            begin=window.begin,
            horizon=window.end,
        )


def _part(tape: Tape, first: int, last: int) -> Tape:
    """Return some of a tape's orders."""
    orders, start = slice(first, last), tape.baskets.line_start
    lines = slice(int(start[first]), int(start[last]))
    address, observed = tape.address, tape.observed
    return replace(
        tape,
        placed=tape.placed[orders],
        channel=tape.channel[orders],
        preference=tape.preference[orders],
        address=replace(address, **{f.name: getattr(address, f.name)[orders] for f in fields(address)}),
        baskets=Baskets(
            line_start=start[first : last + 1] - start[first],
            item=tape.baskets.item[lines],
            quantity=tape.baskets.quantity[lines],
        ),
        price=tape.price[lines],
        uniforms={name: column[orders] for name, column in tape.uniforms.items()},
        factors={name: column[orders] for name, column in tape.factors.items()},
        line_uniforms={name: column[lines] for name, column in tape.line_uniforms.items()},
        observed=None
        if observed is None
        else replace(observed, **{f.name: getattr(observed, f.name)[orders] for f in fields(observed)}),
    )
