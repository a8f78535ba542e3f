import pytest

from sim.units import DAY


def test_mean_and_quantiles_in_hours(world, hour):
    w = world([(1,)] * 4, days=5)
    for order, hours in enumerate((8, 16, 24, 48)):
        w.deliver(order, hours * hour)
    kpis = w.kpis()
    assert kpis["order_cycle_time"] == 24.0
    assert (kpis["order_cycle_time_p50"], kpis["order_cycle_time_p90"]) == (16.0, 48.0)


def test_time_counts_from_placed_to_the_last_parcel(world, hour):
    w = world([(1, 1)], placed=[4 * hour]).deliver(0, 12 * hour, placed=4 * hour)
    w.parcel(0, released=5 * hour, picked=6 * hour, packed=7 * hour, staged=8 * hour, handed_over=20 * hour,
             delivered=28 * hour, ended=28 * hour)  # fmt: skip
    w.order(0, delivered=28 * hour)
    kpis = w.kpis()
    assert kpis["order_cycle_time"] == 24.0
    assert kpis["stage.dispatch"] == 12.0
    assert kpis["stage.delivery"] == 8.0


def test_the_stages_add_up_to_the_cycle_time(world, hour):
    w = world([(1,)] * 3).deliver(0, 8 * hour).deliver(1, 17 * hour).deliver(2, 31 * hour)
    kpis = w.kpis()
    stages = sum(value for key, value in kpis.items() if key.startswith("stage."))
    assert stages == pytest.approx(kpis["order_cycle_time"], abs=1e-12)


def test_a_confirmed_order_that_never_ended_makes_the_tail_unobserved(world, hour):
    w = world([(1,), (1,)]).deliver(0, 8 * hour)
    w.order(1, captured=1, confirmed=2)
    w.end = 3 * DAY
    kpis = w.kpis()
    assert kpis["order_cycle_time_p50"] == 8.0
    assert kpis["order_cycle_time_p95"] is None


def test_a_rejected_order_is_not_waited_for(world, hour):
    w = world([(1,), (1,)]).deliver(0, 8 * hour)
    w.order(1, captured=1, rejected=2, closed=2)
    assert w.kpis()["order_cycle_time_p95"] == 8.0
