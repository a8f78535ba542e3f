"""The own fleet: at every node somebody decides again and again which parcels leave with which vans.

Plans come from the engine's Planner (the same parcels give the same routes); when vans leave, where
they are and what comes back is written here and in `trips`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import groupby

import numpy as np
from numpy.typing import NDArray
from reference.context import Context
from reference.moments import DECISION, Moment, Run
from reference.orders import Parcel
from reference.rooms.doors import Doors
from reference.rooms.trips import Depot, Trip, Trips
from reference.staff import hours_on

from sim.delivery.breaks import DueBreak
from sim.delivery.dispatch import Dock
from sim.delivery.driver_pool import Crew, duties_of
from sim.delivery.owning import vans_at
from sim.delivery.planning import Planner
from sim.delivery.wave import WavePlan, WaveRequest
from sim.life.parcels import PARCEL_LEFT_OUT
from sim.settings import WEEKDAYS
from sim.streams import log_logistic, uniforms
from sim.units import DAY, HOUR, MINUTE, SECOND, UNOBSERVED, time_of_day


class Fleet:
    """Waves of vans at every node; `windows` are when the promise of each order opens and closes."""

    def __init__(self, context: Context, windows: tuple[NDArray[np.int64], NDArray[np.int64]], doors: Doors) -> None:
        self.context, self.windows = context, windows
        config, tape = context.config, context.tape
        self.config = config.delivery.fleet
        self.types = list(self.config.vans.values())
        self.policy = config.delivery.dispatch.build()
        self.trips = Trips(context, windows[0], doors)
        known = self.trips.incidents if self.config.traffic.incidents.known else None
        self.planner = Planner(
            config, context.sites, tape.seed, tape.replication, travel=tape.travel, incidents=known, zones=tape.zones
        )
        vans = vans_at(config)
        self.duties = [duties_of(self.config.drivers, zip(self.types, counts, strict=True)) for counts in vans]
        self.depots = [
            Depot(node, counts, [duty.staff for duty in duties])
            for node, (counts, duties) in enumerate(zip(vans, self.duties, strict=True))
        ]

    def start(self) -> None:
        for depot in self.depots:
            self.context.env.process(self._waves(depot))

    def put_on_dock(self, parcel: Parcel) -> None:
        parcel.known_since = parcel.stamps["staged"]
        self.depots[parcel.node].dock.append(parcel)

    def _listed(self, depot: Depot) -> list[Parcel]:
        """The parcels on the dock that the planner's list has; what it knows to be cancelled is taken off the dock."""
        made = self._list_made()
        for parcel in list(depot.dock):
            if self.trips.doors.is_cancelled(parcel, made):
                depot.dock.remove(parcel)
                self.context.env.process(self.trips.doors.cancel(parcel))
        return [parcel for parcel in depot.dock if parcel.known_since <= made]

    def _list_made(self) -> int:
        """When the planner's list was made: just now, at the last full hour, or at some time of day."""
        sees, now = self.context.config.delivery.planning.sees, self.context.now
        if sees == "event":
            return now
        return now - now % HOUR if sees == "hourly" else now - (now - time_of_day(sees.at)) % DAY

    def _waves(self, depot: Depot) -> Run:
        """What is chosen at a decision leaves once it is planned."""
        planning = self.planner.planning_time
        time = self.policy.next_decision(-1)
        while True:
            yield Moment(self.context.env, time, DECISION, depot.node)
            following = self.policy.next_decision(time)
            leave, next_leave = time + planning, following + planning
            crews = self._crews(depot, leave)
            depot.dock.sort(key=lambda parcel: parcel.row)
            listed = self._listed(depot)
            if listed and crews:
                load = self._select(listed, leave, next_leave, sum(crew.count for crew in crews))
                if load:
                    plan = self._plan(depot, load, leave, next_leave, crews)
                    for stop, why in zip(plan.left_out, plan.why, strict=True):
                        left = load[stop - 1]
                        self.context.note(
                            PARCEL_LEFT_OUT, left.order.number, time=leave, parcel=left.ref, attempt=left.attempts,
                            node=depot.node, reason=int(why),
                        )  # fmt: skip
                    for trip in self._dispatch(depot, load, plan, crews, leave):
                        self.context.env.process(self.trips.drive(trip))
            time = following

    def _crews(self, depot: Depot, leave: int) -> tuple[Crew, ...]:
        """Van by van, the driver whose duty lasts longest: how many of each type leave with drivers of each duty."""
        day = self.context.config.start + timedelta(days=leave // DAY)
        calendar = self.context.config.calendar
        opens, closes = hours_on(calendar.vans or calendar.warehouse, day)
        weekdays = calendar.vans.days if calendar.vans else None
        if not opens <= leave % DAY < closes or (weekdays is not None and WEEKDAYS[day.weekday()] not in weekdays):
            return ()
        on_duty = []
        for number, duty in enumerate(self.duties[depot.node]):
            if WEEKDAYS[day.weekday()] in duty.days and duty.span[0] <= leave % DAY < duty.span[1]:
                had = [self._breaks_had(depot, number, driver, leave) for driver in depot.drivers[number]]
                on_duty += [(-duty.span[1], number, breaks) for breaks in had if breaks is not None]
        on_duty.sort()
        together: Counter[tuple[int, int, int, int]] = Counter()
        longer = self.planner.overtime.longest
        for kind, van in enumerate(self.types):
            if time_of_day(van.shift_start) <= leave % DAY < time_of_day(van.shift_end):
                for _, (negative, number, had) in zip(depot.yard[kind], on_duty, strict=False):
                    together[kind, number, -negative, had] += 1
                del on_duty[: len(depot.yard[kind])]
        crews = []
        for (kind, number, end, had), count in together.items():
            usual, latest = (self._until(kind, leave, min(until, closes)) for until in (end, end + longer))
            breaks = tuple(self._breaks(depot, number, leave)[had:])
            crews.append(Crew(kind, number, count, usual, latest - usual, had, breaks))
        return self.planner.takes(crews)

    def _breaks(self, depot: Depot, duty: int, moment: int) -> list[DueBreak]:
        """The breaks of a duty on the day of a moment; a duty too short for one has none of it."""
        begin, end = self.duties[depot.node][duty].span
        midnight = moment - moment % DAY
        found = []
        for one in self.config.drivers.breaks:
            opens, closes = (midnight + begin + round(hours * HOUR) for hours in (one.after_hours, one.by_hours))
            if closes + round(one.minutes * MINUTE) <= midnight + end:
                found.append(DueBreak(opens, closes, round(one.minutes * MINUTE)))
        return found

    def _breaks_had(self, depot: Depot, duty: int, driver: int, moment: int) -> int | None:
        """Who stands at the depot has each break as soon as it may begin; in the middle of one nobody leaves."""
        back, had = depot.back.get(driver, (0, 0))
        begin = moment - moment % DAY + self.duties[depot.node][duty].span[0]
        free = back
        if back < begin:
            free, had = begin, 0
        for due in self._breaks(depot, duty, moment)[had:]:
            over = max(free, due.opens) + due.length
            if max(free, due.opens) <= moment < over:
                return None
            if over <= moment:
                free, had = over, had + 1
        return had

    def _until(self, kind: int, leave: int, until: int) -> int:
        """Seconds until a van of a type must be back whose driver may stay until some time of day."""
        return (min(until, time_of_day(self.types[kind].shift_end)) - leave % DAY) // SECOND

    def _driver(self, depot: Depot, crew: Crew, leave: int) -> int:
        """The first one of the duty who has had as many breaks as the plan says."""
        free = depot.drivers[crew.duty]
        driver = next(one for one in free if self._breaks_had(depot, crew.duty, one, leave) == crew.had)
        free.remove(driver)
        return driver

    def _select(self, listed: list[Parcel], leave: int, next_leave: int, vans: int) -> list[Parcel]:
        """The parcels that the policy wants to leave now."""
        opens, closes = self.windows
        orders = [parcel.order.number for parcel in listed]
        chosen = self.policy.select(
            Dock(
                now=self.context.now,
                departure=leave,
                next_departure=next_leave,
                staged=np.array([parcel.stamps["staged"] for parcel in listed]),
                promise_open=opens[orders],
                promise_close=closes[orders],
                attempts=np.array([parcel.attempts for parcel in listed]),
                vans_available=vans,
            )
        )
        return [parcel for parcel, goes in zip(listed, chosen, strict=True) if goes]

    def _plan(self, depot: Depot, load: list[Parcel], leave: int, next_leave: int, crews: tuple[Crew, ...]) -> WavePlan:
        opens, closes = self.windows
        address = self.context.tape.address
        orders = [parcel.order.number for parcel in load]
        return self.planner.plan(
            WaveRequest(
                number=next(depot.waves),
                node=depot.node,
                departure=leave,
                next_departure=next_leave,
                x=address.x[orders].astype(np.int64),
                y=address.y[orders].astype(np.int64),
                volume=np.array([parcel.volume for parcel in load], dtype=np.int64),
                promise_open=opens[orders],
                promise_close=closes[orders],
                option=self.context.tape.preference[orders],
                zone=address.zone[orders].astype(np.int64),
                crews=crews,
            )
        )

    def _dispatch(
        self, depot: Depot, load: list[Parcel], plan: WavePlan, crews: tuple[Crew, ...], leave: int
    ) -> Iterator[Trip]:
        """Vans are taken from the yard and parcels from the dock, route by route."""
        for route, breaks in zip(plan.routes, plan.breaks, strict=True):
            crew = crews[route.vehicle]
            driver, van = self._driver(depot, crew, leave), depot.yard[crew.van_type].pop(0)
            latest = leave + (crew.seconds + crew.overtime) * SECOND
            ahead = [list(stops) for depot_, stops in groupby(route.stops, key=bool) if depot_]
            for stop in route.stops:
                if stop:
                    parcel = load[stop - 1]
                    depot.dock.remove(parcel)
                    parcel.cancelled = self.trips.doors.is_cancelled(parcel, self.context.now)
            yield self._trip(depot, load, plan, crew, ahead, list(breaks), leave, driver, van, latest, UNOBSERVED)

    def _trip(
        self, depot: Depot, load: list[Parcel], plan: WavePlan, crew: Crew, ahead: list[list[int]],
        breaks: list[DueBreak], leave: int, driver: int, van: int, latest: int, after: int,
    ) -> Trip:  # fmt: skip
        """The first of some trips that a van makes one after another; how long it takes is drawn."""
        context, fleet = self.context, self.config
        ends = np.array([-1, *(parcel.order.number for parcel in load)])
        attempts = np.array([0, *(parcel.attempts + 1 for parcel in load)])
        at_door = log_logistic(uniforms(context.key("door time"), ends, attempts), fleet.service_spread)
        first, others = ahead[0], ahead[1:]
        legs = [0, *first], [*first, 0]
        traffic = uniforms(context.key("traffic"), ends[legs[0]], ends[legs[1]], leave // HOUR)

        def following(time: int, taken: int, after: int) -> Trip:
            left = [replace(one, leg=max(0, one.leg - len(first) - 1)) for one in breaks[taken:]]
            later = replace(crew, had=crew.had + taken, breaks=crew.breaks[taken:])
            return self._trip(depot, load, plan, later, others, left, time, driver, van, latest, after)

        return Trip(
            depot=depot,
            vehicle=crew.van_type,
            duty=crew.duty,
            driver=driver,
            crew=crew,
            breaks=breaks,
            van=van,
            leave=leave,
            load=[load[stop - 1] for stop in first],
            later=[load[stop - 1] for trip in others for stop in trip],
            latest=latest,
            after=after,
            following=following,
            metres=plan.distance[legs].tolist(),
            planned=(plan.duration[legs] * SECOND).tolist(),
            driving=(plan.free[legs] * SECOND * log_logistic(traffic, fleet.traffic_spread)).tolist(),
            at_door=[self.trips.service * at_door[stop] for stop in first],
        )
