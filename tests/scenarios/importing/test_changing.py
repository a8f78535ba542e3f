"""A known change of the past, predicted from before it: a twin whose truth is the model's own, and what is refused."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from scenarios.importing.replaying import part, simulated
from scenarios.overrides import parse_override
from scenarios.resolve import load, with_values
from scenarios.traces import read
from sim.units import DAY, UNOBSERVED
from tests.scenarios.importing.test_backtest import imported

Run = Callable[..., Any]
FROM = "2026-02-12"
LATER = "delivery.carrier.transit_hours={unknown: [70, 80, 95]}"
"""From this day on the carrier takes a day more than the 58 hours of the file."""


@pytest.fixture
def twin(orderlab: Run) -> str:
    """A folder whose orders have the model's stamps, simulated with the change from its date on."""
    imported(orderlab)
    scenario = load("shop")
    trace = read(scenario.config, Path())
    cut = (datetime.fromisoformat(FROM).date() - trace.config.start).days * DAY
    changed = with_values(scenario, [parse_override(LATER, "--set")]).config
    stamps: dict[str, list[str | None]] = {"shipped": [], "delivered": []}
    for where, config in ((trace.placed < cut, scenario.config), (trace.placed >= cut, changed)):
        some = part(trace, where)
        found = simulated(some, config, replication=7)
        start = datetime.combine(some.config.start, datetime.min.time())
        for name, column in stamps.items():
            column += [
                None if at == UNOBSERVED else str((start + timedelta(microseconds=at)).replace(microsecond=0))
                for at in getattr(found, name).tolist()
            ]
    orders = pl.read_csv("shop/tables/orders.csv", infer_schema=False)
    assert np.all(np.diff(trace.placed) >= 0)
    orders = orders.sort("placed", maintain_order=True).with_columns(
        pl.Series(name, column, dtype=pl.String) for name, column in stamps.items()
    )
    orders.write_csv("shop/tables/orders.csv")
    return "shop"


def test_what_a_change_did_is_predicted_from_before_it(orderlab: Run, twin: str) -> None:
    answer = orderlab("backtest", twin, "--change", FROM, LATER, "--json")
    assert answer.code == 0, answer.err
    found = json.loads(answer.out)
    days = found["effects"]["mean_days"]
    assert days["predicted"]["mean"] > 0.5
    assert days["predicted"]["mean"] == pytest.approx(days["observed"], abs=max(0.2, 3 * days["standard_error"]))
    assert days["predicted"]["low"] < days["predicted"]["mean"] < days["predicted"]["high"]
    assert found["with"]["mean_days"] == pytest.approx(found["observed"]["after"]["mean_days"], abs=0.3)
    assert "Days until delivered: +" in found["verdict"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["soon", LATER], "--change: soon: a date such as 2026-03-31"),
        ([FROM], f"--change: {FROM}: no path=value behind it"),
        ([FROM, "delivery.carier.lost=1"], "--change: delivery.carier: unknown path"),
        ([FROM, "delivery.carrier.lost=2"], "--change: delivery.carrier.lost: "),
        (["2020-01-01", LATER], "--change: 2020-01-01: leaves fewer than 30 orders on one side"),
    ],
)
def test_what_is_no_change_is_refused(orderlab: Run, words: list[str], said: str) -> None:
    imported(orderlab)
    answer = orderlab("backtest", "shop", "--change", *words)
    assert answer.code == 2
    assert answer.err.startswith(said)
