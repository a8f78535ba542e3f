"""At the door: somebody opens, nobody is home, or the address was wrong.

A door belongs to (order, parcel, attempt): its draw is keyed by them, so whichever van or day
brings the parcel meets the same door.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum

import numpy as np

from sim.context import Context
from sim.log import Kind
from sim.order import ADDRESS_WRONG, ATTEMPT_FAILED, IN_TRANSIT, KEPT, Fulfilment, Order, advance_parts
from sim.streams import exponential, uniform, uniforms
from sim.units import HOUR


class Door(IntEnum):
    """How an attempt ended."""

    DELIVERED = 0
    NOBODY_HOME = 1
    WRONG_ADDRESS = 2


DOOR_ATTEMPT = int(Kind.DOOR_ATTEMPT)


class Doors:
    """Attempts and their outcome. `delivered(parcel, now)` is where handed-over parcels go."""

    def __init__(self, context: Context, delivered: Callable[[Fulfilment, int], None]) -> None:
        config = context.config.delivery.doors
        self._context = context
        self._add = context.log.add
        self._delivered_stamp = context.log.fulfilments["delivered"]
        self._delivered = delivered
        self._not_home = config.not_home
        self.maximum_attempts = config.maximum_attempts
        self._key = context.key("door")
        self._correction_key = context.key("address correction")
        # The first attempt of every order's first parcel is the usual one: drawn for all at once.
        first = uniforms(self._key, np.arange(context.tape.orders), 0, 1) < config.not_home
        self._nobody_first = memoryview(first.astype(np.uint8))

    def attempt(self, parcel: Fulfilment, now: int, van: int, metres: int) -> bool:
        """Try to hand the parcel over at `now`; whether it was.

        `now` may lie ahead of the clock: once a parcel has left, nothing can change how the attempt
        ends, so it is decided when its time is known, and costs no event.
        """
        order = parcel.order
        parcel.attempt += 1
        if order.flags & ADDRESS_WRONG:
            outcome = 2
        elif parcel.attempt == 1 and parcel.ref == 0:
            outcome = self._nobody_first[order.index]
        else:
            outcome = int(uniform(self._key, order.index, parcel.ref, parcel.attempt) < self._not_home)
        self._add(now, DOOR_ATTEMPT, order.index, 0, parcel.ref, parcel.attempt, -1, parcel.node, van, outcome, metres)
        if outcome:
            order.flags |= ATTEMPT_FAILED
            return False
        self._delivered_stamp[parcel.index] = now
        advance_parts(parcel.parts, IN_TRANSIT, KEPT)
        self._delivered(parcel, now)
        return True

    def corrected_at(self, order: Order, failed: int) -> int:
        """When a wrong address found out at `failed` is put right."""
        mean = self._context.config.delivery.doors.address_correction_hours * HOUR
        return failed + int(exponential(uniform(self._correction_key, order.index), mean))
