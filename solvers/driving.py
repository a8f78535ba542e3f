"""One leg of a route in time: driving by a speed profile, with rests on the way.

A van is free to leave from `ready` on, drives no earlier than `gate` (when its goods are there), and takes the rests
named on the way: while it waits, or in the middle of the drive. Whoever is free later arrives no earlier.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from solvers.speeds import FREE, SpeedProfile
from solvers.vehicle import Break


@dataclass(frozen=True, slots=True)
class Leg:
    """`free` seconds of driving at free speed, by `profile` where there is one, not before `gate`."""

    free: int
    gate: int = 0
    profile: SpeedProfile | None = None

    def arrival(self, ready: int, rests: Sequence[Break] = ()) -> int | None:
        """When the van is there, all `rests` taken; None where one of them would begin too late."""
        now, left = ready, self.free
        way = FREE * self.free
        for rest in rests:
            begin = max(rest.window[0], now)
            if begin > rest.window[1]:
                return None
            if begin > self.gate:
                leave = max(now, self.gate)
                if self.profile is None:
                    left = max(0, left - (begin - leave))
                else:
                    way = max(0, way - (self.profile.way(begin) - self.profile.way(leave)))
            now = begin + rest.duration
        now = max(now, self.gate)
        if self.profile is None:
            return now + left
        return self.profile.until(self.profile.way(now) + way)

    def departure(self, arrive: int, rests: Sequence[Break] = ()) -> int | None:
        """The latest moment to be free and be there by `arrive`; None where there is none."""
        if not rests:
            free, profile = self.free, self.profile
            leave = arrive - free if profile is None else profile.departure(arrive, free)
            return leave if leave >= self.gate else None
        low, high = -1, min(arrive, rests[0].window[1])
        while low < high:
            middle = (low + high + 1) // 2
            there = self.arrival(middle, rests)
            low, high = (middle, high) if there is not None and there <= arrive else (low, middle - 1)
        return low if low >= 0 else None


def in_turn(place: int, ready: int, rests: Sequence[Break]) -> list[tuple[int, int, int]]:
    """Rests one after the other from a moment on: their place, begin and end."""
    found = []
    for rest in rests:
        begin = max(rest.window[0], ready)
        ready = begin + rest.duration
        found.append((place, begin, ready))
    return found
