"""The carrier: collects once a day, delivers after a transit time by zone, charges by zone and weight.

Transit times are the inverse of a table of quantiles at the order's own uniform; doors are served
in the day. A failed attempt is repeated the next day.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.clock import COMPLETION, DECISION
from sim.context import Context
from sim.delivery.config import CarrierConfig
from sim.delivery.doors import Doors
from sim.log import Kind
from sim.order import ADDRESS_WRONG, IN_TRANSIT, LOST, PACKED, Fulfilment, advance_parts
from sim.tape import Tape
from sim.units import DAY, HOUR, microseconds, minor, time_of_day


def transit_times(tape: Tape, config: CarrierConfig) -> NDArray[np.int64]:
    """Transit time of each order's parcels, int64 microseconds (orders,)."""
    result = np.zeros(tape.orders, dtype=np.int64)
    for zone, name in enumerate(tape.zones):
        hours = np.asarray(config.transit_hours.get(name, config.transit_hours["default"]), dtype=np.float64)
        where = tape.address.zone == zone
        at = np.interp(tape.uniforms["transit"][where], np.linspace(0.0, 1.0, hours.size), hours)
        result[where] = np.rint(at * HOUR).astype(np.int64)
    return result


class Carrier:
    """Daily collection at every node, transit, doors, loss."""

    def __init__(
        self,
        context: Context,
        doors: Doors,
        handed_over: Callable[[Fulfilment, int], None],
        give_up: Callable[[Fulfilment, int], None],
        lost: Callable[[Fulfilment, int], None],
    ) -> None:
        tape, config = context.tape, context.config.delivery.carrier
        self._context = context
        self._config = config
        self._doors = doors
        self._handed_over = handed_over
        self._give_up = give_up
        self._lose = lost
        self._waiting: list[Fulfilment] = []
        stamps = context.log.fulfilments
        self._left, self._eta, self._weight = stamps["handed_over"], stamps["eta"], stamps["weight"]
        self._transit = memoryview(transit_times(tape, config))
        self._is_lost = memoryview((tape.uniforms["lost"] < config.lost).astype(np.uint8))
        rates = [config.rate_per_parcel.get(name, config.rate_per_parcel["default"]) for name in tape.zones]
        self._rate = [minor(rate) for rate in rates]
        self._rate_per_gram = config.rate_per_kilogram / 10  # minor units a gram
        self._zone = memoryview(tape.address.zone)
        self._day_start, self._day_end = time_of_day(config.delivery_start), time_of_day(config.delivery_end)
        medians = [
            float(np.median(config.transit_hours.get(name, config.transit_hours["default"]))) for name in tape.zones
        ]
        self._expected = [microseconds(hours, HOUR) for hours in medians]
        self._at_door: list[Callable[[Any], None]] = [self._door]
        self._collection = time_of_day(config.collection_time) % DAY
        context.clock.at(self._collection, DECISION, self._collect)

    def staged(self, parcel: Fulfilment, now: int) -> None:
        """A labelled parcel waits for the next collection."""
        self._waiting.append(parcel)

    def _collect(self, now: int) -> None:
        """Everything staged leaves with the carrier."""
        for parcel in self._waiting:
            self._take(parcel, now)
        self._waiting.clear()
        self._context.clock.at(now + DAY, DECISION, self._collect)

    def _take(self, parcel: Fulfilment, now: int) -> None:
        order, index = parcel.order, parcel.index
        zone = self._zone[order.index]
        self._handed_over(parcel, now)
        self._left[index] = now
        self._eta[index] = self._in_day(now + self._expected[zone])
        advance_parts(parcel.parts, PACKED, IN_TRANSIT)
        charge = self._rate[zone] + round(self._rate_per_gram * self._weight[index])
        self._context.log.add(
            now, Kind.CARRIER_CHARGED, order.index, 0, parcel.ref, 0, -1, parcel.node, zone, 0, charge
        )
        if self._is_lost[order.index] and parcel.ref == 0:
            after = microseconds(self._config.lost_after_days, DAY)
            self._context.clock.at(now + after, COMPLETION, lambda at: self._lost(parcel, at), index)
            return
        arrival = self._in_day(now + self._transit[order.index])
        if not self._doors.attempt(parcel, arrival, 0, 0):
            self._failed(parcel, arrival, now)

    def _in_day(self, time: int) -> int:
        """`time`, or the next moment at which doors are served."""
        midnight = time // DAY * DAY
        if time - midnight < self._day_start:
            return midnight + self._day_start
        return time if time - midnight <= self._day_end else midnight + DAY + self._day_start

    def _door(self, parcel: Fulfilment) -> None:
        now = self._context.clock.now
        if not self._doors.attempt(parcel, now, 0, 0):
            self._failed(parcel, now, now)

    def _failed(self, parcel: Fulfilment, attempted: int, now: int) -> None:
        """Another attempt the next day, with the address put right; or back to the sender."""
        order = parcel.order
        if parcel.attempt >= self._doors.maximum_attempts:
            self._context.clock.at(attempted, COMPLETION, lambda at: self._give_up(parcel, at), parcel.index)
            return
        again = attempted + DAY
        if order.flags & ADDRESS_WRONG:
            again = max(again, self._in_day(self._doors.corrected_at(order, attempted)))
            order.flags &= ~ADDRESS_WRONG
        parcel.callbacks = self._at_door
        self._context.clock.schedule(parcel, COMPLETION + parcel.index, again - now)

    def _lost(self, parcel: Fulfilment, now: int) -> None:
        advance_parts(parcel.parts, IN_TRANSIT, LOST)
        self._lose(parcel, now)
