import pickle

import numpy as np
import pytest

from solvers import REQUIRED, Route, RoutingProblem, Vehicle, audit
from solvers.city import city_wave
from solvers.problem import Break, SpeedProfile

VAN = Vehicle("van", 2, 10)
SQUARE = np.ones((3, 3), dtype=int)


def test_defaults_are_filled_in_and_read_only():
    problem = RoutingProblem(demand=[0, 1, 2], vehicles=(VAN,), distance=SQUARE)
    assert problem.stops == 2
    assert not problem.has_time_windows
    assert problem.prize.tolist() == [REQUIRED] * 3
    with pytest.raises(ValueError, match="read-only"):
        problem.demand[1] = 5


def test_the_callers_array_is_copied():
    demand = np.array([0, 1, 2])
    problem = RoutingProblem(demand=demand, vehicles=(VAN,), distance=SQUARE)
    demand[1] = 99
    assert problem.demand[1] == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"demand": [1, 1, 1]}, "demand: the depot"),
        ({"demand": [0, -1, 1]}, "demand: -1 is not accepted"),
        ({"demand": [0, 1.5, 1]}, "demand: holds NaN, infinity or fractions"),
        ({"distance": [[0, 1], [1, 0]]}, r"distance: shape \(2, 2\) is not accepted, use \(3, 3\)"),
        ({"distance": -SQUARE}, "distance: -1 is not accepted"),
        ({"distance": None}, "distance: missing"),
        ({"coordinates": [[0, 0], [0, np.nan], [1, 1]]}, "coordinates: holds NaN"),
        ({"time_window": [[0, 1]]}, "time_window: shape"),
        ({"service_time": [5, 0, 0]}, "service_time: the depot"),
        ({"prize": [-2, 0, 0]}, "prize: -2 is not accepted"),
        ({"vehicles": ()}, "vehicles: empty"),
        ({"rounding": "up"}, "rounding: 'up' is not accepted, use one of nearest, truncated"),
        ({"scale": 0}, "scale: 0 is not accepted"),
        ({"scale": 2.5}, "scale: 2.5 is not accepted, use a whole number >= 1"),
        ({"coordinates": [[0, 0], [0, 1e300], [1, 1]]}, "coordinates: holds 1e[+]300, use 1000000000 at most"),
        ({"objective": "speed"}, "objective: 'speed' is not accepted, use distance, duration, cost, vehicles_then"),
        ({"demand": [0, 10**19, 1]}, "demand: 10000000000000000000 is not accepted, use 0 to 2199023255552"),
        ({"demand": np.array([0, 2**63, 1], dtype=np.uint64)}, "demand: 9223372036854775808 is not accepted"),
        ({"colour": 1}, "colour: unknown field"),
    ],
)
def test_a_bad_field_is_named(changes, message):
    good = RoutingProblem(demand=[0, 1, 2], vehicles=(VAN,), distance=SQUARE)
    with pytest.raises(ValueError, match=message):
        good.replace(**changes)


def test_a_vehicle_is_checked():
    with pytest.raises(ValueError, match="capacity: -1 is not accepted"):
        Vehicle("van", 1, -1)
    with pytest.raises(ValueError, match="max_stops: 0 is not accepted, use a whole number from 1"):
        Vehicle("van", 1, 1, max_stops=0)
    for shift in ((10, 5), (0.5, 9), (0, float("nan")), (0,), (-1, 5), ("0", "9")):
        with pytest.raises(ValueError, match=r"vehicles: van: shift: .* is not accepted"):
            Vehicle("van", 1, 1, shift)
    for value in (10**15, 1e300, float("inf"), float("nan"), 0.5, "5", None):
        with pytest.raises(ValueError, match=r"vehicles: van: fixed_cost: .* is not accepted"):
            Vehicle("van", 1, 1, fixed_cost=value)


@pytest.mark.parametrize(
    ("rounding", "scale", "expected"),
    [("nearest", 1, 3), ("truncated", 1, 2), ("truncated", 10, 28), ("ceiling", 10, 29)],
)
def test_distances_from_coordinates(rounding, scale, expected):
    problem = RoutingProblem(
        demand=[0, 1], vehicles=(VAN,), coordinates=[[0, 0], [2, 2]], rounding=rounding, scale=scale
    )
    assert problem.arc_distance(0, 1) == expected
    assert problem.arc_duration(0, 1) == expected


def test_what_is_done_to_any_part_of_a_copy_is_not_done_to_the_problem() -> None:
    """By the ways that pass by a frozen class, as code of others may go."""
    problem = RoutingProblem(
        demand=[0, 1, 1],
        vehicles=(Vehicle("van", 2, 4, breaks=(Break((10, 900), 60),)),),
        distance=[[0, 500, 600], [500, 0, 300], [600, 300, 0]],
        speed_profiles=(SpeedProfile((0, 100), (900, 500)),),
        speed_profile=[0, 0, 0],
    )
    route = [Route(0, (1, 2))]
    before = audit(problem, route)
    for part, key, value in (
        (lambda one: one.vehicles[0].breaks[0], "duration", 1),
        (lambda one: one.vehicles[0], "capacity", 99),
        (lambda one: one.speed_profiles[0], "speeds", (9_000, 9_000)),
        (lambda one: one, "distance", None),
    ):
        handed = problem.copy()
        assert problem.differs(handed) == ""
        object.__setattr__(part(handed), key, value)
        assert problem.differs(handed)
        assert audit(problem, route) == before


def test_what_nobody_gave_follows_a_change_however_many_problems_were_made_since() -> None:
    """Usual arrays are shared by size and forgotten after a while; one that came from another process is not shared."""
    first = city_wave(40, 1)
    for stops in range(1, 300):
        RoutingProblem(demand=[0] * (stops + 1), vehicles=(Vehicle("van", 1, 1),), coordinates=[[0, 0]] * (stops + 1))
    for problem in (first, pickle.loads(pickle.dumps(first))):
        changed = problem.replace(vehicles=(*problem.vehicles, Vehicle("lorry", 1, 900)))
        assert changed.allowed_vehicles.shape == (41, len(problem.vehicles) + 1)
        assert changed.allowed_vehicles.all()
        assert not problem.replace(distance=problem.distance).differs(first)


def test_what_somebody_gave_must_fit_after_a_change() -> None:
    problem = RoutingProblem(demand=[0, 1, 2], vehicles=(VAN,), distance=SQUARE, priority=[0, 1, 1])
    with pytest.raises(ValueError, match=r"priority: shape \(3,\)"):
        problem.replace(demand=[0, 1], distance=[[0, 1], [1, 0]])
