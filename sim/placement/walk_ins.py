"""Walk-in customers of the stores: when they come, to which store, for what, and how many units.

They stand on the tape beside the orders and live no order's life: they take what is on the shelf, or leave.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.closures import roster_of
from sim.config import SimConfig
from sim.open_hours import OpenHours
from sim.placement.assortment import wanted_in_stores
from sim.placement.catalogue import Catalogue
from sim.placement.markdowns import lift_by_day
from sim.streams import stream
from sim.units import DAY, HOUR, MINUTE


@dataclass(frozen=True, slots=True, eq=False)
class WalkIns:
    """Purchases somebody walks in for, ascending in time, (purchases,) each.

    time int64 microseconds; node int32; item int32; units int32.
    """

    time: NDArray[np.int64]
    node: NDArray[np.int32]
    item: NDArray[np.int32]
    units: NDArray[np.int32]

    @property
    def size(self) -> int:
        """Number of purchases."""
        return int(self.time.size)


def demand_shares(config: SimConfig, kind: Literal["centre", "store"]) -> NDArray[np.float64]:
    """Share of each node in the demand for one kind of node, float64 (nodes,): 0 at the other kind; evenly if at all 0.

    Without any node of that kind all are 0.
    """
    nodes = config.fulfilment.nodes.values()
    shares = np.array([node.demand_share * (node.kind == kind) for node in nodes])
    if shares.sum() == 0.0:
        shares = np.array([float(node.kind == kind) for node in nodes])
    result: NDArray[np.float64] = shares / shares.sum() if shares.sum() > 0 else shares
    return result


def store_hours(config: SimConfig, days: int | None = None) -> dict[int, OpenHours]:
    """When each store is open, by number of its node: while its pickers are there, on days that are not closed.

    Spells that begin within `days` are known, or within the days of demand.
    """
    until = (config.days if days is None else days) * DAY
    names = tuple(config.fulfilment.nodes)
    return {
        number: OpenHours(roster_of(config, names[number], "picking"), until)
        for number in config.fulfilment.store_numbers
    }


def draw_walk_ins(config: SimConfig, seed: int, replication: int, goods: Catalogue) -> WalkIns | None:
    """The walk-ins of one replication; None where no store has any."""
    if not config.has_walk_ins:
        return None
    wishes, shares = config.placement.walk_ins, demand_shares(config, "store")
    rng = stream(seed, replication, "walk-ins")
    parts = []
    for node, hours in store_hours(config).items():
        time = _times(config, hours, shares[node] * wishes.purchases_per_day, rng)
        parts.append((time, np.full(time.size, node, dtype=np.int32)))
    time, node_ = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.argsort(time, kind="stable")
    edges = np.cumsum(wanted_in_stores(config, goods))
    item = np.searchsorted(edges, rng.random(time.size) * edges[-1], side="right")
    units = wishes.quantity_law.draw(wishes.quantity, time.size, rng)
    return WalkIns(
        time=time[order],
        node=node_[order],
        item=np.minimum(item, goods.size - 1).astype(np.int32),
        units=np.minimum(units, np.iinfo(np.int16).max).astype(np.int32),
    )


def _times(config: SimConfig, hours: OpenHours, mean: float, rng: np.random.Generator) -> NDArray[np.int64]:
    """Arrivals of one store: Poisson with the day's mean, by the weights of the minutes it is open."""
    wishes, minutes = config.placement.walk_ins, DAY // MINUTE
    open_ = np.zeros((config.days, minutes), dtype=np.bool_).ravel()
    for begin, end in zip(hours.begins, hours.ends, strict=True):
        open_[-(-begin // MINUTE) : max(0, min(end, config.days * DAY)) // MINUTE] = True
    weights = np.repeat(np.asarray(wishes.hour_of_day), HOUR // MINUTE) * open_.reshape(config.days, minutes)
    total = weights.sum(axis=1, keepdims=True)
    by_minute = np.divide(weights, total, out=np.zeros_like(weights), where=total > 0)
    week = np.asarray(wishes.day_of_week) / np.mean(wishes.day_of_week)
    weekdays = (config.start.weekday() + np.arange(config.days)) % 7
    lift = lift_by_day(config.placement.markdown, config.start, config.days)
    cumulative = np.cumsum((mean * (week[weekdays] * lift)[:, None] * by_minute).ravel())
    level = rng.random(int(rng.poisson(cumulative[-1]))) * cumulative[-1]
    minute = np.minimum(np.searchsorted(cumulative, level, side="right"), cumulative.size - 1)
    within = rng.integers(0, MINUTE, minute.size)
    times: NDArray[np.int64] = minute.astype(np.int64) * MINUTE + within
    return times
