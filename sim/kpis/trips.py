"""Vans on the road: trips, metres, hours, and how many vans it took.

A trip is over when its van is back. A trip still under way when the replication stopped counts
with its hours so far and no metres, which is where its log ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.kpis.definition import Definition, Kpi
from sim.kpis.fold import Handler, Rows
from sim.log import Kind
from sim.units import DAY, HOUR

if TYPE_CHECKING:
    from sim.kpis.view import View
    from sim.kpis.window import Window


class Trips:
    """Totals by van type: trips begun and ended, metres, and the sums of their end points in time.

    Durations need no pairing of rows: the sum of returns less the sum of departures is the sum of
    durations. `drops` are the stops vans left for, `vans_by_day` the codes of (day, node, van)
    seen leaving. A trip belongs to the time it began: with a window, only those that began in it count.
    """

    def __init__(self, van_types: int, window: Window | None = None) -> None:
        self._window = window
        self._own: set[int] = set()
        self.departed = np.zeros(van_types, dtype=np.int64)
        self.returned = np.zeros(van_types, dtype=np.int64)
        self.metres = np.zeros(van_types, dtype=np.int64)
        self.departure_times = np.zeros(van_types, dtype=np.int64)
        self.return_times = np.zeros(van_types, dtype=np.int64)
        self.drops = 0
        self.vans_by_day: set[int] = set()

    def handlers(self) -> dict[int, Handler]:
        """Return what each kind of event adds."""
        return {Kind.VAN_DEPARTED: self._left, Kind.VAN_RETURNED: self._back}

    def durations(self, end: int) -> NDArray[np.int64]:
        """Return microseconds on the road by van type, until `end` for trips still under way."""
        under_way = self.departed - self.returned
        hours: NDArray[np.int64] = self.return_times + under_way * end - self.departure_times
        return hours

    def _left(self, rows: Rows) -> None:
        rows = self._begun_in_window(rows)
        kind = rows["ref"]
        np.add.at(self.departed, kind, 1)
        np.add.at(self.departure_times, kind, rows["time"])
        day = rows["time"] // DAY
        code = (day << 32) | (rows["node"].astype(np.int64) << 16) | rows["resource"]
        self.vans_by_day.update(np.unique(code).tolist())
        self.drops += int(rows["value"].sum())

    def _back(self, rows: Rows) -> None:
        rows = self._of_window(rows)
        kind = rows["ref"]
        np.add.at(self.returned, kind, 1)
        np.add.at(self.return_times, kind, rows["time"])
        np.add.at(self.metres, kind, rows["value"])

    def _begun_in_window(self, rows: Rows) -> Rows:
        if self._window is None:
            return rows
        inside = rows.compress((rows["time"] >= self._window.begin) & (rows["time"] < self._window.end))
        self._own.update(_trip(inside).tolist())
        return inside

    def _of_window(self, rows: Rows) -> Rows:
        """Return the rows of trips that began in the window; a van leaves before it is back, so they are known."""
        if self._window is None:
            return rows
        return rows.compress(np.isin(_trip(rows), np.fromiter(self._own, dtype=np.int64, count=len(self._own))))


def _trip(rows: Rows) -> NDArray[np.int64]:
    """Return node and number of each trip as one number."""
    trip: NDArray[np.int64] = (rows["node"].astype(np.int64) << 32) | rows["order"]
    return trip


def cost_of_trips(view: View) -> int:
    """Minor units: a fixed amount a trip, and what its kilometres and hours cost."""
    trips, vans = view.trips, view.facts.config.delivery.fleet.vans
    hours = trips.durations(view.facts.end)
    cost = 0
    for k, name in enumerate(view.facts.vans):
        van = vans[name]
        cost += round(100 * van.cost_per_trip * int(trips.departed[k]))
        cost += round(100 * van.cost_per_kilometre * int(trips.metres[k]) / 1000)
        cost += round(100 * van.cost_per_hour * int(hours[k]) / HOUR)
    return cost


def _kilometres(view: View) -> float | None:
    return int(view.trips.metres.sum()) / 1000 if view.trips.departed.any() else None


def _kilometres_per_drop(view: View) -> float | None:
    trips = view.trips
    return int(trips.metres.sum()) / (1000 * trips.drops) if trips.drops else None


def _drops_per_hour(view: View) -> float | None:
    trips = view.trips
    hours = int(trips.durations(view.facts.end).sum())
    return trips.drops * HOUR / hours if hours else None


def _vehicles_used(view: View) -> float | None:
    days = {code >> 32 for code in view.trips.vans_by_day}
    return len(view.trips.vans_by_day) / len(days) if days else None


KPIS = (
    Kpi(
        Definition(
            "kilometres_per_drop",
            "Kilometres per drop",
            "km",
            "down",
            "kilometres of all van trips per door visited, failed attempts among them",
            "drops",
        ),
        _kilometres_per_drop,
    ),
    Kpi(
        Definition("kilometres", "Kilometres driven", "km", "down", "kilometres of all van trips"),
        _kilometres,
    ),
    Kpi(
        Definition(
            "drops_per_hour",
            "Drops per van hour",
            "per hour",
            "up",
            "doors visited per hour a van is on the road",
            "van hours",
        ),
        _drops_per_hour,
    ),
    Kpi(
        Definition(
            "vehicles_used",
            "Vehicles used",
            "vehicles",
            "down",
            "different vans that left in a day, mean over the days on which any left",
        ),
        _vehicles_used,
    ),
)
