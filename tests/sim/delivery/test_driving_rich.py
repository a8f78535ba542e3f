"""Plans with rich features driven: by hand, and as scheduled where nothing disturbs them."""

import numpy as np
import pytest

from sim.delivery.driving import drive
from solvers import Route, RoutingProblem, Vehicle, audit
from solvers.money import Tariff
from solvers.problem import FAR, NOWHERE, Break, SpeedProfile
from solvers.protocol import Capability
from solvers.random_features import RICH, random_rich_problem
from solvers.random_problems import DRAWN
from solvers.timetable import RouteTimes

QUIET = {"draws": 2, "traffic_spread": 0.0, "service_spread": 0.0}
PLACES = np.array([0, 100, 200, 500])
WAITS = np.array([[0, FAR], [0, FAR], [400, FAR], [0, FAR]])
"""Who leaves at 0 waits 150 at the second stop."""


def line(vehicle, **changes):
    """Depot at 0, stops at 100 and 200, and at 500 a stop or a second depot; service of 50."""
    given = {
        "demand": [0, 1, 1, 0],
        "distance": np.abs(PLACES[:, None] - PLACES[None, :]),
        "service_time": [0, 50, 50, 0],
        "depots": 2,
    }
    return RoutingProblem(vehicles=(vehicle,), **(given | changes))


@pytest.mark.parametrize(
    ("problem", "stops", "time", "late", "over"),
    [
        (line(Vehicle("van", 1, 9, end=3)), (1, 2), 600, 0, 0),  # 100, 50, 100, 50, 300
        (line(Vehicle("van", 1, 9, end=NOWHERE)), (1, 2), 300, 0, 0),
        (line(Vehicle("van", 1, 1, max_trips=2, reload_time=30)), (1, 0, 2), 730, 0, 0),
        (line(Vehicle("van", 1, 9, breaks=(Break((120, 400), 60),))), (1, 2), 560, 0, 0),
        (line(Vehicle("van", 1, 9, shift_length=450)), (1, 2), 500, 0, 50),
        (line(Vehicle("van", 1, 9, (0, 480))), (1, 2), 500, 0, 20),
        (line(Vehicle("van", 1, 9, shift_length=520), time_window=WAITS), (1, 2), 500, 0, 0),
        (line(Vehicle("van", 1, 9, cost_per_hour=60), time_window=WAITS, objective="cost"), (1, 2), 500, 0, 0),
        (line(Vehicle("van", 1, 9), time_window=WAITS), (1, 2), 650, 0, 0),
        (line(Vehicle("van", 1, 9), release_time=[0, 0, 70, 0]), (1, 2), 500, 0, 0),
        (line(Vehicle("van", 1, 9), speed_profiles=(SpeedProfile((0, 50), (1000, 500)),)), (1, 2), 850, 0, 0),
    ],
)
def test_by_hand(problem, stops, time, late, over):
    driven = drive(problem, [Route(0, stops)], **QUIET)
    assert (driven.time.tolist(), driven.lateness.tolist()) == ([time] * 2, [late] * 2)
    assert driven.overtime.tolist() == [over] * 2


def test_between_two_windows_a_van_waits_and_after_the_last_it_is_late():
    windows = np.full((4, 2, 2), FAR)
    windows[:, 0, 0] = 0
    windows[2] = (0, 200), (300, 400)
    problem = line(Vehicle("van", 1, 9), time_window=windows)
    assert drive(problem, [Route(0, (1, 2))], **QUIET).time.tolist() == [550] * 2  # there at 250, served from 300
    windows[2, 1] = 220, 230
    assert drive(problem.replace(time_window=windows), [Route(0, (1, 2))], **QUIET).lateness.tolist() == [20] * 2
    soft = line(
        Vehicle("van", 1, 9),
        soft_window=[[0, FAR], [0, FAR], [0, 240], [0, FAR]],
        lateness_cost_per_minute=[0, 0, 5, 0],
    )
    assert drive(soft, [Route(0, (1, 2))], **QUIET).late_stops.tolist() == [1] * 2


@pytest.mark.parametrize("seed", range(40))
def test_undisturbed_it_is_as_scheduled(seed):
    rng = np.random.default_rng(seed)
    problem = random_rich_problem(rng, 5, DRAWN | RICH & ~Capability.BREAKS & ~Capability.SOFT_WINDOWS, chance=0.4)
    for stop in range(1, problem.stops + 1):
        for kind, vehicle in enumerate(problem.vehicles):
            route = Route(kind, (stop,))
            others = [other for other in range(1, problem.stops + 1) if other != stop]
            if vehicle.count == 0 or not audit(problem, [route], others).feasible:
                continue
            driven = drive(problem, [route], **QUIET)
            times = RouteTimes(problem, vehicle, route.stops)
            assert not driven.lateness.any()
            assert any(
                found is not None and found.duration == driven.time[0]
                for found in (times.leaving(leave) for leave in range(times.opening, times.latest_leave + 1))
            )
            break


def test_where_an_early_start_costs_vans_leave_and_wait_as_planned():
    soft = {"soft_window": [[0, FAR], [300, 310], [500, 600], [0, FAR]], "objective": "cost"}
    prices = [0, 60_000, 60_000, 0]
    priced = {"earliness_cost_per_minute": prices, "lateness_cost_per_minute": prices}
    problem = line(Vehicle("van", 1, 9), **soft, **priced)
    # it leaves at 210, serves from 310 and 500 on, and is back at 750; its shift opens at 0
    assert drive(problem, [Route(0, (1, 2))], **QUIET).time.tolist() == [540] * 2
    paid = problem.replace(vehicles=(Vehicle("van", 1, 9, cost_per_hour=10**9),))
    assert drive(paid, [Route(0, (1, 2))], **QUIET).time.tolist() == [500] * 2  # it serves early and waits for nobody


def test_undisturbed_with_priced_earliness_it_is_the_cheapest_schedule():
    met = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        problem = random_rich_problem(rng, 4, DRAWN | RICH & ~Capability.BREAKS, chance=0.5)
        for kind, vehicle in enumerate(problem.vehicles):
            stops = tuple(range(1, problem.stops + 1))
            times = RouteTimes(problem, vehicle, stops)
            planned = times.cheapest(Tariff.of(problem.objective, vehicle))
            if planned is None or not any(visit.early_price for visit in times.visits):
                continue
            met += 1
            driven = drive(problem, [Route(kind, stops)], **QUIET)
            assert driven.time.tolist() == [planned.duration] * 2
    assert met > 5


def test_traffic_makes_late_and_two_plans_meet_the_same():
    problem = line(Vehicle("van", 2, 9, (0, 510), end=3), time_window=[[0, FAR], [0, 103], [0, FAR], [0, FAR]])
    one = drive(problem, [Route(0, (1,))], draws=400)
    both = drive(problem, [Route(0, (1,)), Route(0, (2,))], draws=400)
    assert 0 < one.late_stops.mean() < 1
    assert (one.lateness == both.lateness).all()
