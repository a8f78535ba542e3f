"""Before the run: a node that is long since open has lived through some weeks, of which the run knows the end.

A day there: what is due by its end comes, customers take what they find, and where it is a day of review the policy
orders; what is there at once comes at once. How many customers came for what, and where in its cycle an item was, is a
fact of the replication, as the tape's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from reference.context import Context

from sim.inventory.before import Before as Customers
from sim.inventory.expected import Expected
from sim.inventory.opening import ordered_per_day
from sim.inventory.review import ReplenishmentPolicy, Review
from sim.inventory.settled import cycle_begins
from sim.units import DAY, time_of_day

Supply = Callable[[int, int, int], tuple[int, int, int]]
"""Now, item and units wanted: units ordered, units that come, and when."""


class Due(NamedTuple):
    """An order under way."""

    item: int
    units: int
    come: int
    time: int


class Before:
    """The weeks before the run at one node."""

    def __init__(
        self,
        context: Context,
        node: int,
        policy: ReplenishmentPolicy,
        demand: NDArray[np.float64],
        kept: NDArray[np.bool_],
        expected: Expected,
        supply: Supply,
    ) -> None:
        self.config, self.node, self.policy, self.demand, self.supply = (
            context.config.inventory, node, policy, demand, supply,
        )  # fmt: skip
        self.start, self.expected = context.config.start, expected
        ordered = ordered_per_day(context.config)[node] * context.tape.goods.popularity * kept
        self.customers = Customers(context.config, context.tape, node, demand, ordered)
        self.days, self.bought = self.customers.days, self.customers.kept()
        top = np.where(kept, policy.opening(demand), 0)
        low = policy.reorders_at(demand) if hasattr(policy, "reorders_at") else top
        self.kept = np.flatnonzero(kept).tolist()
        self.shelf = cycle_begins(context.tape, node, top, low).tolist()
        self.due: list[Due] = []
        if not sum(self._day(day) for day in range(-self.days, 0)):
            self.shelf, self.due = top.tolist(), []  # bought once
        else:
            self.due += [Due(one.item, 0, one.come, one.arrival) for one in self.customers.sent_back()]

    def on(self, day: int) -> NDArray[np.int64]:
        """Units of each item asked for on a day before the run."""
        units: NDArray[np.int64] = self.customers.asked[-day - 1]
        return units

    def _day(self, day: int) -> bool:
        """A day passes; whether anything was ordered."""
        self._come(day)
        for item, units in enumerate(self.bought[-day - 1].tolist()):
            self.shelf[item] = max(0, self.shelf[item] - units)
        periodic = self.config.review == "periodic"
        if periodic and day % self.config.review_every_days:
            return False
        now = day * DAY + (time_of_day(self.config.review_time) if periodic else DAY - 1)
        review = Review(
            now=now,
            node=self.node,
            items=np.array(self.kept, dtype=np.int64),
            position=np.array([self.shelf[item] + self._due_before(item) for item in self.kept], dtype=np.int64),
            demand=self.demand[self.kept],
            lead_time_days=self.config.lead_time_days,
            review_days=self.config.review_every_days if periodic else 0,
            arriving=lambda until: np.array([self._due_before(item, until) for item in self.kept], dtype=np.int64),
            history=lambda days: np.array(
                [self.on(past)[self.kept] for past in range(max(-self.days, day - days), day)], dtype=np.float64
            ).reshape(-1, len(self.kept)),
            start=self.start,
            forecast=lambda days: self.expected.units(self.node, day, days)[:, self.kept],
        )
        orders = [pair for pair in zip(self.kept, self.policy.order(review).tolist(), strict=True) if pair[1] > 0]
        self.due += [Due(item, *self.supply(now, item, units)) for item, units in orders]
        self._come(day)
        return bool(orders)

    def _due_before(self, item: int, time: int | None = None) -> int:
        return sum(one.units for one in self.due if one.item == item and (time is None or one.time < time))

    def _come(self, day: int) -> None:
        for one in [one for one in self.due if one.time < (day + 1) * DAY]:
            self.due.remove(one)
            self.shelf[one.item] += one.come
