"""What one replication leaves behind: the log, and the facts that KPIs read beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.config import SimConfig
from sim.delivery.planned import PlannedWave
from sim.log import Log
from sim.roster import Roster
from sim.tape import Tape


@dataclass(frozen=True, slots=True)
class StationFacts:
    """A staffed station and where its passes stand in the log.

    A pass is a row of `table` whose `started` is observed (and whose `node` column equals `node`
    where that is not -1): waiting is started - entered, service finished - started.
    `staffed` is the staff time of `roster` within the days of demand, in microseconds;
    `wage` minor units per staffed hour. Staff of a store is paid by the shop: `by_work` is the share of the time
    of its passes that is charged to orders, None where people are paid for being there, and after their shift
    `overtime_factor` times the wage. `available` is the share of its staff time in which people are neither away nor
    wait for a repair.
    """

    name: str
    table: str
    node: int
    entered: str
    started: str
    finished: str
    staffed: int
    wage: int
    roster: Roster | None = None
    by_work: float | None = None
    overtime_factor: float = 0.0
    available: float = 1.0

    def within(self, begin: int, end: int) -> StationFacts:
        """The same station, staffed between two times."""
        if self.roster is None:
            raise ValueError(f"{self.name}: without its roster nobody knows who was there when")
        return replace(self, staffed=self.roster.staffed(end) - self.roster.staffed(begin))


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """Static tables of one replication.

    promise_open and promise_close: int64 microseconds (orders,), the window promised at checkout.
    opening_stock: int64 units (nodes, items), true stock on the shelf at time 0.
    opening_record: the same as the records had it.
    order_value: int64 minor units (orders,), what the customer is to pay for the lines ordered.
    begin, horizon: the days of demand that count, microseconds; end: time of the last thing that happened.
    """

    config: SimConfig
    tape: Tape
    nodes: tuple[str, ...]
    vans: tuple[str, ...]
    stations: tuple[StationFacts, ...]
    promise_open: NDArray[np.int64]
    promise_close: NDArray[np.int64]
    opening_stock: NDArray[np.int64]
    opening_record: NDArray[np.int64]
    order_value: NDArray[np.int64]
    horizon: int
    end: int
    begin: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """The log of one replication and the facts it is read with."""

    log: Log
    facts: Facts
    warnings: tuple[str, ...] = ()
    waves: tuple[PlannedWave, ...] = ()
    """Every wave of own vans as it was planned; beside the log, because its CPU seconds are of this machine."""
