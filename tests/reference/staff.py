"""A staffed station in plain SimPy: a priority resource, from which absent people are taken away.

The resource is as large as the largest shift. Who is off duty, in a break or broken down holds one
unit of it: an absence asks with a priority before every customer, so it gets the next server who
finishes, and gives it back when the absence is over. People leave before anything else happens at
the end of their shift and come after it. When few are there it is the first ones, and a failure of
somebody who is not there changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from itertools import count
from typing import Any

import simpy
from reference.context import Context
from reference.moments import ARRIVAL, COMPLETION, REPLENISHMENT, Moment, Run

from sim.settings import WEEKDAYS, Breakdowns, Staffing
from sim.streams import exponential, uniform
from sim.units import DAY, HOUR, MINUTE, time_of_day

ABSENT = -1
"""The priority of an absence, before class 0 of the customers."""


def staff_on(staffing: Staffing, day: date, moment: int, still: int = 0) -> int:
    """People present on a calendar day at so many microseconds after its midnight, and for longer than `still`."""
    people = 0
    for shift in staffing.shifts:
        today, yesterday = (WEEKDAYS[(day.weekday() - back) % 7] in shift.days for back in (0, 1))
        start, end = time_of_day(shift.start), time_of_day(shift.end)
        over_midnight = end < start
        if (today and start <= moment and (moment < end or over_midnight)) or (
            yesterday and over_midnight and moment < end
        ):
            pauses = [(time_of_day(pause.start), time_of_day(pause.end)) for pause in shift.breaks]
            paused = any(begin <= moment < over for begin, over in pauses)
            leaves = min((until - moment) % DAY or DAY for until in (end, *(begin for begin, _ in pauses)))
            people += shift.staff if not paused and leaves > still else 0
    return people


def levels(staffing: Staffing, start: date, days: int, still: int = 0) -> Iterator[tuple[int, int]]:
    """(time, people from then on who stay longer than `still`) at every time of day at which that may change."""
    edges = {0}
    for shift in staffing.shifts:
        for span in (shift, *shift.breaks):
            edges |= {time_of_day(span.start), time_of_day(span.end), (time_of_day(span.start) - still) % DAY}
            edges.add((time_of_day(span.end) - still) % DAY)
    for day in range(days):
        for moment in sorted(edges - {DAY}):
            yield day * DAY + moment, staff_on(staffing, start + timedelta(days=day), moment, still)


class Desk:
    """People who serve one at a time; `visit` is what a process does to be served."""

    def __init__(self, context: Context, name: str, staffing: Staffing, closed: Collection[date] = ()) -> None:
        env, config = context.env, context.config
        self.env = env
        # Nobody begins anything in the last minutes.
        still = round(staffing.last_start_minutes * MINUTE)
        steps = [
            (time, 0 if config.start + timedelta(days=time // DAY) in closed else people)
            for time, people in levels(staffing, config.start, config.days + config.follow_up_days + 1, still)
        ]
        size = max(people for _, people in levels(staffing, config.start, 7, still))
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
