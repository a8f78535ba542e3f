"""Markdowns: what is paid from which day on, and how many more come for it."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
from order_files import TRACE
from pydantic import ValidationError
from stores import business, ran

from sim.config import SimConfig
from sim.kpis import evaluate
from sim.placement.markdowns import MarkdownConfig, lift_by_day, marked_down, off_by_day
from sim.tape import draw
from sim.units import DAY

MARKDOWN = "placement.markdown"
MONDAY = date(2026, 3, 2)
PLENTY = {"inventory.opening_days": 100.0, "inventory.stores.opening_days": 100.0}


def test_a_markdown_holds_from_its_date_until_the_next() -> None:
    config = MarkdownConfig(off={date(2026, 3, 5): 0.5, date(2026, 2, 1): 0.2, date(2026, 3, 8): 0.7})
    assert off_by_day(config, MONDAY, 6).tolist() == [0.2, 0.2, 0.2, 0.5, 0.5, 0.5]
    assert off_by_day(MarkdownConfig(), MONDAY, 2).tolist() == [0.0, 0.0]
    assert np.allclose(lift_by_day(MarkdownConfig(off=config.off, elasticity=2.0), MONDAY, 4), [1.5625] * 3 + [4.0])
    assert lift_by_day(config, MONDAY, 6).tolist() == [1.0] * 6


def test_what_is_paid_is_that_of_the_day_and_afterwards_of_the_last() -> None:
    config = MarkdownConfig(off={date(2026, 3, 3): 0.25})
    price, times = np.array([999, 999, 999, 1000]), np.array([DAY - 1, DAY, 40 * DAY, 40 * DAY])
    assert marked_down(price, times, config, MONDAY, 2).tolist() == [999, 749, 749, 750]


def test_orders_walk_ins_and_tills_pay_what_is_left_of_the_price() -> None:
    """Customers who do not answer are the same ones, and every one of them pays half."""
    half = {MARKDOWN: {"off": {"2026-03-02": 0.5}}}
    full, less = (draw(business(changes), 3, 0) for changes in ({}, half))
    assert np.array_equal(full.placed, less.placed)
    assert np.array_equal(less.price, np.rint(full.price * 0.5))
    before, after = (evaluate(ran({**PLENTY, **changes})) for changes in ({}, half))
    assert after["turnover.stores"] == pytest.approx(before["turnover.stores"] / 2, rel=1e-3)
    assert after["turnover.goods"] == pytest.approx(before["turnover.goods"] / 2, rel=1e-3)
    assert after["cost_of_goods"] == before["cost_of_goods"]


def test_demand_answers_with_its_elasticity() -> None:
    """At half the price and elasticity 2 four times as many come, and bring twice the money."""
    answer = {MARKDOWN: {"off": {"2026-03-05": 0.5}, "elasticity": 2.0}, "days": 40}
    tape = draw(business(answer), 1, 0)
    assert tape.walk_ins is not None
    for times, mean in ((tape.placed, 60.0), (tape.walk_ins.time, 120.0)):
        early, late = (times < 3 * DAY).sum(), (times >= 5 * DAY).sum()  # from a Monday: the week is whole
        assert abs(early / (3 * mean) - 1) < 0.3
        assert abs(late - 4 * 35 * mean) < 5 * np.sqrt(4 * 35 * mean)
    paid = tape.price * tape.baskets.quantity
    money = [paid[tape.placed[tape.line_order] < 3 * DAY].sum() / 3, paid.sum() / 40]
    assert 1.4 < money[1] / money[0] < 2.6


def test_stock_is_bought_for_full_prices() -> None:
    facts = [ran(changes).facts for changes in ({}, {MARKDOWN: {"off": {"2026-03-02": 0.5}, "elasticity": 2.0}})]
    assert np.array_equal(facts[0].opening_stock, facts[1].opening_stock)


@pytest.mark.parametrize(
    ("placement", "said"),
    [
        ({"markdown": {"off": {"2026-03-02": 1.0}}}, "less than or equal to 0.95"),
        ({"markdown": {"elasticity": -1.0}}, "greater than or equal to 0"),
        (
            {"markdown": {"elasticity": 2.0}, "demand": {"by_day": {"2026-03-02": {"all": 5.0}}}},
            "markdown.elasticity: demand.by_day holds the orders of every day",
        ),
        (
            {"markdown": {"off": {"2026-03-02": 0.5}}, "trace": TRACE},
            "markdown.off: a replayed file has prices of its own",
        ),
    ],
)
def test_markdowns_that_cannot_be_are_refused(placement: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        SimConfig.model_validate({"days": 1, "placement": placement})
