"""Windows of a run: parts that add up to the whole, and a hand-made world whose second day is known."""

import numpy as np
import pytest

from scenarios import load
from sim.kpis import evaluate
from sim.kpis.stations import station_use
from sim.kpis.trips import trips_of
from sim.kpis.view import read
from sim.kpis.window import Window
from sim.life.goods import STOCK_PICKED, STOCK_RECEIVED
from sim.model import simulate
from sim.outcome import Outcome
from sim.tape import draw
from sim.units import DAY, HOUR


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    """Six days of the smallest scenario."""
    config = load("tiny", ["days=6"]).config
    return simulate(config, draw(config, 1, 0))


def days(first: int, last: int) -> Window:
    return Window(first * DAY, last * DAY)


ADDS_UP = ("order_volume", "orders_delivered", "orders_open", "cost.packaging", "online_turnover")
ROUNDED = ("cost.labour", "cost.returns", "cost.payment", "cost.holding", "cost.replenishment")


def test_the_days_of_a_run_add_up_to_the_run(outcome: Outcome) -> None:
    whole = evaluate(outcome)
    parts = [evaluate(outcome, days(first, last)) for first, last in ((0, 1), (1, 4), (4, 6))]
    for key in ADDS_UP:
        assert sum(part[key] or 0.0 for part in parts) == pytest.approx(whole[key])
    for key in ROUNDED:
        assert sum(part[key] or 0.0 for part in parts) == pytest.approx(whole[key], abs=0.05)


def test_means_of_the_days_weigh_up_to_the_mean_of_the_run(outcome: Outcome) -> None:
    whole = evaluate(outcome)
    parts = [evaluate(outcome, days(first, last)) for first, last in ((0, 2), (2, 5), (5, 6))]
    for key, weight in (
        ("order_cycle_time", "orders_delivered"),
        ("order_accuracy", "orders_delivered"),
        ("customer_satisfaction", "orders_delivered"),
        ("rejection_rate", "order_volume"),
        ("tickets_per_order", "order_volume"),
    ):
        shares = [(part[key] or 0.0) * (part[weight] or 0.0) for part in parts]
        assert sum(shares) / (whole[weight] or 1.0) == pytest.approx(whole[key])
    lengths = (2, 3, 1)
    stock = [(part["stock_value"] or 0.0) * length for part, length in zip(parts, lengths, strict=True)]
    assert sum(stock) / 6 == pytest.approx(whole["stock_value"])


def test_staff_and_work_of_the_days_are_those_of_the_run(outcome: Outcome) -> None:
    whole = read(outcome)
    parts = [read(outcome, days(first, last)) for first, last in ((0, 1), (1, 4), (4, 6))]
    for place, use in enumerate(whole.once(station_use)):
        if use.facts.table in ("orders", "fulfilments"):  # returns and contacts come later than the days of demand
            assert sum(part.once(station_use)[place].busy for part in parts) == use.busy
        assert sum(part.once(station_use)[place].facts.staffed for part in parts) == use.facts.staffed
        assert sum(part.once(station_use)[place].waited for part in parts) == use.waited


def test_a_window_of_all_days_is_the_run_but_for_vans_that_leave_later(outcome: Outcome) -> None:
    whole, window = evaluate(outcome), evaluate(outcome, days(0, 6))
    later = {"kilometres", "kilometres_per_drop", "drops_per_hour", "vehicles_used", "cost.shipping", "profit"}
    later |= {"cost_per_order", "shipping_cost_per_order", "contribution", "profit_margin", "fuel", "co2"}
    assert {key for key in whole if whole[key] != window[key]} <= later


def test_trips_of_the_days_are_trips_of_the_run(outcome: Outcome) -> None:
    whole = read(outcome).once(trips_of)
    parts = [
        read(outcome, window).once(trips_of)
        for window in (days(0, 3), days(3, 6), Window(6 * DAY, outcome.facts.end + 1))
    ]
    for total in ("departed", "returned", "metres"):
        assert np.array_equal(sum(getattr(part, total) for part in parts), getattr(whole, total))
    assert sum(part.drops for part in parts) == whole.drops
    assert (
        sum(int(part.durations(outcome.facts.end).sum()) for part in parts) == whole.durations(outcome.facts.end).sum()
    )


def test_an_order_counts_on_the_day_it_was_placed_however_late_it_comes(world) -> None:  # type: ignore[no-untyped-def]
    built = world(baskets=((1,), (2,)), placed=[20 * HOUR, 30 * HOUR], days=3)
    built.deliver(0, 50 * HOUR, placed=20 * HOUR).deliver(1, 40 * HOUR, placed=30 * HOUR, units=2)
    built.end = 60 * HOUR
    first, second, third = (evaluate(built.outcome(), days(day, day + 1)) for day in range(3))
    assert (first["order_volume"], second["order_volume"], third["order_volume"]) == (1, 1, 0)
    assert (first["order_cycle_time"], second["order_cycle_time"], third["order_cycle_time"]) == (30, 10, None)


def test_stock_is_counted_from_what_the_days_before_left(world) -> None:  # type: ignore[no-untyped-def]
    built = world(placed=[0], days=2, opening=10)
    built.event(6 * HOUR, STOCK_PICKED, 0, item=0, value=4).event(36 * HOUR, STOCK_RECEIVED, item=0, value=8)
    built.end = 2 * DAY
    first, second = (evaluate(built.outcome(), days(day, day + 1)) for day in range(2))
    # 20 units at 4.00, of which 4 leave at a quarter of the first day; 8 arrive at the half of the second.
    assert first["stock_value"] == pytest.approx(4 * (20 - 4 * 0.75))
    assert second["stock_value"] == pytest.approx(4 * (16 + 8 * 0.5))
