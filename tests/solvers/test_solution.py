import itertools

import numpy as np
import pytest

from solvers import FAR, Objective, Route, RoutingProblem, Vehicle, audit, schedule, why_not_alone
from solvers.money import VEHICLE_FIRST
from solvers.random_problems import random_problem
from solvers.screen import unservable


def line(**changes):
    """Depot at 0, stops at 10, 20 and 30 on a line."""
    place = np.array([0, 10, 20, 30])
    base = RoutingProblem(
        demand=[0, 4, 4, 4],
        vehicles=(Vehicle("van", 2, 10, (0, 1_000), 500, 2_000, 3_600),),
        distance=np.abs(place[:, None] - place[None, :]),
    )
    return base.replace(**changes)


def test_distance_and_vehicles_add_up():
    result = audit(line(), [Route(0, (1, 2)), Route(0, (3,))])
    assert (result.cost, result.distance, result.duration, result.vehicles) == (100, 100, 100, 2)
    assert result.feasible


def test_cost_is_rounded_once_over_the_plan():
    result = audit(line(objective=Objective.COST), [Route(0, (1, 2)), Route(0, (3,))])
    # 2 vans, 100 m at 20.00 a kilometre, 100 s at 36.00 an hour
    assert result.cost == 2 * 500 + 200 + 100


def test_vehicles_come_first_when_asked():
    result = audit(line(objective=Objective.VEHICLES_THEN_DISTANCE), [Route(0, (1, 2)), Route(0, (3,))])
    assert (result.cost, result.objective_cost) == (100, 2 * VEHICLE_FIRST + 100)


@pytest.mark.parametrize(
    ("routes", "unserved", "violation"),
    [
        ([Route(0, (1, 2))], (3, 9), "stop 9 is declared unserved and does not exist"),
        ([Route(0, (1, 2))], (3, 0), "stop 0 is declared unserved and does not exist"),
        ([Route(0, (1, 2, 3))], (), "route 1: load 12 is above the capacity 10"),
        ([Route(0, (1, 2))], (), "stop 3 is neither visited nor declared unserved"),
        ([Route(0, (1, 2)), Route(0, (2, 3))], (), "route 2: stop 2 is visited twice"),
        ([Route(0, (1,)), Route(0, (2,)), Route(0, (3,))], (), "vehicles: 3 of 'van' used, 2 exist"),
        ([Route(0, (1, 2)), Route(1, (3,))], (3,), "route 2: vehicle type 1 does not exist"),
        ([Route(0, (1, 2)), Route(0, (4,))], (3,), "route 2: stop 4 does not exist"),
        ([Route(0, (1, 2)), Route(0, (3,))], (3,), "stop 3 is declared unserved and is visited"),
    ],
)
def test_violations_are_named(routes, unserved, violation):
    result = audit(line(), routes, unserved)
    assert not result.feasible
    assert any(text.startswith(violation) for text in result.violations)


@pytest.mark.parametrize(("room", "kept"), [(12, True), (11, False), (10, False)])
def test_a_van_that_is_exactly_full_is_full_and_one_unit_more_is_too_much(room, kept):
    result = audit(line(vehicles=(Vehicle("van", 1, room, (0, 1_000)),)), [Route(0, (1, 2, 3))])
    assert result.feasible == kept


def test_lateness_is_found():
    problem = line(time_window=[[0, 1_000], [0, 5], [0, 1_000], [0, 1_000]])
    assert audit(problem, [Route(0, (1,)), Route(0, (2, 3))]).violations == (
        "route 1: stop 1 is reached at 10, after 5",
    )


def test_leaving_late_saves_waiting():
    problem = line(time_window=[[0, 1_000], [500, 600], [0, 1_000], [0, 1_000]], objective=Objective.DURATION)
    route = Route(0, (1, 2))
    assert audit(problem, [route], (3,)).duration == 40
    plan = schedule(problem, route)
    assert (plan.leave, plan.arrival.tolist(), plan.back) == (490, [500, 510], 530)


def test_leaving_late_stops_at_a_window_on_the_way():
    problem = line(time_window=[[0, 1_000], [0, 60], [500, 600], [0, 1_000]], objective=Objective.DURATION)
    route = Route(0, (1, 2))
    plan = schedule(problem, route)
    assert (plan.leave, plan.start.tolist(), plan.back) == (50, [60, 500], 520)
    assert audit(problem, [route], (3,)).duration == plan.back - plan.leave


def test_schedule_agrees_with_audit_on_random_problems():
    rng = np.random.default_rng(5)
    for _ in range(200):
        problem = random_problem(rng, 4, ugly=False).replace(objective=Objective.DURATION)
        route = Route(0, tuple(int(stop) for stop in rng.permutation(4)[:3] + 1))
        result = audit(problem, [route], set(range(1, 5)) - set(route.stops))
        if not any("reached" in text for text in result.violations):
            plan = schedule(problem, route)
            assert plan.back - plan.leave == result.duration


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"demand": [0, 4, 4, 40]}, "demand 40 is above the largest vehicle's capacity 10"),
        ({"time_window": [[0, 1000], [0, 9], [0, 9], [9, 3]]}, "its time window [9, 3] is inverted"),
        ({"time_window": [[0, 1000], [0, 9], [0, 9], [0, 29]]}, "'van' reaches it at 30 at the earliest"),
        ({"time_window": [[0, 50], [0, 9], [0, 9], [0, 99]]}, "'van' would be back at 60, after 50"),
        ({"distance": np.full((4, 4), FAR)}, "no road leads to it and back"),
        ({"vehicles": (Vehicle("van", 0, 10),)}, "no vehicle is available"),
        ({}, ""),
    ],
)
def test_why_a_stop_is_not_served_alone(changes, reason):
    assert why_not_alone(line(**changes), 3).startswith(reason)
    assert bool(why_not_alone(line(**changes), 3)) == bool(reason)


def test_screening_agrees_with_explaining():
    rng = np.random.default_rng(3)
    for _ in range(200):
        problem = random_problem(rng, int(rng.integers(1, 12)))
        reasons = {stop: why_not_alone(problem, stop) for stop in range(1, problem.stops + 1)}
        reasons = {stop: reason for stop, reason in reasons.items() if reason}
        screened = unservable(problem)
        assert screened.items() <= reasons.items()
        if problem.distance is None:
            # by straight lines no stop is reached sooner over another one
            assert screened == reasons


def test_screening_leaves_out_what_no_route_can_visit():
    rng = np.random.default_rng(3)
    over_others = left_out = 0
    for _ in range(80):
        drawn = random_problem(rng, int(rng.integers(2, 5)))
        crooked = rng.integers(1, 2_000, (drawn.stops + 1, drawn.stops + 1))
        window = np.column_stack((np.zeros(drawn.stops + 1), rng.integers(300, 3_000, drawn.stops + 1)))
        window[0, 1] = 6_000
        problem = drawn.replace(
            distance=crooked, duration=crooked, time_window=window.astype(np.int64), coordinates=None
        )
        stops = range(1, problem.stops + 1)
        tours = [order for size in stops for order in itertools.permutations(stops, size)]
        routes = [Route(kind, order) for kind in range(len(problem.vehicles)) for order in tours]
        visited: set[int] = set()
        for route in routes:
            if audit(problem, [route], set(stops) - set(route.stops)).feasible:
                visited.update(route.stops)
        screened = unservable(problem)
        assert not visited & set(screened)
        assert all(screened.values())
        over_others += sum(bool(why_not_alone(problem, stop)) for stop in visited)
        left_out += len(screened)
    assert over_others > 0
    assert left_out > 0


def test_the_split_adds_up_to_the_cost_and_is_what_each_part_costs():
    rng = np.random.default_rng(17)
    seen = set()
    for _ in range(200):
        problem = random_problem(rng, 6, ugly=False)
        routes = [Route(0, (1, 2)), Route(len(problem.vehicles) - 1, (4,))]
        found = audit(problem, routes, {3, 5, 6})
        split = found.split
        assert split.distance + split.time + split.fixed + split.prizes == found.objective_cost
        assert split.prizes == sum(max(0, int(problem.prize[stop])) for stop in (3, 5, 6))
        if problem.objective is Objective.COST:
            vans = [problem.vehicles[route.vehicle] for route in routes]
            alone = [audit(problem, [route], {1, 2, 3, 4, 5, 6} - set(route.stops)) for route in routes]
            metres = sum(van.cost_per_kilometre * one.distance for van, one in zip(vans, alone, strict=True)) / 1_000
            seconds = sum(van.cost_per_hour * one.duration for van, one in zip(vans, alone, strict=True)) / 3_600
            assert split.fixed == sum(van.fixed_cost for van in vans)
            assert abs(split.distance - metres) < 1
            assert abs(split.time - seconds) < 1
        seen.add(problem.objective)
    assert seen == set(Objective)
