"""When a store is open: while its pickers are there, on days on which nothing is closed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from sim.closures import closed_days
from sim.config import SimConfig
from sim.roster import Roster
from sim.units import DAY


class OpenHours:
    """Open spells in whole microseconds since the start, and arithmetic in open time.

    `begins` and `ends` ascend; a spell holds its begin and not its end.
    """

    __slots__ = ("_before", "begins", "ends")

    def __init__(self, roster: Roster, until: int) -> None:
        level, opened = roster.at_start, 0
        self.begins: list[int] = []
        self.ends: list[int] = []
        for time, change in roster.changes():
            before, level = level, level + change
            if before > 0 and level == 0:
                self.begins.append(opened)
                self.ends.append(time)
            elif before == 0 and level > 0:
                if time >= until:
                    break
                opened = time
            elif time >= until:  # never shut
                self.begins.append(opened)
                self.ends.append(time)
                break
        else:
            self.begins.append(opened)
            self.ends.append(until + DAY)
        self._before = [0]
        for begin, end in zip(self.begins, self.ends, strict=True):
            self._before.append(self._before[-1] + end - begin)

    def is_open(self, now: int) -> bool:
        """Whether the doors are open."""
        spell = bisect_right(self.begins, now) - 1
        return spell >= 0 and now < self.ends[spell]

    def after(self, now: int, duration: int) -> int:
        """The moment until which the store was open for `duration` since `now`; beyond the last spell, its end."""
        spell = bisect_right(self.begins, now) - 1
        so_far = 0
        if spell >= 0:
            so_far = self._before[spell] + min(now, self.ends[spell]) - self.begins[spell]
        wanted = so_far + duration
        # The first spell by whose end so much time has passed; open time of nothing begins with the next spell.
        place = bisect_left(self._before, wanted, lo=1) if duration else bisect_right(self._before, wanted, lo=1)
        if place > len(self.begins):
            return self.ends[-1]
        return self.begins[place - 1] + wanted - self._before[place - 1]


def open_hours(config: SimConfig) -> dict[int, OpenHours]:
    """The opening hours of every store, by number of its node."""
    until = (config.days + config.follow_up_days + 1) * DAY
    nodes, closed = list(config.fulfilment.nodes.items()), closed_days(config)
    return {
        number: OpenHours(Roster(nodes[number][1].staffing("picking"), config.start, nodes[number][0], closed), until)
        for number in config.fulfilment.store_numbers
    }
