"""Counters of stores: parcels are brought there or packed there, and collected, or go back on the shelf.

The order system hears that a parcel is ready a message (`fulfilment.short_message_minutes`) after it was labelled in
the store, or as the truck unloads. A parcel is *delivered* when it is ready, and ends when its customer has it.
"""

from __future__ import annotations

from collections import deque
from functools import partial
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sim.clock import ARRIVAL, COMPLETION, DECISION
from sim.context import Context
from sim.delivery.days import dispatch_days
from sim.life.collection import parcel_collected, parcel_ready, parcel_waits_for_place
from sim.life.ledger import IN_TRANSIT, KEPT, PACKED
from sim.order import OrderBook
from sim.parcels import Parcels, ready_first
from sim.placement.assortment import wanted_in_stores
from sim.placement.walk_ins import store_hours
from sim.streams import exponential, uniform, uniforms
from sim.units import DAY, HOUR, MINUTE, microseconds, time_of_day


class Consequences(Protocol):
    """What follows for the order: payments, goods with their customer, goods back on the shelf."""

    def handed_over(self, rows: NDArray[np.int64], now: int) -> None:
        """These parcels are paid for."""

    def delivered(
        self, rows: NDArray[np.int64], times: NDArray[np.int64], came: NDArray[np.int64] | None = None
    ) -> None:
        """Customers have these parcels, at `times`; they were there for them when they `came`."""

    def not_collected(self, row: int, store: int, now: int, *, paid: bool) -> None:
        """Nobody came for a parcel."""


class Shelves(Protocol):
    """What stands on the docks, and lies on the shelves."""

    def bring_up_to(self, node: int, until: int) -> None:
        """Let everything happen at a node that happens before `until`."""

    def sell(self, now: int, node: int, item: int, order: int) -> None:
        """Who collects an order buys one unit of an item, if it is there."""


class Counters:
    """The counters of all stores; `at` int32 (orders,) is the store that hands over each order."""

    def __init__(
        self,
        context: Context,
        book: OrderBook,
        parcels: Parcels,
        consequences: Consequences,
        shelves: Shelves,
        at: NDArray[np.int32],
    ) -> None:
        config, tape = context.config, context.tape
        self._context, self._book, self._parcels = context, book, parcels
        self._consequences, self._shelves = consequences, shelves
        self._config = config.fulfilment.stores.collection
        self._at = memoryview(at)
        self._hours = store_hours(config, config.days + config.follow_up_days)
        self._staged = context.log.fulfilments.array("staged")
        self._stamps = {name: context.log.fulfilments[name] for name in ("handed_over", "eta", "delivered")}
        self._ready_at: dict[int, int] = {}
        nodes = config.fulfilment.nodes.values()
        self._places = {number: node.counter_places for number, node in enumerate(nodes) if node.kind == "store"}
        self._standing = dict.fromkeys(self._places, 0)
        self._in_the_back: dict[int, deque[int]] = {store: deque() for store in self._places}
        self._message = microseconds(config.fulfilment.short_message_minutes, MINUTE)
        self._way, self._hold = microseconds(self._config.truck_hours, HOUR), microseconds(self._config.hold_days, DAY)
        self._notice = microseconds(self._config.notice_minutes, MINUTE)
        self._reserved_key, self._never_key = context.key("reserved"), context.key("never collected")
        self._coming_key = context.key("coming to collect")
        self._more_key, self._item_key = context.key("extra basket"), context.key("extra item")
        self._popularity = np.cumsum(wanted_in_stores(config, tape.goods))
        self._dispatch = dispatch_days(config)
        self._centres = tuple(node for node in range(len(config.fulfilment.nodes)) if node not in self._hours)
        self._on_docks: list[NDArray[np.int64]] = []
        self._at_midnight = time_of_day(self._config.truck_time) == DAY
        if self._centres:
            context.clock.at(time_of_day(self._config.truck_time), DECISION, self._leave)

    def staged(self, node: int, rows: NDArray[np.int64]) -> None:
        """Labelled parcels wait for the truck, or are in the store already."""
        if node in self._centres:
            self._on_docks.append(rows)
            return
        for row, time in zip(rows.tolist(), self._staged[rows].tolist(), strict=True):
            order = int(self._parcels.order[row])
            self._context.clock.at(time + self._message, ARRIVAL, partial(self._packed_here, row), order)

    def _leave(self, now: int) -> None:
        """A truck leaves every centre with all that is to be collected."""
        for node in self._centres:
            self._shelves.bring_up_to(node, now + 1)
        self._context.clock.at(now + DAY, DECISION, self._leave)
        if not self._on_docks or not self._dispatch.is_open[now // DAY - self._at_midnight]:
            return
        rows = np.concatenate(self._on_docks)
        self._on_docks.clear()
        if len(self._centres) > 1:
            rows = ready_first(rows, self._staged)
        self._take_over(rows, now)
        for row in rows.tolist():
            order = int(self._parcels.order[row])
            unloaded = self._hours[self._at[order]].after(now + self._way, 0)
            if unloaded is not None:  # a store that never opens again takes nothing in
                self._stamps["eta"][row] = unloaded
                self._context.clock.at(unloaded, ARRIVAL, partial(self._came, row), order)

    def _packed_here(self, row: int, now: int) -> None:
        self._stamps["eta"][row] = now
        self._take_over(np.array([row]), now)
        self._came(row, now)

    def _take_over(self, rows: NDArray[np.int64], now: int) -> None:
        """Parcels leave the dock; what is prepaid is captured."""
        order = self._parcels.order[rows]
        prepaid = rows[uniforms(self._reserved_key, order) >= self._config.reserved]
        if prepaid.size:
            self._consequences.handed_over(prepaid, now)
        self._context.log.fulfilments.array("handed_over")[rows] = now
        self._parcels.move(self._book, rows, PACKED, IN_TRANSIT)

    def _reserved(self, order: int) -> bool:
        """Whether an order is paid at the till."""
        return uniform(self._reserved_key, order) < self._config.reserved

    def _came(self, row: int, now: int) -> None:
        """It takes a place at the counter, or waits for one."""
        store = self._at[int(self._parcels.order[row])]
        places = self._places[store]
        if places is not None and self._standing[store] >= places:
            self._in_the_back[store].append(row)
            order, ref = int(self._parcels.order[row]), int(self._parcels.ref[row])
            parcel_waits_for_place(self._context.log, now, order, ref, store, self._parcels.units(row))
        else:
            self._ready(row, now)

    def _place_is_free(self, store: int, now: int) -> None:
        """Who came first of those in the back takes the place."""
        self._standing[store] -= 1
        if self._in_the_back[store]:
            self._ready(self._in_the_back[store].popleft(), now)

    def _ready(self, row: int, now: int) -> None:
        """The customer is told, and comes, or does not while the parcel is held."""
        order, ref = int(self._parcels.order[row]), int(self._parcels.ref[row])
        store = self._at[order]
        hours, config = self._hours[store], self._config
        self._ready_at[row] = now
        self._standing[store] += 1
        self._book.at_counter[order] += 1
        parcel_ready(self._context.log, now, order, ref, store, self._parcels.units(row))
        until = hours.after(now + self._hold, 0)
        never = config.never_collected_reserved if self._reserved(order) else config.never_collected
        comes = None
        if uniform(self._never_key, order) >= never:
            wait = exponential(uniform(self._coming_key, order, ref), config.hours_until_collected)
            comes = hours.after(now + self._notice, microseconds(wait, HOUR))
        if comes is not None and (until is None or comes <= until):
            self._context.clock.at(comes, COMPLETION, partial(self._collected, row), row)
        elif until is not None:
            self._context.clock.at(until, COMPLETION, partial(self._given_up, row), row)

    def _collected(self, row: int, now: int) -> None:
        """The customer has it, pays if it was reserved, and may buy something else."""
        parcels, rows = self._parcels, np.array([row])
        order, ref = int(parcels.order[row]), int(parcels.ref[row])
        store = self._at[order]
        self._book.at_counter[order] -= 1
        self._stamps["delivered"][row] = ready = self._ready_at.pop(row)
        if self._reserved(order):
            self._consequences.handed_over(rows, now)
        parcels.move(self._book, rows, IN_TRANSIT, KEPT)
        parcel_collected(self._context.log, now, order, ref, store, parcels.units(row))
        self._consequences.delivered(rows, np.array([now]), np.array([ready]))
        if uniform(self._more_key, order, ref) < self._config.extra_basket:
            place = uniform(self._item_key, order, ref) * self._popularity[-1]
            item = min(int(np.searchsorted(self._popularity, place, side="right")), self._popularity.size - 1)
            self._shelves.sell(now, store, item, order)
        self._place_is_free(store, now)

    def _given_up(self, row: int, now: int) -> None:
        """It was held long enough."""
        order = int(self._parcels.order[row])
        self._book.at_counter[order] -= 1
        del self._ready_at[row]
        self._consequences.not_collected(row, self._at[order], now, paid=not self._reserved(order))
        self._place_is_free(self._at[order], now)
