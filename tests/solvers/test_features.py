"""Each rich feature in the audit: right values by hand, hostile values in one line, and random schedules by search."""

from typing import Any

import numpy as np
import pytest

from solvers import (
    FAR,
    NOWHERE,
    Break,
    Budget,
    Route,
    RoutingProblem,
    SpeedProfile,
    Vehicle,
    audit,
    create,
    names,
    schedule,
)
from solvers.capabilities import Capability, rich_needs
from solvers.money import Tariff
from solvers.random_features import RICH, random_rich_problem
from solvers.timetable import RouteTimes

LINE = [[abs(a - b) for b in (0, 10, 20, 30)] for a in (0, 10, 20, 30)]


def problem(van: dict[str, Any] | None = None, **changes: Any) -> RoutingProblem:
    """Three stops on a line, 10 apart, the depot at its end."""
    vehicle = Vehicle("van", 3, **({"capacity": 10} | (van or {})))
    return RoutingProblem(**({"demand": [0, 1, 1, 1], "vehicles": (vehicle,), "distance": LINE} | changes))


def found(given: RoutingProblem, *routes: tuple[int, ...]):  # type: ignore[no-untyped-def]
    plan = [Route(0, stops) for stops in routes]
    seen = {stop for route in routes for stop in route}
    return audit(given, plan, [stop for stop in range(1, given.stops + 1) if stop not in seen])


def test_each_dimension_has_its_capacity() -> None:
    given = problem({"capacity": (10, 4)}, demand=[[0, 0], [1, 2], [1, 2], [1, 1]])
    assert found(given, (1, 2)).feasible
    assert found(given, (1, 2, 3)).violations == ("route 1: load 5 is above the capacity 4 of 'van' in dimension 1",)


def test_what_is_collected_takes_the_room_of_what_is_delivered() -> None:
    given = problem({"capacity": 2}, demand=[0, 1, 1, 0], pickup=[0, 0, 1, 2])
    assert found(given, (1, 2)).feasible
    assert found(given, (2, 1)).feasible  # 2 on board, at stop 2 one off and one on
    assert not found(given, (1, 2, 3)).feasible
    assert found(given, (1, 2), (3,)).feasible


def test_depots_and_ends() -> None:
    given = problem(demand=[0, 1, 1, 0], depots=2)
    assert given.depot_nodes == (0, 3)
    assert found(given.replace(vehicles=(Vehicle("van", 1, 9, start=3, end=3),)), (2, 1)).distance == 40
    assert found(given.replace(vehicles=(Vehicle("van", 1, 9, end=3),)), (1, 2)).distance == 30
    assert found(problem({"end": NOWHERE}), (1, 2, 3)).distance == 30


def test_trips_reload_and_release() -> None:
    van = {"capacity": 2, "max_trips": 2, "reload_time": 5}
    given = problem(van, release_time=[0, 0, 0, 100], objective="duration", service_time=[0, 1, 1, 1])
    assert found(given, (1, 2, 3)).violations[0] == "route 1: load 3 is above the capacity 2 of 'van'"
    two = found(given, (1, 2, 0, 3))
    assert two.feasible
    # back at 42, loaded at 47: it leaves 53 later, so that it need not wait for the goods of 100
    assert (two.distance, two.duration) == (100, 108)
    assert schedule(given, Route(0, (1, 2, 0, 3))).leave == 53
    assert found(given, (1, 0, 2, 0, 3)).violations == ("route 1: 3 trips, 'van' makes 2 at most",)
    assert not found(problem({}), (1, 0, 2)).feasible


def test_a_break_interrupts_a_drive_but_no_service() -> None:
    given = problem({"breaks": (Break((12, 25), 100),)}, objective="duration", service_time=[0, 0, 10, 0])
    assert found(given, (1, 2, 3)).split.breaks == 0  # it rests before it leaves
    given = given.replace(time_window=[[0, FAR], [0, 10], [0, FAR], [0, FAR]])
    plan = found(given, (1, 2, 3))
    assert plan.feasible
    assert (plan.duration, plan.split.breaks, plan.split.time) == (170, 100, 70)
    early = found(given.replace(vehicles=(Vehicle("van", 3, 9, breaks=(Break((70, 90), 5),)),)), (1, 2, 3))
    assert early.duration == 70  # back at 70: the rest is taken after the route
    never = problem({"breaks": (Break((22, 24), 5),)}, time_window=[[0, FAR], [0, 0], [20, 20], [0, FAR]])
    assert "route 1: stop 1 is reached at 10, after 0" in found(never, (1,)).violations
    busy = problem({"breaks": (Break((22, 24), 5),), "shift": (0, 70)}, service_time=[0, 0, 20, 0])
    assert found(busy, (2,)).feasible  # leaves later, or rests before it serves
    bound = busy.replace(time_window=[[0, 0], [0, FAR], [20, 21], [0, FAR]])
    assert not found(bound, (2,)).feasible


def test_overtime_is_paid_on_top_and_limited() -> None:
    van = {"shift_length": 3600, "max_overtime": 1800, "cost_per_hour": 100, "overtime_cost_per_hour": 50}
    given = problem(van, service_time=[0, 3540, 1780, 1780], objective="cost")
    assert found(given, (1,)).split.overtime == 0
    plan = found(given, (1, 2))
    assert (plan.split.time, plan.split.overtime, plan.cost) == (149, 24, 173)
    assert found(given, (1, 2, 3)).violations == ("route 1: it lasts 7160, more than 5400",)


def test_lateness_and_earliness_are_priced_by_the_minute() -> None:
    soft = [[0, FAR], [0, 4], [50, 60], [0, FAR]]
    given = problem(soft_window=soft, lateness_cost_per_minute=[0, 10, 0, 0], earliness_cost_per_minute=[0, 0, 6, 0])
    plan = found(given, (1, 2))
    assert (plan.split.distance, plan.split.lateness, plan.split.earliness) == (40, 1, 0)  # it waits for 50
    timed = given.replace(objective="duration")
    assert found(timed, (2,)).split.earliness == 0  # it leaves later


def test_several_windows_a_stop() -> None:
    window = np.full((4, 2, 2), FAR)
    window[:, 0] = [0, FAR]
    window[2] = [[0, 5], [40, 45]]
    given = problem(time_window=window, objective="duration")
    assert found(given, (1, 2, 3)).duration == 60
    assert schedule(given, Route(0, (1, 2, 3))).start.tolist() == [30, 40, 50]
    assert not found(given.replace(vehicles=(Vehicle("van", 1, 9, (0, 50)),)), (1, 2, 3)).feasible


def test_skills_allowed_vehicles_and_limits() -> None:
    given = problem({"skills": 0b01}, skills=[0, 0b10, 0b01, 0])
    assert found(given, (1,)).violations == ("route 1: stop 1: 'van' lacks skill 1",)
    assert found(given, (2,)).feasible
    forbidden = problem(allowed_vehicles=[[1], [0], [1], [1]])
    assert found(forbidden, (1,)).violations == ("route 1: stop 1: 'van' is not allowed there",)
    assert found(problem({"max_stops": 1}), (1, 2)).violations == ("route 1: 2 stops, 'van' makes 1 at most",)
    far = found(problem({"max_distance": 50}), (3,))
    assert far.violations == ("route 1: is 60 long, 'van' drives 50 at most",)


def test_priority_comes_before_cost() -> None:
    given = problem(priority=[0, 9, 1, 0], prize=[-1, 0, 5, -1])
    assert found(given, (1,)).unserved_by_priority == (0, 0, 0, 0, 0, 0, 0, 0, 1)
    assert found(given, (2,)).unserved_by_priority == (1, 0, 0, 0, 0, 0, 0, 0, 0)


def test_time_dependent_travel_leaves_when_it_is_fastest() -> None:
    slow = SpeedProfile((0, 100), (500, 1_000))
    given = problem(speed_profiles=(slow,), objective="duration")
    assert found(given, (3,)).duration == 60
    assert schedule(given, Route(0, (3,))).leave == 100
    rush = given.replace(vehicles=(Vehicle("van", 1, 9, (0, 120)),))
    assert found(rush, (3,)).duration == 110  # 60 for 30 of way, then 40 slow and 10 fast


@pytest.mark.parametrize(
    ("van", "changes", "message"),
    [
        ({"capacity": (1, 2)}, {}, "vehicles: van: capacity: .* demand has 1"),
        ({"capacity": ()}, {}, "vehicles: van: capacity: empty"),
        ({"capacity": 10**12 * 2}, {}, "vehicles: van: capacity: "),
        ({"start": 2}, {}, "vehicles: van: start: 2 is no depot, use 0"),
        ({"end": -2}, {}, "vehicles: van: end: -2 is not accepted"),
        ({"max_trips": 0}, {}, "vehicles: van: max_trips: 0 is not accepted"),
        ({"reload_at": (1,)}, {}, "vehicles: van: reload_at: 1 is no depot"),
        ({"breaks": ((1, 2),)}, {}, "vehicles: van: breaks: .* use a list of Break"),
        ({"breaks": (Break((0, 9), 50),), "shift": (0, 40)}, {}, "vehicles: van: breaks: duration 50 is longer than"),
        ({"breaks": (Break((9, 9), 5), Break((0, 9), 5))}, {}, "vehicles: van: breaks: .* use them in order"),
        ({"shift_length": -1}, {}, "vehicles: van: shift_length: -1 is not accepted"),
        ({"max_distance": 1.5}, {}, "vehicles: van: max_distance: 1.5 is not accepted"),
        ({"skills": -1}, {}, "vehicles: van: skills: -1 is not accepted"),
        ({}, {"depots": 5}, "depots: 5 is not accepted"),
        ({}, {"depots": 2}, r"demand: the depot \(node 3\) has 1, use 0"),
        ({}, {"pickup": [0, 1]}, "pickup: shape"),
        ({}, {"pickup": [1, 0, 0, 0]}, r"pickup: the depot \(node 0\) has 1, use 0"),
        ({}, {"release_time": [0, -1, 0, 0]}, "release_time: -1 is not accepted"),
        ({}, {"priority": [0, 10, 0, 0]}, "priority: 10 is not accepted, use 0 to 9"),
        ({}, {"allowed_vehicles": [[1], [2], [1], [1]]}, "allowed_vehicles: 2 is not accepted, use 0 to 1"),
        ({}, {"time_window": [[[0, 9], [5, 12]]] * 4}, "time_window: windows of a stop overlap"),
        ({}, {"speed_profile": [0, 1, 0, 0]}, "speed_profile: 1 is not accepted, there are 0 profiles"),
        ({}, {"speed_profiles": (3,)}, "speed_profiles: .* use a list of SpeedProfile"),
        ({}, {"soft_window": [[0, 1]]}, "soft_window: shape"),
        ({}, {"lateness_cost_per_minute": [0, np.nan, 0, 0]}, "lateness_cost_per_minute: holds NaN"),
    ],
)
def test_hostile_values_are_refused_in_one_line(van, changes, message) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=rf"^{message}") as error:
        problem(van, **changes)
    assert "\n" not in str(error.value)


def test_random_problems_draw_every_feature() -> None:
    rng, met = np.random.default_rng(3), Capability(0)
    for _ in range(150):
        met |= rich_needs(random_rich_problem(rng, 6, Capability.everything()))
    assert met & RICH == RICH


@pytest.mark.parametrize("feature", list(RICH), ids=lambda feature: str(feature.name).lower())
def test_no_engine_plans_what_it_does_not_offer(feature: Capability) -> None:
    rng = np.random.default_rng(11)
    drawn = (random_rich_problem(rng, 4, feature | Capability.DURATION_LIMIT, chance=1.0) for _ in range(50))
    given = next(one for one in drawn if feature in rich_needs(one))
    for solver in map(create, names()):
        if feature in solver.supports:
            continue
        with pytest.raises(ValueError, match=rf"^{solver.name} lacks .*\b{str(feature.name).lower()}\b"):
            solver.solve(given, Budget(iterations=1), np.random.default_rng(1))


def test_hard_windows_and_trips_have_the_shortest_schedule() -> None:
    """Against leaving at every second, driving as soon as possible."""
    rng, checked = np.random.default_rng(5), 0
    for _ in range(300):
        open_from = rng.integers(0, 60, 4)
        window = np.full((4, 2, 2), FAR)
        window[:, 0] = np.stack((open_from, open_from + rng.integers(0, 40, 4)), axis=1)
        window[0, 0] = 0, 200
        window[2, 1] = window[2, 0, 1] + rng.integers(1, 40), 160
        given = problem(
            {"max_trips": 2, "reload_time": 3, "capacity": 2},
            time_window=window,
            release_time=[0, *rng.integers(0, 50, 3)],
            objective="duration",
        )
        stops = (1, 2, 0, 3) if rng.random() < 0.5 else (2, 3)
        times = RouteTimes(given, given.vehicles[0], stops)
        tried = [times.leaving(leave) for leave in range(times.opening, 200)]
        lengths = [one.duration for one in tried if one is not None]
        best = times.cheapest(Tariff(0, 1, 0))
        assert (best.duration if best else None) == (min(lengths) if lengths else None)
        checked += bool(lengths)
    assert checked > 20
