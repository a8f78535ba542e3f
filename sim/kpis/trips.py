"""Vans on the road: trips, metres, hours, and how many vans it took.

A trip is over when its van is back. A trip still under way when the replication stopped counts
with its hours so far and no metres, which is where its log ends.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.columns import Columns
from sim.delivery.fleet_config import VanConfig
from sim.kpis.definition import Definition, Kpi
from sim.kpis.view import View
from sim.kpis.window import Window
from sim.units import DAY, HOUR, UNOBSERVED


class Trips:
    """Trips that count, and totals by van type: begun and ended, metres, sums of end points in time.

    `table` are the log's rows of these trips, `drops` the stops vans left for, `with_waves` the
    trips that are not a further one of a plan, `vans_by_day` the codes of
    (day, node, van) seen leaving. A trip belongs to the time it began: with a window, only those that
    began in it count.
    """

    def __init__(self, trips: Columns, van_types: int, window: Window | None = None) -> None:
        if window is not None:
            begun = (trips["departed"] >= window.begin) & (trips["departed"] < window.end)
            trips = {name: column[begun] for name, column in trips.items()}
        self.table = trips
        over = trips["returned"] >= 0
        van_type = trips["van_type"]

        def by_type(rows: NDArray[np.bool_], values: NDArray[np.int64] | int) -> NDArray[np.int64]:
            sums = np.zeros(van_types, dtype=np.int64)
            np.add.at(sums, van_type[rows], values if isinstance(values, int) else values[rows])
            return sums

        everything = np.ones(over.size, dtype=np.bool_)
        self.departed, self.returned = by_type(everything, 1), by_type(over, 1)
        self.with_waves = by_type(trips["after"] == UNOBSERVED, 1)
        self.departure_times = by_type(everything, trips["departed"])
        self.return_times = by_type(over, trips["returned"])
        self.metres = by_type(over, trips["metres"])
        self.drops = int(trips["stops"].sum())
        day = trips["departed"] // DAY
        self.vans_by_day = set(np.unique((day << 32) | (trips["node"] << 16) | trips["van"]).tolist())

    def durations(self, end: int) -> NDArray[np.int64]:
        """Return microseconds on the road by van type, until `end` for trips still under way."""
        under_way = self.departed - self.returned
        hours: NDArray[np.int64] = self.return_times + under_way * end - self.departure_times
        return hours


def trips_of(view: View) -> Trips:
    """Return the trips that count."""
    return Trips(view.everything["trips"], len(view.facts.vans), view.window)


def cost_of_trips(view: View) -> int:
    """Minor units: a fixed amount whenever a van leaves with a wave, and what kilometres and the van's hours cost."""
    trips, vans = view.once(trips_of), view.facts.config.delivery.fleet.vans
    hours = trips.durations(view.facts.end)
    cost = 0
    for k, name in enumerate(view.facts.vans):
        van = vans[name]
        cost += round(100 * van.cost_per_trip * int(trips.with_waves[k]))
        cost += round(100 * van.cost_per_kilometre * int(trips.metres[k]) / 1000)
        cost += round(100 * van.cost_per_hour * int(hours[k]) / HOUR)
    return cost


def _kilometres(view: View) -> float | None:
    return int(view.once(trips_of).metres.sum()) / 1000 if view.once(trips_of).departed.any() else None


def _fuel(view: View) -> float | None:
    return _burnt(view, lambda van: 1.0)


def _co2(view: View) -> float | None:
    return _burnt(view, lambda van: van.co2_kilograms_per_litre)


def _burnt(view: View, of_a_litre: Callable[[VanConfig], float]) -> float | None:
    """What becomes of the fuel of all trips."""
    trips, vans = view.once(trips_of), view.facts.config.delivery.fleet.vans
    if not trips.departed.any():
        return None
    found = 0.0
    for name, metres in zip(view.facts.vans, trips.metres.tolist(), strict=True):
        found += of_a_litre(vans[name]) * vans[name].fuel_litres_per_100_kilometres * metres / 100_000
    return found


def _kilometres_per_drop(view: View) -> float | None:
    trips = view.once(trips_of)
    return int(trips.metres.sum()) / (1000 * trips.drops) if trips.drops else None


def _drops_per_hour(view: View) -> float | None:
    trips = view.once(trips_of)
    hours = int(trips.durations(view.facts.end).sum())
    return trips.drops * HOUR / hours if hours else None


def _vehicles_used(view: View) -> float | None:
    days = {code >> 32 for code in view.once(trips_of).vans_by_day}
    return len(view.once(trips_of).vans_by_day) / len(days) if days else None


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
            "fuel",
            "Fuel",
            "l",
            "down",
            "litres that vans burn on the kilometres of all their trips, by what each type needs",
        ),
        _fuel,
    ),
    Kpi(
        Definition(
            "co2",
            "CO2 of vans",
            "kg",
            "down",
            "kilograms of CO2 from that fuel; the making of fuel, power and vans aside",
        ),
        _co2,
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
