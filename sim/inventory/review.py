"""What a replenishment policy is shown, and what it must be able to answer.

A policy is a frozen dataclass with two methods; it sees records, never the shelf. Add one in a file of your own and
name it in the scenario (`inventory.policy.policy`), or register it in the group `orderlab.replenishment`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sim.units import DAY


@dataclass(frozen=True, slots=True, eq=False)
class Review:
    """Some items of one node at the moment they are reviewed; arrays (items,).

    Parameters
    ----------
    now
        Microseconds since the start (midnight of day 0); below 0 in the weeks before it, that settle the opening stock.
    node
        Number of the node.
    items
        int64, the items reviewed: all of them in a periodic review, one in a continuous review (before the start: all).
    position
        int64 units: recorded stock not promised, plus on order, minus backorders.
    demand
        float64, mean units a day the node is stocked for.
    lead_time_days
        Mean days from order to receipt.
    review_days
        Days between two reviews; 0 in a continuous review.
    start
        Date of day 0.
    """

    now: int
    node: int
    items: NDArray[np.int64]
    position: NDArray[np.int64]
    demand: NDArray[np.float64]
    lead_time_days: float
    review_days: int
    arriving: Callable[[int], NDArray[np.int64]]
    """``arriving(until)``: units on order that are due before a time, int64 (items,), as ordered: the supplier has
    named the time, and whether it comes short is seen when it comes."""
    history: Callable[[int], NDArray[np.float64]]
    """``history(days)``: units asked for on each of the last whole days, float64 (at most `days`, items)."""
    start: date
    forecast: Callable[[int], NDArray[np.float64]]
    """``forecast(days)``: mean units expected on each of so many days from this one on, by weekday and with the growth
    of orders, float64 (days, items); events are bought for at the opening, and markdowns are not foreseen."""

    @property
    def day(self) -> int:
        """Whole days since the start."""
        return self.now // DAY

    @property
    def date(self) -> date:
        """Today."""
        return self.start + timedelta(days=self.day)


class ReplenishmentPolicy(Protocol):
    """What to order, from what the records say.

    A policy may have a third method, ``reset(rng)``, called once before the run with a random stream of its own; what
    it returns is its state, handed to every call as the keyword ``state``. With a method ``reorders_at(demand)``, the
    position at which it orders an item anew, int64 (items,), items begin the weeks before the run anywhere between that
    and what it opens with.
    """

    def order(self, review: Review) -> NDArray[np.int64]:
        """Units to order of each item under review, int64 (items,); none below 0."""

    def opening(self, demand: NDArray[np.float64]) -> NDArray[np.int64]:
        """Stock to start with, int64 (items,), for a mean demand in units a day."""
