"""Inventory: what lies on the shelf, what the node's book says, and what the order system knows.

Written from the definitions: promisable = recorded on hand - reserved - buffer, computed when asked.
The node puts its book right when a pick is short; the order system's record follows with the message.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import timedelta
from math import floor
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from reference.context import Context
from reference.moments import DECISION, REPLENISHMENT, Moment, Run
from reference.orders import Line, Order
from reference.rooms.before import Before

from sim.inventory.opening import demand_per_day, expected, opening_stock
from sim.inventory.review import Review
from sim.life.goods import RECORD_CORRECTED, REPLENISHMENT_ORDERED, STOCK_RECEIVED, STOCK_RETURNED, STOCK_SHRUNK
from sim.placement.assortment import stocked
from sim.placement.custom import answers
from sim.placement.entry import arrival_times
from sim.units import DAY, UNOBSERVED, microseconds, time_of_day

if TYPE_CHECKING:
    from reference.rooms.shops import Shops

Place = tuple[int, int]
"""(node, item)"""

INSPECTED_RETURN, UNDELIVERED_PARCEL = range(2)
"""Why units come back."""


class Inventory:
    """Shelf, book, record and reservations by place; replenishment and shrinkage."""

    arrived: Callable[[Place], None]
    """Told of units that may be promised again."""
    shops: Shops
    """Whose sales the record hears of."""

    def __init__(self, context: Context) -> None:
        self.context, self.config = context, context.config.inventory
        self.demand = demand_per_day(context.config, context.tape)
        self.expected = expected(context.config, context.tape, self.demand)
        self.nodes = list(context.config.fulfilment.nodes.values())
        self.policies = [(self.own(node, "policy") or self.config.policy).build() for node in range(len(self.nodes))]
        self.kept = stocked(context.config, self.demand.shape[1])
        self.before: dict[int, Before] = {}
        opening = np.stack([self._opening(node) for node in range(len(self.nodes))]) * self.kept
        opening = self._for_events(opening)
        self.record = by_place(opening)
        self.book = by_place(opening)
        self.shelf = by_place(opening_stock(opening, context.config, context.tape))
        self.reserved: Counter[Place] = Counter()
        self.on_order: dict[Place, list[tuple[int, int]]] = defaultdict(list)  # when so many units are due
        self.backordered: Counter[Place] = Counter()
        self.booked: tuple[int, NDArray[np.int64]] = (-1, np.zeros(0, dtype=np.int64))

    def own(self, node: int, name: str) -> Any:
        """A setting of a node: a store may have its own."""
        if self.nodes[node].kind == "store":
            found = getattr(self.config.stores, name)
            return getattr(self.config, name) if found is None else found
        return getattr(self.config, name)

    def _opening(self, node: int) -> NDArray[np.int64]:
        """With so many days of demand; or full; or as it has been for long."""
        demand, days = self.demand[node], self.config.opening_days
        if self.nodes[node].kind == "store" and self.config.stores.opening_days is not None:
            days = self.config.stores.opening_days
        if days is not None:
            return np.ceil(days * demand).astype(np.int64)
        if self.config.opening == "full":
            return self.policies[node].opening(demand)
        self.before[node] = Before(
            self.context, node, self.policies[node], demand, self.kept[node], self.expected,
            lambda now, item, units: self._answer(now, (node, item), units),
        )  # fmt: skip
        return np.array(self.before[node].shelf, dtype=np.int64)

    def _for_events(self, opening: NDArray[np.int64]) -> NDArray[np.int64]:
        """More where more orders are expected on some days of the run, less where fewer are; not for walk-ins."""
        config, usual_days = self.context.config, 0.0
        for day in range(config.days):
            date = config.start + timedelta(days=day)
            for event in config.placement.demand.events.values():
                if getattr(event, "from") <= date <= event.to and event.expected is not None:
                    usual_days += event.expected - 1.0
        bought = opening.copy()
        for node, item in np.ndindex(*bought.shape):
            if self.nodes[node].kind == "centre":
                extra = round(usual_days * self.demand[node, item])
                bought[node, item] = max(0, bought[node, item] + extra)
        return bought

    def start_counting(self) -> None:
        for node in range(len(self.nodes)):
            if self.own(node, "counts").every_days is not None:
                self.context.env.process(self._count_some(node))

    def start(self) -> None:
        """Let time pass over the stock; what was ordered before is under way."""
        for node, before in self.before.items():
            for one in before.due:
                self._expect((node, one.item), one.units, one.come, one.time)
        self.context.env.process(self._review())
        self.context.env.process(self._shrink())

    def promisable(self, place: Place) -> int:
        self.shops.listen()
        return self.record[place] - self.reserved[place] - int(self.own(place[0], "safety_buffer"))

    def position(self, place: Place) -> int:
        """What replenishment looks at."""
        self.shops.listen()
        on_order = sum(units for _, units in self.on_order[place])
        return self.record[place] - self.reserved[place] + on_order - self.backordered[place]

    def take(self, place: Place, units: int) -> None:
        """Reserved units are picked."""
        self.shelf[place] -= units
        self.book[place] -= units
        self.record[place] -= units
        self.reserved[place] -= units
        if self.nodes[place[0]].kind == "store":
            self.shops.gone_to_orders[place] += units

    def sell(self, place: Place) -> bool:
        """One unit over the counter, told to the order system at once; False if it is not there."""
        there = self.shelf[place] > 0
        for units in (self.shelf, self.book, self.record):
            units[place] -= there
        return there

    def count(self, place: Place) -> int:
        """The node counts and puts its book right; by how much it was wrong."""
        change = self.shelf[place] - self.book[place]
        self.book[place] += change
        return change

    def put_on_shelf(self, place: Place, units: int) -> None:
        """Units come: shelf, book and record know at once."""
        self.shops.gone_to_orders[place] = max(0, self.shops.gone_to_orders[place] - units)
        self.shelf[place] += units
        self.book[place] += units
        self.record[place] += units

    def put_back(self, order: Order, line: Line, node: int, units: int, reason: int) -> None:
        """Units of an order come back and can be sold again."""
        self.put_on_shelf((node, line.item), units)
        self.context.note_line(STOCK_RETURNED, order, line, node, reason=reason, units=units)
        self.arrived((node, line.item))

    def misgrade(self, order: Order, line: Line, node: int, units: int) -> None:
        """Book and record have units that the shelf has not."""
        self.book[node, line.item] += units
        self.record[node, line.item] += units
        self.context.note_line(RECORD_CORRECTED, order, line, node, change=units)
        self.arrived((node, line.item))

    def position_fell(self, node: int, items: list[int]) -> None:
        """A continuous review looks at each item whose position fell, in turn."""
        if self.config.review == "continuous":
            for item in items:
                if self.kept[node, item]:
                    self._ask(node, [item])

    def _review(self) -> Run:
        """Look at everything, every so many days."""
        nodes, items = self.demand.shape
        time = time_of_day(self.config.review_time)
        while self.config.review == "periodic":
            yield Moment(self.context.env, time, DECISION)
            for node in range(nodes):
                self._ask(node, [item for item in range(items) if self.kept[node, item]])
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
            start=self.context.config.start,
            forecast=lambda days: self.expected.units(node, self.context.now // DAY, days)[:, items],
        )
        for item, units in zip(items, self.policies[node].order(review).tolist(), strict=True):
            if units > 0:
                self._order((node, item), units)

    def _arriving(self, node: int, items: list[int], until: int) -> NDArray[np.int64]:
        """Units on order that are due before a time."""
        due = [sum(units for time, units in self.on_order[node, item] if time < until) for item in items]
        return np.array(due, dtype=np.int64)

    def _asked_for(self, node: int, items: list[int], days: int) -> NDArray[np.float64]:
        """Units of each of the last whole days: orders at the centre's share of the demand, walk-ins of a store."""
        tape, today = self.context.tape, self.context.now // DAY
        if self.booked[0] < today:  # what was asked for is looked up once a day
            seen = np.array([stamps["placed"] for stamps in self.context.journal.tables["orders"]])
            known = arrival_times(tape, self.context.config) < today * DAY
            seen = np.where(known, seen, UNOBSERVED)
            self.booked = today, seen if answers(self.context.config.placement) else tape.placed
        day = self.booked[1][tape.line_order] // DAY  # a candidate that did not order has none
        found = np.zeros((min(days, today), len(items)))
        for row, past in enumerate(range(max(0, today - days), today)):
            for column, item in enumerate(items):
                lines = (day == past) & (tape.baskets.item == item)
                found[row, column] = int(tape.baskets.quantity[lines].sum())
        if self.nodes[node].kind == "centre":
            shares = [float(other.demand_share) if other.kind == "centre" else 0.0 for other in self.nodes]
            return self._with_before(node, items, days, found * (np.asarray(shares) / np.asarray(shares).sum())[node])
        found = np.zeros_like(found)
        for number in range(0 if tape.walk_ins is None else tape.walk_ins.size):
            day = tape.walk_ins.time[number] // DAY - (today - len(found))
            if tape.walk_ins.node[number] == node and 0 <= day < len(found) and tape.walk_ins.item[number] in items:
                found[day, items.index(tape.walk_ins.item[number])] += tape.walk_ins.units[number]
        return self._with_before(node, items, days, found)

    def _with_before(self, node: int, items: list[int], days: int, found: NDArray[np.float64]) -> NDArray[np.float64]:
        """Days of the run behind those before it."""
        if node not in self.before:
            return found
        before = self.before[node]
        earlier = range(-min(days - len(found), before.days), 0)
        return np.vstack([*(before.on(day)[items] for day in earlier), found])

    def _order(self, place: Place, wanted: int) -> None:
        units, come, time = self._answer(self.context.now, place, wanted)
        self.context.note(REPLENISHMENT_ORDERED, item=place[1], node=place[0], units=units)
        self._expect(place, units, come, time)

    def _answer(self, now: int, place: Place, wanted: int) -> tuple[int, int, int]:
        """What the supplier makes of an order: units ordered, units that come, and when."""
        context, config = self.context, self.config
        units = max(wanted, config.supplier.minimum_units)
        number = now // DAY if config.review == "periodic" else now
        days = config.lead_time_law.days(context.draw("lead time", *place, number), config.lead_time_days)
        come = units
        if context.draw("short supply", *place, number) < config.supplier.short:
            come = round(units * config.supplier.short_share)
        return units, come, now + microseconds(days, DAY)

    def _expect(self, place: Place, units: int, come: int, time: int) -> None:
        self.on_order[place].append((time, units))
        self.context.env.process(self._supply(place, units, come, time))

    def _supply(self, place: Place, units: int, come: int, time: int) -> Run:
        """What was ordered comes, or a part of it and never the rest."""
        yield Moment(self.context.env, time, REPLENISHMENT, place[1])
        self.on_order[place].remove((time, units))
        if not come:
            return
        self.put_on_shelf(place, come)
        self.context.note(STOCK_RECEIVED, item=place[1], node=place[0], units=come)
        self.arrived(place)

    def _count_some(self, node: int) -> Run:
        """Every day some items, so that each has its turn once in so many days."""
        counts = self.own(node, "counts")
        for day in range(self.context.config.days + 1):
            time = day * DAY + time_of_day(counts.time)
            yield Moment(self.context.env, time, DECISION, node)
            self.shops.listen()
            for item in range(self.demand.shape[1]):
                change = self.count((node, item)) if (item + day) % counts.every_days == 0 else 0
                if change:
                    self.record[node, item] += change
                    self.context.note(RECORD_CORRECTED, item=item, node=node, change=change)
                if change > 0:
                    self.arrived((node, item))
            if time >= self.context.config.days * DAY:
                return

    def _shrink(self) -> Run:
        for day in range(1, self.context.config.days + 1):
            yield Moment(self.context.env, day * DAY, REPLENISHMENT)
            for place, units in self.shelf.items():
                lost = (
                    floor(units * self.own(place[0], "shrinkage_per_day") + self.context.draw("shrinkage", *place, day))
                    if units
                    else 0
                )
                if lost:
                    self.shelf[place] -= lost
                    self.context.note(STOCK_SHRUNK, item=place[1], node=place[0], units=lost)


def by_place(units: NDArray[np.int64]) -> Counter[Place]:
    """Units (nodes, items) by place."""
    return Counter({place: int(number) for place, number in np.ndenumerate(units)})
