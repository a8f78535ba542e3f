"""What a KPI reads: the tables of the log as arrays, the facts, and the sums of one pass over the events.

The cohort is every order of the tape, or those of a window of its days (see `sim.kpis.window`); it
is followed until each order ends or the replication stops. Orders that had not ended by then are
*censored*: promises to them count as broken, and their number is a KPI of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.columns import Columns
from sim.kpis.fold import Events, Reader, fold
from sim.kpis.marks import Mark, Marks
from sim.kpis.units import Units
from sim.kpis.window import Cohort, Window
from sim.outcome import Facts, Outcome

R = TypeVar("R", bound=Reader)
V = TypeVar("V")


@dataclass(frozen=True, eq=False)
class View:
    """One replication, ready for KPI functions. Tables are name -> int64 column.

    `everything` holds the same tables with the rows of all orders, by the table's name in the log; `events` are
    those of the orders that count, `everyone` all.
    """

    facts: Facts
    orders: Columns
    parcels: Columns
    returns: Columns
    tickets: Columns
    everything: dict[str, Columns]
    window: Window | None
    events: Events
    everyone: Events
    _readers: dict[type[Reader], Reader] = field(default_factory=dict)
    _known: dict[Callable[[View], Any], Any] = field(default_factory=dict)

    def prepare(self, kinds: Iterable[type[Reader]]) -> None:
        """Show the events to readers that have not seen them, in one pass."""
        fresh = [kind(self.facts) for kind in kinds if kind not in self._readers]
        if self.events is self.everyone:
            fold(self.everyone, fresh)
        else:
            fold(self.events, [reader for reader in fresh if not reader.of_days])
            fold(self.everyone, [reader for reader in fresh if reader.of_days])
        self._readers.update((type(reader), reader) for reader in fresh)

    def of(self, kind: type[R]) -> R:
        """Return a reader that has seen the events."""
        if kind not in self._readers:
            self.prepare((kind,))
        reader = self._readers[kind]
        assert isinstance(reader, kind)
        return reader

    def once(self, function: Callable[[View], V]) -> V:
        """Return what a function makes of this view; it is asked once."""
        if function not in self._known:
            self._known[function] = function(self)
        value: V = self._known[function]
        return value

    @property
    def marks(self) -> Marks:
        """What went wrong with which order."""
        return self.of(Marks)

    @cached_property
    def placed(self) -> NDArray[np.int64]:
        """When each order was placed, microseconds (orders,); a candidate that did not order has no time."""
        return self.orders["placed"]

    @cached_property
    def placed_count(self) -> int:
        """Orders placed."""
        return int(np.count_nonzero(self.placed >= 0))

    @cached_property
    def confirmed(self) -> NDArray[np.bool_]:
        """Orders that passed all checks, (orders,)."""
        return self.orders["confirmed"] >= 0

    @cached_property
    def delivered(self) -> NDArray[np.bool_]:
        """Orders of which nothing is open and at least one parcel was delivered, (orders,)."""
        return (self.orders["delivered"] >= 0) & (self.orders["closed"] >= 0)

    @cached_property
    def delivered_count(self) -> int:
        """Orders delivered."""
        return int(np.count_nonzero(self.delivered))

    @cached_property
    def confirmed_count(self) -> int:
        """Orders confirmed."""
        return int(np.count_nonzero(self.confirmed))

    @cached_property
    def censored(self) -> NDArray[np.bool_]:
        """Orders that had not ended when the replication stopped, (orders,)."""
        return (self.placed >= 0) & (self.orders["closed"] < 0) & (self.orders["rejected"] < 0)

    @cached_property
    def open_count(self) -> int:
        """Orders that had not ended when the replication stopped."""
        return int(np.count_nonzero(self.censored))

    @cached_property
    def due_count(self) -> int:
        """Orders that were confirmed, or might still be, and of which their customers did not cancel all."""
        return int(np.count_nonzero((self.confirmed | self.censored) & ~self.called_off))

    @cached_property
    def called_off(self) -> NDArray[np.bool_]:
        """Orders that ended without anything, because their customers cancelled, (orders,)."""
        return self.marks.any_of(Mark.CALLED_OFF) & ~self.delivered & ~self.censored

    @cached_property
    def waiting(self) -> NDArray[np.int64]:
        """The order of each parcel that had not ended, and each open order that had none, int64 (parcels,)."""
        under_way = self.parcels["order"][(self.parcels["released"] >= 0) & (self.parcels["ended"] < 0)]
        return np.concatenate((under_way, np.setdiff1d(np.flatnonzero(self.censored), under_way)))

    @cached_property
    def open_parcels(self) -> int:
        """Parcels that had not ended, and one for each open order that had none."""
        return self.waiting.size

    @cached_property
    def parcels_shipped(self) -> NDArray[np.int64]:
        """Parcels that left the dock, by order, (orders,)."""
        return self._parcels_by_order("handed_over")

    @cached_property
    def shipped_count(self) -> int:
        """Orders of which at least one parcel left the dock."""
        return int(np.count_nonzero(self.parcels_shipped))

    @cached_property
    def units_delivered(self) -> NDArray[np.int32]:
        """Units that the customer of each order got of which something came, (orders,)."""
        return np.where(self.orders["delivered"] >= 0, self.of(Units).sent, 0)

    @cached_property
    def lines_ordered(self) -> NDArray[np.int32]:
        """Lines ordered, by order, (orders,)."""
        return np.diff(self.facts.tape.baskets.line_start)

    def table(self, name: str) -> Columns:
        """Return a table of the log by its name there."""
        return {"orders": self.orders, "fulfilments": self.parcels, "returns": self.returns, "tickets": self.tickets}[
            name
        ]

    @cached_property
    def units_ordered(self) -> NDArray[np.int64]:
        """Units ordered, by order, (orders,)."""
        baskets = self.facts.tape.baskets
        running = np.concatenate(([0], np.cumsum(baskets.quantity, dtype=np.int64)))
        ordered: NDArray[np.int64] = running[baskets.line_start[1:]] - running[baskets.line_start[:-1]]
        return ordered

    @cached_property
    def in_full(self) -> NDArray[np.bool_]:
        """Delivered orders that lack no unit and hold no wrong one, (orders,)."""
        whole = self.delivered & (self.units_delivered >= self.units_ordered)
        return whole & ~self.marks.any_of(Mark.WRONG_GOODS | Mark.CUT)

    @cached_property
    def on_time(self) -> NDArray[np.bool_]:
        """Delivered orders whose last parcel met the promise made at checkout, (orders,)."""
        return self.delivered & (self.orders["delivered"] <= self.facts.promise_close)

    def _parcels_by_order(self, stamp: str) -> NDArray[np.int64]:
        rows = self.parcels[stamp] >= 0
        return np.bincount(self.parcels["order"][rows], minlength=self.placed.size)


def read(outcome: Outcome, window: Window | None = None, readers: Iterable[type[Reader]] = ()) -> View:
    """Read an outcome: no copy of its tables, one pass over its events for `readers`, and one for each asked later.

    With a window, the orders placed in it.
    """
    log, cohort = outcome.log, None if window is None else Cohort(outcome, window)
    everything = {table.name: table.arrays() for table in log.tables}
    tables = everything
    if cohort is not None:
        tables = {
            name: cohort.orders(columns) if name == log.orders.name else cohort.rows(columns)
            for name, columns in everything.items()
            if name not in (log.trips.name, log.walk_ins.name)  # a trip serves many orders, a walk-in none
        }
    view = View(
        facts=outcome.facts if cohort is None else cohort.facts,
        orders=tables["orders"],
        parcels=tables["fulfilments"],
        returns=tables["returns"],
        tickets=tables["tickets"],
        everything=everything,
        window=window,
        events=log if cohort is None else cohort,
        everyone=log,
    )
    view.prepare(readers)
    return view
