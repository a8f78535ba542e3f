"""A trip: one van, from its depot along the planned stops and back, with what nobody took."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import count

import numpy as np
from numpy.typing import NDArray
from reference.context import Context
from reference.moments import COMPLETION, Moment, Run
from reference.orders import Parcel
from reference.rooms.doors import Doors

from sim.delivery.breaks import DueBreak
from sim.delivery.driver_pool import Crew
from sim.delivery.incidents import incidents_of
from sim.life.parcels import PARCEL_LEFT_OUT, PARCEL_PUT_BACK, Cancelled, LeftOut
from sim.life.trips import BREAK_TAKEN, INCIDENT_MET
from sim.units import DAY, MINUTE, UNOBSERVED, time_of_day


def apart(one: tuple[int, int], other: tuple[int, int], place: tuple[int, int]) -> Fraction:
    """Square of the distance of a place from the straight line between two others."""
    east, north = other[0] - one[0], other[1] - one[1]
    length = east**2 + north**2
    share = Fraction((place[0] - one[0]) * east + (place[1] - one[1]) * north, length) if length else Fraction(0)
    share = min(max(share, Fraction(0)), Fraction(1))
    return (one[0] + share * east - place[0]) ** 2 + (one[1] + share * north - place[1]) ** 2


class Depot:
    """What stands at a node: parcels on the dock; in the yard the vans of each type and the drivers of each duty."""

    def __init__(self, node: int, vans: list[int], drivers: list[int]) -> None:
        self.node = node
        numbers, people = count(), count()
        self.yard = [[next(numbers) for _ in range(of_type)] for of_type in vans]
        self.drivers = [[next(people) for _ in range(on_duty)] for on_duty in drivers]
        self.back: dict[int, tuple[int, int]] = {}  # by driver: since when, and breaks of the day had by then
        self.dock: list[Parcel] = []
        self.waves = count(1)


Speeds = list[tuple[int, float]]
"""From which time of a day what share of the free speed is driven; none: all of it."""


@dataclass(eq=False)
class Trip:
    depot: Depot
    vehicle: int  # type of the van
    duty: int
    driver: int
    crew: Crew
    breaks: list[DueBreak]  # with the number of the leg from which on each may be had
    van: int
    leave: int
    load: list[Parcel]  # in the order of the stops
    later: list[Parcel]  # of further trips of the van, which it makes after this one
    latest: int  # when it has to be home from the last of them
    after: int  # the trip of the same plan before it
    following: Callable[[int, int, int], Trip]  # the next one, by when it leaves, breaks had on this one, its number
    metres: list[int]  # of each leg; the last leads back
    planned: list[int]  # time of each leg
    driving: list[float]  # as it turns out
    at_door: list[float]  # time at each stop


class Trips:
    """Vans on their way; `opens` is when the promise of each order opens."""

    def __init__(self, context: Context, opens: NDArray[np.int64], doors: Doors) -> None:
        self.context, self.opens, self.doors = context, opens, doors
        config, tape = context.config, context.tape
        days = config.days + config.follow_up_days
        self.incidents = incidents_of(config.delivery.fleet.traffic.incidents, days, tape.seed, tape.replication)
        self.reload = round(context.config.delivery.fleet.reload_minutes * MINUTE)
        self.service = round(context.config.delivery.fleet.service_minutes * MINUTE)

    def drive(self, trip: Trip) -> Run:
        context, depot = self.context, trip.depot
        context.begin_matter()
        number = context.journal.add(
            "trips",
            node=depot.node,
            van=trip.van,
            van_type=trip.vehicle,
            driver=trip.driver,
            stops=len(trip.load),
            after=trip.after,
            departed=trip.leave,
        )
        self.hand_over(trip)
        # The driver has the address that was known when the van was loaded.
        wrong = [parcel.order.address_wrong for parcel in trip.load]
        time, failed, taken = trip.leave, [], list[int]()
        for stop, parcel in enumerate(trip.load):
            opens = int(self.opens[parcel.order.number])
            time += self.blocked(trip, number, time, stop)
            arrived, begun = self.leg(
                time, int(trip.driving[stop]), opens, stop, trip.breaks[len(taken) :], self.speeds(parcel)
            )
            self.take_breaks(trip, number, begun, taken)
            time = arrived + int(trip.at_door[stop])
            yield Moment(context.env, arrived, COMPLETION, parcel.row)
            if not self.doors.attempt(parcel, number, trip.van, trip.metres[stop], wrong[stop]):
                failed.append(parcel)
        legs = len(trip.load)
        time += self.blocked(trip, number, time, legs)
        home, begun = self.leg(
            time, int(trip.driving[-1]), 0, legs, trip.breaks[len(taken) :], self.speeds(trip.load[-1])
        )
        self.take_breaks(trip, number, begun, taken)
        yield Moment(context.env, home, COMPLETION, number)
        context.journal.tables["trips"][number].update(returned=context.now, metres=sum(trip.metres))
        following = None
        if trip.later:
            following = trip.following(context.now + self.reload, len(taken), number)
            if self.expected(following)[-1] > trip.latest:
                following = None
                for parcel in trip.later:
                    self.wait_again(parcel, depot)
        if following is None:
            for missed in trip.crew.breaks[len(taken) :]:
                if missed.closes < context.now:
                    context.note(BREAK_TAKEN, -1, trip=number, node=depot.node, van=trip.van, reason=1)
            context.env.process(self.free(trip, len(taken), context.now + self.reload, number))
        for parcel in failed:
            self.take_back(parcel, depot)
        context.end_matter()
        if following is not None:
            yield Moment(context.env, following.leave, COMPLETION, number)
            yield from self.drive(following)

    def speeds(self, parcel: Parcel) -> Speeds:
        """How fast the drive to an address is: its zone's speeds, or the city's."""
        traffic, tape = self.context.config.delivery.fleet.traffic, self.context.tape
        hours = traffic.zones.get(tape.zones[tape.address.zone[parcel.order.number]], traffic.speeds)
        return sorted((time_of_day(text) % DAY, share) for text, share in hours.items())

    def blocked(self, trip: Trip, number: int, time: int, leg: int) -> int:
        """For how long a drive is held up that begins now: as long as the road is blocked, or a detour takes."""
        address, incidents = self.context.tape.address, self.incidents
        if incidents is None:
            return 0
        places = [(int(address.x[one.order.number]), int(address.y[one.order.number])) for one in trip.load]
        way = [self.context.sites[trip.depot.node], *places, self.context.sites[trip.depot.node]]
        held = [
            min(incidents.delay, int(incidents.end[k]) - time)
            for k in range(incidents.begin.size)
            if incidents.begin[k] <= time < incidents.end[k]
            if apart(way[leg], way[leg + 1], (int(incidents.x[k]), int(incidents.y[k]))) <= incidents.radius**2
        ]
        if max(held, default=0) > 0:
            self.context.note(INCIDENT_MET, -1, time=time, trip=number, node=trip.depot.node, van=trip.van)
        return max(held, default=0)

    def free(self, trip: Trip, had: int, time: int, number: int) -> Run:
        """Van and driver may leave again once the van is loaded."""
        context, depot = self.context, trip.depot
        if self.reload:
            yield Moment(context.env, time, COMPLETION, number)
        depot.yard[trip.vehicle].append(trip.van)
        depot.yard[trip.vehicle].sort()
        depot.drivers[trip.duty].append(trip.driver)
        depot.drivers[trip.duty].sort()
        today = context.now // DAY == trip.leave // DAY
        depot.back[trip.driver] = context.now, (trip.crew.had + had) * today

    def wait_again(self, parcel: Parcel, depot: Depot) -> None:
        """Its van is back too late to be home in time from another trip."""
        self.context.note(
            PARCEL_LEFT_OUT, parcel.order.number, parcel=parcel.ref, attempt=parcel.attempts, node=depot.node,
            reason=int(LeftOut.BEYOND_SHIFT),
        )  # fmt: skip
        self._put_back(parcel, depot)

    def hand_over(self, trip: Trip) -> None:
        """Parcels are loaded; the plan says when they are expected."""
        for parcel, expected in zip(trip.load, self.expected(trip), strict=False):
            if parcel.stamps["handed_over"] == UNOBSERVED:
                self.doors.capture_payment(parcel, trip.leave)
            parcel.stamps.update(handed_over=trip.leave, eta=expected)

    def expected(self, trip: Trip) -> list[int]:
        """When the van is at each door by the plan, and home."""
        time, taken = trip.leave, 0
        hourly = self.context.config.delivery.fleet.traffic.plans_know == "hours"
        opens = [int(self.opens[parcel.order.number]) for parcel in trip.load]
        found = []
        of = [*trip.load, trip.load[-1]]  # the way home is that of the last address
        for leg, (planned, door, parcel) in enumerate(zip(trip.planned, [*opens, 0], of, strict=True)):
            speeds = self.speeds(parcel) if hourly else []
            time, begun = self.leg(time, planned, door, leg, trip.breaks[taken:], speeds)
            found.append(time)
            taken += len(begun)
            time += self.service
        return found

    def leg(
        self, leave: int, free: int, opens: int, number: int, breaks: list[DueBreak], speeds: Speeds
    ) -> tuple[int, list[int]]:
        """Drive to a door and wait until it opens: when it is served, and when breaks began on the way.

        A break is had as soon as it may begin, in the middle of the drive or at the door, once its leg has come, and
        before that if it would be late otherwise.
        """
        begun: list[int] = []
        now, way = leave, 1000 * free
        there = self.go(now, way, speeds)[0]
        for due in breaks:
            stop = max(now, due.opens if due.leg <= number else due.closes)  # who is late has it in time
            if stop >= max(there, opens) or (due.leg > number and due.closes >= max(there, opens)):
                break
            if stop < there:
                way = self.go(now, way, speeds, until=stop)[1]
                there = self.go(stop + due.length, way, speeds)[0]
            begun.append(stop)
            now = stop + due.length
        return max(there, now, opens), begun

    def take_breaks(self, trip: Trip, number: int, begun: list[int], taken: list[int]) -> None:
        """A driver begins breaks."""
        for time in begun:
            late = time > trip.breaks[len(taken)].closes
            place = {"trip": number, "node": trip.depot.node, "van": trip.van}
            self.context.note(BREAK_TAKEN, -1, time=time, reason=int(late), **place)
            taken.append(time)

    def go(self, leave: int, way: int, speeds: Speeds, until: int | None = None) -> tuple[int, int]:
        """Drive a way, one stretch at the speed of the hour after another, at most until a moment: when, what is left.

        The way of a microsecond on a free road is a thousand.
        """
        while way > 0 and leave != until:
            now = leave % DAY
            speed = 1000
            change = DAY
            if speeds:
                speed = round(1000 * next((share for time, share in reversed(speeds) if time <= now), speeds[-1][1]))
                change = min((time for time, _ in speeds if time > now), default=DAY)
            spent = min(change - now, -(-way // speed))
            if until is not None:
                spent = min(spent, until - leave)
            way -= spent * speed
            leave += spent
        return leave, way

    def take_back(self, parcel: Parcel, depot: Depot) -> None:
        """A parcel comes back: given up, or put back on the dock once its address is right."""
        order = parcel.order
        if parcel.cancelled:
            self.doors.call_off(parcel, Cancelled.AT_DOOR)
            return
        if self.doors.out_of_attempts(parcel):
            self.doors.give_up(parcel)
            return
        self.context.note(PARCEL_PUT_BACK, order.number, parcel=parcel.ref, attempt=parcel.attempts, node=depot.node)
        if order.address_wrong:
            self.context.env.process(self.correct_address(parcel, depot, self.doors.address_corrected(order)))
        else:
            self._put_back(parcel, depot)

    def correct_address(self, parcel: Parcel, depot: Depot, time: int) -> Run:
        yield Moment(self.context.env, time, COMPLETION, parcel.row)
        parcel.order.address_wrong = False
        self._put_back(parcel, depot)

    def _put_back(self, parcel: Parcel, depot: Depot) -> None:
        parcel.known_since = self.context.now
        depot.dock.append(parcel)
