"""Opening times: the intervals in which somebody is there, computed before the clock starts, and the next of them."""

from __future__ import annotations

from bisect import bisect_right

from sim.roster import Roster


class Opening:
    """When a desk is open, as sorted intervals in microseconds since the start, up to `until`."""

    __slots__ = ("_begins", "_ends")

    def __init__(self, roster: Roster, until: int) -> None:
        self._begins: list[int] = []
        self._ends: list[int] = []
        level = roster.at_start
        if level:
            self._begins.append(0)
        for time, change in roster.changes():
            before, level = level, level + change
            if before and not level:
                self._ends.append(time)
            elif level and not before:
                if time >= until:
                    break
                self._begins.append(time)
            if time >= until:
                break

    def is_open(self, time: int) -> bool:
        """Whether somebody is there."""
        place = bisect_right(self._begins, time) - 1
        return place >= 0 and (place >= len(self._ends) or time < self._ends[place])

    def next_open(self, time: int) -> tuple[int, int] | None:
        """Begin and end of the first interval that begins after a time; None where none does."""
        place = bisect_right(self._begins, time)
        if place >= len(self._begins):
            return None
        begin = self._begins[place]
        return begin, self._ends[place] if place < len(self._ends) else begin
