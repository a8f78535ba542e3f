"""The tape: sorted, whole, the same for everybody, and sensitive to all that matters."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from sim.config import SimConfig
from sim.tape import LINE_UNIFORMS, ORDER_FACTORS, ORDER_UNIFORMS, Tape, draw

CONFIG = SimConfig.model_validate({"days": 2, "placement": {"demand": {"orders_per_day": 300}}})


@pytest.fixture(scope="module")
def tape() -> Tape:
    return draw(CONFIG, 5, 1)


def test_shapes(tape: Tape) -> None:
    assert np.all(np.diff(tape.placed) >= 0)
    start = tape.baskets.line_start
    assert start[0] == 0
    assert start[-1] == tape.lines == tape.baskets.quantity.size == tape.price.size
    assert np.all(np.diff(start) >= 1), "every order has a line"
    assert np.all(tape.baskets.quantity >= 1)
    assert np.array_equal(np.bincount(tape.line_order, minlength=tape.orders), np.diff(start))
    assert set(tape.uniforms) == set(ORDER_UNIFORMS)
    assert set(tape.factors) == set(ORDER_FACTORS)
    assert set(tape.line_uniforms) == set(LINE_UNIFORMS)
    assert all(column.size == tape.orders for column in (*tape.uniforms.values(), *tape.factors.values()))
    assert all(column.size == tape.lines for column in tape.line_uniforms.values())
    assert np.array_equal(tape.price, tape.goods.price[tape.baskets.item])


def test_the_same_seed_is_the_same_tape(tape: Tape) -> None:
    again = draw(CONFIG, 5, 1)
    assert again.digest() == tape.digest()
    assert np.array_equal(again.placed, tape.placed)


@pytest.mark.parametrize("change", [{"seed": 6}, {"replication": 0}])
def test_another_seed_or_replication_is_another_tape(tape: Tape, change: dict[str, int]) -> None:
    numbers = {"seed": 5, "replication": 1} | change
    assert draw(CONFIG, numbers["seed"], numbers["replication"]).digest() != tape.digest()


def test_every_replication_sells_the_same_goods_in_the_same_city(tape: Tape) -> None:
    other = draw(CONFIG, 5, 2)
    for column in fields(tape.goods):
        assert np.array_equal(getattr(tape.goods, column.name), getattr(other.goods, column.name))
    shared = np.intersect1d(tape.address.customer, other.address.customer)
    assert shared.size
    for customer in shared[:20]:
        home, again = (
            np.flatnonzero(tape.address.customer == customer)[0],
            np.flatnonzero(other.address.customer == customer)[0],
        )
        assert tape.address.x[home] == other.address.x[again]
        assert tape.address.y[home] == other.address.y[again]


def test_the_digest_sees_every_column(tape: Tape) -> None:
    seen = {tape.digest()}
    for name in ("placed", "channel", "preference", "price"):
        column = getattr(tape, name).copy()
        column[0] += 1
        seen.add(replace(tape, **{name: column}).digest())
    for group in ("uniforms", "factors", "line_uniforms"):
        for name, column in getattr(tape, group).items():
            moved = column.copy()
            moved[-1] = np.nextafter(moved[-1], np.float32(2))
            seen.add(replace(tape, **{group: {**getattr(tape, group), name: moved}}).digest())
    seen.add(replace(tape, channels=("x", *tape.channels[1:])).digest())
    assert len(seen) == 1 + 4 + len(ORDER_UNIFORMS) + len(ORDER_FACTORS) + len(LINE_UNIFORMS) + 1


def test_more_demand_moves_no_other_column() -> None:
    """Adding a column or a lever never moves another: streams are named."""
    more = SimConfig.model_validate({"days": 2, "placement": {"demand": {"orders_per_day": 600}}})
    few, many = draw(CONFIG, 5, 1), draw(more, 5, 1)
    assert np.array_equal(many.uniforms["lost"][: few.orders], few.uniforms["lost"])
    assert np.array_equal(many.address.customer[: few.orders], few.address.customer)
