import numpy as np
import pytest

from sim.life.goods import STOCK_PICKED
from sim.life.lines import LINE_CANCELLED, LINE_SHORT, WRONG_LINE
from sim.life.orders import WRONG_PRICE
from sim.life.parcels import RETURNED_TO_SENDER
from sim.units import DAY


def test_the_last_moment_of_the_window_is_on_time(world, hour):
    w = world([(1,), (1,)]).deliver(0, DAY).deliver(1, DAY + 1)
    kpis = w.kpis()
    assert kpis["on_time_delivery"] == 1 / 2
    assert kpis["on_time_in_full"] == 1 / 2


def test_a_late_second_parcel_spoils_the_order_but_not_the_first_parcel(world, hour):
    w = world([(1, 1)]).deliver(0, 8 * hour)
    w.parcel(0, released=1, picked=2, packed=3, staged=4, handed_over=5, delivered=2 * DAY, ended=2 * DAY)
    w.event(2, STOCK_PICKED, 0, line=1, item=1, value=1)
    w.order(0, delivered=2 * DAY, closed=2 * DAY)
    kpis = w.kpis()
    assert kpis["on_time_delivery"] == 1 / 2
    assert kpis["on_time_in_full"] == 0.0
    assert kpis["in_full"] == 1.0
    assert kpis["split_rate"] == 1.0


def test_on_time_in_full_is_of_confirmed_orders_so_that_losing_one_does_not_flatter(world, hour):
    w = world([(1,), (1,)]).deliver(0, 8 * hour)
    w.order(1, captured=1, confirmed=2, closed=3 * hour)
    w.parcel(1, 1, released=3, picked=4, packed=5, staged=6, handed_over=7, ended=3 * hour)  # lost
    kpis = w.kpis()
    assert kpis["on_time_in_full"] == 1 / 2
    assert kpis["in_full"] == 1.0


@pytest.mark.parametrize("reason", [1, 3])
def test_a_line_left_out_makes_an_order_incomplete_whoever_agreed(world, hour, reason):
    w = world([(1, 1)]).deliver(0, 8 * hour, units=1)
    w.event(hour, LINE_CANCELLED, 0, line=1, item=1, reason=reason, value=1)
    kpis = w.kpis()
    assert kpis["in_full"] == 0.0
    assert kpis["on_time_delivery"] == 1.0


def test_units_not_found_at_the_pick_are_missing_though_the_parcel_was_planned_with_them(world, hour):
    w = world([(3,)]).deliver(0, 8 * hour, units=3, pick=False)
    w.event(hour, LINE_SHORT, 0, value=1)
    w.event(hour, STOCK_PICKED, 0, item=0, value=2)
    assert w.kpis()["in_full"] == 0.0


def test_a_wrong_item_is_not_in_full_and_damage_is_not_perfect(world, hour):
    w = world([(1,), (1,), (1,)])
    for order in range(3):
        w.deliver(order, 8 * hour)
    w.event(8 * hour, WRONG_LINE, 0, reason=1, value=1)
    w.event(8 * hour, WRONG_LINE, 1, reason=2, value=1)
    kpis = w.kpis()
    assert kpis["in_full"] == 2 / 3
    assert kpis["perfect_order"] == 1 / 3


def test_wrong_papers_or_price_spoil_a_perfect_order_only(world, hour):
    w = world([(1,), (1,), (1,)])
    for order in range(3):
        w.deliver(order, 8 * hour)
    w.tape.uniforms["documents"][:] = np.float32([0.0, 0.5, 0.5])
    w.event(hour, WRONG_PRICE, 1, value=5)
    kpis = w.kpis()
    assert kpis["on_time_in_full"] == 1.0
    assert kpis["perfect_order"] == 1 / 3


def test_a_return_for_a_changed_mind_leaves_an_order_perfect(world, hour):
    w = world([(1,)]).deliver(0, 8 * hour)
    w.log.returns.append(order=0, line=0, node=0, units=1, reason=0, requested=DAY, received=DAY, refunded=DAY)
    assert w.kpis()["perfect_order"] == 1.0


def test_an_order_still_open_counts_as_not_delivered_and_is_reported(world, hour):
    w = world([(1,), (1,)]).deliver(0, 8 * hour)
    w.order(1, captured=1, confirmed=2)
    kpis = w.kpis()
    assert kpis["orders_open"] == 1
    assert kpis["perfect_order"] == 1 / 2


def test_units_missing_from_one_parcel_and_sent_in_another_are_there(world, hour):
    w = world([(2,)]).deliver(0, 8 * hour, units=2, pick=False)
    w.event(hour, LINE_SHORT, 0, value=2)
    w.log.fulfilments["delivered"][0] = -1  # nothing was found: the first parcel ended empty
    w.parcel(0, units=2, released=1, picked=2, packed=3, staged=4, handed_over=5, delivered=8 * hour, ended=8 * hour)
    w.event(2 * hour, STOCK_PICKED, 0, item=0, value=2)
    assert w.kpis()["in_full"] == 1.0


def test_a_parcel_that_comes_back_leaves_its_order_incomplete(world, hour):
    w = world([(1, 1)]).deliver(0, 8 * hour, units=1)
    w.parcel(0, released=1, picked=2, packed=3, staged=4, handed_over=5, ended=8 * hour)
    w.event(2, STOCK_PICKED, 0, line=1, item=1, value=1)
    w.event(8 * hour, RETURNED_TO_SENDER, 0, value=1)
    assert w.kpis()["in_full"] == 0.0


def test_a_promise_to_an_order_that_has_not_ended_counts_as_broken(world, hour):
    w = world([(1,), (1,), (1,), (1,)]).deliver(0, 8 * hour)
    w.order(1, captured=1, confirmed=2).parcel(1, 1, released=3)  # in the pickers' queue
    w.order(2, captured=1)  # held at the checks
    w.order(3, captured=1, rejected=3, closed=3)
    kpis = w.kpis()
    assert kpis["orders_open"] == 2
    assert kpis["on_time_delivery"] == 1 / 3
    assert kpis["on_time_in_full"] == 1 / 3


def test_an_order_with_a_parcel_delivered_and_a_line_waiting_is_open_and_not_delivered(world, hour):
    w = world([(1, 1)]).deliver(0, 8 * hour).order(0, closed=-1)
    kpis = w.kpis()
    assert (kpis["orders_open"], kpis["orders_delivered"]) == (1, 0)
    assert kpis["order_cycle_time"] is None
    assert kpis["on_time_delivery"] == 1 / 2  # of the parcel that came, and of what is still to come


def test_promises_are_told_by_way_of_delivery_and_open_ones_are_broken(world, hour):
    """Standard: one of two. Express: one late, one that nobody packed, one that was turned away. Slot: none wished."""
    w = world([(1,)] * 5, config={"placement": {"preferences": {"standard": 1, "slot": 0, "express": 1}}})
    w.tape.preference[:] = [0, 0, 2, 2, 2]
    w.deliver(0, DAY).deliver(1, DAY + 1).deliver(2, DAY + 1)
    w.order(3, captured=1, confirmed=2)
    w.order(4, captured=1, rejected=2, closed=2)
    kpis = w.kpis()
    assert (kpis["on_time.standard"], kpis["orders_due.standard"]) == (1 / 2, 2)
    assert (kpis["on_time.express"], kpis["orders_due.express"]) == (0.0, 2)
    assert kpis["on_time_delivery"] == 1 / 4
    assert "on_time.slot" not in kpis


def test_who_cannot_collect_was_promised_a_standard_delivery(world):
    w = world([(1,)], config={"placement": {"preferences": {"standard": 1}}})
    w.tape.preference[:] = 3
    assert w.deliver(0, DAY).kpis()["on_time.standard"] == 1.0
