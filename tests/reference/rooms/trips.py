"""A trip: one van, from its depot along the planned stops and back, with what nobody took."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray
from reference.context import Context
from reference.moments import COMPLETION, Moment, Run
from reference.orders import Parcel
from reference.rooms.doors import Doors

from sim.life.parcels import PARCEL_PUT_BACK
from sim.units import DAY, MINUTE, UNOBSERVED, time_of_day


class Depot:
    """What stands at a node: parcels on the dock; in the yard the vans of each type and the drivers of each duty."""

    def __init__(self, node: int, vans: list[int], drivers: list[int]) -> None:
        self.node = node
        numbers, people = count(), count()
        self.yard = [[next(numbers) for _ in range(of_type)] for of_type in vans]
        self.drivers = [[next(people) for _ in range(on_duty)] for on_duty in drivers]
        self.dock: list[Parcel] = []
        self.waves = count(1)


@dataclass(eq=False)
class Trip:
    depot: Depot
    vehicle: int  # type of the van
    duty: int
    driver: int
    van: int
    leave: int
    load: list[Parcel]  # in the order of the stops
    metres: list[int]  # of each leg; the last leads back
    planned: list[int]  # time of each leg
    driving: list[float]  # as it turns out
    at_door: list[float]  # time at each stop


class Trips:
    """Vans on their way; `opens` is when the promise of each order opens."""

    def __init__(self, context: Context, opens: NDArray[np.int64], doors: Doors) -> None:
        self.context, self.opens, self.doors = context, opens, doors
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
            departed=trip.leave,
        )
        self.hand_over(trip)
        # The driver has the address that was known when the van was loaded.
        wrong = [parcel.order.address_wrong for parcel in trip.load]
        time, failed = trip.leave, []
        for stop, parcel in enumerate(trip.load):
            arrived = max(self.there(time, int(trip.driving[stop])), int(self.opens[parcel.order.number]))
            time = arrived + int(trip.at_door[stop])
            yield Moment(context.env, arrived, COMPLETION, parcel.row)
            if not self.doors.attempt(parcel, number, trip.van, trip.metres[stop], wrong[stop]):
                failed.append(parcel)
        yield Moment(context.env, self.there(time, int(trip.driving[-1])), COMPLETION, number)
        context.journal.tables["trips"][number].update(returned=context.now, metres=sum(trip.metres))
        depot.yard[trip.vehicle].append(trip.van)
        depot.yard[trip.vehicle].sort()
        depot.drivers[trip.duty].append(trip.driver)
        depot.drivers[trip.duty].sort()
        for parcel in failed:
            self.take_back(parcel, depot)
        context.end_matter()

    def hand_over(self, trip: Trip) -> None:
        """Parcels are loaded; the plan says when they are expected."""
        expected = trip.leave
        for parcel, planned in zip(trip.load, trip.planned[:-1], strict=True):
            hourly = self.context.config.delivery.fleet.traffic.plans_know == "hours"
            there = self.there(expected, planned) if hourly else expected + planned
            expected = max(there, int(self.opens[parcel.order.number]))
            if parcel.stamps["handed_over"] == UNOBSERVED:
                self.doors.capture_payment(parcel, trip.leave)
            parcel.stamps.update(handed_over=trip.leave, eta=expected)
            expected += self.service

    def there(self, leave: int, free: int) -> int:
        """When a drive ends that takes so long on a free road: a stretch at the speed of the hour, then the next."""
        speeds = self.context.config.delivery.fleet.traffic.speeds
        if not speeds:
            return leave + free
        hours = sorted((time_of_day(text) % DAY, share) for text, share in speeds.items())
        way = 1000 * free  # in thousandths of the way of a microsecond on a free road
        while way > 0:
            now = leave % DAY
            speed = round(1000 * next((share for time, share in reversed(hours) if time <= now), hours[-1][1]))
            until = min((time for time, _ in hours if time > now), default=DAY) - now
            spent = min(until, -(-way // speed))
            way -= spent * speed
            leave += spent
        return leave

    def take_back(self, parcel: Parcel, depot: Depot) -> None:
        """A parcel comes back: given up, or put back on the dock once its address is right."""
        order = parcel.order
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
