import pytest

from sim.units import DAY


def trip(w, leaves, returns, metres, stops, van=0, van_type=0):
    w.trip(departed=leaves, returned=returns, metres=metres, stops=stops, van=van, van_type=van_type)


def test_kilometres_hours_and_drops(world, hour):
    w = world()
    trip(w, hour, 3 * hour, 30_000, 10)
    trip(w, 4 * hour, 6 * hour, 10_000, 10)
    kpis = w.kpis()
    assert kpis["kilometres"] == 40.0
    assert kpis["kilometres_per_drop"] == 2.0
    assert kpis["drops_per_hour"] == 5.0


def test_a_van_that_leaves_twice_a_day_is_one_van(world, hour):
    w = world()
    trip(w, hour, 2 * hour, 1000, 1, van=3)
    trip(w, 3 * hour, 4 * hour, 1000, 1, van=3)
    trip(w, 3 * hour, 4 * hour, 1000, 1, van=4)
    trip(w, DAY + hour, DAY + 2 * hour, 1000, 1, van=3)
    assert w.kpis()["vehicles_used"] == 3 / 2


def test_trips_cost_a_fixed_sum_kilometres_and_hours_of_their_type(world, hour):
    w = world()
    trip(w, hour, 3 * hour, 30_000, 10)
    trip(w, hour, 2 * hour, 10_000, 10, van=25, van_type=1)
    vans = list(w.config.delivery.fleet.vans.values())
    expected = vans[0].cost_per_trip + 30 * vans[0].cost_per_kilometre + 2 * vans[0].cost_per_hour
    expected += vans[1].cost_per_trip + 10 * vans[1].cost_per_kilometre + vans[1].cost_per_hour
    assert w.kpis()["cost.shipping"] == pytest.approx(expected)


def test_a_trip_under_way_at_the_end_counts_its_hours_so_far(world, hour):
    w = world(days=1)
    w.trip(departed=20 * hour, stops=8)
    van = next(iter(w.config.delivery.fleet.vans.values()))
    assert w.kpis()["cost.shipping"] == pytest.approx(van.cost_per_trip + 4 * van.cost_per_hour)


def test_no_vans_no_figures(world):
    kpis = world().kpis()
    assert [kpis[key] for key in ("kilometres", "kilometres_per_drop", "drops_per_hour", "vehicles_used")] == [None] * 4
