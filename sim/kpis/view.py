"""What a KPI reads: the tables of the log as arrays, the facts, and the sums of one pass over the events.

The cohort is every order of the tape, or those of a window of its days (see `sim.kpis.window`); it
is followed until each order ends or the replication stops. Orders that had not ended by then are
*censored*: promises to them count as broken, and their number is a KPI of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.kpis.accuracy import Picks
from sim.kpis.costs import cost_parts
from sim.kpis.cycle import cycle_quantiles, stage_hours
from sim.kpis.doors import Doors
from sim.kpis.fold import fold
from sim.kpis.goods import Goods, Kept
from sim.kpis.marks import Mark, Marks
from sim.kpis.payments import Payments
from sim.kpis.shortage import Shortage
from sim.kpis.stars import Stars
from sim.kpis.stations import StationUse, station_use
from sim.kpis.trips import Trips
from sim.kpis.units import Units
from sim.kpis.waiting import Waiting
from sim.kpis.window import Cohort, Columns, Window
from sim.outcome import Facts, Outcome


@dataclass(frozen=True, eq=False)
class View:
    """One replication, ready for KPI functions. Tables are name -> int64 column.

    `everything` holds the same tables with the rows of all orders, by the table's name in the log.
    """

    facts: Facts
    orders: Columns
    parcels: Columns
    returns: Columns
    tickets: Columns
    everything: dict[str, Columns]
    marks: Marks
    picks: Picks
    payments: Payments
    goods: Goods
    kept: Kept
    shortage: Shortage
    doors: Doors
    trips: Trips
    stars: Stars
    units: Units
    waiting: Waiting

    @cached_property
    def placed(self) -> NDArray[np.int64]:
        """When each order was placed, microseconds (orders,)."""
        return self.facts.tape.placed

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
        return (self.orders["closed"] < 0) & (self.orders["rejected"] < 0)

    @cached_property
    def open_count(self) -> int:
        """Orders that had not ended when the replication stopped."""
        return int(np.count_nonzero(self.censored))

    @cached_property
    def due_count(self) -> int:
        """Orders that were confirmed, or might still be."""
        return int(np.count_nonzero(self.confirmed | self.censored))

    @cached_property
    def open_parcels(self) -> int:
        """Parcels that had not ended, and one for each open order that had none."""
        under_way = self.parcels["order"][(self.parcels["released"] >= 0) & (self.parcels["ended"] < 0)]
        return under_way.size + int(np.setdiff1d(np.flatnonzero(self.censored), under_way).size)

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
        return np.where(self.orders["delivered"] >= 0, self.units.sent, 0)

    @cached_property
    def lines_ordered(self) -> NDArray[np.int32]:
        """Lines ordered, by order, (orders,)."""
        return np.diff(self.facts.tape.baskets.line_start)

    @cached_property
    def cycle_quantiles(self) -> dict[int, float | None]:
        """Percentile -> hours of the order cycle time."""
        return cycle_quantiles(self)

    @cached_property
    def stage_hours(self) -> dict[str, float | None]:
        """Mean hours of each stage."""
        return stage_hours(self)

    @cached_property
    def cost_parts(self) -> dict[str, int]:
        """Minor units by part of the cost."""
        return cost_parts(self)

    @cached_property
    def station_use(self) -> list[StationUse]:
        """Passes, waiting and service of every station."""
        return station_use(self)

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


def read(outcome: Outcome, window: Window | None = None) -> View:
    """Read an outcome: one pass over its events, no copy of its tables; with a window, the orders placed in it."""
    log, cohort = outcome.log, None if window is None else Cohort(outcome, window)
    facts = outcome.facts if cohort is None else cohort.facts
    tape = facts.tape
    everything = {table.name: table.arrays() for table in log.tables}
    tables = everything
    if cohort is not None:
        tables = {
            name: cohort.orders(columns) if name == log.orders.name else cohort.rows(columns)
            for name, columns in everything.items()
            if name != log.trips.name  # a trip serves many orders
        }
    marks, picks, payments, kept = Marks(tape.orders), Picks(), Payments(), Kept(facts)
    shortage, doors, stars, units = Shortage(facts), Doors(), Stars(), Units(tape.orders)
    goods, trips, waiting = Goods(facts), Trips(everything["trips"], len(facts.vans), window), Waiting(facts)
    of_orders = (marks, picks, payments, kept, shortage, doors, stars, units, waiting)
    if cohort is None:
        fold(log, (*of_orders, goods))
    else:
        fold(cohort, of_orders)
        fold(log, (goods,))
    return View(
        facts=facts,
        orders=tables["orders"],
        parcels=tables["fulfilments"],
        returns=tables["returns"],
        tickets=tables["tickets"],
        everything=everything,
        marks=marks,
        picks=picks,
        payments=payments,
        goods=goods,
        kept=kept,
        shortage=shortage,
        doors=doors,
        trips=trips,
        stars=stars,
        units=units,
        waiting=waiting,
    )
