import pytest

from sim.life.goods import STOCK_PICKED
from sim.life.lines import LINE_ALLOCATED, LINE_BACKORDERED
from sim.units import DAY, HOUR


def test_a_backorder_lasts_until_its_units_are_allocated(world):
    w = world([(3,), (2,)], days=4, config={"inventory": {"shortage_cost_per_unit_day": 1.0}})
    w.event(HOUR, LINE_BACKORDERED, 0, item=0, value=3)
    w.event(2 * DAY + HOUR, LINE_ALLOCATED, 0, item=0, value=3)
    w.event(3 * DAY, LINE_BACKORDERED, 1, item=0, value=2)  # never served: to the end of the days of demand
    kpis = w.kpis()
    assert kpis["backorder_age"] == pytest.approx(48.0)
    assert kpis["cost.shortage"] == pytest.approx(3 * 2 + 2 * 1)


def test_units_found_elsewhere_did_not_wait(world):
    w = world([(3,)], days=4, config={"inventory": {"shortage_cost_per_unit_day": 1.0}})
    w.event(HOUR, LINE_ALLOCATED, 0, item=0, value=3)
    kpis = w.kpis()
    assert kpis["backorder_age"] is None
    assert kpis["cost.shortage"] == 0.0


def test_charged_by_night_a_wait_over_midnight_is_a_day(world):
    night = {
        "inventory": {"shortage_cost_per_unit_day": 1.0, "charged": "at_end_of_day", "holding_rate_per_year": 36.5}
    }
    w = world([(3,)], days=2, config=night)
    w.event(DAY - HOUR, LINE_BACKORDERED, 0, item=0, value=3)
    w.event(DAY, LINE_ALLOCATED, 0, item=0, value=3)
    w.event(DAY - HOUR, STOCK_PICKED, 0, item=1, value=5)  # 15 units lie there at either midnight
    kpis = w.kpis()
    assert kpis["cost.shortage"] == 3.0
    assert kpis["cost.holding"] == pytest.approx(2 * 15 * 4.0 * 36.5 / 365)


def test_each_unit_short_costs_once(world):
    w = world([(4,)], days=2, config={"inventory": {"shortage_cost_per_unit": 0.7}})
    w.order(0, captured=1, confirmed=2)
    w.event(HOUR, LINE_BACKORDERED, 0, item=0, value=3)
    assert w.kpis()["cost.shortage"] == pytest.approx(2.1)


def test_a_backorder_served_in_parts_waits_part_by_part(world):
    w = world([(4,), (2,)], days=4, config={"inventory": {"shortage_cost_per_unit_day": 1.0}})
    w.event(0, LINE_BACKORDERED, 0, item=0, value=3)
    w.event(DAY, LINE_ALLOCATED, 0, item=0, value=1)
    w.event(DAY, LINE_BACKORDERED, 0, item=0, value=1)  # short at the pick: behind the two that still wait
    w.event(2 * DAY, LINE_ALLOCATED, 0, item=0, value=2)
    w.event(3 * DAY, LINE_ALLOCATED, 0, item=0, value=1)
    w.event(DAY, LINE_BACKORDERED, 1, item=0, value=2)
    w.event(2 * DAY, LINE_ALLOCATED, 1, item=0, value=1)
    kpis = w.kpis()
    days = 1 * 1 + 2 * 2 + 2 * 1 + 1 * 1
    assert kpis["backorder_age"] == pytest.approx(24 * days / 5)
    assert kpis["cost.shortage"] == pytest.approx(days + 3)  # one is not served in the four days
