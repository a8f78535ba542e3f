"""Where it chokes: for each staffed station how busy its people were and how long work waited.

Utilisation is the time people served over the time they were there, whoever was served; a shift
that ends with work in hand finishes it first, and is there for it. Both are of as many days
as demand has, moved to where most of the station's work came: returns come weeks after the orders.
In a steady state they are those of its window. Waiting is over all passes of the orders that count,
whenever they started.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.kpis.definition import Definition
from sim.kpis.fold import sums_by
from sim.kpis.overtime import overtime
from sim.kpis.view import View
from sim.outcome import Facts, StationFacts
from sim.units import DAY, MINUTE
from sim.workdays import first_day_of_work

UTILISATION = Definition(
    "utilisation",
    "Utilisation of a station",
    "share",
    "none",
    "time people served, on as many days as demand has, from the day on that brings the station most of its work",
    "staffed time on these days, who is away or under repair among it, and what it took to finish after a shift",
)
PAID = Definition(
    "paid",
    "Wages at a station",
    "money",
    "down",
    "wages of its people in the days of demand, whatever they do, overtime at its factor; in a store, of the time that "
    "orders take",
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
    """What a station did: passes begun and their waiting; time served and staffed on its days; microseconds.

    `staffed` is of the roster and of overtime: all the time in which somebody was there. `overtime` is that of the
    days of demand.
    """

    facts: StationFacts
    passes: int
    waited: int
    busy: int
    staffed: int
    overtime: int = 0

    @property
    def utilisation(self) -> float | None:
        """Busy over staffed time; None where nobody was staffed."""
        return self.busy / self.staffed if self.staffed else None

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


def wages(view: View) -> dict[str, int]:
    """Return what each station's people cost, minor units x microseconds an hour (HOUR of them are one minor unit)."""
    overtime = {use.facts.name: use.overtime for use in view.once(station_use)}
    return {
        one.name: paid_time(view, one) * one.wage + round(one.overtime_factor * one.wage * overtime[one.name])
        for one in view.facts.stations
    }


def paid_time(view: View, station: StationFacts) -> int:
    """Return the staff time that is paid for: of the roster, or in a store of its passes for the orders that count."""
    if station.by_work is None:
        return station.staffed
    table = view.table(station.table)
    rows = (table["node"] == station.node) & (table[station.finished] >= 0)
    worked = int((table[station.finished][rows] - table[station.started][rows]).sum())
    return round(station.by_work * worked)


def _use(view: View, stations: list[StationFacts]) -> list[StationUse]:
    first, facts = stations[0], view.facts
    table, everything = view.table(first.table), view.everything[first.table]
    entered = table[first.entered]
    rows, anyones = np.flatnonzero(table[first.started] >= 0), np.flatnonzero(everything[first.started] >= 0)
    waited = table[first.started][rows] - entered[rows]
    started, finished = everything[first.started][anyones], everything[first.finished][anyones]
    # A pass still in hand when the log ends was served until then.
    until = np.where(finished >= 0, finished, facts.end)
    if len(stations) == 1 and (first.node < 0 or len(facts.nodes) == 1):
        begin, end = days_of_work(facts, first, entered[entered >= 0])
        served = int(_within(started, until, begin, end).sum())
        there, extra = _there(facts, first, started, until, begin, end)
        return [StationUse(first, rows.size, int(waited.sum()), served, there, extra)]
    node, server = table["node"][rows], everything["node"][anyones]
    size = max(1 + max(station.node for station in stations), int(server.max(initial=0)) + 1)
    passes: NDArray[np.int64] = np.bincount(node, minlength=size)
    waits = sums_by(node, waited, size)
    came = entered >= 0
    arrivals, at = entered[came], table["node"][came]
    found = []
    by_server, by_node = _Grouped(server, size), _Grouped(at, size)
    for station in stations:
        begin, end = days_of_work(facts, station, arrivals[by_node.rows(station.node)])
        own = by_server.rows(station.node)
        busy = int(_within(started[own], until[own], begin, end).sum())
        there, extra = _there(facts, station, started[own], until[own], begin, end)
        found.append(StationUse(station, int(passes[station.node]), int(waits[station.node]), busy, there, extra))
    return found


class _Grouped:
    """The rows of each node, from one sort."""

    def __init__(self, node: NDArray[np.int64], size: int) -> None:
        self._rows = np.argsort(node, kind="stable")
        self._begin = np.searchsorted(node[self._rows], np.arange(size + 1))

    def rows(self, node: int) -> NDArray[np.int64]:
        return self._rows[self._begin[node] : self._begin[node + 1]]


def _within(started: NDArray[np.int64], until: NDArray[np.int64], begin: int, end: int) -> NDArray[np.int64]:
    """Time served between two moments, of each pass."""
    served: NDArray[np.int64] = np.maximum(np.minimum(until, end) - np.maximum(started, begin), 0)
    return served


def days_of_work(facts: Facts, station: StationFacts, entered: NDArray[np.int64]) -> tuple[int, int]:
    """Return begin and end of the days on which a station's work comes, microseconds."""
    days = facts.config.days
    whole_run = facts.begin == 0 and facts.horizon == days * DAY
    if not whole_run or station.roster is None:
        return facts.begin, facts.horizon
    begin = first_day_of_work(entered, days) * DAY
    return begin, begin + days * DAY


def _there(
    facts: Facts, station: StationFacts, started: NDArray[np.int64], until: NDArray[np.int64], begin: int, end: int
) -> tuple[int, int]:
    """Time in which people were there between two moments, and their overtime in the days of demand."""
    if station.roster is None:
        return station.staffed, 0
    on_shift = station.roster.staffed(end) - station.roster.staffed(begin)
    beyond = overtime(started, until, station.roster, begin, end)
    if station.by_work is not None:
        return on_shift + beyond, 0
    same = (begin, end) == (facts.begin, facts.horizon)
    paid = beyond if same else overtime(started, until, station.roster, facts.begin, facts.horizon)
    return on_shift + beyond, paid
