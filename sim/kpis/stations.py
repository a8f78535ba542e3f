"""Where it chokes: for each staffed station how busy its people were and how long work waited.

Utilisation is the time people served over the time they were there, both within the days of
demand that count and whoever was served; a shift that ends with work in hand finishes it first, so
it can exceed 1 a little. Waiting is over all passes of the orders that count, whenever they started.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.kpis.definition import Definition
from sim.kpis.fold import sums_by
from sim.outcome import StationFacts
from sim.units import MINUTE

if TYPE_CHECKING:
    from sim.kpis.view import View

UTILISATION = Definition(
    "utilisation",
    "Utilisation of a station",
    "share",
    "none",
    "time people served within the days of demand",
    "staffed time within the days of demand",
)
WAIT = Definition(
    "wait",
    "Waiting at a station",
    "minutes",
    "down",
    "mean time from joining the queue to being served",
    "passes",
)


@dataclass(frozen=True, slots=True)
class StationUse:
    """What a station did: passes begun, their waiting and the service within the days of demand, microseconds."""

    facts: StationFacts
    passes: int
    waited: int
    busy: int

    @property
    def utilisation(self) -> float | None:
        """Busy over staffed time; None where nobody was staffed."""
        return self.busy / self.facts.staffed if self.facts.staffed else None

    @property
    def wait_minutes(self) -> float | None:
        """Mean minutes in the queue; None where nothing passed."""
        return self.waited / (self.passes * MINUTE) if self.passes else None


def station_use(view: View) -> list[StationUse]:
    """Return the use of every station, in the order of the facts.

    Stations of one kind at many nodes share their columns, so each column is read once for all.
    """
    alike: dict[tuple[str, str, str, str], list[StationFacts]] = {}
    for station in view.facts.stations:
        alike.setdefault((station.table, station.entered, station.started, station.finished), []).append(station)
    found: dict[str, StationUse] = {}
    for stations in alike.values():
        for use in _use(view, stations):
            found[use.facts.name] = use
    return [found[station.name] for station in view.facts.stations]


def _use(view: View, stations: list[StationFacts]) -> list[StationUse]:
    first = stations[0]
    table, everything = view.table(first.table), view.everything[first.table]
    entered = view.placed if first.entered == "placed" else table[first.entered]
    rows, anyones = np.flatnonzero(table[first.started] >= 0), np.flatnonzero(everything[first.started] >= 0)
    waited = table[first.started][rows] - entered[rows]
    started, finished = everything[first.started][anyones], everything[first.finished][anyones]
    # A pass still in hand when the log ends was served until then.
    until = np.where(finished >= 0, finished, view.facts.end)
    busy = np.maximum(np.minimum(until, view.facts.horizon) - np.maximum(started, view.facts.begin), 0)
    if len(stations) == 1 and (first.node < 0 or len(view.facts.nodes) == 1):
        return [StationUse(first, rows.size, int(waited.sum()), int(busy.sum()))]
    node, server = table["node"][rows], everything["node"][anyones]
    size = max(1 + max(station.node for station in stations), int(server.max(initial=0)) + 1)
    passes: NDArray[np.int64] = np.bincount(node, minlength=size)
    waits, serving = sums_by(node, waited, size), sums_by(server, busy, size)
    return [StationUse(s, int(passes[s.node]), int(waits[s.node]), int(serving[s.node])) for s in stations]
