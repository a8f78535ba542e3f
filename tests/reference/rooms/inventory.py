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

from sim.inventory.stock import demand_per_day, opening_stock
from sim.log import Kind
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
        days = self.config.opening_days
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
        self.context.note_line(Kind.STOCK_RETURNED, order, line, node, reason=reason, value=units)
        self.arrived((node, line.item))

    def _review(self) -> Run:
        """Order up, once a day."""
        nodes, items = self.demand.shape
        time = time_of_day(self.config.review_time)
        while True:
            yield Moment(self.context.env, time, DECISION)
            for node in range(nodes):
                position = np.array([self.position((node, item)) for item in range(items)], dtype=np.int64)
                wanted = self.policy.order(position, self.demand[node])
                for item, units in enumerate(wanted.tolist()):
                    if units > 0:
                        self._order((node, item), units)
            if time >= self.context.last:
                return
            time += DAY

    def _order(self, place: Place, units: int) -> None:
        context, config = self.context, self.config
        self.on_order[place] += units
        context.note(Kind.REPLENISHMENT_ORDERED, item=place[1], node=place[0], value=units)
        spread = config.lead_time_spread * (2.0 * context.draw("lead time", *place, context.now // DAY) - 1.0)
        lead_time = microseconds(config.lead_time_days * (1.0 + spread), DAY)
        context.env.process(self._supply(place, units, context.now + lead_time))

    def _supply(self, place: Place, units: int, time: int) -> Run:
        yield Moment(self.context.env, time, REPLENISHMENT, place[1])
        self.on_order[place] -= units
        self.put_on_shelf(place, units)
        self.context.note(Kind.STOCK_RECEIVED, item=place[1], node=place[0], value=units)
        self.arrived(place)

    def _shrink(self) -> Run:
        rate = self.config.shrinkage_per_day
        for day in range(1, self.context.config.days + 1):
            yield Moment(self.context.env, day * DAY, REPLENISHMENT)
            for place, units in self.shelf.items():
                lost = floor(units * rate + self.context.draw("shrinkage", *place, day)) if units else 0
                if lost:
                    self.shelf[place] -= lost
                    self.context.note(Kind.STOCK_SHRUNK, item=place[1], node=place[0], value=lost)


def by_place(units: NDArray[np.int64]) -> Counter[Place]:
    """Units (nodes, items) by place."""
    return Counter({place: int(number) for place, number in np.ndenumerate(units)})
