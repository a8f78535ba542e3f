"""How long it takes: order cycle time and the stages it is made of, hours.

An order of several parcels takes as long as its last one, and its stages are that parcel's, so
that the stages of an order add up to its cycle time exactly.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sim.kpis.definition import Definition, Kpi
from sim.kpis.survival import quantiles
from sim.kpis.view import View
from sim.units import HOUR

STAGES = ("capture", "checks", "release", "picking", "packing", "labelling", "dispatch", "delivery")
"""Stages between the stamps placed, captured, confirmed, released, picked, packed, staged, handed over, delivered."""

_PERCENTILES = (50, 90, 95)


def cycle_quantiles(view: View) -> dict[int, float | None]:
    """Return percentile -> hours; orders that had not ended count as longer than they were seen (Kaplan-Meier)."""
    seen = view.orders["delivered"][view.delivered] - view.placed[view.delivered]
    open_orders = view.confirmed & view.censored
    unseen = view.facts.end - view.placed[open_orders]
    found = quantiles(seen, unseen, _PERCENTILES)
    return {p: None if value is None else value / HOUR for p, value in zip(_PERCENTILES, found, strict=True)}


def last_parcels(view: View) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return delivered orders and, for each, the row of the parcel that completed it."""
    order, delivered = view.parcels["order"], view.parcels["delivered"]
    rows = np.flatnonzero(delivered >= 0)
    rows = rows[(delivered[rows] == view.orders["delivered"][order[rows]]) & view.delivered[order[rows]]]
    last = np.full(view.placed.size, -1, dtype=np.int64)
    last[order[rows]] = rows
    orders = np.flatnonzero(last >= 0)
    return orders, last[orders]


def stage_hours(view: View) -> dict[str, float | None]:
    """Return the mean hours of each stage over delivered orders, in the order the stages follow."""
    orders, rows = last_parcels(view)
    parcels = view.parcels
    stamps = [view.placed[orders], view.orders["captured"][orders], view.orders["confirmed"][orders]]
    stamps += [parcels[name][rows] for name in ("released", "picked", "packed", "staged", "handed_over", "delivered")]
    whole = np.logical_and.reduce([stamp >= 0 for stamp in stamps])
    count = int(np.count_nonzero(whole))
    if not count:
        return dict.fromkeys(STAGES)
    sums = [int(stamp[whole].sum()) for stamp in stamps]
    hours = [(after - before) / (count * HOUR) for before, after in pairwise(sums)]
    return dict(zip(STAGES, hours, strict=True))


def _mean(view: View) -> float | None:
    if not view.delivered_count:
        return None
    hours = int(view.orders["delivered"][view.delivered].sum()) - int(view.placed[view.delivered].sum())
    return hours / (view.delivered_count * HOUR)


def _percentile(p: int) -> Callable[[View], float | None]:
    return lambda view: view.once(cycle_quantiles)[p]


KPIS = (
    Kpi(
        Definition(
            "order_cycle_time",
            "Order cycle time",
            "hours",
            "down",
            "mean time from placed to the delivery of the last parcel",
            "delivered orders",
        ),
        _mean,
    ),
    *(
        Kpi(
            Definition(
                f"order_cycle_time_p{p}",
                f"Order cycle time, {p} % are faster",
                "hours",
                "down",
                f"{p} % quantile of the time from placed to the delivery of the last parcel; "
                "orders that had not ended count as longer than they were seen",
                "orders delivered or under way",
            ),
            _percentile(p),
        )
        for p in _PERCENTILES
    ),
)

STAGE = Definition(
    "stage",
    "Time in a stage",
    "hours",
    "down",
    "mean hours from the end of the stage before to the end of this one, of the parcel that completed the order; "
    "all stages together are the order cycle time",
    "delivered orders",
)
