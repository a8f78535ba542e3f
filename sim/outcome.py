"""What one replication leaves behind: the log, and the facts that KPIs read beside it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.config import SimConfig
from sim.log import Log
from sim.tape import Tape


@dataclass(frozen=True, slots=True)
class StationFacts:
    """A staffed station and where its passes stand in the log.

    A pass is a row of `table` whose `started` is observed (and whose `node` column equals `node`
    where that is not -1): waiting is started - entered, service finished - started.
    `staffed` is the staff time of the roster within the days of demand, in microseconds;
    `wage` minor units per staffed hour.
    """

    name: str
    table: str
    node: int
    entered: str
    started: str
    finished: str
    staffed: int
    wage: int


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """Static tables of one replication.

    promise_open and promise_close: int64 microseconds (orders,), the window promised at checkout.
    opening_stock: int64 units (nodes, items), true stock on the shelf at time 0.
    opening_record: the same as the records had it.
    order_value: int64 minor units (orders,), what the customer is to pay for the lines ordered.
    horizon: end of the days of demand, microseconds; end: time of the last thing that happened.
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


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """The log of one replication and the facts it is read with."""

    log: Log
    facts: Facts
    warnings: tuple[str, ...] = ()
