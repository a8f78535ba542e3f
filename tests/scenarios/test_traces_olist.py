"""The real file: what is read from it, and whether the shipped scenario resembles it. Skipped where it is not there."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from data_folder import data_file

from scenarios import load
from scenarios.traces import Trace, calibrate, read
from sim.model import simulate
from sim.units import DAY, HOUR, UNOBSERVED

HOLDS = "placement.trace.path"


@pytest.fixture(scope="module")
def trace() -> Trace:
    path = data_file("traces", "olist_orders_5k.csv.gz")
    return read(load("trace_replay", [f"{HOLDS}={path}"]).config, Path())


def test_every_order_is_replayed(trace: Trace) -> None:
    assert trace.placed.size == 5000
    assert (trace.config.start.isoformat(), trace.config.days) == ("2016-09-04", 747)
    assert len(trace.zones) == 27
    assert trace.goods.baskets.quantity.sum() == 5603 + 34


def test_observed_lead_times_are_those_of_the_sample(trace: Trace) -> None:
    observed = trace.observed
    came = observed.delivered != UNOBSERVED
    days = (observed.delivered - trace.placed)[came] / DAY
    assert days.mean() == pytest.approx(12.4, abs=0.1)
    assert np.quantile(days, [0.5, 0.9]).tolist() == pytest.approx([10.2, 23.5], abs=0.1)
    assert (observed.delivered <= observed.promised)[came].mean() == pytest.approx(0.919, abs=0.001)
    promised = (observed.promised - trace.placed) / DAY
    assert promised.mean() == pytest.approx(23.59, abs=0.01)


def test_dirt_is_counted(trace: Trace) -> None:
    wanted = {
        "never finished": 93,
        "cancelled or without goods": 49,
        "handed to the carrier before placed": 11,
        "delivered before placed": 4,
        "more than 300 days": 2,
        "handed to the carrier before approved": 62,
        "without items": 34,
    }
    for rule, count in wanted.items():
        (note,) = [note for note in trace.notes if rule in note]
        assert f"{count} order" in note


def test_the_tables_of_the_scenario_are_those_of_the_sample(trace: Trace) -> None:
    found, config = calibrate(trace), trace.config
    carrier = config.delivery.carrier.transit_hours
    assert set(found.transit_hours) == set(carrier)
    for zone, table in found.transit_hours.items():
        assert carrier[zone] == pytest.approx(table, abs=0.51), zone
    for name, method in config.processing.payment.methods.items():
        assert method.share == found.paid_with[name]
        assert method.clearing_hours == pytest.approx(found.clearing_hours[name], abs=0.3), name
    assert config.placement.trace is not None
    knows = config.placement.trace.promise_knows
    assert knows.transit == pytest.approx(found.transit_correlation, abs=0.01)
    assert knows.handling == pytest.approx(found.handling_correlation, abs=0.01)


def test_a_lever_leaves_the_customers_alone(trace: Trace) -> None:
    path = data_file("traces", "olist_orders_5k.csv.gz")
    cards_only = load("trace_replay", [f"{HOLDS}={path}", "processing.payment.methods.boleto.share=0"]).config
    assert read(cards_only, Path()).tape(1, 0).digest() == trace.tape(1, 0).digest()


def test_simulated_lead_times_resemble_the_observed(trace: Trace) -> None:
    outcome = simulate(trace.config, trace.tape(20261122, 0))
    orders = outcome.log.columns()["orders"]
    delivered, confirmed = np.asarray(orders["delivered"]), np.asarray(orders["confirmed"])
    came = delivered != UNOBSERVED
    days = (delivered - trace.placed)[came] / DAY
    assert days.mean() == pytest.approx(12.4, rel=0.05)
    assert np.quantile(days, [0.5, 0.9]).tolist() == pytest.approx([10.2, 23.5], rel=0.05)
    on_time = (delivered <= outcome.facts.promise_close)[came].mean()
    assert on_time == pytest.approx(0.919, abs=0.03)
    hours = (confirmed - trace.placed)[confirmed != UNOBSERVED] / HOUR
    # Card payments clear in minutes, bank slips in days: half the orders within an hour, a tenth after a day.
    assert np.median(hours) < 1
    assert np.quantile(hours, 0.9) > 24


def test_the_command_replays_the_file(orderlab: Callable[..., Any]) -> None:
    path = data_file("traces", "olist_orders_5k.csv.gz")
    answer = orderlab("run", "trace_replay", "--set", f"{HOLDS}={path}", "--replications", 1, "--json")
    assert answer.code == 0, answer.err
    kpis = json.loads(answer.out)["kpis"]
    assert kpis["order_volume"]["mean"] == 5000
    assert kpis["on_time_delivery"]["mean"] == pytest.approx(0.919, abs=0.03)


@pytest.mark.parametrize("words", [(), ("--set", f"{HOLDS}=nowhere.csv")])
def test_without_a_file_the_command_says_so_in_one_line(orderlab: Callable[..., Any], words: tuple[str, ...]) -> None:
    answer = orderlab("run", "trace_replay", *words)
    assert answer.code == 2
    assert answer.err.startswith("--set: placement.trace.path: ")
    assert answer.err.count("\n") == 1
    assert not list(Path().iterdir())
