import pytest

from sim.life.goods import RECORD_CORRECTED, STOCK_PICKED, STOCK_RECEIVED, STOCK_SHRUNK
from sim.units import DAY


def test_stock_is_averaged_over_the_days_of_demand_by_time(world):
    w = world(days=2)  # 20 units at 4.00
    w.event(DAY, STOCK_PICKED, 0, item=0, value=10)  # 10 units fewer for half the time
    w.event(DAY + DAY // 2, STOCK_RECEIVED, item=1, value=8)  # 8 more for a quarter
    w.event(3 * DAY, STOCK_PICKED, 0, item=1, value=8)  # after the days of demand
    kpis = w.kpis()
    assert kpis["stock_value"] == pytest.approx(4.0 * (20 - 10 / 2 + 8 / 4))


def test_days_of_supply_are_a_year_over_the_turns(world):
    w = world(days=2)
    w.event(DAY, STOCK_PICKED, 0, item=0, value=10)
    kpis = w.kpis()
    assert kpis["inventory_turnover"] == pytest.approx((10 / 2 * 365) / 15)
    assert kpis["days_of_supply"] == pytest.approx(365 / kpis["inventory_turnover"])


def test_goods_that_leave_the_night_after_have_turned_over(world):
    """Orders handed over once a night are picked on the next day: in as many days, those of most picks."""
    w = world(days=1)
    w.event(DAY + 1, STOCK_PICKED, 0, item=0, value=6)
    w.event(2 * DAY + 1, STOCK_PICKED, 0, item=1, value=2)
    assert w.kpis()["inventory_turnover"] == pytest.approx(6 * 365 / 20)


def test_shrinkage_makes_records_wrong_and_a_count_puts_them_right(world):
    w = world(days=2)
    assert w.kpis()["record_accuracy"] == 1.0
    w.event(DAY, STOCK_SHRUNK, item=0, value=2)
    assert w.kpis()["record_accuracy"] == 1 / 2
    w.event(DAY + 1, RECORD_CORRECTED, 0, item=0, value=-2)
    assert w.kpis()["record_accuracy"] == 1.0
    w.event(3 * DAY, STOCK_SHRUNK, item=1, value=1)  # after the days of demand
    assert w.kpis()["record_accuracy"] == 1.0


def test_records_wrong_from_the_start_are_seen(world):
    assert world(record=11).kpis()["record_accuracy"] == 0.0


def test_an_empty_house_has_no_turnover(world):
    kpis = world(opening=0).kpis()
    assert kpis["inventory_turnover"] is None
    assert kpis["stock_value"] == 0.0
