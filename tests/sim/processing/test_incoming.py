"""Stock under way that is promised: what counts, for whom, and for when; and what it saves."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from rooms import House, Notes
from stores import assert_moves, ran

from sim.clock import Clock
from sim.delivery.postponing import Postponing
from sim.delivery.promise import promise_windows
from sim.inventory.on_the_way import OnTheWay
from sim.life.lines import LINE_BACKORDERED
from sim.processing.availability import Availability
from sim.processing.incoming import Incoming
from sim.processing.reserving import Reserving
from sim.processing.unpromised import Unpromised
from sim.records import Records
from sim.units import DAY, HOUR


def of_one_order(
    basket: tuple[int, ...],
    *coming: tuple[int, int, int],
    waiting: tuple[int, ...] = (),
    choice: float = 0.95,
    now: int = HOUR,
) -> House:
    """A room that promises one order placed at 0, with nothing on the shelf.

    coming : (item, units, due) of what is under way. waiting : units of each item that others wait for. choice : the
    customer's uniform, by default who buys elsewhere. `house.windows` is what is promised after it.
    """
    house = House([basket], uniforms={"stockout_choice": [choice]})
    house.records = Records(np.zeros((1, len(basket)), dtype=np.int64), (0,))
    for item, units in enumerate(waiting):
        house.records.backordered[0][item] += units
    house.closing, house.warehouse = Notes(), Notes()
    shared = house.context, house.book, house.records
    on_the_way = OnTheWay(Clock(), house.records)
    for item, units, due in coming:
        on_the_way.add(0, item, units, due, lambda _now: None)
    house.windows = np.zeros(1, dtype=np.int64), np.full(1, DAY + 20 * HOUR, dtype=np.int64)
    later = Postponing(house.context.config, house.context.tape, house.windows)
    incoming = Incoming(house.book, house.records, on_the_way, later, 7.0)
    reserving = Reserving(*shared)
    unpromised = Unpromised(*shared, reserving, Notes(), house.closing, house.warehouse, incoming)
    Availability(*shared, reserving, unpromised, Notes(), Notes(), house.warehouse).promise(0, now)
    return house


def test_who_would_buy_elsewhere_waits_for_what_is_due_and_is_promised_a_later_day() -> None:
    house = of_one_order((2,), (0, 2, 3 * DAY + 9 * HOUR))
    assert not house.closing.heard
    assert [row["units"] for row in house.rows(LINE_BACKORDERED)] == [2]
    assert house.windows[1].tolist() == [4 * DAY + 20 * HOUR]
    assert house.windows[0].tolist() == [0], "an order without a slot may come as soon as it can"


def test_what_comes_after_the_cut_off_leaves_a_day_later() -> None:
    assert of_one_order((2,), (0, 2, 3 * DAY + 23 * HOUR)).windows[1].tolist() == [5 * DAY + 20 * HOUR]


@pytest.mark.parametrize(
    ("coming", "waiting"),
    [
        (((0, 1, DAY),), ()),  # too few
        (((0, 2, 8 * DAY),), ()),  # too late
        (((0, 3, DAY),), (2,)),  # others wait for them
        ((), ()),
    ],
)
def test_what_is_too_few_too_late_or_waited_for_is_not_promised(coming: Any, waiting: tuple[int, ...]) -> None:
    house = of_one_order((2,), *coming, waiting=waiting)
    assert house.closing.heard
    assert house.windows[1].tolist() == [DAY + 20 * HOUR]


def test_the_last_goods_say_for_when_and_an_order_without_hope_of_one_line_ends() -> None:
    both = of_one_order((1, 1), (0, 1, 2 * DAY), (1, 1, 5 * DAY))
    assert both.windows[1].tolist() == [6 * DAY + 20 * HOUR]
    one = of_one_order((1, 1), (0, 1, 2 * DAY))
    assert one.closing.heard
    assert one.windows[1].tolist() == [DAY + 20 * HOUR]


def test_who_goes_without_a_line_waits_for_the_one_that_is_due() -> None:
    house = of_one_order((1, 1), (0, 1, 2 * DAY), choice=0.5)
    assert not house.closing.heard
    assert [row["item"] for row in house.rows(LINE_BACKORDERED)] == [0]


SCARCE: dict[str, Any] = {
    "inventory.policy": {"policy": "min_max", "reorder_point": 2, "order_up_to": 7}, "inventory.lead_time_days": 3.0,
    "fulfilment.stores": {"send_orders": False},
}  # fmt: skip


@pytest.mark.parametrize(("kpi", "up"), [("lost_sales", False), ("online_turnover", True), ("order_cycle_time", True)])
def test_the_further_it_looks_ahead_the_less_is_lost_and_the_longer_orders_take(kpi: str, up: bool) -> None:
    assert_moves(kpi, {"inventory.incoming_days": 0.0}, {"inventory.incoming_days": 10.0}, up=up, base=SCARCE)


def test_most_promises_from_incoming_goods_are_kept_and_hardly_one_of_before_would_be() -> None:
    change = {"inventory.incoming_days": 10.0, "inventory.lead_time_law": {"law": "constant"}}
    elsewhere = {"inventory.out_of_stock": {"wait": 0.0, "drop_line": 0.0, "cancel_order": 1.0}}
    outcome = ran(SCARCE | elsewhere | change)
    rows, facts = outcome.log.rows(), outcome.facts
    waited = np.unique(rows["order"][rows["kind"] == LINE_BACKORDERED.code])
    came = outcome.log.orders.arrays()["delivered"][waited]
    assert waited.size > 15
    before = promise_windows(facts.tape, facts.config)[1]
    assert (came <= facts.promise_close[waited]).mean() > 0.7
    assert (came <= before[waited]).mean() < 0.3
