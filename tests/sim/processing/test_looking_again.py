"""What an order waits for comes from another node that has it by then."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from stores import business, ran

from sim.inventory.backorders import Backorders
from sim.life.lines import LINE_ALLOCATED, LINE_BACKORDERED
from sim.outcome import Outcome
from sim.units import HOUR

WAITING: dict[str, Any] = {
    "inventory.opening_days": None,
    "inventory.policy": {"policy": "min_max", "reorder_point": 2, "order_up_to": 7},
    "inventory.out_of_stock": {"wait": 1.0, "drop_line": 0.0, "cancel_order": 0.0},
    "fulfilment.nodes.south": {"y_kilometres": -4.0},
    "fulfilment.stores.send_orders": False,
}
"""Two centres that run empty and are filled on days of their own; everybody waits."""


def hours(some: float | None) -> dict[str, Any]:
    return {"fulfilment.look_again_hours": some}


def of(outcome: Outcome, happening: Any) -> np.ndarray:
    rows = outcome.log.rows()
    return rows[rows["kind"] == happening.code]


def moved(outcome: Outcome) -> np.ndarray:
    """Units that came from another node than the one at which they had waited."""
    waited = {(int(row["order"]), int(row["line"])): int(row["node"]) for row in of(outcome, LINE_BACKORDERED)}
    found = of(outcome, LINE_ALLOCATED)
    return found[[waited[int(row["order"]), int(row["line"])] != row["node"] for row in found]]


def test_units_are_sent_by_the_other_centre_on_the_hour_it_is_looked() -> None:
    outcome = ran(WAITING | hours(6.0))
    elsewhere = moved(outcome)
    assert elsewhere.size > 10
    assert set((elsewhere["time"] % (6 * HOUR)).tolist()) == {0}
    assert set(elsewhere["node"].tolist()) <= {0, 4}, "stores send nothing"
    assert not moved(ran(WAITING)).size
    assert (outcome.log.orders.arrays()["closed"] >= 0).all()


def test_nobody_overtakes_who_waits_at_the_other_node() -> None:
    outcome = ran(WAITING | hours(1.0))
    rows = outcome.log.rows()
    waits: dict[tuple[int, int], int] = {}
    gone = {(int(row["order"]), int(row["line"]), int(row["time"])) for row in moved(outcome)}
    seen = 0
    for row in rows[np.argsort(rows["time"], kind="stable")]:
        place = (int(row["node"]), int(row["item"]))
        if row["kind"] == LINE_BACKORDERED.code:
            waits[place] = waits.get(place, 0) + int(row["value"])
        elif row["kind"] == LINE_ALLOCATED.code:
            if (int(row["order"]), int(row["line"]), int(row["time"])) in gone:
                assert not waits.get(place, 0)
                seen += 1
                place = next(one for one in waits if one[1] == place[1] and one != place and waits[one] >= row["value"])
            waits[place] -= int(row["value"])
    assert seen > 10


def test_who_left_the_queue_is_served_no_more() -> None:
    queue = Backorders("first_come")
    for line in (4, 2, 9):
        queue.wait(1, 7, order=line, line=line, units=line, priority=1)
    assert queue.everybody() == [(2, 2, 1, 7, 2), (4, 4, 1, 7, 4), (9, 9, 1, 7, 9)]
    queue.leave(1, 7, 4)
    assert queue.first(1, 7) == (2, 2, 2)
    assert [line for _, line, *_ in queue.everybody()] == [2, 9]


@pytest.mark.parametrize("wrong", [0.0, -3.0, float("nan")])
def test_hours_that_are_none_are_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match="look_again_hours"):
        business(hours(wrong))
