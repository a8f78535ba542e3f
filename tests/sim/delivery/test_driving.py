"""A plan driven: as planned without spread, in the mean as planned with it, and late where it has no room."""

import numpy as np
import pytest

from sim.delivery.driving import drive
from solvers import Budget, RoutingProblem, Vehicle, create, schedule
from solvers.city import city_wave
from solvers.solution import Route


def line(*, closes: int = 1_000, shift: int = 10_000) -> RoutingProblem:
    """Two stops 100 apart along a road, service of 50."""
    place = np.array([[0.0, 0.0], [100.0, 0.0], [200.0, 0.0]])
    return RoutingProblem(
        demand=np.array([0, 1, 1]),
        vehicles=(Vehicle("van", 2, 10, (0, shift)),),
        coordinates=place,
        service_time=np.array([0, 50, 50]),
        time_window=np.array([[0, shift], [0, 1_000], [400, closes]]),
    )


ROUTE = [Route(0, (1, 2))]


def test_without_spread_it_is_the_schedule() -> None:
    problem = city_wave(30, 1)
    result = create("savings").solve(problem, Budget(iterations=1), np.random.default_rng(1))
    driven = drive(problem, result.routes, draws=3, traffic_spread=0.0, service_spread=0.0)
    planned = [schedule(problem, route) for route in result.routes]
    assert driven.time.tolist() == [sum(one.back - one.leave for one in planned)] * 3
    assert not driven.lateness.any()
    assert not driven.overtime.any()


def test_waiting_lateness_and_overtime_by_hand() -> None:
    # at 100, served until 150, at 250 early, served from 400 to 450, back at 650
    as_planned = {"draws": 1, "traffic_spread": 0.0, "service_spread": 0.0}
    assert drive(line(), ROUTE, **as_planned).time.tolist() == [650]
    late = drive(line(closes=390, shift=600), ROUTE, **as_planned)
    assert (late.late_stops[0], late.lateness[0], late.late_vans[0], late.overtime[0]) == (1, 10, 1, 50)


def test_where_time_on_the_road_costs_a_van_leaves_as_planned() -> None:
    """It need not leave before 150 to be at the second stop by 400: 250 on the way there, 200 back."""
    as_planned = {"draws": 1, "traffic_spread": 0.0, "service_spread": 0.0}
    problem = line()
    hourly = problem.replace(vehicles=(Vehicle("van", 2, 10, (0, 10_000), cost_per_hour=60),), objective="cost")
    for one in (hourly, problem.replace(objective="duration")):
        assert drive(one, ROUTE, **as_planned).time.tolist() == [schedule(one, ROUTE[0]).back - 150] == [500]
    assert drive(hourly.replace(objective="distance"), ROUTE, **as_planned).time.tolist() == [650]


def test_the_mean_is_as_planned_and_any_lateness_comes_of_spread() -> None:
    problem = line().replace(time_window=np.array([[0, 10_000], [0, 105], [0, 10_000]]))
    driven = drive(problem, ROUTE, draws=20_000)
    error = driven.time.std() / np.sqrt(20_000)
    assert abs(driven.time.mean() - 500) < 4 * error
    # the first leg takes 100 times a log-logistic factor f of mean 1: it is above 1.05 (half a unit rounds up) where
    # u/(1-u) > (1.055 / c) ** (1 / s), c = sin(pi s) / (pi s)
    spread = 0.09
    odds = (1.055 / np.sinc(spread)) ** (1 / spread)
    chance = 1 / (1 + odds)
    assert abs(driven.late_stops.mean() - chance) < 4 * np.sqrt(chance * (1 - chance) / 20_000)


def test_two_plans_meet_the_same_traffic() -> None:
    one = drive(line(), [Route(0, (1,))], draws=50)
    both = drive(line(), [Route(0, (1,)), Route(0, (2,))], draws=50)
    other = drive(line(), [Route(0, (2,))], draws=50)
    assert (one.time + other.time == both.time).all()
    assert (drive(line(), ROUTE, draws=50, seed=2).time != drive(line(), ROUTE, draws=50, seed=3).time).any()


@pytest.mark.parametrize("wrong", [{"draws": 0}, {"traffic_spread": 0.5}, {"service_spread": -0.1}])
def test_what_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=f"{next(iter(wrong))}: .* is not accepted"):
        drive(line(), ROUTE, **wrong)  # type: ignore[arg-type]
