"""A staffed station in plain SimPy: a priority resource, from which absent people are taken away.

The resource is as large as the largest shift. Who is off duty, in a break or broken down holds one
unit of it: an absence asks with a priority before every customer, so it gets the next server who
finishes, and gives it back when the absence is over. People leave before anything else happens at
the end of their shift and come after it. When few are there it is the first ones, and a failure of
somebody who is not there changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from typing import Any

import simpy
from reference.context import Context
from reference.moments import ARRIVAL, COMPLETION, REPLENISHMENT, Moment, Run

from sim.calendar import DaysConfig
from sim.fulfilment.config import NodeConfig
from sim.settings import WEEKDAYS, Breakdowns, Shift, Staffing
from sim.streams import exponential, uniform
from sim.units import DAY, HOUR, MINUTE, time_of_day

ABSENT = -1
"""The priority of an absence, before class 0 of the customers."""


def on_date(staffing: Staffing, day: date) -> list[Shift]:
    """The shifts that begin on a date."""
    if day in staffing.shifts_on:
        return list(staffing.shifts_on[day])
    return [shift for shift in staffing.shifts if WEEKDAYS[day.weekday()] in shift.days]


def hours_on(calendar: DaysConfig | None, day: date) -> tuple[int, int]:
    """From when to when somebody may be there on a date."""
    if calendar is not None and day in calendar.closed:
        return 0, 0
    if calendar is not None and day in calendar.short:
        return time_of_day(calendar.short_from), time_of_day(calendar.short_to)
    return 0, DAY


def door_hours(context: Context, day: int) -> tuple[int, int]:
    """From when to when the carrier serves doors on a day."""
    config = context.config
    opens, closes = hours_on(config.calendar.carrier, config.start + timedelta(days=day))
    doors = config.delivery.carrier
    return max(opens, time_of_day(doors.delivery_start)), min(closes, time_of_day(doors.delivery_end))


def staff_on(staffing: Staffing, day: date, moment: int, still: int = 0, calendar: DaysConfig | None = None) -> int:
    """People present on a calendar day at so many microseconds after its midnight, and for longer than `still`."""
    opens, closes = hours_on(calendar, day)
    if not opens <= moment < closes:
        return 0
    tomorrow = hours_on(calendar, day + timedelta(days=1))
    shut = [closes] if closes < DAY or tomorrow[0] or tomorrow == (0, 0) else []
    people = 0
    for back in (0, 1):  # who began today, and who began yesterday
        for shift in on_date(staffing, day - timedelta(days=back)):
            start, end = time_of_day(shift.start), time_of_day(shift.end)
            over_midnight = end < start
            there = over_midnight and moment < end if back else start <= moment and (moment < end or over_midnight)
            if not there:
                continue
            pauses = [(time_of_day(pause.start), time_of_day(pause.end)) for pause in shift.breaks]
            paused = any(begin <= moment < over for begin, over in pauses)
            leaves = min((until - moment) % DAY or DAY for until in (end, *(begin for begin, _ in pauses), *shut))
            people += shift.staff if not paused and leaves > still else 0
    return people


def levels(
    staffing: Staffing, start: date, days: int, still: int = 0, calendar: DaysConfig | None = None
) -> Iterator[tuple[int, int]]:
    """(time, people from then on who stay longer than `still`) at every time of day at which that may change."""
    edges = {0, DAY - still}
    hours = [] if calendar is None else [time_of_day(calendar.short_from), time_of_day(calendar.short_to)]
    for shift in (*staffing.shifts, *(shift for shifts in staffing.shifts_on.values() for shift in shifts)):
        hours += [time_of_day(time) for span in (shift, *shift.breaks) for time in (span.start, span.end)]
    edges |= {one for hour in hours for one in (hour, (hour - still) % DAY)}
    for day in range(days):
        for moment in sorted(edges - {DAY}):
            yield day * DAY + moment, staff_on(staffing, start + timedelta(days=day), moment, still, calendar)


def node_calendar(context: Context, node: NodeConfig) -> DaysConfig:
    """The calendar of a node: stores may have their own."""
    calendar = context.config.calendar
    return calendar.stores if node.kind == "store" and calendar.stores is not None else calendar.warehouse


class Desk:
    """People who serve one at a time; `visit` is what a process does to be served."""

    def __init__(self, context: Context, name: str, staffing: Staffing, calendar: DaysConfig | None = None) -> None:
        env, config = context.env, context.config
        self.env = env
        # Nobody begins anything in the last minutes.
        still = round(staffing.last_start_minutes * MINUTE)
        last = config.days + config.follow_up_days + 1
        steps = list(levels(staffing, config.start, last, still, calendar))
        size = max(1, *(people for _, people in (*steps, *levels(staffing, config.start, 7, still))))
        self.servers = simpy.PriorityResource(env, capacity=size)
        self._absences: list[Any] = []
        self._away = [0] * size  # for how many reasons each is
        self._there = steps[0][1]
        self._adjust(self._there - size)
        env.process(self._roster(steps))
        for why, how in (("breakdowns", staffing.breakdowns), ("shrinkage", self._absences_of(staffing.shrinkage))):
            for server in range(size if how is not None else 0):
                env.process(self._machine(how, context.key(f"{why}/{name}"), server))

    @staticmethod
    def _absences_of(share: float) -> Breakdowns | None:
        """Half an hour at a time, so often that it makes the share of the time."""
        return Breakdowns(hours_between=0.5 * (1 - share) / share, repair_minutes=30) if share else None

    def visit(
        self,
        stamps: dict[str, int],
        started: str,
        finished: str,
        number: int,
        service: int,
        priority: int = 0,
        patience: int | None = None,
    ) -> Run:
        """Wait, be served for `service`, leave; False for who lost patience first."""
        env = self.env
        with self.servers.request(priority=priority) as turn:
            if patience is None:
                yield turn
            else:
                yield turn | Moment(env, env.now + patience, ARRIVAL, number)
            if not turn.triggered:
                return False
            stamps[started] = env.now
            yield Moment(env, env.now + service, COMPLETION, number)
            stamps[finished] = env.now
        return True

    def _adjust(self, change: int) -> None:
        """People come (change above 0) or go (below 0)."""
        for _ in range(-change):
            self._absences.append(self.servers.request(priority=ABSENT))
        for _ in range(change):
            # Somebody who was still to leave stays; else somebody who was away returns.
            pending = [absence for absence in self._absences if not absence.triggered]
            absence = (pending or self._absences)[0]
            self._absences.remove(absence)
            if absence.triggered:
                self.servers.release(absence)
            else:
                absence.cancel()

    def _roster(self, steps: list[tuple[int, int]]) -> Run:
        for time, present in steps[1:]:
            if present == self._there:
                continue
            yield Moment(self.env, time, REPLENISHMENT if present < self._there else ARRIVAL, -1)
            before = self._away[: self._there].count(0)
            self._there = present
            self._adjust(self._away[:present].count(0) - before)

    def _machine(self, breakdowns: Breakdowns, key: int, server: int) -> Run:
        for number in count():
            up = exponential(uniform(key, server, number, 0), breakdowns.hours_between * HOUR)
            down = exponential(uniform(key, server, number, 1), breakdowns.repair_minutes * MINUTE)
            yield Moment(self.env, self.env.now + int(up), ARRIVAL)
            self._now_works(server, works=False)
            yield Moment(self.env, self.env.now + int(down), ARRIVAL)
            self._now_works(server, works=True)

    def _now_works(self, server: int, *, works: bool) -> None:
        before, self._away[server] = self._away[server], self._away[server] + (-1 if works else 1)
        if server < self._there and (before == 0) != (self._away[server] == 0):
            self._adjust(1 if works else -1)
