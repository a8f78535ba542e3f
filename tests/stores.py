"""Small businesses with stores: one centre, some shops, a carrier, and nothing that goes wrong by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from scipy import stats

from sim.config import SimConfig
from sim.kpis import evaluate
from sim.model import simulate
from sim.outcome import Outcome
from sim.tape import draw

SHOPS = 3


def business(changes: Mapping[str, Any] | None = None, shops: int = SHOPS) -> SimConfig:
    """Six days, 60 orders of one unit and 120 walk-ins a day; `changes` by dotted path."""
    staff = {"pickers": 2, "packers": 2, "labellers": 1, "inspectors": 1}
    nodes: dict[str, Any] = {"centre": {**staff}}
    for number in range(shops):
        where = {"x_kilometres": 3.0 * (-1) ** number, "y_kilometres": 1.5 * number - 3.0}
        nodes[f"shop{number}"] = {"kind": "store", "start": "09:00", "end": "18:00", **staff, **where}
    document: dict[str, Any] = {
        "days": 6,
        "follow_up_days": 30,
        "placement": {
            "demand": {"orders_per_day": 60.0},
            "catalogue": {"items": 40, "popularity_exponent": 0.5},
            "baskets": {"lines": 1.0, "quantity": 1.0},
            "walk_ins": {"purchases_per_day": 120.0},
        },
        "inventory": {
            "opening_days": 6.0, "record_error": 0.0, "shrinkage_per_day": 0.0, "lead_time_days": 3.0,
            "stores": {"record_error": 0.0, "shrinkage_per_day": 0.0, "opening_days": 6.0},
        },
        "fulfilment": {"nodes": nodes},
        "delivery": {"mode": "carrier"},
    }  # fmt: skip
    for path, value in (changes or {}).items():
        *parents, last = path.split(".")
        place = document
        for name in parents:
            place = place.setdefault(name, {})
        place[last] = value
    return SimConfig.model_validate(document)


def ran(changes: Mapping[str, Any] | None = None, seed: int = 1, shops: int = SHOPS) -> Outcome:
    """One replication."""
    config = business(changes, shops)
    return simulate(config, draw(config, seed, 0))


_KNOWN: dict[str, dict[str, float | None]] = {}


def kpis_of(changes: Mapping[str, Any], seed: int) -> dict[str, float | None]:
    """The KPIs of one replication, computed once."""
    key = f"{sorted(changes.items())} {seed}"
    if key not in _KNOWN:
        _KNOWN[key] = evaluate(ran(changes, seed))
    return _KNOWN[key]


def moved(
    kpi: str, before: Mapping[str, Any], after: Mapping[str, Any], base: Mapping[str, Any] | None = None, seeds: int = 4
) -> tuple[float, float]:
    """The 95 % interval of what a KPI changes by when values do, over paired replications."""
    left, right = (
        np.array([kpis_of({**(base or {}), **change}, seed)[kpi] for seed in range(seeds)], dtype=np.float64)
        for change in (before, after)
    )
    differences = right - left
    mean, error = float(np.mean(differences)), float(np.std(differences, ddof=1) / np.sqrt(seeds))
    half = float(stats.t.ppf(0.975, seeds - 1)) * error
    return mean - half, mean + half


def assert_moves(kpi: str, low: Mapping[str, Any], high: Mapping[str, Any], up: bool, **more: Any) -> None:
    """A lever moved up moves its KPI `up` (or down), and moved back moves it back; intervals that exclude zero."""
    sign = 1 if up else -1
    first, second = moved(kpi, low, high, **more), moved(kpi, high, low, **more)
    assert min(sign * first[0], sign * first[1]) > 0, f"{kpi}: {first}"
    assert max(sign * second[0], sign * second[1]) < 0, f"{kpi}: {second}"
