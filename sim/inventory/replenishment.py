"""Replenishment policies, and the room that reviews the records and receives what was ordered.

A policy is a frozen dataclass with one method; it sees the inventory position (records), never
the shelf. Add one in a file of your own and name it in the scenario.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from sim.clock import DECISION, REPLENISHMENT
from sim.context import Context
from sim.inventory.stock import Stock
from sim.log import Kind
from sim.records import Records
from sim.streams import uniform
from sim.units import DAY, microseconds, time_of_day


class ReplenishmentPolicy(Protocol):
    """What to order, from what the records say."""

    def order(self, position: NDArray[np.int64], demand: NDArray[np.float64]) -> NDArray[np.int64]:
        """Units to order of each item, int64 (items,).

        `position` int64 (items,): promisable stock plus on order minus backorders.
        `demand` float64 (items,): mean units a day the node is stocked for.
        """

    def opening(self, demand: NDArray[np.float64]) -> NDArray[np.int64]:
        """Stock to start with, int64 (items,)."""


@dataclass(frozen=True, slots=True)
class MinMax:
    """The (s, S) policy: at or below the reorder point, order up to the order-up-to level.

    Both levels are units, or days of the item's mean demand (rounded up, at least one unit
    apart).
    """

    reorder_point: Annotated[float, Field(ge=0)] = 3.0
    order_up_to: Annotated[float, Field(gt=0)] = 6.0
    measure: Literal["days_of_demand", "units"] = "days_of_demand"

    def __post_init__(self) -> None:
        if self.order_up_to <= self.reorder_point:
            raise ValueError(f"order_up_to {self.order_up_to} is not above reorder_point {self.reorder_point}")

    def levels(self, demand: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Reorder point and order-up-to level of each item, units."""
        scale = demand if self.measure == "days_of_demand" else np.ones_like(demand)
        low = np.ceil(self.reorder_point * scale).astype(np.int64)
        high = np.maximum(low + 1, np.ceil(self.order_up_to * scale).astype(np.int64))
        return low, high

    def order(self, position: NDArray[np.int64], demand: NDArray[np.float64]) -> NDArray[np.int64]:
        """Up to the order-up-to level where the position is at or below the reorder point."""
        low, high = self.levels(demand)
        units: NDArray[np.int64] = np.where(position <= low, high - position, 0)
        return units

    def opening(self, demand: NDArray[np.float64]) -> NDArray[np.int64]:
        """The order-up-to level."""
        return self.levels(demand)[1]


class Replenishment:
    """Reviews the records once a day at every node and lets orders arrive after their lead time."""

    def __init__(
        self,
        context: Context,
        policy: ReplenishmentPolicy,
        records: Records,
        stock: Stock,
        demand: NDArray[np.float64],
    ) -> None:
        self._context = context
        self._policy = policy
        self._records = records
        self._stock = stock
        self._demand = demand
        self._key = context.key("lead time")
        context.clock.at(time_of_day(context.config.inventory.review_time), DECISION, self._review)

    def _review(self, now: int) -> None:
        inventory = self._context.config.inventory
        for node in range(self._demand.shape[0]):
            wanted = self._policy.order(self._records.position(node), self._demand[node])
            for item in np.flatnonzero(wanted > 0).tolist():
                self._order(now, node, item, int(wanted[item]), inventory.lead_time_days, inventory.lead_time_spread)
        if now < self._context.horizon + DAY * self._context.config.follow_up_days:
            self._context.clock.at(now + DAY, DECISION, self._review)

    def _order(self, now: int, node: int, item: int, units: int, mean_days: float, spread: float) -> None:
        self._records.on_order[node][item] += units
        self._context.log.add(now, Kind.REPLENISHMENT_ORDERED, item=item, node=node, value=units)
        factor = 1.0 + spread * (2.0 * uniform(self._key, node, item, now // DAY) - 1.0)
        arrival = now + microseconds(mean_days * factor, DAY)

        def receive(at: int) -> None:
            self._stock.receive(at, node, item, units)

        self._context.clock.at(arrival, REPLENISHMENT, receive, item)
