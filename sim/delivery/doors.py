"""At the door: somebody opens, nobody is home, the address was wrong, or the order is cancelled.

A door belongs to (order, parcel, attempt): its draw is keyed by them, so whichever van or day
brings the parcel meets the same door.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sim.context import Context
from sim.life.ledger import IN_TRANSIT, KEPT
from sim.life.orders import ADDRESS_WRONG, ATTEMPT_FAILED
from sim.life.parcels import Door, door_attempts
from sim.order import OrderBook
from sim.parcels import Parcels
from sim.streams import exponential, uniform, uniforms
from sim.units import HOUR


class Receiver(Protocol):
    """Who goes on with parcels that customers have."""

    def delivered(self, rows: NDArray[np.int64], times: NDArray[np.int64]) -> None:
        """Customers have these parcels, at `times`, which may lie ahead of the clock."""


class Doors:
    """Attempts and their outcome; parcels that are handed over go to `receiver`."""

    def __init__(
        self,
        context: Context,
        book: OrderBook,
        parcels: Parcels,
        receiver: Receiver,
    ) -> None:
        config = context.config.delivery.doors
        self._context = context
        self._book = book
        self._parcels = parcels
        self._receiver = receiver
        self._not_home = config.not_home
        self.maximum_attempts = config.maximum_attempts
        self._key = context.key("door")
        self._correction_key = context.key("address correction")

    def attempt(
        self,
        rows: NDArray[np.int64],
        times: NDArray[np.int64],
        trip: NDArray[np.int64] | int,
        van: NDArray[np.int64] | int,
        metres: NDArray[np.int64] | int,
        wrong: NDArray[np.bool_] | None = None,
    ) -> NDArray[np.int64]:
        """Try to hand over parcels that left together; positions of those that were not, int64.

        `times` (parcels,) may lie ahead of the clock: once a parcel has left, nothing can change how
        the attempt ends, so it is decided when its time is known, and costs no event. trip (row of the
        log's trips), van and metres (of the leg): (parcels,) or one for all. wrong: which addresses are, as
        the driver has them; None: as they are known now.
        """
        if not rows.size:
            return np.zeros(0, dtype=np.int64)
        context, parcels = self._context, self._parcels
        parcels.attempt[rows] += 1
        order, ref, attempt = parcels.order[rows], parcels.ref[rows], parcels.attempt[rows]
        nobody = uniforms(self._key, order, ref, attempt) < self._not_home
        if wrong is None:
            wrong = self.wrong_addresses(rows)
        outcome = np.where(wrong, Door.WRONG_ADDRESS, np.where(nobody, Door.NOBODY_HOME, Door.DELIVERED))
        outcome[parcels.cancelled[rows]] = Door.CANCELLED
        node = parcels.node[rows]
        door_attempts(context.log, times, order, ref, attempt, trip, node, van, outcome, metres)
        opened = outcome == Door.DELIVERED
        failed = ~opened & (outcome != Door.CANCELLED)
        self._book.flags[order[failed]] |= ATTEMPT_FAILED
        handed, when = rows[opened], times[opened]
        context.log.fulfilments.array("delivered")[handed] = when
        parcels.move(self._book, handed, IN_TRANSIT, KEPT)
        self._receiver.delivered(handed, when)
        return np.flatnonzero(~opened)

    def wrong_addresses(self, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which parcels have a wrong address that nobody has put right yet, (parcels,)."""
        wrong: NDArray[np.bool_] = (self._book.flags[self._parcels.order[rows]] & ADDRESS_WRONG) != 0
        return wrong

    def corrected_at(self, order: int, failed: int) -> int:
        """When a wrong address found out at `failed` is put right."""
        mean = self._context.config.delivery.doors.address_correction_hours * HOUR
        return failed + int(exponential(uniform(self._correction_key, order), mean))
