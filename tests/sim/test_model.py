"""One replication as a whole: pure, conserving, closing every order, and honest about failure."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from reference.worlds import World, worlds

from sim.config import SimConfig
from sim.life import ledger
from sim.life.payments import DELIVERY_CHARGED, PAYMENT_CAPTURED, REFUNDED, Refund
from sim.log import EVENT_TYPE
from sim.model import order_value, simulate
from sim.order import OrderBook
from sim.outcome import Outcome
from sim.processing.availability import Availability
from sim.processing.prices import charged_prices
from sim.stations import SimulationError
from sim.tape import draw
from sim.units import DAY, UNOBSERVED

SHIPPED = {ledger.IN_TRANSIT, ledger.KEPT, ledger.LOST, ledger.UNDELIVERABLE, ledger.RETURNING, ledger.INSPECTING,
           ledger.RESTOCKED, ledger.DOWNGRADED, ledger.SCRAPPED}  # fmt: skip


def small(**changes: Any) -> SimConfig:
    """One day of about 100 orders, carrier, with one picker."""
    document: dict[str, Any] = {
        "days": 1,
        "follow_up_days": 40,
        "placement": {"demand": {"orders_per_day": 100}, "catalogue": {"items": 30}, "addresses": {"customers": 500}},
        "delivery": {"mode": "carrier"},
    }
    for path, value in changes.items():
        here = document
        *rooms, key = path.split("__")
        for room in rooms:
            here = here.setdefault(room, {})
        here[key] = value
    return SimConfig.model_validate(document)


def fingerprint(outcome: Outcome) -> str:
    """A hash of every byte of the log."""
    state = hashlib.blake2b(digest_size=16)
    for columns in outcome.log.columns().values():
        for name in sorted(columns):
            state.update(np.ascontiguousarray(columns[name]).tobytes())
    return state.hexdigest()


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(worlds(modes=("carrier", "mixed")))
def test_a_replication_is_a_pure_function(world: World) -> None:
    tape = world.tape
    before = tape.digest()
    assert fingerprint(simulate(world.config, tape)) == fingerprint(simulate(world.config, tape))
    assert tape.digest() == before


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(worlds(modes=("carrier", "fleet", "mixed")))
def test_what_is_true_of_every_log(world: World) -> None:
    config, outcome = world.config, simulate(world.config, world.tape)
    orders, parcels = outcome.log.orders.arrays(), outcome.log.fulfilments.arrays()
    placed = outcome.facts.tape.placed
    captured, confirmed, rejected, closed = (orders[name] for name in ("captured", "confirmed", "rejected", "closed"))
    assert np.all(captured[captured >= 0] >= placed[captured >= 0])
    assert not np.any((confirmed >= 0) & (rejected >= 0)), "an order is confirmed or rejected, never both"
    assert np.array_equal(closed[rejected >= 0], rejected[rejected >= 0]), "a rejected order is closed"
    last = (config.days + config.follow_up_days) * DAY
    if outcome.facts.end < last:
        assert np.all(closed[orders["placed"] >= 0] >= 0), "the run ended by itself, so every order is over"

    for steps in (
        ("released", "picking_started", "picked", "packing_started", "packed", "labelling_started", "staged"),
        ("staged", "handed_over", "delivered", "ended"),
    ):
        for early, late in pairwise(steps):
            seen = parcels[late] >= 0
            if (early, late) == ("delivered", "ended"):
                seen &= parcels["delivered"] >= 0  # parcels end undelivered, too
            assert np.all(parcels[early][seen] >= 0), f"{late} without {early}"
            assert np.all(parcels[late][seen] >= parcels[early][seen]), f"{late} before {early}"
    own = parcels["order"][parcels["released"] >= 0]
    assert np.all(confirmed[own] >= 0), "only confirmed orders are fulfilled"
    assert np.all(closed[own][closed[own] >= 0] >= parcels["ended"][parcels["released"] >= 0][closed[own] >= 0])

    rows = outcome.log.rows()
    captured_money = np.bincount(
        rows["order"][rows["kind"] == PAYMENT_CAPTURED.code],
        weights=rows["value"][rows["kind"] == PAYMENT_CAPTURED.code],
        minlength=placed.size,
    )
    paid_back = rows[(rows["kind"] == REFUNDED.code) & (rows["reason"] != Refund.LATE)]  # a credit may be worth more
    refunded = np.bincount(paid_back["order"], weights=paid_back["value"], minlength=placed.size)
    assert np.all(refunded <= captured_money), "no more is refunded than was paid"
    charged = rows[rows["kind"] == DELIVERY_CHARGED.code]
    delivery = np.bincount(charged["order"], weights=charged["value"], minlength=placed.size)
    worth = order_value(outcome.facts.tape, charged_prices(outcome.facts.tape, config))
    assert np.all(captured_money - delivery <= worth)


@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(worlds(modes=("carrier", "mixed")))
def test_every_unit_is_in_exactly_one_place_after_every_move(world: World) -> None:
    """The ledger identity, asserted at each move of a line, and for all lines whenever many move."""
    moves = 0

    def held(book: OrderBook, lines: Any) -> None:
        units = book.units[lines].astype(np.int64).reshape(-1, ledger.BUCKETS)
        assert np.all(units >= 0)
        assert np.array_equal(units[:, 1:].sum(axis=1), units[:, ledger.ORDERED])

    class Checked(OrderBook):
        def move(self, line: int, source: int, target: int, units: int) -> None:
            nonlocal moves
            super().move(line, source, target, units)
            held(self, line)
            moves += 1

        def move_orders(self, orders: Any, source: int, target: int) -> None:
            nonlocal moves
            super().move_orders(orders, source, target)
            held(self, slice(None))
            moves += 1

    books: list[OrderBook] = []

    def build(*args: Any) -> OrderBook:
        books.append(Checked(*args))
        return books[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.model.OrderBook", build)
        outcome = simulate(world.config, world.tape)
    (book,) = books
    held(book, slice(None))
    closed = outcome.log.orders.arrays()["closed"]
    over = np.flatnonzero((closed != UNOBSERVED) & (closed <= outcome.facts.end))
    resting = [ledger.CANCELLED, *sorted(SHIPPED)]
    of = outcome.facts.tape.line_order
    lines = np.isin(of, over)
    assert np.array_equal(book.units[lines][:, resting].sum(axis=1), book.units[lines][:, ledger.ORDERED]), (
        "nothing of a closed order waits anywhere"
    )
    # Orders that are handed over once a day may not come as far as the stock before the run ends.
    assert moves or not (outcome.log.orders.arrays()["confirmed"] >= 0).any()


def test_the_tape_knows_no_lever() -> None:
    """Solver, automation, staff and stock change what is made of the customers, never the customers."""
    base = draw(small(), 7, 0).digest()
    for lever in (
        {"delivery__solver": {"name": "savings"}},
        {"processing__automation": "manual"},
        {"fulfilment__nodes": {"a": {"pickers": 1}, "b": {"x_kilometres": 3.0}}},
        {"inventory__policy": {"policy": "min_max", "reorder_point": 1.0, "order_up_to": 9.0}},
        {"aftersales__returns": {"refund": "on_scan"}},
    ):
        assert draw(small(**lever), 7, 0).digest() == base, lever
    assert draw(small(), 8, 0).digest() != base
    assert draw(small(), 7, 1).digest() != base


HASH_RUN = """
import sys, hashlib, numpy as np
from sim.config import SimConfig
from sim.model import simulate
from sim.tape import draw
config = SimConfig.model_validate({"days": 1, "follow_up_days": 5, "delivery": {"mode": "carrier"},
    "placement": {"demand": {"orders_per_day": 60}, "catalogue": {"items": 20}, "addresses": {"customers": 100}},
    "fulfilment": {"nodes": {"a": {}, "b": {"x_kilometres": 3.0}, "c": {"y_kilometres": 3.0}}}})
columns = simulate(config, draw(config, 3, 0)).log.columns()
state = hashlib.sha256()
for table in columns:
    for name in columns[table]:
        state.update(np.ascontiguousarray(columns[table][name]).tobytes())
print(state.hexdigest())
"""


def test_the_hash_seed_of_python_changes_nothing() -> None:
    def run(seed: str) -> str:
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run(
            [sys.executable, "-c", HASH_RUN], env=environment, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    first = run("1")
    assert first
    assert first == run("4242")


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        ("fulfilment__nodes", {"north": {"pickers": 0}}, "fulfilment.nodes.north.pickers"),
        ("fulfilment__nodes", {"north": {"shifts": {"packing": []}, "packers": 0}}, "fulfilment.nodes.north.packers"),
        ("fulfilment__nodes", {"north": {"inspectors": 0}}, "fulfilment.nodes.north.inspectors"),
        ("aftersales__support__desk", {"shifts": []}, "aftersales.support.desk.shifts"),
        ("processing__payment__review_desk", {"shifts": []}, "processing.payment.review_desk.shifts"),
        (
            "fulfilment__nodes",
            {"south": {"shifts": {"labelling": [
                {"start": "08:00", "end": "12:00", "staff": 2, "breaks": [{"start": "08:00", "end": "12:00"}]}]}}},
            "fulfilment.nodes.south.shifts.labelling",
        ),
    ],
)  # fmt: skip
def test_a_station_nobody_staffs_is_refused_where_it_is_written(path: str, value: Any, where: str) -> None:
    config = small(**{path: value})
    with pytest.raises(ValueError, match=rf"^{where}: no staff on any shift") as caught:
        simulate(config, draw(config, 1, 0))
    assert "\n" not in str(caught.value)


def test_hand_work_without_hands_is_refused_where_it_is_written() -> None:
    nobody = {"shifts": [{"start": "08:00", "end": "12:00", "staff": 0}]}
    for path in ("placement__order_desk", "processing__verification__desk"):
        config = small(processing__automation="manual", **{path: nobody})
        with pytest.raises(ValueError, match=rf"^{path.replace('__', '.')}.shifts: no staff on any shift"):
            simulate(config, draw(config, 1, 0))


def test_an_overloaded_station_warns_with_the_numbers() -> None:
    easy, hard = small(), small(fulfilment__packing={"minutes": 1000.0})
    assert not any("overloaded" in one for one in simulate(easy, draw(easy, 1, 0)).warnings)
    (warning,) = (one for one in simulate(hard, draw(hard, 1, 0)).warnings if "overloaded" in one)
    assert warning.startswith("packing.north is overloaded: ")
    hours, staffed, load = (float(word.strip("();")) for word in warning.split() if word.strip("();")[:1].isdigit())
    assert staffed == 8 * 16  # eight packers from six to ten at night
    assert load == pytest.approx(hours / staffed, abs=0.01)
    assert load > 1


def test_an_overload_is_seen_though_the_run_ends_before_the_queue() -> None:
    loads = []
    for days in (0, 40):
        config = small(follow_up_days=days, fulfilment__packing={"minutes": 300.0})
        (warning,) = (said for said in simulate(config, draw(config, 1, 0)).warnings if "overloaded" in said)
        loads.append(float(warning.split("(load ")[1].split(")")[0]))
    assert loads[0] == pytest.approx(loads[1], rel=0.3)


def test_a_queue_beyond_its_limit_stops_the_run() -> None:
    node = {"north": {"queue_limit": 3, "shifts": {"picking": [{"start": "23:00", "end": "24:00", "staff": 1}]}}}
    config = small(fulfilment__nodes=node)
    with pytest.raises(SimulationError, match=r"^picking\.north: more than 3 waiting at day 0, \d\d:\d\d$"):
        simulate(config, draw(config, 1, 0))


def breaks(at: int) -> Callable[..., Any]:
    """A handler that fails for one order."""

    def handler(self: Any, order: int, now: int, *rest: Any) -> None:
        if order == at:
            raise RuntimeError("the roof\nleaks")
        # Others are left as they are: their orders stay open.

    return handler


def test_a_handler_that_raises_is_told_with_room_order_and_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Availability, "promise", breaks(at=17))
    config = small(follow_up_days=0)
    with pytest.raises(SimulationError) as caught:
        simulate(config, draw(config, 1, 0))
    line = str(caught.value)
    assert "order 17: " in line
    assert "day 0, " in line
    assert "the roof" in line
    assert "\n" not in line
    assert line.startswith("processing.processing: ")


def test_a_handler_that_raises_behind_a_desk_is_told_with_the_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Availability, "promise", breaks(at=-1))
    monkeypatch.setattr("sim.processing.processing.Processing._verified_by_hand", breaks_token(at=5))
    config = small(processing__automation="manual")
    with pytest.raises(SimulationError, match=r"^verification: day 0, \d\d:\d\d: order 5: RuntimeError"):
        simulate(config, draw(config, 1, 0))


def breaks_token(at: int) -> Callable[..., Any]:
    def handler(self: Any, token: Any, now: int) -> None:
        if token.index == at:
            raise RuntimeError("no light")

    return handler


def test_nothing_happens_without_orders() -> None:
    config = small(placement__demand={"orders_per_day": 1e-9})
    outcome = simulate(config, draw(config, 1, 0))
    assert outcome.facts.tape.orders == 0
    assert outcome.log.rows().size == 0
    assert outcome.log.rows().dtype == EVENT_TYPE


def test_progress_is_told_once_a_day() -> None:
    config = small(days=3, follow_up_days=10)
    told: list[float] = []
    simulate(config, draw(config, 1, 0), told.append)
    assert told == sorted(told)
    assert told[:3] == [pytest.approx(k / 3) for k in (1, 2, 3)]
