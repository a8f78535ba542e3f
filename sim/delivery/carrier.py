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
        handed_over: Callable[[list[Fulfilment], int], None],
        give_up: Callable[[Fulfilment, int], None],
        lost: Callable[[Fulfilment, int], None],
        catch_up: Callable[[int, int], None],
    ) -> None:
        tape, config = context.tape, context.config.delivery.carrier
        self._context = context
        self._config = config
        self._doors = doors
        self._handed_over = handed_over
        self._give_up = give_up
        self._lose = lost
        self._catch_up = catch_up
        self._waiting: list[Fulfilment] = []
        self._transit = transit_times(tape, config)
        self._is_lost = tape.uniforms["lost"] < config.lost
        rates = [config.rate_per_parcel.get(name, config.rate_per_parcel["default"]) for name in tape.zones]
        self._rate = np.array([minor(rate) for rate in rates], dtype=np.int64)
        self._rate_per_gram = config.rate_per_kilogram / 10  # minor units a gram
        self._day_start, self._day_end = time_of_day(config.delivery_start), time_of_day(config.delivery_end)
        medians = [
            float(np.median(config.transit_hours.get(name, config.transit_hours["default"]))) for name in tape.zones
        ]
        self._expected = np.array([microseconds(hours, HOUR) for hours in medians], dtype=np.int64)
        self._at_door: list[Callable[[Any], None]] = [self._door]
        self._collection = time_of_day(config.collection_time) % DAY
        context.clock.at(self._collection, DECISION, self._collect)

    def staged(self, parcel: Fulfilment) -> None:
        """A labelled parcel waits for the next collection."""
        self._waiting.append(parcel)

    def _collect(self, now: int) -> None:
        """Everything staged leaves with the carrier."""
        for node in range(len(self._context.config.fulfilment.nodes)):
            self._catch_up(node, now + 1)
        self._context.clock.at(now + DAY, DECISION, self._collect)
        parcels, self._waiting = self._waiting, []
        if not parcels:
            return
        stamps = self._context.log.fulfilments
        rows = np.array([parcel.index for parcel in parcels], dtype=np.int64)
        orders = np.array([parcel.order.index for parcel in parcels], dtype=np.int64)
        zone = self._context.tape.address.zone[orders]
        self._handed_over(parcels, now)
        stamps.array("handed_over")[rows] = now
        stamps.array("eta")[rows] = self._in_day(now + self._expected[zone])
        charge = self._rate[zone] + np.rint(self._rate_per_gram * stamps.array("weight")[rows]).astype(np.int64)
        self._context.log.add_all(
            rows.size,
            time=now,
            kind=Kind.CARRIER_CHARGED,
            order=orders,
            ref=[parcel.ref for parcel in parcels],
            node=[parcel.node for parcel in parcels],
            resource=zone,
            value=charge,
        )
        for parcel in parcels:
            advance_parts(parcel.parts, PACKED, IN_TRANSIT)
        lost = self._is_lost[orders] & (np.array([parcel.ref for parcel in parcels]) == 0)
        for k in np.flatnonzero(lost):
            self._lose_later(parcels[k], now)
        arrival = self._in_day(now + self._transit[orders])
        arriving = [parcels[k] for k in np.flatnonzero(~lost)]
        for parcel in self._doors.attempt_all(arriving, arrival[~lost], 0, 0):
            self._failed(parcel, int(arrival[rows == parcel.index][0]), now)

    def _lose_later(self, parcel: Fulfilment, now: int) -> None:
        after = microseconds(self._config.lost_after_days, DAY)
        self._context.clock.at(now + after, COMPLETION, lambda at: self._lost(parcel, at), parcel.index)

    def _in_day(self, time: NDArray[np.int64]) -> NDArray[np.int64]:
        """`time`, or the next moment at which doors are served."""
        midnight = time // DAY * DAY
        late = np.where(time - midnight <= self._day_end, time, midnight + DAY + self._day_start)
        return np.where(time - midnight < self._day_start, midnight + self._day_start, late)

    def _door(self, parcel: Fulfilment) -> None:
        """A further attempt."""
        now = self._context.clock.now
        for failed in self._doors.attempt_all([parcel], np.array([now]), 0, 0):
            self._failed(failed, now, now)

    def _failed(self, parcel: Fulfilment, attempted: int, now: int) -> None:
        """Another attempt the next day, with the address put right; or back to the sender."""
        order = parcel.order
        if parcel.attempt >= self._doors.maximum_attempts:
            self._context.clock.at(attempted, COMPLETION, lambda at: self._give_up(parcel, at), parcel.index)
            return
        again = attempted + DAY
        if order.flags & ADDRESS_WRONG:
            corrected = self._in_day(np.array([self._doors.corrected_at(order, attempted)]))
            again = max(again, int(corrected[0]))
            order.flags &= ~ADDRESS_WRONG
        parcel.callbacks = self._at_door
        self._context.clock.schedule(parcel, COMPLETION + parcel.index, again - now)

    def _lost(self, parcel: Fulfilment, now: int) -> None:
        advance_parts(parcel.parts, IN_TRANSIT, LOST)
        self._lose(parcel, now)
