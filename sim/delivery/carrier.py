"""The carrier: collects once a day, delivers after a transit time by zone, charges by zone and weight.

At stores it collects at a time of their own.
Transit times are the inverse of a table of quantiles at the order's own uniform; doors are served
in the day. A failed attempt is repeated the next day.
"""

from __future__ import annotations

from functools import partial
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sim.clock import COMPLETION, DECISION
from sim.config import SimConfig
from sim.context import Context
from sim.delivery.cancelling import Cancelling
from sim.delivery.days import carrier_days, dispatch_days
from sim.delivery.doors import Doors
from sim.delivery.promise import promise_windows
from sim.life.ledger import IN_TRANSIT, LOST, PACKED
from sim.life.orders import ADDRESS_WRONG
from sim.life.parcels import NO_TRIP, carrier_charged
from sim.order import OrderBook
from sim.parcels import Parcels, ready_first
from sim.streams import uniforms
from sim.tape import Tape
from sim.units import DAY, HOUR, microseconds, minor, time_of_day


def transit_times(tape: Tape, settings: SimConfig) -> NDArray[np.int64]:
    """Transit time of each order's parcels, int64 microseconds (orders,)."""
    config = settings.delivery.carrier
    result = np.zeros(tape.orders, dtype=np.int64)
    shares = config.transit_share_of_promise
    promised = promise_windows(tape, settings)[1] - tape.placed if shares else result
    for zone, name in enumerate(tape.zones):
        if (table := shares.get(name, shares.get("default"))) is not None:
            where = tape.address.zone == zone
            share = np.interp(tape.uniforms["transit"][where], np.linspace(0.0, 1.0, len(table)), table)
            result[where] = np.rint(share * promised[where]).astype(np.int64)
            continue
        hours = np.asarray(config.transit_hours.get(name, config.transit_hours["default"]), dtype=np.float64)
        where = tape.address.zone == zone
        at = np.interp(tape.uniforms["transit"][where], np.linspace(0.0, 1.0, hours.size), hours)
        result[where] = np.rint(at * HOUR).astype(np.int64)
    return result


class Consequences(Protocol):
    """What follows for the order: the payment, a parcel back, a parcel lost."""

    def handed_over(self, rows: NDArray[np.int64], now: int) -> None:
        """These parcels leave for the first time."""

    def given_up(self, row: int, now: int) -> None:
        """After its last attempt the parcel is back at its node."""

    def lost(self, row: int, now: int) -> None:
        """The parcel is declared lost."""


class Docks(Protocol):
    """What stands on the docks, up to a moment."""

    def bring_up_to(self, node: int, until: int) -> None:
        """Let everything happen at a node that happens before `until`."""


class Round:
    """Nodes at which the carrier collects at one time of day, and what waits there."""

    __slots__ = ("at_midnight", "nodes", "time", "waiting")

    def __init__(self, time: str, nodes: tuple[int, ...]) -> None:
        self.time, self.nodes = time, nodes
        self.at_midnight = time_of_day(time) == DAY  # the end of a day is its last moment, not the next day's first
        self.waiting: list[NDArray[np.int64]] = []


class Carrier:
    """Daily collection at every node, transit, doors, loss."""

    def __init__(
        self,
        context: Context,
        book: OrderBook,
        parcels: Parcels,
        doors: Doors,
        consequences: Consequences,
        cancelling: Cancelling,
        docks: Docks,
    ) -> None:
        tape, config = context.tape, context.config.delivery.carrier
        self._context = context
        self._config = config
        self._book = book
        self._parcels = parcels
        self._doors = doors
        self._consequences = consequences
        self._cancelling, self._docks = cancelling, docks
        stores = context.config.fulfilment.store_numbers
        centres = tuple(set(range(len(context.config.fulfilment.nodes))).difference(stores))
        self._is_store = np.zeros(len(stores) + len(centres), dtype=np.bool_)
        self._is_store[list(stores)] = True
        self._rounds = [Round(config.collection_time, centres)]
        if stores:
            self._rounds.append(Round(context.config.fulfilment.stores.last_pick_up, stores))
        self._transit = transit_times(tape, context.config)
        self._first_fate, self._lost_key = tape.uniforms["lost"], context.key("lost")
        rates = [config.rate_per_parcel.get(name, config.rate_per_parcel["default"]) for name in tape.zones]
        self._rate = np.array([minor(rate) for rate in rates], dtype=np.int64)
        self._rate_per_gram = config.rate_per_kilogram / 10  # minor units a gram
        self._rate_per_attempt, self._liability = minor(config.rate_per_attempt), minor(config.liability_limit)
        self._return_price = None if config.return_price is None else minor(config.return_price)
        self._way_back = microseconds(config.held_days + config.return_days, DAY)
        self._day_start, self._day_end = time_of_day(config.delivery_start), time_of_day(config.delivery_end)
        medians = [
            float(np.median(config.transit_hours.get(name, config.transit_hours["default"]))) for name in tape.zones
        ]
        self._expected = np.array([microseconds(hours, HOUR) for hours in medians], dtype=np.int64)
        self._dispatch, self._days = dispatch_days(context.config), carrier_days(context.config)
        for places in self._rounds:
            context.clock.at(time_of_day(places.time), DECISION, partial(self._collect, places))

    def staged(self, rows: NDArray[np.int64]) -> None:
        """Labelled parcels wait for the next collection."""
        if len(self._rounds) == 1:
            self._rounds[0].waiting.append(rows)
            return
        at_store = self._is_store[self._parcels.node[rows]]
        for places, own in zip(self._rounds, (~at_store, at_store), strict=True):
            if own.any():
                places.waiting.append(rows[own])

    def _collect(self, places: Round, now: int) -> None:
        """Everything staged leaves with the carrier."""
        for node in places.nodes:
            self._docks.bring_up_to(node, now + 1)
        self._context.clock.at(now + DAY, DECISION, partial(self._collect, places))
        today = now // DAY - places.at_midnight
        if not places.waiting or not (self._dispatch.is_open[today] and self._days.is_open[today]):
            return
        rows = self._cancelling.take_off(np.concatenate(places.waiting), now, now)
        places.waiting.clear()
        stamps, parcels = self._context.log.fulfilments, self._parcels
        if len(places.nodes) > 1:
            rows = ready_first(rows, stamps.array("staged"))
        order, ref = parcels.order[rows], parcels.ref[rows]
        zone = self._context.tape.address.zone[order]
        self._consequences.handed_over(rows, now)
        stamps.array("handed_over")[rows] = now
        stamps.array("eta")[rows] = self._in_day(now + self._expected[zone])
        self._charge(rows, now, self._price(rows))
        parcels.move(self._book, rows, PACKED, IN_TRANSIT)
        lost = self._fates(order, ref) < self._config.lost
        for row in rows[lost].tolist():
            self._lose_later(row, now)
        arrival = self._in_day(now + self._transit[order])[~lost]
        rows = rows[~lost]
        self._bring(rows, arrival)

    def _fates(self, order: NDArray[np.int64], ref: NDArray[np.uint16]) -> NDArray[np.float64]:
        """What says whether a parcel is lost: the tape for an order's first one, a draw for each further one."""
        fate: NDArray[np.float64] = self._first_fate[order].astype(np.float64)
        further = ref > 0
        if further.any():
            fate[further] = uniforms(self._lost_key, order[further], ref[further])
        return fate

    def _bring(self, rows: NDArray[np.int64], times: NDArray[np.int64]) -> None:
        """To the door, and again the next day where nobody opened; at last back to the sender.

        Nothing can change the attempts once a parcel is with the carrier, so all are decided now.
        """
        while rows.size:
            failed = self._doors.attempt(rows, times, NO_TRIP, 0, 0)
            further = self._parcels.attempt[rows] > self._config.attempts_included
            self._charge(rows[further], times[further], self._rate_per_attempt)
            rows, times = rows[failed], times[failed]
            last = self._parcels.attempt[rows] >= self._doors.maximum_attempts
            for row, time in zip(rows[last].tolist(), (times[last] + self._way_back).tolist(), strict=True):
                self._context.clock.at(time, COMPLETION, partial(self._back_to_sender, row), row)
            rows, tried = rows[~last], times[~last]
            times = self._in_day(tried + DAY)
            self._correct_addresses(rows, tried, times)

    def _price(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """What bringing parcels costs, minor units (parcels,)."""
        zone = self._context.tape.address.zone[self._parcels.order[rows]]
        weight = self._context.log.fulfilments.array("weight")[rows]
        price: NDArray[np.int64] = self._rate[zone] + np.rint(self._rate_per_gram * weight).astype(np.int64)
        return price

    def _charge(self, rows: NDArray[np.int64], time: NDArray[np.int64] | int, amount: NDArray[np.int64] | int) -> None:
        """The carrier asks so many minor units for each parcel."""
        order, parcels = self._parcels.order[rows], self._parcels
        zone = self._context.tape.address.zone[order]
        carrier_charged(self._context.log, time, order, parcels.ref[rows], parcels.node[rows], zone, amount)

    def _back_to_sender(self, row: int, now: int) -> None:
        """Held for collection, and fetched by nobody: back at its node, at a price."""
        rows = np.array([row])
        self._charge(rows, now, self._price(rows) if self._return_price is None else self._return_price)
        self._consequences.given_up(row, now)

    def _correct_addresses(self, rows: NDArray[np.int64], tried: NDArray[np.int64], times: NDArray[np.int64]) -> None:
        """The next attempt, at `times` (changed in place), waits until the wrong address of `tried` is put right."""
        flags, order = self._book.flags, self._parcels.order[rows]
        for k in np.flatnonzero(flags[order] & ADDRESS_WRONG):
            corrected = self._doors.corrected_at(int(order[k]), int(tried[k]))
            times[k] = max(int(times[k]), int(self._in_day(np.array([corrected]))[0]))
        self._book.correct_address(order)

    def _in_day(self, time: NDArray[np.int64]) -> NDArray[np.int64]:
        """`time`, or the next moment at which doors are served."""
        return self._days.next_open(time, self._day_start, self._day_end)

    def _lose_later(self, row: int, now: int) -> None:
        after = microseconds(self._config.lost_after_days, DAY)

        def declare(at: int) -> None:
            rows = np.array([row])
            self._parcels.move(self._book, rows, IN_TRANSIT, LOST)
            self._charge(rows, at, -min(self._liability, int(self._parcels.worth[row])))
            self._consequences.lost(row, at)

        self._context.clock.at(now + after, COMPLETION, declare, row)
