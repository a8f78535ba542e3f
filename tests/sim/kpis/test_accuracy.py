from sim.life.goods import STOCK_PICKED
from sim.life.lines import LINE_MISPICKED, LINE_SHORT, WRONG_LINE
from sim.life.orders import WRONG_PRICE
from sim.life.parcels import DOOR_ATTEMPT


def test_only_errors_that_reach_a_delivered_customer_count(world, hour):
    w = world([(1,)] * 5)
    for order in range(4):
        w.deliver(order, 8 * hour)
    w.event(8 * hour, WRONG_LINE, 0, reason=1, value=1)
    w.event(8 * hour, WRONG_LINE, 0, reason=0, value=1)  # twice wrong is one wrong order
    w.event(8 * hour, WRONG_PRICE, 1, value=100)
    w.event(8 * hour, WRONG_LINE, 2, reason=2, value=1)  # damage is condition, not accuracy
    w.event(8 * hour, WRONG_PRICE, 4, value=100)  # never delivered
    assert w.kpis()["order_accuracy"] == 2 / 4


def test_an_attempt_at_a_wrong_address_is_an_error_and_nobody_home_is_not(world, hour):
    w = world([(1,)] * 2).deliver(0, 8 * hour).deliver(1, 8 * hour)
    w.event(7 * hour, DOOR_ATTEMPT, 0, ordinal=1, reason=1)
    w.event(7 * hour, DOOR_ATTEMPT, 1, ordinal=1, reason=2)
    assert w.kpis()["order_accuracy"] == 1 / 2


def test_a_mispick_put_right_by_the_quality_check_still_counts_in_picking(world, hour):
    w = world([(1, 1), (1, 1)]).deliver(0, 8 * hour, pick=False).deliver(1, 8 * hour, pick=False)
    for order in (0, 1):
        for line in (0, 1):
            w.event(hour, STOCK_PICKED, order, line=line, item=line, value=1)
    w.event(hour, LINE_MISPICKED, 0, line=1, item=1, reason=1, value=1)
    kpis = w.kpis()
    assert kpis["picking_accuracy"] == 3 / 4
    assert kpis["order_accuracy"] == 1.0


def test_a_line_short_for_want_of_stock_is_no_pick_error(world, hour):
    w = world([(2,)])
    w.event(hour, LINE_SHORT, 0, value=1)
    w.event(hour, STOCK_PICKED, 0, item=0, value=1)
    assert w.kpis()["picking_accuracy"] == 1.0


def test_nothing_delivered_is_unobserved(world):
    assert world().kpis()["order_accuracy"] is None
