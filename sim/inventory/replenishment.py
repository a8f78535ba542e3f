"""Replenishment: the records are reviewed, orders go to the supplier, and arrive after their lead time.

A periodic review looks at every item at a time of day; a continuous one at an item whenever its position falls.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.asking import Asked
from sim.clock import DECISION
from sim.context import Context
from sim.inventory.before import Before
from sim.inventory.expected import Expected
from sim.inventory.on_the_way import OnTheWay
from sim.inventory.opening import order_shares
from sim.inventory.review import Review
from sim.inventory.stock import Stock
from sim.inventory.supplier import Supplier, Supply
from sim.life.goods import replenishment_ordered
from sim.placement.assortment import stocked
from sim.placement.custom import answers
from sim.placement.entry import arrival_times
from sim.records import Records
from sim.units import DAY, UNOBSERVED, time_of_day
from solvers.problem import sealed


class Replenishment:
    """The buyer: asks the policy what to order, and lets it arrive."""

    def __init__(
        self,
        context: Context,
        policies: tuple[Asked, ...],
        records: Records,
        stock: Stock,
        demand: NDArray[np.float64],
        on_the_way: OnTheWay,
        before: Mapping[int, Before],
        expected: Expected,
    ) -> None:
        self._context = context
        self._config = context.config.inventory
        self._policies = policies  # by node
        self._records = records
        self._stock = stock
        self._demand = demand
        self._everything = sealed(np.arange(demand.shape[1], dtype=np.int64))
        self._is_stocked = stocked(context.config, demand.shape[1])
        self._stocked = [sealed(np.flatnonzero(node)) for node in self._is_stocked]
        self._history = History(context, demand.shape[1], before)
        self._on_the_way, self._expected = on_the_way, expected
        self._supplier = Supplier(self._config, context.tape)
        if self._config.review == "periodic":
            context.clock.at(time_of_day(self._config.review_time), DECISION, self._review_all)

    def position_fell(self, now: int, node: int, item: int) -> None:
        """Units were promised, backordered or found missing: a continuous review looks at the item."""
        if not self._is_stocked[node][item]:
            return
        items = self._everything[item : item + 1]
        position = np.array([self._records.position_of(node, item)], dtype=np.int64)
        self._review(now, node, items, position)

    def _review_all(self, now: int) -> None:
        self._stock.hear(now)
        for node in range(self._demand.shape[0]):
            items = self._stocked[node]
            self._review(now, node, items, self._records.position(node)[items])
        if now < self._context.horizon + DAY * self._context.config.follow_up_days:
            self._context.clock.at(now + self._config.review_every_days * DAY, DECISION, self._review_all)

    def _review(self, now: int, node: int, items: NDArray[np.int64], position: NDArray[np.int64]) -> None:
        review = Review(
            now=now,
            node=node,
            items=items,
            position=position,
            demand=self._demand[node, items],
            lead_time_days=self._config.lead_time_days,
            review_days=self._config.review_days,
            arriving=lambda until: self._on_the_way.until(node, items, until),
            history=lambda days: self._history.last(days, now, node)[:, items],
            start=self._context.config.start,
            forecast=lambda days: self._expected.units(node, now // DAY, days)[:, items],
        )
        wanted = self._policies[node].units("order", now, items.size, review)
        for place in np.flatnonzero(wanted > 0).tolist():
            self._order(now, node, int(items[place]), int(wanted[place]))

    def _order(self, now: int, node: int, item: int, units: int) -> None:
        supply = self._supplier.answer(now, node, item, units)
        replenishment_ordered(self._context.log, now, item, node, supply.units)
        self.expect(supply)

    def expect(self, supply: Supply) -> None:
        """The supplier is on the way."""
        node, item, units, come, arrival = supply

        def arrives(at: int) -> None:
            if come:
                self._stock.receive(at, node, item, come)

        self._on_the_way.add(node, item, units, arrival, arrives)


class History:
    """Units asked for on past days, by day, node and item; counted when a policy asks.

    Every order counts on the day it was placed, whatever became of it, at the node's share of the orders' demand, and
    every walk-in at its store. Of a node that opens settled the days `before` the run are known too.
    """

    def __init__(self, context: Context, items: int, before: Mapping[int, Before]) -> None:
        self._tape, self._items, self._before = context.tape, items, before
        self._placed = context.log.orders.array("placed")
        self._answers = answers(context.config.placement)
        self._come = arrival_times(context.tape, context.config) if self._answers else self._placed
        self._counted, self._days = -1, context.config.days
        self._share = order_shares(context.config)
        self._in_stores: dict[int, NDArray[np.float64]] = {}
        self._units: NDArray[np.float64] | None = None

    def last(self, days: int, now: int, node: int) -> NDArray[np.float64]:
        """Units on each of the last whole days before `now`, oldest first, float64 (at most `days`, items)."""
        today = now // DAY
        past = np.zeros((min(days, today), self._items))
        asked = self._by_day(today)[today - len(past) : today]
        past[: len(asked)] = asked  # nothing is asked for after the days of demand
        units: NDArray[np.float64] = past * self._share[node]
        walked_in = self._walked_in(node)[today - len(past) : today]
        units[: len(walked_in)] += walked_in
        if node not in self._before:
            return units
        return np.concatenate([self._before[node].asked[: days - len(past)][::-1], units])

    def _walked_in(self, node: int) -> NDArray[np.float64]:
        """Units that walk-ins of a node came for, by day and item."""
        if node not in self._in_stores:
            walk_ins, days = self._tape.walk_ins, self._days
            units = np.zeros((0, self._items))
            if walk_ins is not None:
                own = walk_ins.node == node
                units = np.zeros((days if own.any() else 0, self._items))
                np.add.at(units, (walk_ins.time[own] // DAY, walk_ins.item[own]), walk_ins.units[own])
            self._in_stores[node] = units
        return self._in_stores[node]

    def _by_day(self, today: int) -> NDArray[np.float64]:
        """Units by day and item; what customers answer is known of orders that had come before today."""
        if self._units is None or (self._answers and self._counted < today):
            tape, self._counted = self._tape, today
            days = int(tape.placed[-1]) // DAY + 1 if tape.orders else 0
            units = np.zeros((days, self._items))
            for block in tape.blocks():
                placed = self._placed[block.line_order]
                known = placed != UNOBSERVED
                if self._answers:
                    known &= self._come[block.line_order] < today * DAY
                lines = np.flatnonzero(known)
                item, quantity = tape.baskets.item[block.lines][lines], tape.baskets.quantity[block.lines][lines]
                np.add.at(units, (placed[lines] // DAY, item), quantity)
            self._units = units
        return self._units
