"""The engine under pytest-benchmark: `pytest benchmarks --benchmark-only` (add `-m nightly` for the year).

Absolute times depend on the machine; `python benchmarks/engine.py` measures the ratios.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import engine
import order_line
import pytest

from scenarios import load
from sim.clock import COMPLETION, Clock, Token
from sim.kpis import evaluate
from sim.life.goods import STOCK_PICKED
from sim.log import Log
from sim.model import simulate
from sim.tape import draw

EVENTS = 100_000
ORDERS = 20_000


def _events() -> int:
    """One token that schedules itself, EVENTS times."""
    clock, left = Clock(), EVENTS

    def again(token: Token) -> None:
        nonlocal left
        left -= 1
        if left:
            token.callbacks = callbacks
            clock.schedule(token, COMPLETION, 1)

    callbacks = [again]
    token = Token(0)
    token.callbacks = callbacks
    clock.schedule(token, COMPLETION, 1)
    clock.run_until(clock.event())
    return left


def test_kernel_events(benchmark: Any) -> None:
    assert benchmark(_events) == 0


def test_log_rows(benchmark: Any) -> None:
    def write() -> int:
        log = Log(1)
        for time in range(EVENTS):
            log.add(time, STOCK_PICKED.code, 0, 0, 0, 0, 7, 0, 0, 0, 1)
        return log.events

    assert benchmark(write) == EVENTS


@pytest.mark.parametrize("line", [order_line.textbook, order_line.tokens, order_line.compiled])
def test_order_line(benchmark: Any, line: Any) -> None:
    line(100)
    assert len(benchmark.pedantic(partial(line, ORDERS), rounds=3)) >= ORDERS


def _replication(days: int, mode: str) -> int:
    config = engine.big_business(days, mode)
    tape = draw(config, 1, 0)
    evaluate(simulate(config, tape))
    return tape.orders


@pytest.mark.parametrize("mode", ["carrier", "mixed"])
def test_full_model_of_ten_thousand_orders_a_day(benchmark: Any, mode: str) -> None:
    _replication(1, mode)
    assert benchmark.pedantic(partial(_replication, 2, mode), rounds=3) > ORDERS / 2


def test_city_day(benchmark: Any) -> None:
    config = load(str(engine.BUSINESSES / "city_day.yaml")).config
    tape = draw(config, 1, 0)
    assert benchmark.pedantic(lambda: simulate(config, tape), rounds=2, warmup_rounds=1).log.events > tape.orders


@pytest.mark.nightly
def test_a_year_of_ten_thousand_orders_a_day(benchmark: Any) -> None:
    assert benchmark.pedantic(partial(_replication, 365, "carrier"), rounds=1) > 3_500_000


def test_memory_an_order(benchmark: Any) -> None:
    """Peak of 200 000 orders over that of 10 000, in bytes an order, kept as extra info."""
    peaks = benchmark.pedantic(lambda: (engine.peak(10_000), engine.peak(200_000)), rounds=1)
    benchmark.extra_info["bytes_per_order"] = (peaks[1] - peaks[0]) * 2**20 / 190_000
    assert peaks[1] > peaks[0]
