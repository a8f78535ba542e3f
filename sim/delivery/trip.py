"""One van on the road: who drives, where it is at any time, and the parcels that come back."""

from __future__ import annotations

from bisect import bisect_right

from sim.clock import Token
from sim.delivery.driver_pool import Crew
from sim.delivery.tour import Tour

Place = tuple[int, int]
"""Metres east and north."""


class Trip(Token):
    """A trip; `index` is its row in the log. Legs are told as they are known, ahead of the clock or one by one.

    metres : driven when the van is back; failed : rows of parcels that nobody took; breaks_taken : breaks taken.
    """

    __slots__ = (
        "_began",
        "_places",
        "_reached",
        "breaks_taken",
        "crew",
        "departed",
        "driver",
        "failed",
        "metres",
        "tour",
        "van",
    )

    def __init__(
        self,
        index: int,
        van: int,
        crew: Crew,
        driver: int,
        depot: Place,
        departed: int,
        tour: Tour | None,
    ) -> None:
        self.callbacks = None
        self.index = index
        self.van = van
        self.crew = crew
        self.driver = driver
        self.departed = departed
        self.tour = tour
        self.metres = 0
        self.breaks_taken = 0
        self.failed: list[int] = []
        self._places = [depot]
        self._began: list[int] = []
        self._reached: list[int] = []

    def drive(self, began: list[int], reached: list[int], places: list[Place]) -> None:
        """The van drives from where it was to these places one after another, each between these times."""
        self._began += began
        self._reached += reached
        self._places += places

    def position(self, now: int) -> Place:
        """Where the van is: on the straight line of the leg it drives, at a door, or at its depot."""
        k = bisect_right(self._began, now) - 1
        if k < 0:
            return self._places[0]
        began, reached, (x, y) = self._began[k], self._reached[k], self._places[k + 1]
        if now >= reached:
            return x, y
        from_x, from_y = self._places[k]
        done = (now - began) / (reached - began)
        return round(from_x + done * (x - from_x)), round(from_y + done * (y - from_y))
