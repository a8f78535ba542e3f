"""Open hours: the spells in which somebody is there, computed before the clock starts, and the next of them."""

from __future__ import annotations

from bisect import bisect_right

from sim.roster import Roster
from sim.units import WEEK


class OpenHours:
    """When a desk or a store is open, microseconds since the start.

    `begins` and `ends` ascend: the spells that begin before `until`, each with its end, which may lie behind it by a
    week at the most. A spell holds its begin and not its end.
    """

    __slots__ = ("begins", "ends")

    def __init__(self, roster: Roster, until: int) -> None:
        level = roster.at_start
        self.begins: list[int] = [0] if level else []
        self.ends: list[int] = []
        for time, change in roster.changes():
            before, level = level, level + change
            if not before:
                if time >= until:
                    break
                self.begins.append(time)
            elif not level or time >= until + WEEK:
                self.ends.append(min(time, until + WEEK))
                if time >= until:
                    break
        if len(self.ends) < len(self.begins):  # never shut
            self.ends.append(until + WEEK)

    def is_open(self, time: int) -> bool:
        """Whether somebody is there."""
        spell = bisect_right(self.begins, time) - 1
        return spell >= 0 and time < self.ends[spell]

    def after(self, time: int, spent: int) -> int | None:
        """The moment at which so much open time has passed since a time, microseconds; None where it never has.

        Of several it is the first: nothing is waited for at the end of a spell.
        """
        spell = max(0, bisect_right(self.begins, time) - 1)
        for begin, end in zip(self.begins[spell:], self.ends[spell:], strict=True):
            start = max(begin, time)
            if start + spent <= end and start < end:
                return start + spent
            spent -= max(0, end - start)
        return None

    def next_open(self, time: int) -> tuple[int, int] | None:
        """Begin and end of the first spell that begins after a time; None where none does."""
        spell = bisect_right(self.begins, time)
        return None if spell >= len(self.begins) else (self.begins[spell], self.ends[spell])
