"""What is paid whatever comes: overheads by time, order and turnover, and the yearly cost of sites."""

from __future__ import annotations

import pytest

from sim.config import SimConfig
from sim.kpis import evaluate
from sim.model import simulate
from sim.tape import draw

BUSINESS = {"days": 2, "placement": {"demand": {"orders_per_day": 60}}, "delivery": {"mode": "carrier"}}


def kpis(**changes: object) -> dict[str, float]:
    config = SimConfig.model_validate({**BUSINESS, **changes})
    return {key: value for key, value in evaluate(simulate(config, draw(config, 1, 0))).items() if value is not None}


def test_overheads_lower_the_profit_by_what_they_cost_and_nothing_else() -> None:
    plain = kpis()
    for overhead, cost in (
        ({"per_year": 36525.0}, 200.0),
        ({"per_month": 36525.0 / 12}, 200.0),
        ({"per_order": 0.5}, 0.5 * plain["order_volume"]),
        ({"share_of_sales": 0.1}, 0.1 * plain["online_turnover"]),
        ({"one_off": 9999.0, "months_to_go_live": 3}, 0.0),
    ):
        found = kpis(overheads={"oms": overhead})
        assert found["cost.overheads"] == pytest.approx(cost, abs=0.005)
        assert found["profit"] == pytest.approx(plain["profit"] - cost, abs=0.005)


def test_several_overheads_add_up() -> None:
    found = kpis(overheads={"oms": {"per_year": 36525.0}, "platform": {"per_year": 3652.5}})
    assert found["cost.overheads"] == pytest.approx(220.0)


def test_sites_are_paid_by_the_year() -> None:
    found = kpis(fulfilment={"nodes": {"a": {"cost_per_year": 36525.0}, "b": {"cost_per_year": 3652.5}}})
    assert found["cost.sites"] == pytest.approx(220.0)
