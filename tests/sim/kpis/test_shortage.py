import pytest

from sim.life.lines import LINE_ALLOCATED, LINE_BACKORDERED, LINE_CANCELLED, LINE_SHORT
from sim.life.orders import REJECTED, Rejection


def test_each_unit_counts_once_however_often_it_was_moved(world, hour):
    w = world([(4,), (6,)])
    for order in (0, 1):
        w.order(order, captured=1, confirmed=2)
    w.event(hour, LINE_SHORT, 0, value=3)
    w.event(2 * hour, LINE_BACKORDERED, 0, value=3)
    w.event(3 * hour, LINE_ALLOCATED, 0, ref=1, value=3)
    w.event(4 * hour, LINE_SHORT, 0, ref=1, value=3)
    w.event(5 * hour, LINE_CANCELLED, 0, reason=3, value=3)
    kpis = w.kpis()
    assert kpis["fill_rate"] == 7 / 10  # short, then waiting, then short again: three units
    assert kpis["stockout_rate"] == 1 / 2
    assert kpis["backorder_rate"] == 3 / 10
    assert kpis["lost_sales"] == 3 / 10
    assert kpis["cancel_rate"] == 1 / 2


def test_an_order_that_ends_for_one_item_loses_all_its_units(world, hour):
    w = world([(1, 3), (1,)])
    w.order(0, captured=1, rejected=2, closed=2).order(1, captured=1, confirmed=2)
    w.event(2, LINE_CANCELLED, 0, line=0, reason=2, value=1)
    w.event(2, REJECTED, 0, reason=Rejection.STOCK, value=4000)
    kpis = w.kpis()
    assert kpis["lost_sales"] == 4 / 5
    assert kpis["fill_rate"] == pytest.approx(1 / 5)
    assert kpis["stockout_rate"] == 1 / 3  # one line met the empty shelf, not three
    assert kpis["cancel_rate"] == 0.0
    assert kpis["rejection_rate"] == 1 / 2


def test_orders_that_never_asked_for_stock_are_no_demand(world):
    w = world([(1,), (9,)])
    w.order(0, captured=1, confirmed=2).order(1, captured=1, rejected=2, closed=2)
    w.event(2, REJECTED, 1, reason=Rejection.PAYMENT, value=9000)
    kpis = w.kpis()
    assert kpis["fill_rate"] == 1.0
    assert kpis["lost_sales"] == 0.0


def test_a_line_the_customer_drops_at_the_check_is_lost_but_not_cancelled(world):
    w = world([(1, 1)]).order(0, captured=1, confirmed=2)
    w.event(2, LINE_CANCELLED, 0, line=1, item=1, reason=1, value=1)
    kpis = w.kpis()
    assert kpis["lost_sales"] == 1 / 2
    assert kpis["cancel_rate"] == 0.0


def test_nothing_asked_is_unobserved(world):
    kpis = world().kpis()
    assert kpis["fill_rate"] is None
    assert kpis["cancel_rate"] is None


def test_units_that_waited_from_the_check_on_and_units_short_at_the_pick_are_different_ones(world, hour):
    w = world([(5,)]).order(0, captured=1, confirmed=2)
    w.event(2, LINE_BACKORDERED, 0, value=2)
    w.event(hour, LINE_SHORT, 0, value=1)  # of the three that were promised
    w.event(2 * hour, LINE_BACKORDERED, 0, value=1)
    w.event(3 * hour, LINE_ALLOCATED, 0, ref=1, value=2)
    w.event(4 * hour, LINE_SHORT, 0, ref=1, value=2)  # of the two that waited
    kpis = w.kpis()
    assert kpis["fill_rate"] == pytest.approx(2 / 5)
    assert kpis["backorder_rate"] == pytest.approx(3 / 5)
