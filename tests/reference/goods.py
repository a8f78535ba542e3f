"""Stock in plain SimPy: what lies on the shelf, what the node's book says, and what the order system knows.

Written from the definitions: promisable = recorded on hand - reserved - buffer, computed when asked.
The node puts its book right when a pick is short; the order system's record follows with the message.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator
from math import floor
from typing import Any

import numpy as np
import simpy
from reference.moments import DECISION, REPLENISHMENT, Moment

from sim.config import SimConfig
from sim.inventory.stock import demand_per_day, opening_stock
from sim.log import Kind
from sim.streams import key, uniform
from sim.tape import Tape
from sim.units import DAY, microseconds, time_of_day

Place = tuple[int, int]
"""(node, item)"""


class Goods:
    """Shelf, record and reservations by (node, item)."""

    def __init__(self, env: simpy.Environment, config: SimConfig, tape: Tape, note: Callable[..., None]) -> None:
        self.env, self.config, self.tape, self.note = env, config, tape, note
        self.inventory = config.inventory
        self.demand = demand_per_day(config, tape)
        self.policy = config.inventory.policy.build()
        days = config.inventory.opening_days
        if days is None:
            opening = np.stack([self.policy.opening(demand) for demand in self.demand])
        else:
            opening = np.ceil(days * self.demand).astype(np.int64)
        self.nodes, self.items = opening.shape
        self.record = self._counter(opening)
        self.book = self._counter(opening)
        self.shelf = self._counter(opening_stock(opening, config, tape))
        self.reserved: Counter[Place] = Counter()
        self.on_order: Counter[Place] = Counter()
        self.backordered: Counter[Place] = Counter()
        self.arrived: Callable[[Place], None] = lambda place: None

    def _counter(self, units: Any) -> Counter[Place]:
        return Counter({(n, i): int(units[n, i]) for n in range(self.nodes) for i in range(self.items)})

    def start(self) -> None:
        """Let time pass over the stock."""
        self.env.process(self._review())
        if self.inventory.shrinkage_per_day > 0:
            self.env.process(self._shrink())

    def promisable(self, place: Place) -> int:
        return self.record[place] - self.reserved[place] - self.inventory.safety_buffer

    def put_on_shelf(self, place: Place, units: int) -> None:
        """Units come: shelf, book and record know at once."""
        self.shelf[place] += units
        self.book[place] += units
        self.record[place] += units

    def take(self, place: Place, units: int) -> None:
        """Reserved units are picked."""
        self.shelf[place] -= units
        self.book[place] -= units
        self.record[place] -= units
        self.reserved[place] -= units

    def _review(self) -> Generator[Any, Any, None]:
        """Order up, once a day, by inventory position = on hand - reserved + on order - backordered."""
        env, last = self.env, (self.config.days + self.config.follow_up_days) * DAY
        time = time_of_day(self.inventory.review_time)
        draws = key(self.tape.seed, self.tape.replication, "lead time")
        while True:
            yield Moment(env, time, DECISION)
            for node in range(self.nodes):
                places = [(node, item) for item in range(self.items)]
                position = [self.record[p] - self.reserved[p] + self.on_order[p] - self.backordered[p] for p in places]
                wanted = self.policy.order(np.array(position, dtype=np.int64), self.demand[node])
                for place, units in zip(places, wanted.tolist(), strict=True):
                    if units > 0:
                        self.on_order[place] += units
                        self.note(time, Kind.REPLENISHMENT_ORDERED, item=place[1], node=node, value=units)
                        spread = self.inventory.lead_time_spread * (2.0 * uniform(draws, *place, time // DAY) - 1.0)
                        lead_time = microseconds(self.inventory.lead_time_days * (1.0 + spread), DAY)
                        env.process(self._supply(place, units, time + lead_time))
            if time >= last:
                return
            time += DAY

    def _supply(self, place: Place, units: int, time: int) -> Generator[Any, Any, None]:
        yield Moment(self.env, time, REPLENISHMENT, place[1])
        self.on_order[place] -= units
        self.put_on_shelf(place, units)
        self.note(time, Kind.STOCK_RECEIVED, item=place[1], node=place[0], value=units)
        self.arrived(place)

    def _shrink(self) -> Generator[Any, Any, None]:
        draws = key(self.tape.seed, self.tape.replication, "shrinkage")
        for day in range(1, self.config.days + 1):
            yield Moment(self.env, day * DAY, REPLENISHMENT)
            for place, units in self.shelf.items():
                lost = floor(units * self.inventory.shrinkage_per_day + uniform(draws, *place, day)) if units else 0
                if lost:
                    self.shelf[place] -= lost
                    self.note(day * DAY, Kind.STOCK_SHRUNK, item=place[1], node=place[0], value=lost)
