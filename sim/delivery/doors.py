"""At the door: somebody opens, nobody is home, or the address was wrong.

A door belongs to (order, parcel, attempt): its draw is keyed by them, so whichever van or day
brings the parcel meets the same door.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

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
    """Attempts and their outcome. `delivered_all(parcels, times)` is where handed-over parcels go."""

    def __init__(
        self, context: Context, delivered_all: Callable[[list[Fulfilment], NDArray[np.int64]], None]
    ) -> None:
        config = context.config.delivery.doors
        self._context = context
        self._delivered_all = delivered_all
        self._not_home = config.not_home
        self.maximum_attempts = config.maximum_attempts
        self._key = context.key("door")
        self._correction_key = context.key("address correction")
        # The first attempt of every order's first parcel is the usual one: drawn for all at once.
        first = uniforms(self._key, np.arange(context.tape.orders), 0, 1) < config.not_home
        self._nobody_first = memoryview(first.astype(np.uint8))

    def attempt_all(
        self,
        parcels: list[Fulfilment],
        times: NDArray[np.int64],
        van: NDArray[np.int64] | int,
        metres: NDArray[np.int64] | int,
    ) -> list[Fulfilment]:
        """Try to hand over parcels that left together; those that were not.

        `times` (parcels,) may lie ahead of the clock: once a parcel has left, nothing can change how
        the attempt ends, so it is decided when its time is known, and costs no event. van and metres
        (of the leg): (parcels,) or one for all.
        """
        if not parcels:
            return []
        self._context.latest = max(self._context.latest, int(times.max()))
        outcome = np.array([self._outcome(parcel) for parcel in parcels], dtype=np.int64)
        rows = np.array([parcel.index for parcel in parcels], dtype=np.int64)
        self._context.log.add_all(
            len(parcels),
            time=times,
            kind=DOOR_ATTEMPT,
            order=[parcel.order.index for parcel in parcels],
            ref=[parcel.ref for parcel in parcels],
            ordinal=[parcel.attempt for parcel in parcels],
            node=[parcel.node for parcel in parcels],
            resource=van,
            reason=outcome,
            value=metres,
        )
        opened = outcome == Door.DELIVERED
        self._context.log.fulfilments.array("delivered")[rows[opened]] = times[opened]
        handed = [parcel for parcel, result in zip(parcels, outcome, strict=True) if not result]
        for parcel in handed:
            advance_parts(parcel.parts, IN_TRANSIT, KEPT)
        self._delivered_all(handed, times[opened])
        failed = [parcel for parcel, result in zip(parcels, outcome, strict=True) if result]
        for parcel in failed:
            parcel.order.flags |= ATTEMPT_FAILED
        return failed

    def _outcome(self, parcel: Fulfilment) -> int:
        """Count the attempt; how it ends."""
        order = parcel.order
        parcel.attempt += 1
        if order.flags & ADDRESS_WRONG:
            return Door.WRONG_ADDRESS
        if parcel.attempt == 1 and parcel.ref == 0:
            return self._nobody_first[order.index]
        return int(uniform(self._key, order.index, parcel.ref, parcel.attempt) < self._not_home)

    def corrected_at(self, order: Order, failed: int) -> int:
        """When a wrong address found out at `failed` is put right."""
        mean = self._context.config.delivery.doors.address_correction_hours * HOUR
        return failed + int(exponential(uniform(self._correction_key, order.index), mean))
