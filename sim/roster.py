"""Rosters: who is there when, as steps of a weekly calendar.

A roster turns shifts with breaks into changes of the number of staff, repeated every week and
anchored on the scenario's calendar date (time 0 is midnight of its start).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from heapq import merge
from itertools import groupby

from sim.settings import WEEKDAYS, Staffing
from sim.units import DAY, MINUTE, WEEK, microseconds


class RosterError(ValueError):
    """A station that nobody ever staffs."""


def presences(staffing: Staffing, less: int = 0) -> Iterator[tuple[int, int, int]]:
    """(begin, end, staff) of one week, microseconds since Monday midnight; Sunday night ends beyond the week.

    less : microseconds by which each is shorter.
    """
    for begin, end, staff in _whole(staffing):
        if end - less > begin:
            yield begin, end - less, staff


def _whole(staffing: Staffing) -> Iterator[tuple[int, int, int]]:
    for shift in staffing.shifts:
        for day in shift.days:
            midnight = WEEKDAYS.index(day) * DAY
            start, end = shift.span
            begin = midnight + start
            for pause_start, pause_end in sorted(shift.pauses):
                if midnight + pause_start > begin:
                    yield begin, midnight + pause_start, shift.staff
                begin = max(begin, midnight + pause_end)  # pauses may overlap
            if midnight + end > begin:
                yield begin, midnight + end, shift.staff


def weekly_steps(present: Iterable[tuple[int, int, int]]) -> list[tuple[int, int]]:
    """(microseconds since Monday midnight, change of staff), ascending, zero changes left out."""
    changes: dict[int, int] = {}
    for begin, end, staff in present:
        changes[begin % WEEK] = changes.get(begin % WEEK, 0) + staff
        changes[end % WEEK] = changes.get(end % WEEK, 0) - staff
    return sorted((moment, change) for moment, change in changes.items() if change)


class Roster:
    """Staff over time.

    Parameters
    ----------
    staffing : shifts of the station.
    start : calendar date of time 0.
    station : its name, for the refusal.
    closed : numbers of days on which nobody works, the first of the scenario is 0.
    less : microseconds by which everybody leaves earlier.

    Attributes
    ----------
    starting : Who may begin something: those who do not leave within `last_start_minutes`.

    Raises
    ------
    RosterError : no shift has anybody on it, or only in its breaks, or none that may begin anything.
    """

    __slots__ = ("_closed", "_level", "_offset", "_steps", "at_start", "most", "starting")

    def __init__(
        self,
        staffing: Staffing,
        start: date,
        station: str = "station",
        closed: frozenset[int] = frozenset(),
        less: int = 0,
    ) -> None:
        present = list(presences(staffing, less))
        if not any(staff for _, _, staff in present):
            wrong = "nobody may begin anything within last_start_minutes" if less else "no staff on any shift"
            accepted = "a shift longer than that" if less else "at least one shift with staff above 0"
            raise RosterError(f"{station}: {wrong}; accepted: {accepted}")
        self._offset = start.weekday() * DAY
        self._steps = weekly_steps(present)
        earlier = microseconds(staffing.last_start_minutes, MINUTE)
        self.starting: Roster = Roster(staffing, start, station, closed, earlier) if earlier and not less else self

        def level(moment: int) -> int:
            return sum(staff for begin, end, staff in present if begin <= moment < end or begin <= moment + WEEK < end)

        self._closed = closed
        self._level = level(self._offset)
        self.at_start = 0 if 0 in closed else self._level
        self.most = max(level(begin % WEEK) for begin, _, _ in present)

    def changes(self) -> Iterator[tuple[int, int]]:
        """(time, change of staff) after time 0, for ever."""
        return self._open_days() if self._closed else self._every_week()

    def _open_days(self) -> Iterator[tuple[int, int]]:
        """Changes with nobody there on closed days."""
        edges = sorted({day * DAY for day in self._closed} | {(day + 1) * DAY for day in self._closed})
        level, there = self._level, self.at_start
        for time, group in groupby(
            merge(self._every_week(), ((edge, 0) for edge in edges if edge > 0)), key=lambda step: step[0]
        ):
            level += sum(change for _, change in group)
            now = 0 if time // DAY in self._closed else level
            if now != there:
                yield time, now - there
            there = now

    def _every_week(self) -> Iterator[tuple[int, int]]:
        if not self._steps:
            return
        week = 0
        while True:
            for moment, change in self._steps:
                time = week * WEEK + moment - self._offset
                if time > 0:
                    yield time, change
            week += 1

    def staffed(self, until: int) -> int:
        """Staff time between 0 and `until`, microseconds."""
        total, level, last = 0, self.at_start, 0
        for time, change in self.changes():
            if time >= until:
                break
            total += level * (time - last)
            level += change
            last = time
        return total + level * (until - last)
