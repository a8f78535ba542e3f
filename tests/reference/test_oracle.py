"""The engine against the oracle: equal tables, to the microsecond, in random businesses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import own_solver
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from reference.business import run_business
from reference.worlds import World, worlds

from sim.config import SimConfig
from sim.life import HAPPENINGS
from sim.life.goods import (
    RECORD_CORRECTED,
    REPLENISHMENT_ORDERED,
    STOCK_PICKED,
    STOCK_RECEIVED,
    STOCK_SHRUNK,
    TRANSFER_RECEIVED,
    TRANSFER_SENT,
)
from sim.life.parcels import PARCEL_CANCELLED, PARCEL_LEFT_OUT, LeftOut
from sim.life.trips import BREAK_TAKEN
from sim.log import EVENT_TYPE
from sim.model import simulate
from sim.outcome import Outcome
from sim.placement.baskets import Baskets
from sim.tape import Tape, assemble, draw
from sim.units import DAY, MINUTE, UNOBSERVED

OF_THE_STOCK = {
    RECORD_CORRECTED, STOCK_RECEIVED, STOCK_SHRUNK, REPLENISHMENT_ORDERED, TRANSFER_SENT, TRANSFER_RECEIVED,
}  # fmt: skip
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
NO_SHRINKING = [Phase.explicit, Phase.reuse, Phase.generate]  # a smaller business takes minutes to find


def assert_same(config: SimConfig, tape: Tape) -> Outcome:
    """Every column of every table, and the set of event rows, are those of the oracle.

    The engine writes a delivery down when the parcel leaves, because nothing can change it any more:
    what lies behind the last day is cut from both.
    """
    outcome = simulate(config, tape)
    journal = run_business(config, tape)
    last = (config.days + config.follow_up_days) * DAY - MINUTE
    for table in outcome.log.tables:
        rows = journal.tables[table.name]
        assert len(table) == len(rows), f"{table.name}: {len(table)} rows, the oracle has {len(rows)}"
        for name, column in table.arrays().items():
            expected = np.array([row[name] for row in rows], dtype=np.int64)
            if table is outcome.log.fulfilments and name in ("units", "weight"):
                # Of a parcel that never was they say nothing.
                column = np.where(table.arrays()["released"] == UNOBSERVED, UNOBSERVED, column)
            # The latest delivery of an order may be known to lie behind the last day.
            known = column <= last if name == "delivered" else np.ones(column.size, dtype=np.bool_)
            expected, found = (np.where(stamps > last, UNOBSERVED, stamps) for stamps in (expected, column))
            differ = np.flatnonzero((found != expected) & known)
            assert not differ.size, (
                f"{table.name}.{name}, row {differ[0]}: {found[differ[0]]}, the oracle has {expected[differ[0]]}"
            )
    fields = list(EVENT_TYPE.names or ())
    written = np.sort(outcome.log.rows(), order=fields)
    expected_rows = np.sort(np.array(journal.events, dtype=EVENT_TYPE), order=fields)
    for kind, happening in HAPPENINGS.items():
        ours, theirs = (
            rows[(rows["kind"] == kind) & (rows["time"] <= last)].tolist() for rows in (written, expected_rows)
        )
        if happening in OF_THE_STOCK:  # goes on as long as anything does, in the engine until the last thing is decided
            theirs = theirs[: len(ours)]
        assert ours == theirs, f"{happening.name or kind} events differ"
    return outcome


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=SLOW, phases=NO_SHRINKING)
@given(worlds())
def test_every_column_is_the_oracle_s_when_a_carrier_delivers(world: World) -> None:
    assert_same(world.config, world.tape)


@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=SLOW, phases=NO_SHRINKING)
@given(worlds(modes=("fleet", "mixed")))
def test_every_column_is_the_oracle_s_when_vans_deliver(world: World) -> None:
    assert_same(world.config, world.tape)


@settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=SLOW, phases=NO_SHRINKING)
@given(worlds(), st.integers(1, 3))
def test_every_column_is_the_oracle_s_when_a_policy_looks_ahead(world: World, days: int) -> None:
    document = world.config.model_dump(by_alias=True)
    policy = f"{Path(__file__).with_name('late_orders_again.py')}::LooksAhead"
    document["inventory"] |= {"policy": {"policy": policy, "days": days}, "lead_time_days": 1.0}
    if document["placement"]["demand"]["by_day"] is None:
        document["placement"]["demand"] |= {"growth_per_year": 2.0, "day_of_week": [2.0, 1, 1, 1, 1, 0.5, 0.5]}
    assert_same(SimConfig.model_validate(document), world.tape)


@settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=SLOW, phases=NO_SHRINKING)
@given(worlds(), st.sampled_from([0.5, 0.9]))
def test_every_column_is_the_oracle_s_when_a_policy_asks_what_arrives(world: World, days: float) -> None:
    document = world.config.model_dump(by_alias=True)
    policy = f"{Path(__file__).with_name('late_orders_again.py')}::OrdersAgainWhatComesLate"
    document["inventory"] |= {
        "policy": {"policy": policy, "level": 4, "days": days},
        "lead_time_days": 1.0,
        "supplier": {"short": 0.5, "short_share": 0.3},
    }
    assert_same(SimConfig.model_validate(document), world.tape)


def test_trips_that_a_late_van_leaves_to_another_wave_are_the_oracle_s() -> None:
    """One small van and one wave a day, on roads slower than plans know, with breaks on the way."""
    once = {"policy": "waves", "every_minutes": 900, "first": "09:00", "last": "09:00", "look_ahead_minutes": 1000}
    breaks = [{"after_hours": 2, "by_hours": 4, "minutes": 20}, {"after_hours": 5, "by_hours": 6, "minutes": 20}]
    duty = {"start": "08:00", "end": "18:00", "staff": 1}
    config = SimConfig.model_validate(
        {
            "days": 2,
            "placement": {"demand": {"orders_per_day": 50}},
            "fulfilment": {"nodes": {"north": {}}},
            "delivery": {
                "solver": {"name": f"{Path(own_solver.__file__)}::ByAudit"},
                "dispatch": once,
                "fleet": {
                    "vans": {"van": {"count": 1, "capacity_litres": 150}},
                    "drivers": {"pay": "shift", "shifts": [duty], "breaks": breaks},
                    "traffic": {"speeds": {"00:00": 0.7}, "plans_know": "nothing"},
                    "trips_per_plan": 6,
                    "reload_minutes": 5,
                },
                "doors": {"not_home": 0.3},
            },
        }
    )
    outcome = assert_same(config, draw(config, 3, 0))
    rows, trips = outcome.log.rows(), outcome.log.trips.arrays()
    late = (rows["kind"] == PARCEL_LEFT_OUT.code) & (rows["reason"] == LeftOut.BEYOND_SHIFT)
    assert np.isin(rows["time"][late], trips["returned"]).any()
    assert (rows["kind"] == BREAK_TAKEN.code).any()
    assert trips["departed"].size > np.unique(trips["departed"] // DAY).size


def test_cancelled_stops_that_vans_drive_to_all_the_same_are_the_oracle_s() -> None:
    """Routes at noon from a list of six o'clock, of which many have cancelled by then; some have failed before."""
    config = SimConfig.model_validate(
        {
            "days": 2,
            "placement": {
                "demand": {"orders_per_day": 80},
                "cancellation": {"share": 0.9, "after_hours": 30.0},
                "custom": {"lost_after_late": 0.5},
            },
            "fulfilment": {"nodes": {"north": {}}},
            "inventory": {"opening_days": 0.5, "lead_time_days": 0.5},
            "delivery": {
                "solver": {"name": f"{Path(own_solver.__file__)}::ByAudit"},
                "dispatch": {"policy": "waves", "every_minutes": 240, "first": "12:00", "look_ahead_minutes": 1000},
                "planning": {"sees": {"at": "06:00"}},
                "fleet": {"vans": {"van": {"count": 2, "capacity_litres": 100}}, "trips_per_plan": 3},
                "doors": {"not_home": 0.3},
                "price": {"standard": 3.0, "slot": 4.0, "express": 5.0},
            },
        }
    )
    rows = assert_same(config, draw(config, 3, 0)).log.rows()
    where = rows["reason"][rows["kind"] == PARCEL_CANCELLED.code]
    assert min(np.bincount(where, minlength=2)) > 3


def test_an_order_that_comes_in_more_than_255_parcels_is_the_oracle_s() -> None:
    """Nothing is there at first, each of 300 things is sent as it comes: a byte could not count the parcels."""
    things = 300
    config = SimConfig.model_validate(
        {
            "days": 1,
            "placement": {"demand": {"orders_per_day": 5}, "catalogue": {"items": things}},
            "inventory": {"opening_days": 0.0, "out_of_stock": {"wait": 1.0, "drop_line": 0.0, "cancel_order": 0.0}},
            "fulfilment": {"split_backorders": True},
        }
    )
    drawn = draw(config, 1, 0)
    all_things = np.arange(things, dtype=np.int32)
    baskets = Baskets(
        line_start=np.append(0, things + np.arange(drawn.orders)).astype(np.int32),
        item=np.append(all_things, all_things[: drawn.orders - 1]),
        quantity=np.ones(things + drawn.orders - 1, dtype=np.int16),
    )
    known = {name: getattr(drawn, name) for name in ("placed", "channel", "preference", "address", "goods")}
    outcome = assert_same(config, assemble(config, 1, 0, baskets=baskets, **known))
    parcels = outcome.log.fulfilments.arrays()["order"] == 0
    assert parcels.sum() > 255
    picked = [row for row in outcome.log.rows() if row["kind"] == STOCK_PICKED.code and row["order"] == 0]
    assert sorted(row[STOCK_PICKED.column("parcel")] for row in picked) == list(range(things))


@pytest.mark.nightly
@settings(max_examples=1500, deadline=None, suppress_health_check=SLOW, phases=NO_SHRINKING)
@given(worlds(modes=("carrier", "fleet", "mixed")))
def test_every_column_is_the_oracle_s_in_many_businesses(world: World) -> None:
    assert_same(world.config, world.tape)


@pytest.mark.parametrize("nodes", [{"north": {"pickers": 2}}, {"north": {"pickers": 2}, "south": {"pickers": 1}}])
def test_units_that_several_parcels_of_a_line_did_not_find_ask_again_together_in_the_oracle_too(
    nodes: dict[str, Any],
) -> None:
    """Goods come in small lots and vanish from shelves: a line has parcels, and a message speaks for all by then."""
    config = SimConfig.model_validate(
        {
            "days": 2,
            "follow_up_days": 5,
            "placement": {
                "demand": {"orders_per_day": 150},
                "catalogue": {"items": 6},
                "baskets": {"lines": 1, "quantity": 4},
            },
            "inventory": {
                "shrinkage_per_day": 0.9,
                "review": "continuous",
                "policy": {"policy": "fixed_quantity", "reorder_point": 0.0, "order_quantity": 0.4},
                "lead_time_days": 0.2,
                "lead_time_law": {"law": "exponential"},
                "supplier": {"short": 0.5, "short_share": 0.5},
                "out_of_stock": {"wait": 1.0, "drop_line": 0.0, "cancel_order": 0.0},
                "backorder_rule": "shelf_open",
            },
            "fulfilment": {"nodes": nodes, "split_over_nodes": len(nodes) > 1},
            "delivery": {"mode": "carrier"},
        }
    )
    for seed in range(12):
        assert_same(config, draw(config, seed, 0))
