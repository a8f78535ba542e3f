"""The engine against the oracle: equal tables, to the microsecond, in random businesses."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from reference.business import run_business
from reference.worlds import World, worlds

from sim.config import SimConfig
from sim.life import HAPPENINGS
from sim.life.goods import RECORD_CORRECTED, REPLENISHMENT_ORDERED, STOCK_RECEIVED, STOCK_SHRUNK
from sim.log import EVENT_TYPE
from sim.model import simulate
from sim.outcome import Outcome
from sim.tape import Tape
from sim.units import DAY, MINUTE, UNOBSERVED

OF_THE_STOCK = {RECORD_CORRECTED, STOCK_RECEIVED, STOCK_SHRUNK, REPLENISHMENT_ORDERED}
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


@pytest.mark.nightly
@settings(max_examples=1500, deadline=None, suppress_health_check=SLOW, phases=NO_SHRINKING)
@given(worlds(modes=("carrier", "fleet", "mixed")))
def test_every_column_is_the_oracle_s_in_many_businesses(world: World) -> None:
    assert_same(world.config, world.tape)
