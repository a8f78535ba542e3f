"""The bound of sourcing: against every way to serve few customers, by hand, and above what was done."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from stores import assert_moves, ran

from sim.kpis import evaluate
from sim.kpis.hindsight import most_served
from sim.kpis.window import Window
from sim.units import DAY

SEASON: dict[str, Any] = {
    "inventory.opening_days": 3.0,
    "inventory.lead_time_days": 3000.0,
    "inventory.out_of_stock": {"wait": 0.0, "drop_line": 1.0, "cancel_order": 0.0},
}
"""The centre runs out, nothing comes again."""


def feasible(there: int, moves: list[tuple[int, int]], served: list[tuple[int, int]]) -> bool:
    """Whether units can be served at these times, event by event: what comes, what leaves, who wants it."""
    events = [(time, units < 0, units) for time, units in moves] + [(time, 2, -units) for time, units in served]
    for _, _, units in sorted(events):
        there += units
        if there < 0:
            return False
    return True


def test_it_is_the_most_that_any_choice_of_units_serves() -> None:
    rng = np.random.default_rng(3)
    seen = set()
    for _ in range(200):
        moves = [(int(rng.integers(6)), int(rng.choice([-1, 2]))) for _ in range(3)]
        wanted = [(int(rng.integers(6)), int(rng.integers(1, 3))) for _ in range(3)]
        there = int(rng.integers(4))
        if not feasible(there, moves, []):
            continue
        ways = product(*(range(units + 1) for _, units in wanted))
        best = max(
            sum(way)
            for way in ways
            if feasible(there, moves, [(time, units) for (time, _), units in zip(wanted, way, strict=True)])
        )
        columns = [tuple(np.array(column) for column in zip(*rows, strict=True)) for rows in (moves, wanted)]
        assert most_served(there, *columns) == best
        seen.add((best, sum(units for _, units in wanted)))
    assert any(best < asked for best, asked in seen)


def test_a_unit_that_a_walk_in_buys_later_is_not_to_be_had_and_one_that_comes_later_neither() -> None:
    none = np.zeros(0, dtype=np.int64)
    assert most_served(1, (np.array([5]), np.array([-1])), (np.array([2]), np.array([1]))) == 0
    assert most_served(0, (np.array([5]), np.array([1])), (np.array([2, 5]), np.array([1, 1]))) == 1
    assert most_served(3, (none, none), (none, none)) == 0


@pytest.mark.parametrize(
    "changes",
    [
        {},
        SEASON,
        {**SEASON, "fulfilment.sourcing": {"rule": "centres_first"}, "fulfilment.split_over_nodes": True},
        {
            "placement.baskets": {"lines": 2.0, "quantity": 2.0},
            "inventory.opening_days": 1.0,
            "inventory.lead_time_days": 1.0,
            "inventory.record_error": 0.6,
            "inventory.stores.record_error": 0.6,
            "inventory.stores.shrinkage_per_day": 0.05,
            "inventory.counts": {"every_days": 2},
            "inventory.transfers": {"every_days": 1},
            "inventory.substitution": {"accepted": 0.5, "group_size": 4},
        },
        {**SEASON, "placement.preferences": {"collect": 1.0}, "fulfilment.stores.send_orders": False},
    ],
)
def test_nothing_that_was_done_fills_more(changes: dict[str, Any]) -> None:
    for seed in (1, 2):
        kpis = evaluate(ran(changes, seed))
        assert kpis["fill_rate"] <= kpis["fill_rate_in_hindsight"] <= 1.0


def test_where_all_is_kept_back_hindsight_would_have_sent_it() -> None:
    kpis = evaluate(ran({**SEASON, "inventory.stores.safety_buffer": 1000}))
    assert kpis["fill_rate"] < 0.7
    assert kpis["fill_rate_in_hindsight"] > kpis["fill_rate"] + 0.1


def test_more_stock_could_have_filled_more_and_there_is_no_choice_of_one_node() -> None:
    low, high = {"inventory.stores.opening_days": 3.0}, {"inventory.stores.opening_days": 9.0}
    assert_moves("fill_rate_in_hindsight", low, high, up=True, base=SEASON)
    alone = {**SEASON, "fulfilment.stores.send_orders": False}
    assert evaluate(ran(alone))["fill_rate_in_hindsight"] is None
    assert evaluate(ran(SEASON), Window(0, 2 * DAY))["fill_rate_in_hindsight"] is None
