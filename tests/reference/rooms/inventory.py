"""Inventory: what lies on the shelf, what the node's book says, and what the order system knows.

Written from the definitions: promisable = recorded on hand - reserved - buffer, computed when asked.
The node puts its book right when a pick is short; the order system's record follows with the message.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from math import floor

import numpy as np
from numpy.typing import NDArray
from reference.context import Context
from reference.moments import DECISION, REPLENISHMENT, Moment, Run
from reference.orders import Line, Order

from sim.inventory.review import Review
from sim.inventory.stock import demand_per_day, opening_days, opening_stock
from sim.life.goods import REPLENISHMENT_ORDERED, STOCK_RECEIVED, STOCK_RETURNED, STOCK_SHRUNK
from sim.placement.custom import answers
from sim.units import DAY, microseconds, time_of_day

Place = tuple[int, int]
"""(node, item)"""

INSPECTED_RETURN, UNDELIVERED_PARCEL = range(2)
"""Why units come back."""


class Inventory:
    """Shelf, book, record and reservations by place; replenishment and shrinkage."""

    arrived: Callable[[Place], None]
    """Told of units that may be promised again."""

    def __init__(self, context: Context) -> None:
        self.context, self.config = context, context.config.inventory
        self.demand = demand_per_day(context.config, context.tape)
        self.policy = self.config.policy.build()
        days = opening_days(context.config, context.tape, self.demand.shape)
        if days is None:
            opening = np.stack([self.policy.opening(demand) for demand in self.demand])
        else:
            opening = np.ceil(days * self.demand).astype(np.int64)
        self.record = by_place(opening)
        self.book = by_place(opening)
        self.shelf = by_place(opening_stock(opening, context.config, context.tape))
        self.reserved: Counter[Place] = Counter()
        self.on_order: Counter[Place] = Counter()
        self.backordered: Counter[Place] = Counter()
        self.booked: tuple[int, NDArray[np.int64]] = (-1, np.zeros(0, dtype=np.int64))

    def start(self) -> None:
        """Let time pass over the stock."""
        self.context.env.process(self._review())
        if self.config.shrinkage_per_day > 0:
            self.context.env.process(self._shrink())

    def promisable(self, place: Place) -> int:
        return self.record[place] - self.reserved[place] - self.config.safety_buffer

    def position(self, place: Place) -> int:
        """What replenishment looks at."""
        return self.record[place] - self.reserved[place] + self.on_order[place] - self.backordered[place]

    def take(self, place: Place, units: int) -> None:
        """Reserved units are picked."""
        self.shelf[place] -= units
        self.book[place] -= units
        self.record[place] -= units
        self.reserved[place] -= units

    def count(self, place: Place) -> int:
        """The node counts and puts its book right; by how much it was wrong."""
        change = self.shelf[place] - self.book[place]
        self.book[place] += change
        return change

    def put_on_shelf(self, place: Place, units: int) -> None:
        """Units come: shelf, book and record know at once."""
        self.shelf[place] += units
        self.book[place] += units
        self.record[place] += units

    def put_back(self, order: Order, line: Line, node: int, units: int, reason: int) -> None:
        """Units of an order come back and can be sold again."""
        self.put_on_shelf((node, line.item), units)
        self.context.note_line(STOCK_RETURNED, order, line, node, reason=reason, units=units)
        self.arrived((node, line.item))

    def position_fell(self, node: int, items: list[int]) -> None:
        """A continuous review looks at each item whose position fell, in turn."""
        if self.config.review == "continuous":
            for item in items:
                self._ask(node, [item])

    def _review(self) -> Run:
        """Look at everything, every so many days."""
        nodes, items = self.demand.shape
        time = time_of_day(self.config.review_time)
        while self.config.review == "periodic":
            yield Moment(self.context.env, time, DECISION)
            for node in range(nodes):
                self._ask(node, list(range(items)))
            if time >= self.context.last:
                return
            time += self.config.review_every_days * DAY

    def _ask(self, node: int, items: list[int]) -> None:
        """What the policy wants of these items, it gets on order."""
        review = Review(
            now=self.context.now,
            node=node,
            items=np.array(items, dtype=np.int64),
            position=np.array([self.position((node, item)) for item in items], dtype=np.int64),
            demand=self.demand[node, items],
            lead_time_days=self.config.lead_time_days,
            review_days=self.config.review_every_days if self.config.review == "periodic" else 0,
            arriving=lambda until: self._arriving(node, items, until),
            history=lambda days: self._asked_for(node, items, days),
        )
        for item, units in zip(items, self.policy.order(review).tolist(), strict=True):
            if units > 0:
                self._order((node, item), units)

    def _arriving(self, node: int, items: list[int], until: int) -> NDArray[np.int64]:
        raise NotImplementedError("no shipped policy asks")

    def _asked_for(self, node: int, items: list[int], days: int) -> NDArray[np.float64]:
        """Units of each of the last whole days, at the node's share of the demand."""
        tape, today = self.context.tape, self.context.now // DAY
        if self.booked[0] < today:  # what was asked for is looked up once a day
            seen = np.array([stamps["placed"] for stamps in self.context.journal.tables["orders"]])
            self.booked = today, seen if answers(self.context.config.placement.custom) else tape.placed
        day = self.booked[1][tape.line_order] // DAY  # a candidate that did not order has none
        found = np.zeros((min(days, today), len(items)))
        for row, past in enumerate(range(max(0, today - days), today)):
            for column, item in enumerate(items):
                lines = (day == past) & (tape.baskets.item == item)
                found[row, column] = int(tape.baskets.quantity[lines].sum())
        return found * (self.demand[node, items] / self.demand[:, items].sum(axis=0))

    def _order(self, place: Place, units: int) -> None:
        context, config = self.context, self.config
        units = max(units, config.supplier.minimum_units)
        self.on_order[place] += units
        context.note(REPLENISHMENT_ORDERED, item=place[1], node=place[0], units=units)
        number = context.now // DAY if config.review == "periodic" else context.now
        days = config.lead_time_law.days(context.draw("lead time", *place, number), config.lead_time_days)
        come = units
        if context.draw("short supply", *place, number) < config.supplier.short:
            come = round(units * config.supplier.short_share)
        context.env.process(self._supply(place, units, come, context.now + microseconds(days, DAY)))

    def _supply(self, place: Place, units: int, come: int, time: int) -> Run:
        """What was ordered comes, or a part of it and never the rest."""
        yield Moment(self.context.env, time, REPLENISHMENT, place[1])
        self.on_order[place] -= units
        if not come:
            return
        self.put_on_shelf(place, come)
        self.context.note(STOCK_RECEIVED, item=place[1], node=place[0], units=come)
        self.arrived(place)

    def _shrink(self) -> Run:
        rate = self.config.shrinkage_per_day
        for day in range(1, self.context.config.days + 1):
            yield Moment(self.context.env, day * DAY, REPLENISHMENT)
            for place, units in self.shelf.items():
                lost = floor(units * rate + self.context.draw("shrinkage", *place, day)) if units else 0
                if lost:
                    self.shelf[place] -= lost
                    self.context.note(STOCK_SHRUNK, item=place[1], node=place[0], units=lost)


def by_place(units: NDArray[np.int64]) -> Counter[Place]:
    """Units (nodes, items) by place."""
    return Counter({place: int(number) for place, number in np.ndenumerate(units)})
