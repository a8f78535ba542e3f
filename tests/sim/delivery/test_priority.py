"""Classes of priority in the business: with too few vans express parcels come on time more often, the others less."""

from __future__ import annotations

import numpy as np

from sim.config import SimConfig
from sim.model import simulate
from sim.tape import EXPRESS, draw
from sim.units import UNOBSERVED


def on_time(priority: dict[str, int]) -> tuple[float, float]:
    """Shares of express orders and of the others that came within their promise, on two days with one van."""
    config = SimConfig.model_validate(
        {
            "days": 2,
            "placement": {
                "demand": {"orders_per_day": 220},
                "preferences": {"standard": 0.7, "slot": 0, "express": 0.3},
                "channels": {"web": {"share": 1, "address_error": 0}},
            },
            "fulfilment": {"nodes": {"north": {}}},
            "delivery": {
                "solver": {"name": "numba", "iterations": 60},
                "fleet": {"vans": {"van": {"count": 1, "capacity_litres": 600}}, "priority": priority},
                "doors": {"not_home": 0},
            },
        }
    )
    tape = draw(config, 2, 0)
    outcome = simulate(config, tape)
    parcels = outcome.log.fulfilments.arrays()
    order, delivered = parcels["order"], parcels["delivered"]
    kept = (delivered != UNOBSERVED) & (delivered <= outcome.facts.promise_close[order])
    express = tape.preference[order] == EXPRESS
    return float(np.mean(kept[express])), float(np.mean(kept[~express]))


def test_express_parcels_gain_what_others_lose() -> None:
    alike, first = on_time({}), on_time({"express": 2})
    assert first[0] > alike[0] + 0.1
    assert first[1] < alike[1]
