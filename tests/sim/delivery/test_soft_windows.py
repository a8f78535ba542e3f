"""Promises as soft windows: what a plan brings late at a price, and what it then leaves out no more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import own_solver
import pytest
from pydantic import ValidationError

from sim.config import SimConfig
from sim.delivery.driver_pool import Crew
from sim.delivery.planning import Planner
from sim.delivery.wave import WavePlan, WaveRequest
from sim.kpis import evaluate
from sim.model import simulate
from sim.tape import draw
from sim.units import HOUR, MINUTE

BY_AUDIT = f"{Path(own_solver.__file__)}::ByAudit"


def business(price: float | None, solver: str = BY_AUDIT, **van: float) -> SimConfig:
    fleet = {
        "vans": {"van": {"count": 1, "capacity_litres": 900, "cost_per_trip": 0, "cost_per_kilometre": 0, **van}},
        "lateness_cost_per_minute": price,
    }
    return SimConfig.model_validate(
        {
            "days": 2,
            "placement": {
                "demand": {"orders_per_day": 150},
                "preferences": {"standard": 0.2, "slot": 0.8, "express": 0},
                "addresses": {"radius_kilometres": 9},
            },
            "delivery": {"solver": {"name": solver, "iterations": 60}, "fleet": fleet},
        }
    )


def plan(price: float | None) -> WavePlan:
    """Two parcels 26 minutes away on either side, both promised within 40 minutes: one of them is 41 minutes late."""
    at, places = np.full(2, 10 * HOUR), np.array([9000, -9000])
    config = business(price)
    return Planner(config, [(0, 0)], 1, 0).plan(
        WaveRequest(
            number=1, node=0, departure=10 * HOUR, next_departure=11 * HOUR, x=places, y=0 * places, volume=at * 0 + 1,
            promise_open=at, promise_close=at + 40 * MINUTE, option=np.zeros(2, dtype=np.uint8),
            zone=at * 0,
            crews=(Crew(0, 0, 1, 9 * 3600),),
        )
    )  # fmt: skip


def test_a_parcel_comes_late_where_that_costs_less_than_leaving_it() -> None:
    assert len(plan(None).left_out) == 1, "a limit"
    # 41 minutes late now, or 90.00 and 46 minutes late with the next wave
    for price in (0.0, 1.0, 100.0):
        found = plan(price)
        assert not found.left_out.size
        assert found.routes[0].stops in ((1, 2), (2, 1))


def test_what_the_next_wave_would_be_late_counts_against_leaving_a_parcel() -> None:
    """Else a parcel that is late already would be left for ever: each minute is dearer than 90.00."""
    assert not plan(900.0).left_out.size


def test_promises_give_way_to_kilometres_where_lateness_costs_nothing() -> None:
    """The lever, both ways: at nothing a minute plans come when it suits them, at five they keep what they can."""
    kept = []
    for price in (0.0, 5.0):
        config = business(price, "numba", cost_per_kilometre=0.25)
        kept.append(evaluate(simulate(config, draw(config, 4, 0)))["on_time_delivery"])
    free, dear = kept
    assert free + 0.05 < dear  # type: ignore[operator]


@pytest.mark.parametrize("price", [-1, 1001, "dear"])
def test_a_price_that_is_none_is_refused(price: Any) -> None:
    with pytest.raises(ValidationError, match="lateness_cost_per_minute"):
        business(price)


def test_a_solver_without_soft_windows_is_refused_by_name() -> None:
    with pytest.raises(
        ValueError, match=r"savings lacks soft_windows, which delivery\.fleet\.lateness_cost_per_minute"
    ):
        Planner(business(1.0, "savings"), [(0, 0)], 1, 0)
