"""Rosters: who is there when, as steps of a weekly calendar.

A roster turns shifts with breaks into changes of the number of staff, repeated every week and
anchored on the scenario's calendar date (time 0 is midnight of its start); some dates have shifts of
their own, and on some days nobody is there, or only for some hours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import count, takewhile

from sim.calendar import Span
from sim.settings import WEEKDAYS, Shift, Staffing
from sim.units import DAY, MINUTE, WEEK, microseconds


class RosterError(ValueError):
    """A station that nobody ever staffs."""


def presences(staffing: Staffing, less: int = 0) -> Iterator[tuple[int, int, int]]:
    """(begin, end, staff) of one week, microseconds since Monday midnight; Sunday night ends beyond the week.

    less : microseconds by which each is shorter.
    """
    for shift in staffing.shifts:
        for day in shift.days:
            for begin, end in _without_pauses(shift, WEEKDAYS.index(day) * DAY):
                if end - less > begin:
                    yield begin, end - less, shift.staff


def _without_pauses(shift: Shift, midnight: int) -> Iterator[tuple[int, int]]:
    """From when to when the people of a shift are there that begins on the day after a midnight."""
    start, end = shift.span
    begin = midnight + start
    for pause_start, pause_end in sorted(shift.pauses):
        if midnight + pause_start > begin:
            yield begin, midnight + pause_start
        begin = max(begin, midnight + pause_end)  # pauses may overlap
    if midnight + end > begin:
        yield begin, midnight + end


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
    days : from when to when somebody may be there on days that are not as their weekday, by number; the first is 0.
    less : microseconds by which everybody leaves earlier.

    Attributes
    ----------
    starting : Who may begin something: those who do not leave within `last_start_minutes`.

    Raises
    ------
    RosterError : no shift has anybody on it, or only in its breaks, or none that may begin anything.
    """

    __slots__ = ("_dates", "_days", "_less", "_offset", "_shifts", "_steps", "at_start", "most", "starting")

    def __init__(
        self,
        staffing: Staffing,
        start: date,
        station: str = "station",
        days: Mapping[int, Span] | None = None,
        less: int = 0,
    ) -> None:
        present = list(presences(staffing, less))
        if not any(staff for _, _, staff in present):
            wrong = "nobody may begin anything within last_start_minutes" if less else "no staff on any shift"
            accepted = "a shift longer than that" if less else "at least one shift with staff above 0"
            raise RosterError(f"{station}: {wrong}; accepted: {accepted}")
        self._offset = start.weekday() * DAY
        self._steps = weekly_steps(present)
        self._shifts, self._less, self._days = staffing.shifts, less, days or {}
        self._dates = {(day - start).days: shifts for day, shifts in staffing.shifts_on.items() if day >= start}

        def level(moment: int) -> int:
            return sum(staff for begin, end, staff in present if begin <= moment < end or begin <= moment + WEEK < end)

        self.most = max(level(begin % WEEK) for begin, _, _ in present)
        if self._days or self._dates:
            extra = max((sum(shift.staff for shift in shifts) for shifts in self._dates.values()), default=0)
            self.most += extra  # who is there besides on a date's own shifts; never too few
            self.at_start = sum(change for _, change in takewhile(lambda step: step[0] <= 0, self._by_day()))
        else:
            self.at_start = level(self._offset)
        earlier = microseconds(staffing.last_start_minutes, MINUTE)
        self.starting: Roster = Roster(staffing, start, station, days, earlier) if earlier and not less else self

    def changes(self) -> Iterator[tuple[int, int]]:
        """(time, change of staff) after time 0, for ever; an end where nothing changes any more."""
        if self._days or self._dates:
            return ((time, change) for time, change in self._by_day() if time > 0)
        return self._every_week()

    def _by_day(self) -> Iterator[tuple[int, int]]:
        """Changes from the night before time 0 on, with what is special about some days.

        Who is there round the clock on all other days does not change any more soon after the last of these: a shift
        is over within two days.
        """
        pending: dict[int, int] = {}
        last = max((*self._days, *self._dates))
        for day in count(-1):
            if not self._steps and day > last + 3:
                return
            for begin, end, staff in self._on(day):
                pending[begin] = pending.get(begin, 0) + staff
                pending[end] = pending.get(end, 0) - staff
            for time in sorted(time for time in pending if time < (day + 1) * DAY):
                if change := pending.pop(time):
                    yield time, change

    def _on(self, day: int) -> Iterator[tuple[int, int, int]]:
        """(begin, end, staff) of shifts that begin on a day, as far as its hours and those of the next allow."""
        weekday = WEEKDAYS[(self._offset // DAY + day) % 7]
        shifts = self._dates.get(day)
        for shift in [shift for shift in self._shifts if weekday in shift.days] if shifts is None else shifts:
            for whole in _without_pauses(shift, day * DAY):
                for begin, end in self._allowed(*whole):
                    if end - self._less > begin:
                        yield begin, end - self._less, shift.staff

    def _allowed(self, begin: int, end: int) -> Iterator[tuple[int, int]]:
        """A presence without the hours in which nobody may be there."""
        since = begin
        for day in range(begin // DAY, -(-end // DAY)):
            opens, closes = self._days.get(day, (0, DAY))
            if (opens, closes) == (0, DAY):
                continue
            if since < day * DAY:
                yield since, min(end, day * DAY)
            inside = max(since, day * DAY + opens), min(end, day * DAY + closes)
            if inside[0] < inside[1]:
                yield inside
            since = max(since, (day + 1) * DAY)
        if since < end:
            yield since, end

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
