"""Units kept for an order that is held: for how long, for whom, and what becomes of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from stores import assert_moves, business, ran

from sim.life.lines import LINE_CANCELLED
from sim.life.orders import HELD, REJECTED, RELEASED_HOLD, RESERVATION_LAPSED, UNITS_KEPT, Rejection
from sim.outcome import Outcome
from sim.units import MINUTE

SLOW: dict[str, Any] = {
    "inventory.opening_days": 2.0,
    "inventory.lead_time_days": 3000.0,
    "inventory.out_of_stock": {"wait": 0.0, "drop_line": 0.0, "cancel_order": 1.0},
    "fulfilment.stores.send_orders": False,
    "processing.payment": {"decline": 0.5, "retry": 0.5, "retry_minutes": 300.0},
}
"""The centre runs out, and half of the payments are declined at first, for hours."""


def minutes(some: float | None) -> dict[str, Any]:
    return {"processing.reserve_minutes": some}


def of(outcome: Outcome, happening: Any) -> np.ndarray:
    rows = outcome.log.rows()
    return rows[rows["kind"] == happening.code]


def no_stock(outcome: Outcome) -> set[int]:
    rows = of(outcome, REJECTED)
    return set(rows["order"][rows["reason"] == Rejection.STOCK].tolist())


def test_who_is_held_finds_the_goods_of_its_own_moment() -> None:
    outcome = ran(SLOW | minutes(100_000.0))
    kept = of(outcome, UNITS_KEPT)
    assert kept.size > 50
    assert not of(outcome, RESERVATION_LAPSED).size
    assert not no_stock(outcome) & set(kept["order"].tolist())
    held = of(outcome, HELD)
    assert set(kept["order"].tolist()) <= set(held["order"].tolist())
    first = {int(row["order"]): int(row["time"]) for row in held[::-1]}
    assert all(first[row["order"]] == row["time"] for row in kept)
    without = ran(SLOW)
    assert no_stock(without) & set(kept["order"].tolist()), "some of them found nothing in the end"
    assert not of(without, UNITS_KEPT).size


def test_it_lapses_after_its_time_and_not_for_who_is_through() -> None:
    outcome = ran(SLOW | minutes(60.0))
    kept = {int(row["order"]): row for row in of(outcome, UNITS_KEPT)}
    lapsed = of(outcome, RESERVATION_LAPSED)
    assert 0 < lapsed.size < len(kept)
    for row in lapsed:
        assert row["time"] - kept[row["order"]]["time"] == 60 * MINUTE
        assert row["value"] == kept[row["order"]]["value"]
    over = of(outcome, RELEASED_HOLD)
    last = {int(row["order"]): int(row["time"]) for row in over}
    for order in set(kept) - set(lapsed["order"].tolist()):
        assert last[order] <= kept[order]["time"] + 60 * MINUTE


def test_what_was_kept_for_who_never_pays_is_sold_to_others() -> None:
    """Nothing is lost for good: with few goods as many units are sold, however long some of them were kept."""
    never = {**SLOW, "processing.payment": {"decline": 0.3, "retry": 0.0, "retry_minutes": 30.0}}
    for some in (None, 20.0, 100_000.0):
        outcome = ran(never | minutes(some))
        promised = outcome.log.orders.arrays()["confirmed"] >= 0
        sold = outcome.facts.tape.baskets.quantity.sum(where=promised)
        item = outcome.facts.tape.baskets.item[promised]
        left = outcome.facts.opening_stock[0] - np.bincount(item, minlength=outcome.facts.opening_stock.shape[1])
        assert sold > 100
        assert left.min() >= 0
        assert not of(outcome, LINE_CANCELLED)["reason"].tolist().count(3), "nobody was promised what is not there"


@pytest.mark.parametrize("wrong", [0.0, -1.0, float("inf")])
def test_a_time_that_is_none_is_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match="reserve_minutes"):
        business(minutes(wrong))


def test_the_longer_units_are_kept_the_fewer_reservations_lapse() -> None:
    assert_moves("reservations_lapsed", minutes(30.0), minutes(600.0), up=False, base=SLOW)
