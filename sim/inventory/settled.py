"""Stock of a business long since open: what lies on the shelf at time 0, and what is on its way from suppliers then.

The weeks before the run are lived through, a node at a time and day by day: what is due arrives, customers buy (who
finds nothing goes elsewhere), the policy is asked on its days as in the run, and
suppliers take their time. Every item begins them somewhere in its cycle. So a run of two weeks meets what two weeks of
a year meet, whatever the policy and however long suppliers take. Units a day, and microseconds since the start, which
are negative here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import partial
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.asking import Asked
from sim.config import SimConfig
from sim.inventory.before import Before
from sim.inventory.by_node import own_opening_days
from sim.inventory.expected import Expected
from sim.inventory.review import Review
from sim.inventory.supplier import Supplier, Supply
from sim.streams import key, uniforms
from sim.tape import Tape
from sim.units import DAY, time_of_day
from solvers.problem import sealed


class Settled(NamedTuple):
    """A node at time 0: `units` of each item on record, int64 (items,), and what is due later."""

    units: NDArray[np.int64]
    due: list[Supply]


def opens_settled(config: SimConfig, node: int) -> bool:
    """Whether a node opens as one long since open: unless the scenario says with how much, or full."""
    inventory = config.inventory
    said = inventory.opening_days is not None or own_opening_days(config)[node] is not None
    return not said and inventory.opening == "settled"


def cycle_begins(tape: Tape, node: int, top: NDArray[np.int64], bottom: NDArray[np.int64]) -> NDArray[np.int64]:
    """Position of each item when the days before the run begin: evenly in (bottom, top], or top without a cycle."""
    items = np.arange(top.size)
    share = uniforms(key(tape.seed, tape.replication, "place in the cycle"), np.full(top.size, node), items)
    position: NDArray[np.int64] = top - np.floor(share * np.maximum(0, top - bottom)).astype(np.int64)
    return position


def settle(config: SimConfig, before: Before, policy: Asked, kept: NDArray[np.bool_], expected: Expected) -> Settled:
    """Live through the days before the run at one node; `kept`: whether it stocks each item, bool (items,).

    A policy that orders nothing in all that time has bought once: what it opens with is there.
    """
    tape, node, demand, bought = before.tape, before.node, before.demand, before.kept()
    opening = np.where(kept, policy.units("opening", 0, demand.size, demand), 0)
    items, inventory = sealed(np.flatnonzero(kept)), config.inventory
    supplier, every = Supplier(inventory, tape), max(1, inventory.review_days)
    of_day = time_of_day(inventory.review_time) if inventory.review == "periodic" else DAY - 1
    bottom = policy.units("reorders_at", 0, demand.size, demand) if policy.can("reorders_at") else opening
    on_hand = cycle_begins(tape, node, opening, bottom)
    on_order, ordered = np.zeros_like(on_hand), False
    due: dict[int, list[Supply]] = defaultdict(list)  # by day
    for day in range(-before.days, 0):
        _arrive(due.pop(day, ()), on_hand, on_order)
        on_hand -= np.minimum(on_hand, bought[-1 - day])
        if day % every:
            continue
        now = day * DAY + of_day
        review = Review(
            now=now,
            node=node,
            items=items,
            position=(on_hand + on_order)[items],
            demand=demand[items],
            lead_time_days=inventory.lead_time_days,
            review_days=inventory.review_days,
            arriving=lambda until: _due_before(chain(*due.values()), until, demand.size)[items],
            history=partial(_past, before, items, day),
            start=config.start,
            forecast=partial(_to_come, expected, node, items, day),
        )
        wanted = policy.units("order", now, items.size, review)
        for place in np.flatnonzero(wanted > 0).tolist():
            supply = supplier.answer(now, node, int(items[place]), int(wanted[place]))
            due[supply.arrival // DAY].append(supply)
            on_order[supply.item] += supply.units
            ordered = True
        _arrive(due.pop(day, ()), on_hand, on_order)
    if not ordered:
        return Settled(opening, [])
    return Settled(on_hand, [*chain.from_iterable(due[day] for day in sorted(due)), *before.sent_back()])


def _arrive(deliveries: Iterable[Supply], on_hand: NDArray[np.int64], on_order: NDArray[np.int64]) -> None:
    for one in deliveries:
        on_hand[one.item] += one.come
        on_order[one.item] -= one.units


def _due_before(due: Iterable[Supply], until: int, items: int) -> NDArray[np.int64]:
    """Units of each item that are due before a time."""
    units = np.zeros(items, dtype=np.int64)
    for one in due:
        units[one.item] += one.units if one.arrival < until else 0
    return units


def _to_come(expected: Expected, node: int, items: NDArray[np.int64], day: int, days: int) -> NDArray[np.float64]:
    """What is expected of some items on each of so many days from a day on."""
    return expected.units(node, day, days)[:, items]


def _past(before: Before, items: NDArray[np.int64], day: int, days: int) -> NDArray[np.float64]:
    """What was asked for of some items on each of the last `days` before a day, oldest first."""
    return before.asked[-day : days - day][::-1, items].astype(np.float64)
