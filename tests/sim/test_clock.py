"""The clock against SimPy's own, and the rule for equal times.

At equal times replenishment comes before completion, completion before arrival, arrival before
decision; within each, the lower number first; then whoever was put on the clock first.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
import simpy
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.clock import ARRIVAL, COMPLETION, DECISION, REPLENISHMENT, Clock
from sim.config import SimConfig
from sim.model import simulate
from sim.tape import STANDARD, Tape, draw
from sim.units import DAY, HOUR, SECOND

RANKS = (REPLENISHMENT, COMPLETION, ARRIVAL, DECISION)


def run(clock: Clock, until: int) -> None:
    over = clock.event()
    clock.at(until, 4 << 40, lambda now: over.succeed())
    clock.run_until(over)


@pytest.mark.parametrize("order", permutations(RANKS))
@pytest.mark.parametrize("ahead", [0, HOUR, DAY, 3 * DAY + 1])
def test_equal_times_go_by_rank_then_number_then_insertion(order: tuple[int, ...], ahead: int) -> None:
    clock, happened = Clock(), []
    for rank in order:
        for number in (9, 2, 2):
            clock.at(ahead, rank, lambda now, label=(rank, number): happened.append((now, *label)), number)
    run(clock, ahead)
    assert happened == [(ahead, rank, number) for rank in RANKS for number in (2, 2, 9)]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    plan=st.lists(
        st.tuples(
            st.integers(0, 12).map(lambda quarter: quarter * DAY // 4),  # many ties, many midnights
            st.sampled_from(RANKS),
            st.integers(0, 3),
            st.lists(st.tuples(st.integers(0, 8).map(lambda q: q * DAY // 4), st.sampled_from(RANKS)), max_size=2),
        ),
        max_size=25,
    )
)
def test_drawers_change_no_order(plan: list[tuple[int, int, int, list[tuple[int, int]]]]) -> None:
    """What waits in the drawer of its day comes exactly when SimPy's one heap would bring it."""

    def on_the_clock() -> list[tuple[int, int]]:
        clock, seen = Clock(), []

        def happen(label: int, follow: list[tuple[int, int]]) -> None:
            seen.append((int(clock.now), label))
            for k, (delay, rank) in enumerate(follow):
                clock.at(int(clock.now) + delay, rank, lambda now, k=k: happen(label * 10 + k, []), label)

        for label, (time, rank, number, follow) in enumerate(plan, 1):
            clock.at(time, rank, lambda now, label=label, follow=follow: happen(label, follow), number)
        run(clock, 9 * DAY)
        return seen

    def on_simpy() -> list[tuple[int, int]]:
        env, seen = simpy.Environment(), []

        def put(delay: int, rank: int, label: int, number: int, follow: list[tuple[int, int]]) -> None:
            event = simpy.Event(env)
            event._ok, event._value = True, None
            event.callbacks.append(lambda _event: happen(label, follow))
            env.schedule(event, priority=rank + number, delay=delay)

        def happen(label: int, follow: list[tuple[int, int]]) -> None:
            seen.append((int(env.now), label))
            for k, (delay, rank) in enumerate(follow):
                put(delay, rank, label * 10 + k, label, [])

        for label, (time, rank, number, follow) in enumerate(plan, 1):
            put(time, rank, label, number, follow)
        env.run(until=9 * DAY)
        return [entry for entry in seen if entry[0] < 9 * DAY]

    assert [entry for entry in on_the_clock() if entry[0] < 9 * DAY] == on_simpy()


def test_the_clock_skips_only_what_is_empty() -> None:
    clock, seen = Clock(), []

    def skip(now: int) -> None:
        seen.append(clock.skip_to(2 * HOUR))  # something is due at three: two is free
        seen.append(int(clock.now))
        seen.append(clock.skip_to(3 * HOUR))  # at three it is that thing's turn
        seen.append(int(clock.now))

    clock.at(HOUR, ARRIVAL, skip)
    clock.at(3 * HOUR, DECISION, lambda now: seen.append(now))
    run(clock, 4 * HOUR)
    assert seen == [True, 2 * HOUR, False, 2 * HOUR, 3 * HOUR]


def test_the_clock_does_not_skip_a_drawer() -> None:
    clock, seen = Clock(), []
    clock.at(30 * HOUR, ARRIVAL, lambda now: seen.append(now))  # in the drawer of the second day
    clock.at(HOUR, ARRIVAL, lambda now: seen.append(clock.skip_to(40 * HOUR)))
    run(clock, 50 * HOUR)
    assert seen == [False, 30 * HOUR]


def two_orders() -> tuple[SimConfig, Tape]:
    """Two web orders of one unit each at ten o'clock, for the only unit of the only item."""
    config = SimConfig.model_validate(
        {
            "days": 2,
            "placement": {"demand": {"orders_per_day": 20}, "catalogue": {"items": 1}},
            "inventory": {
                "opening_days": 1e-9,  # rounded up to a unit
                "record_error": 0.0,
                "shrinkage_per_day": 0.0,
                "review_time": "18:00",
                "lead_time_days": 0.25,
                "lead_time_law": {"law": "constant"},
                "policy": {"policy": "min_max", "reorder_point": 0, "order_up_to": 1, "measure": "units"},
                "out_of_stock": {"wait": 0, "drop_line": 0, "cancel_order": 1},
            },
            "delivery": {"mode": "carrier"},
        }
    )
    drawn = draw(config, 1, 0)
    two = slice(0, 2)
    baskets = replace(
        drawn.baskets,
        line_start=np.array([0, 1, 2], dtype=np.int32),
        item=np.zeros(2, dtype=np.int32),
        quantity=np.ones(2, dtype=np.int16),
    )
    address = replace(
        drawn.address, **{name: getattr(drawn.address, name)[two] for name in ("customer", "x", "y", "zone")}
    )
    tape = replace(
        drawn,
        placed=np.full(2, 10 * HOUR, dtype=np.int64),
        channel=np.zeros(2, dtype=np.uint8),
        preference=np.full(2, STANDARD, dtype=np.uint8),
        address=address,
        baskets=baskets,
        price=drawn.price[:1].repeat(2),
        uniforms={name: np.full(2, 0.999, dtype=np.float32) for name in drawn.uniforms},
        factors={name: np.ones(2, dtype=np.float32) for name in drawn.factors},
        line_uniforms={name: np.full(2, 0.999, dtype=np.float32) for name in drawn.line_uniforms},
    )
    return config, tape


def test_the_last_unit_goes_to_the_lower_number_at_equal_times() -> None:
    config, tape = two_orders()
    orders = simulate(config, tape).log.orders.arrays()
    assert (orders["confirmed"] >= 0).tolist() == [True, False]
    assert (orders["rejected"] >= 0).tolist() == [False, True]


def test_a_receipt_is_there_for_an_order_of_the_same_microsecond() -> None:
    """The first order takes the only unit; the review orders one; it comes as the second order is promised."""
    config, tape = two_orders()
    checks = 5 * SECOND  # three of rules and two of authorisation
    review, lead_time = 18 * HOUR, DAY // 4
    for early, confirmed in ((0, True), (1, False)):
        placed = np.array([10 * HOUR, review + lead_time - checks - early], dtype=np.int64)
        orders = simulate(config, replace(tape, placed=placed)).log.orders.arrays()
        assert orders["confirmed"][0] >= 0
        assert (orders["confirmed"][1] >= 0) == confirmed
