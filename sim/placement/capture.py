"""How an order reaches the order system: by itself from web and app, keyed by the order desk else.

The moment a self-service order arrives depends on the integration alone (at once, on the hour,
or overnight), so it is computed for all orders at once; only staffed channels queue.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.clock import ARRIVAL, COMPLETION, Token
from sim.columns import column
from sim.config import SimConfig
from sim.context import Context
from sim.life.orders import Rejection
from sim.roster import Roster
from sim.stations import Station
from sim.streams import exponential, uniform
from sim.tape import Tape
from sim.units import DAY, HOUR, MINUTE, SECOND, microseconds

if TYPE_CHECKING:
    from sim.processing.processing import Processing

_TICK = {"event": 1, "hourly": HOUR, "daily": DAY}


def keyed_by_hand(tape: Tape, config: SimConfig) -> NDArray[np.bool_]:
    """Whether a clerk keys the order, bool (orders,)."""
    staffed = np.asarray([channel.staffed for channel in config.placement.channels.values()], dtype=np.bool_)
    by_hand: NDArray[np.bool_] = staffed[tape.channel] & (not config.processing.switches.entry)
    return by_hand


def arrival_times(tape: Tape, config: SimConfig) -> NDArray[np.int64]:
    """When each order joins the order desk, or else the order system, int64 microseconds (orders,)."""
    staffed = np.asarray([channel.staffed for channel in config.placement.channels.values()], dtype=np.bool_)[
        tape.channel
    ]
    automatic = microseconds(config.placement.automatic_entry_seconds, SECOND)
    ready = tape.placed + np.where(staffed, automatic, 0)
    tick = _TICK[config.processing.integration]
    synchronised = -(-ready // tick) * tick
    times: NDArray[np.int64] = np.where(keyed_by_hand(tape, config), tape.placed, synchronised)
    return times


def address_errors(tape: Tape, config: SimConfig) -> NDArray[np.bool_]:
    """Orders whose address was captured wrong, bool (orders,)."""
    rate = np.asarray([channel.address_error for channel in config.placement.channels.values()])
    wrong: NDArray[np.bool_] = tape.uniforms["address_error"] < (rate * _factor(config))[tape.channel]
    return wrong


def line_errors(tape: Tape, config: SimConfig) -> NDArray[np.bool_]:
    """Lines captured with the wrong item or quantity, bool (lines,)."""
    rate = np.asarray([channel.line_error for channel in config.placement.channels.values()]) * _factor(config)
    wrong = np.empty(tape.lines, dtype=np.bool_)
    for block in tape.blocks():
        wrong[block.lines] = tape.line_uniforms["line_error"][block.lines] < rate[tape.channel[block.line_order]]
    return wrong


def _factor(config: SimConfig) -> NDArray[np.float64]:
    """What automated entry leaves of each channel's error rate."""
    placement = config.placement
    automatic = placement.automatic_error_factor if config.processing.switches.entry else 1.0
    return np.asarray([automatic if channel.staffed else 1.0 for channel in placement.channels.values()])


def entry_times(tape: Tape, config: SimConfig) -> memoryview:
    """Time to key each order, microseconds by order."""
    minutes = np.asarray([channel.entry_minutes for channel in config.placement.channels.values()])
    return column(minutes[tape.channel] * tape.factors["entry"] * MINUTE)


class Placement:
    """Orders arrive one after another and are captured.

    Captured orders go to `processing.receive`. Where all checks are automatic, an order that no clerk
    keys meets one event, the end of its checks.
    """

    def __init__(self, context: Context, processing: Processing) -> None:
        tape, config, clock = context.tape, context.config, context.clock
        by_hand = keyed_by_hand(tape, config)
        unattended = ~by_hand & (processing.unattended > 0)
        times = arrival_times(tape, config) + np.where(unattended, processing.unattended, 0)
        # The end of unattended checks is a completion, wherever it stands among equal times.
        rank = np.where(unattended, COMPLETION, ARRIVAL) + np.arange(tape.orders)
        self._context = context
        self._unattended, self._after_rules = processing.unattended, processing.authorisation
        self._checked, self._receive, self._reject = processing.checked, processing.receive, processing.reject
        self._verified = context.log.orders["verified"]
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
                return
            index = order_of_arrival[position]
            if not clock.skip_to(times[index]):
                break
        self._next = position
        source.callbacks = self._callbacks
        clock.schedule(source, self._rank[index], times[index] - clock.now)

    def _capture(self, index: int, now: int) -> None:
        if self._by_hand[index]:
            assert self.desk is not None
            self.desk.enter(Token(index), now)
        elif self._unattended:
            self._captured[index] = now - self._unattended
            self._verified[index] = now - self._after_rules
            self._checked(index, now)
        else:
            self._captured[index] = now
            self._receive(index, now)

    def _patience_time(self, index: int) -> int:
        mean = self._patience[self._context.tape.channel[index]]
        if mean is None:
            return 3660 * DAY
        return int(exponential(uniform(self._patience_key, index), mean * MINUTE))

    def _abandoned(self, caller: Token, now: int) -> None:
        """The customer hung up before the desk answered."""
        self._reject(caller.index, now, Rejection.ABANDONED)
