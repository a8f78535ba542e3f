"""Which node is to send something: the sourcing rule is asked among the nodes that are open to orders."""

from __future__ import annotations

from typing import Protocol

from sim.asking import Asked
from sim.context import Context
from sim.fulfilment.sites import sites
from sim.fulfilment.sourcing import Request
from sim.fulfilment.surroundings import Surroundings
from sim.placement.collecting import NOWHERE, collected_at, from_own_shelf
from sim.records import Records, RecordsView
from sim.settings import WEEKDAYS
from sim.units import DAY


class Shelves(Protocol):
    """Who tells the records what stores have sold."""

    def hear(self, now: int) -> None:
        """The records are about to be looked at."""


class Choosing:
    """Asks the rule for a node that is open to orders: it sends any, is not opted out today, and not at its cap.

    Orders that are collected at a store come from its own shelf if that has everything, or from a centre; no other
    store sends them.
    """

    def __init__(self, context: Context, records: Records, rule: Asked, shelves: Shelves) -> None:
        config = context.config
        address = context.tape.address
        self._x, self._y = memoryview(address.x), memoryview(address.y)
        self._rule, self._shelves, self._seen = rule, shelves, RecordsView(records)
        self._names, self._caps = tuple(config.fulfilment.nodes), config.fulfilment.caps
        self._never = tuple(node for node, sends in enumerate(config.fulfilment.sends) if not sends)
        self._stores = config.fulfilment.store_numbers
        self._first_weekday, self._opt_out = config.start.weekday(), config.fulfilment.stores.offers.opt_out
        self._sites = sites(config)
        self._collected_at, self._records = memoryview(collected_at(context.tape, config)), records
        self._own_shelf = {store: from_own_shelf(config, store) for store in self._stores}
        self._waiters_first = config.inventory.backorder_rule != "shelf_open"
        self._around = Surroundings(config, context.tape.goods.volume, context.tape.travel)
        self._left_stores: set[int] = set()
        self._today, self._closed = -1, self._never
        self._given = (0,) * len(self._names)

    def choose(self, order: int, items: tuple[int, ...], units: tuple[int, ...], now: int) -> int:
        """The node that is to send so many units of these items, when they are asked for first.

        Days off and caps give way where no other node is left; a node that never sends orders is never chosen.
        """
        self.look(now)
        store = self._collected_at[order]
        if store != NOWHERE:
            return self._for_collection(order, store, items, units, now)
        closed = self._closed
        return self._ask(order, items, units, now, closed if len(closed) < len(self._names) else self._never)

    def another(
        self, order: int, items: tuple[int, ...], units: tuple[int, ...], now: int, but: tuple[int, ...]
    ) -> int | None:
        """A node that is not one of `but`; None where none is open to this order."""
        self.look(now)
        stores = self._stores if order in self._left_stores else ()
        closed = tuple(sorted({*self._closed, *but, *stores}))
        store = self._collected_at[order]
        if store != NOWHERE:
            own = {store} if self._gives(store, now) and store not in but else set()
            closed = tuple(sorted({*self._closed, *but, *self._stores} - own))
        return self._ask(order, items, units, now, closed) if len(closed) < len(self._names) else None

    def centre(self, order: int, items: tuple[int, ...], units: tuple[int, ...], now: int) -> int | None:
        """The centre at which so many units of these items are waited for, full or not; None if none sends orders."""
        self.look(now)
        closed = tuple(sorted({*self._never, *self._stores}))
        return self._ask(order, items, units, now, closed) if len(closed) < len(self._names) else None

    def leave_stores(self, order: int) -> None:
        """An order has been offered to as many stores as it may: no further store is asked."""
        self._left_stores.add(order)

    def has_left_stores(self, order: int) -> bool:
        """Whether no further store is asked for an order."""
        return order in self._left_stores

    def given(self, node: int, now: int) -> None:
        """A node was given units of an order to send."""
        if now // DAY != self._today:
            self._begin_day(now // DAY)
        given = list(self._given)
        given[node] += 1
        self._given = tuple(given)
        if self.is_full(node, now) and node not in self._closed:
            self._closed = tuple(sorted((*self._closed, node)))

    def given_today(self, node: int, now: int) -> int:
        """How often a node was given something to send today."""
        return self._given[node] if now // DAY == self._today else 0

    def is_full(self, node: int, now: int) -> bool:
        """Whether a node has been given as many orders as it takes today."""
        cap = self._caps[node]
        return cap is not None and self.given_today(node, now) >= cap

    def look(self, now: int) -> None:
        """The records are about to be looked at: they hear what they may."""
        self._shelves.hear(now)
        if now // DAY != self._today:
            self._begin_day(now // DAY)

    def _for_collection(self, order: int, store: int, items: tuple[int, ...], units: tuple[int, ...], now: int) -> int:
        """The store itself where its records have everything; else a centre, full or not where no other is left."""
        wanted: dict[int, int] = {}
        for item, count in zip(items, units, strict=True):
            wanted[item] = wanted.get(item, 0) + count
        there, waited_for = self._records.promisable[store], self._records.backordered[store]
        if self._gives(store, now) and all(
            there[item] >= count and not (self._waiters_first and waited_for[item]) for item, count in wanted.items()
        ):
            return store
        for shut in (self._closed, self._never):
            closed = tuple(sorted({*shut, *self._stores}))
            if len(closed) < len(self._names):
                return self._ask(order, items, units, now, closed)
        return store

    def _gives(self, store: int, now: int) -> bool:
        """Whether a store hands over goods of its own today."""
        return self._own_shelf[store] and not self.is_full(store, now)

    def _ask(
        self, order: int, items: tuple[int, ...], units: tuple[int, ...], now: int, closed: tuple[int, ...]
    ) -> int:
        given, about = self._given, self._sites
        request = Request(self._x[order], self._y[order], items, units, closed, given, about, self._around)
        node = self._rule.choice("choose", now, self._names, request, self._seen)
        if node in closed:
            others = ", ".join(f"{k} ({name})" for k, name in enumerate(self._names) if k not in closed)
            accepted = f"{self._names[node]} is closed to this order; accepted: {others} (fulfilment.sourcing)"
            raise self._rule.refused("choose", now, node, accepted)
        return node

    def _begin_day(self, day: int) -> None:
        self._today, self._given = day, (0,) * len(self._names)
        off = WEEKDAYS[(self._first_weekday + day) % 7] in self._opt_out
        self._closed = tuple(sorted({*self._never, *(self._stores if off else ())}))
