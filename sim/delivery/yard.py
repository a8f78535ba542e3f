"""The yard of one node: which vans stand there, with which drivers they may leave, and which are on the road."""

from __future__ import annotations

from itertools import accumulate, pairwise

from sim.closures import VanDays
from sim.config import SimConfig
from sim.delivery.driver_pool import Crew, DriverPool, duties_of
from sim.delivery.owning import vans_at
from sim.delivery.trip import Trip
from sim.units import DAY, time_of_day


class Yard:
    """Free vans by type, numbered through the types; the one with the lowest number leaves first.

    overtime : microseconds after the end of a duty by which a plan may bring drivers back.
    """

    def __init__(self, config: SimConfig, node: int, overtime: int) -> None:
        fleet, counts = config.delivery.fleet, vans_at(config)[node]
        edges = [0, *accumulate(counts)]
        self._vans = [list(range(first, last)) for first, last in pairwise(edges)]
        self._shifts = [(time_of_day(v.shift_start), time_of_day(v.shift_end)) for v in fleet.vans.values()]
        duties = duties_of(fleet.drivers, zip(fleet.vans.values(), counts, strict=True))
        self._drivers = DriverPool(duties, overtime, fleet.drivers.breaks)
        self._weekday, self._van_days = config.start.weekday(), VanDays(config)
        self._on_the_road: dict[int, Trip] = {}

    def crews(self, departure: int) -> list[Crew]:
        """Vans that may leave then, with their drivers; departure in microseconds since the start."""
        day, time = divmod(departure, DAY)
        opens, closes = self._van_days.hours(day)
        if not opens <= time < closes:
            return []
        until = [min(end, closes) if start <= time < end else 0 for start, end in self._shifts]
        vans = [len(vans) for vans in self._vans]
        return self._drivers.crews(time, (self._weekday + day) % 7, vans, until, day)

    def take(self, crew: Crew, departure: int) -> tuple[int, int]:
        """A van and a driver of a crew are taken that leaves then: their numbers."""
        return self._vans[crew.van_type].pop(0), self._drivers.take(crew.duty, crew.had, departure)

    def leave(self, trip: Trip) -> None:
        """They are on the road."""
        self._on_the_road[trip.index] = trip

    def home(self, trip: Trip) -> None:
        """They are back from the road, and not free yet."""
        del self._on_the_road[trip.index]

    def give_back(self, trip: Trip, now: int) -> None:
        """Van and driver are free."""
        vans = self._vans[trip.crew.van_type]
        vans.append(trip.van)
        vans.sort()
        had = trip.crew.had + trip.breaks_taken if now // DAY == trip.departed // DAY else 0  # a duty is of one day
        self._drivers.give_back(trip.crew.duty, trip.driver, now, had)

    def on_the_road(self, trip: int) -> Trip | None:
        """The trip of this number, None if it is back."""
        return self._on_the_road.get(trip)
