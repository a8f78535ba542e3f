"""Promises kept by way of delivery: what all of them together hide of express, slots or collection.

An order counts with what it was promised: who wished to collect where no store hands orders over was promised a
standard delivery.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.kpis.definition import Definition
from sim.kpis.view import View
from sim.placement.collecting import collected_at, options
from sim.tape import PREFERENCES

DUE = Definition(
    "orders_due",
    "Orders due",
    "orders",
    "none",
    "orders that were promised this way of delivery and were confirmed, or had not ended when the replication stopped",
)
ON_TIME = Definition(
    "on_time",
    "On time",
    "share",
    "up",
    "on-time delivery of the orders that were promised this way of delivery: standard, slot, express or collect",
    "parcels delivered or not ended",
)


def due_and_on_time(view: View) -> dict[str, float | None]:
    """Return both families, a member for each way of delivery that customers of the scenario wish for."""
    wishes = view.facts.config.placement.preferences
    chosen = options(view.facts.tape, collected_at(view.facts.tape, view.facts.config))
    due = _count(chosen[view.confirmed | view.censored])
    order, delivered = view.parcels["order"], view.parcels["delivered"]
    came = delivered >= 0
    kept = came & (delivered <= view.facts.promise_close[order])
    hoped = _count(chosen[order[came]]) + _count(chosen[view.waiting])
    in_time = _count(chosen[order[kept]])
    found: dict[str, float | None] = {}
    for code, option in enumerate(PREFERENCES):
        if not getattr(wishes, option) and not due[code]:
            continue
        found[f"{DUE.key}.{option}"] = float(due[code])
        found[f"{ON_TIME.key}.{option}"] = float(in_time[code] / hoped[code]) if hoped[code] else None
    return found


def _count(options_of: NDArray[np.uint8]) -> NDArray[np.int64]:
    return np.bincount(options_of, minlength=len(PREFERENCES))
