"""How an order reaches the order system: by itself from web and app, keyed by the order desk else.

When a self-service order arrives is known in advance (see `entry`); only staffed channels queue.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from sim.clock import ARRIVAL, COMPLETION, Token
from sim.context import Context
from sim.life.orders import Rejection
from sim.placement.entry import arrival_times, entry_times, keyed_by_hand
from sim.roster import Roster
from sim.stations import Station
from sim.streams import exponential, uniform
from sim.units import MINUTE, UNOBSERVED


class Checks(Protocol):
    """Where captured orders go; see `sim.processing.processing.Processing`."""

    unattended: int
    authorisation: int

    def receive(self, order: int, now: int) -> None:
        """A captured order."""

    def checked(self, order: int, now: int) -> None:
        """An order at the end of unattended checks."""


class Ending(Protocol):
    """Who ends an order."""

    def reject(self, order: int, now: int, reason: Rejection) -> None:
        """It ends before anything was promised."""

    def not_placed(self) -> None:
        """A candidate does not order."""


class Answering(Protocol):
    """Who says whether a candidate orders."""

    def joins(self, order: int) -> bool:
        """Whether it is placed."""


class Placement:
    """Orders arrive one after another and are captured.

    Captured orders go to `processing.receive`. Where all checks are automatic, an order that no clerk
    keys meets one event, the end of its checks.
    """

    def __init__(self, context: Context, processing: Checks, closing: Ending, custom: Answering | None = None) -> None:
        tape, config, clock = context.tape, context.config, context.clock
        by_hand = keyed_by_hand(tape, config)
        unattended = ~by_hand & (processing.unattended > 0)
        times = arrival_times(tape, config) + np.where(unattended, processing.unattended, 0)
        # The end of unattended checks is a completion, wherever it stands among equal times.
        rank = np.where(unattended, COMPLETION, ARRIVAL) + np.arange(tape.orders)
        self._context = context
        self._unattended, self._alone = processing.unattended, unattended
        self._processing, self._closing, self._custom = processing, closing, custom
        self._placed_at, self._placed = memoryview(tape.placed), context.log.orders["placed"]
        if custom is None:  # every candidate is an order
            context.log.orders.array("placed")[:] = tape.placed
        self._captured = context.log.orders["captured"]
        self._order_of_arrival = memoryview(np.lexsort((rank, times)))
        self._times, self._rank = memoryview(times), memoryview(rank)
        self._next = 0
        self._by_hand = memoryview(by_hand.astype(np.uint8))
        self.desk: Station | None = None
        if any(self._by_hand):
            orders = context.log.orders
            self._patience_key = context.key("patience at the order desk")
            self._patience = [channel.patience_minutes for channel in config.placement.channels.values()]
            self.desk = Station(
                clock,
                "order_desk",
                Roster(config.placement.order_desk, config.start, "order_desk"),
                entry_times(tape, config),
                orders["entry_started"],
                self._captured,
                lambda token, now: processing.receive(token.index, now),
                patience=self._patience_time,
                gave_up=self._abandoned,
                queue_limit=config.placement.order_desk.queue_limit,
                failures=context.failures(config.placement.order_desk, "order_desk"),
            )
        if tape.orders:
            source = Token(0)
            self._callbacks = [self._arrive]
            source.callbacks = self._callbacks
            first = self._order_of_arrival[0]
            clock.schedule(source, self._rank[first], self._times[first])

    def _arrive(self, source: Token) -> None:
        """An order comes, and those after it that come before anything else happens."""
        clock, times, order_of_arrival = self._context.clock, self._times, self._order_of_arrival
        position = self._next
        index = order_of_arrival[position]
        while True:
            self._capture(index, times[index])
            position += 1
            if position == len(order_of_arrival):
                self._next = position
                return
            index = order_of_arrival[position]
            if not clock.skip_to(times[index]):
                break
        self._next = position
        source.callbacks = self._callbacks
        clock.schedule(source, self._rank[index], times[index] - clock.now)

    def _capture(self, index: int, now: int) -> None:
        if self._custom is not None:
            if not self._custom.joins(index):
                self._closing.not_placed()
                return
            self._placed[index] = self._placed_at[index]
        if self._by_hand[index]:
            assert self.desk is not None
            self.desk.enter(Token(index), now)
        elif self._unattended:
            self._processing.checked(index, now)
        else:
            self._captured[index] = now
            self._processing.receive(index, now)

    def write_down(self) -> None:
        """Stamp what nothing could change, for all orders at once.

        When unattended orders were captured and verified; and that orders which the run did not see captured
        (handed over after its end) were placed all the same.
        """
        stamps, came = self._context.log.orders, np.asarray(self._order_of_arrival[: self._next])
        alone = came[self._alone[came] & (stamps.array("placed")[came] != UNOBSERVED)]
        checked = np.asarray(self._times)[alone]
        stamps.array("captured")[alone] = checked - self._unattended
        stamps.array("verified")[alone] = checked - self._processing.authorisation
        if self._custom is None:
            return
        for index in self._order_of_arrival[self._next :]:
            if self._custom.joins(index):
                self._placed[index] = self._placed_at[index]

    def _patience_time(self, index: int) -> int | None:
        mean = self._patience[self._context.tape.channel[index]]
        if mean is None:
            return None
        return int(exponential(uniform(self._patience_key, index), mean * MINUTE))

    def _abandoned(self, caller: Token, now: int) -> None:
        """The customer hung up before the desk answered."""
        self._closing.reject(caller.index, now, Rejection.ABANDONED)
