"""VROOM's JSON: what it says is in the problem, or it is refused by its name."""

import json

import numpy as np
import pytest

from solvers import FAR, NOWHERE, Break, Budget, Objective, create
from solvers.instances import InstanceError, read_instance

SMALL = {
    "vehicles": [{"id": 1, "start_index": 0, "end_index": 0}],
    "jobs": [{"id": 1, "location_index": 1}],
    "matrix": [[0, 1], [1, 0]],
}
FULL = {
    "vehicles": [
        {"id": 7, "start_index": 1, "end_index": 1, "capacity": [10], "time_window": [100, 900], "profile": "van"},
        {"id": 8, "start_index": 1, "end_index": 1, "capacity": [10], "time_window": [100, 900], "profile": "van"},
        {"id": 9, "start_index": 1, "end_index": 1, "capacity": [20], "profile": "van", "description": "big"},
    ],
    "jobs": [
        {"id": 11, "location_index": 0, "service": 30, "delivery": [4], "time_windows": [[200, 400]]},
        {"id": 12, "location_index": 2, "location": [4.5, 52.1], "amount": [5]},
    ],
    "matrices": {"van": {"durations": [[0, 10, 20], [11, 0, 30], [21, 31, 0]]}},
    "options": {"g": False},
}


def read(folder, found):
    path = folder / "tour.json"
    path.write_text(json.dumps(found))
    return read_instance(path)


def test_the_smallest(tmp_path):
    problem = read(tmp_path, SMALL)
    result = create("savings").solve(problem, Budget(iterations=1), np.random.default_rng(1))
    assert (result.audit.cost, result.audit.vehicles) == (2, 1)
    assert problem.vehicles[0].capacity == FAR


def test_all_that_can_be_said(tmp_path):
    problem = read(tmp_path, FULL)
    assert problem.distance.tolist() == [[0, 11, 30], [10, 0, 20], [31, 21, 0]]
    assert problem.demand.tolist() == [0, 4, 5]
    assert problem.service_time.tolist() == [0, 30, 0]
    assert problem.time_window.tolist() == [[0, FAR], [200, 400], [0, FAR]]
    assert [(one.name, one.count, one.capacity, one.shift) for one in problem.vehicles] == [
        ("vehicle 7", 2, 10, (100, 900)),
        ("vehicle 9", 1, 20, (0, FAR)),
    ]
    assert problem.objective is Objective.DISTANCE


def test_prices_are_of_travel_time(tmp_path):
    vehicle = SMALL["vehicles"][0] | {"costs": {"fixed": 50, "per_hour": 7200}}
    problem = read(tmp_path, SMALL | {"vehicles": [vehicle]})
    result = create("savings").solve(problem, Budget(iterations=1), np.random.default_rng(1))
    assert result.audit.cost == 50 + 2 * 2


def test_shipments_are_pairs_behind_the_jobs(tmp_path):
    shipments = [
        {
            "amount": [3],
            "pickup": {"id": 1, "location_index": 2, "service": 9},
            "delivery": {"id": 1, "location_index": 0},
        },
        {
            "pickup": {"id": 2, "location_index": 0},
            "delivery": {"id": 2, "location_index": 2, "time_windows": [[5, 8]]},
        },
    ]
    problem = read(tmp_path, FULL | {"shipments": shipments})
    assert problem.pairs.tolist() == [[3, 4], [5, 6]]
    assert problem.demand.tolist() == [0, 4, 5, 0, 3, 0, 0]
    assert problem.pickup.tolist() == [0, 0, 0, 3, 0, 0, 0]
    assert problem.service_time.tolist() == [0, 30, 0, 9, 0, 0, 0]
    assert problem.time_window[6].tolist() == [5, 8]
    alone = read(tmp_path, {key: value for key, value in SMALL.items() if key != "jobs"} | {"shipments": [SHIPMENT]})
    result = create("numba").solve(alone, Budget(iterations=1), np.random.default_rng(1))
    assert result.routes[0].stops == (1, 2)
    assert result.audit.cost == 2


VAN, JOB = SMALL["vehicles"][0], SMALL["jobs"][0]
STEP = {"id": 1, "location_index": 1}
SHIPMENT = {"amount": [1], "pickup": STEP, "delivery": STEP}
COSTED = {"durations": [[0, 1], [1, 0]], "costs": [[0, 7], [5, 0]], "distances": [[0, 900], [900, 0]]}


def test_rich_features(tmp_path):
    """Two depots and an open end, two dimensions, skills, breaks, several windows, priorities and limits."""
    vehicles = [
        VAN | {"capacity": [5, 2], "skills": [30], "max_tasks": 2, "speed_factor": 1.0, "type": "car",
               "breaks": [{"id": 1, "time_windows": [[50, 90]], "service": 9}, {"id": 2, "service": 0}]},
        {"id": 2, "start_index": 3, "max_travel_time": 77},
    ]  # fmt: skip
    jobs = [
        {"id": 5, "location_index": 1, "delivery": [1, 1], "skills": [4, 30], "time_windows": [[0, 9], [20, 30]]},
        {"id": 6, "location_index": 2, "pickup": [2, 0], "priority": 50},
        {"id": 7, "location_index": 2, "priority": 10},
    ]
    matrix = [[abs(one - other) for other in (0, 10, 20, 30)] for one in (0, 10, 20, 30)]
    problem = read(tmp_path, {"vehicles": vehicles, "jobs": jobs, "matrix": matrix})
    van, other = problem.vehicles
    assert (van.capacity, van.skills, van.max_stops, van.start, van.end) == ((5, 2), 1 << 30, 2, 0, 0)
    assert van.breaks == (Break((50, 90), 9),)
    assert (other.capacity, other.max_distance, other.start, other.end) == ((0, 0), 77, 4, NOWHERE)
    assert problem.skills.tolist() == [0, (1 << 30) + (1 << 4), 0, 0, 0]
    assert problem.demand.tolist() == [[0, 0], [1, 1], [0, 0], [0, 0], [0, 0]]
    assert problem.pickup.tolist() == [[0, 0], [0, 0], [2, 0], [0, 0], [0, 0]]
    assert problem.priority.tolist() == [0, 0, 2, 1, 0]
    assert problem.time_window[1].tolist() == [[0, 9], [20, 30]]
    assert problem.distance[0].tolist() == [0, 10, 20, 20, 30]
    result = create("numba").solve(problem, Budget(iterations=50), np.random.default_rng(1))
    assert result.unserved[1].startswith(
        "'vehicle 1' lacks skill 4; 'vehicle 2' lacks skill 4, 30; 'vehicle 2' holds 0 in"
    )
    assert result.audit.cost == 40


def test_a_shipment_may_have_skills_dimensions_and_a_priority(tmp_path):
    shipment = SHIPMENT | {"amount": [1, 2], "skills": [3], "priority": 7}
    problem = read(tmp_path, SMALL | {"shipments": [shipment], "vehicles": [VAN | {"capacity": [4, 4], "skills": [3]}]})
    assert problem.pickup.tolist() == [[0, 0], [0, 0], [1, 2], [0, 0]]
    assert problem.demand.tolist() == [[0, 0], [0, 0], [0, 0], [1, 2]]
    assert (problem.skills.tolist(), problem.priority.tolist()) == ([0, 0, 8, 8], [0, 0, 1, 1])
    result = create("numba").solve(problem, Budget(iterations=1), np.random.default_rng(1))
    assert not result.unserved


def test_a_matrix_of_costs_is_paid_and_times_are_kept(tmp_path):
    problem = read(tmp_path, {key: SMALL[key] for key in ("vehicles", "jobs")} | {"matrices": {"car": COSTED}})
    assert problem.distance.tolist() == [[0, 7], [5, 0]]
    assert problem.duration.tolist() == [[0, 1], [1, 0]]
    limited = {"vehicles": [VAN | {"max_travel_time": 9}], "jobs": [JOB], "matrices": {"car": COSTED}}
    with pytest.raises(InstanceError, match="max_travel_time: stands beside a matrix of costs"):
        read(tmp_path, limited)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"shipments": [{"amount": [1]}]}, "shipments: 1: pickup: missing, use an object"),
        ({"shipments": [{"pickup": STEP}]}, "shipments: 1: delivery: missing, use an object"),
        ({"shipments": [SHIPMENT | {"pickup": STEP | {"setup": 6}}]}, "setup: setting up once an address: not"),
        ({"shipments": [SHIPMENT | {"pickup": {"id": 1}}]}, "location_index: missing"),
        ({"shipments": [SHIPMENT | {"pickup": STEP | {"amount": [1]}}]}, "shipments: 1: pickup: amount: unknown"),
        ({"jobs": [JOB | {"skills": [40]}]}, "skills: 40 is not accepted, use a whole number from 0 to 39"),
        ({"jobs": [JOB | {"skills": 1}]}, "skills: 1 is not accepted, use a list of whole numbers"),
        ({"jobs": [JOB | {"setup": 60}]}, "setup: setting up once an address: not supported"),
        ({"jobs": [JOB | {"priority": 101}]}, "priority: 101 is not accepted, use a whole number from 0 to 100"),
        ({"jobs": [JOB | {"priority": at} for at in range(11)]}, "priority: 10 levels above 0 are not accepted, use 9"),
        (
            {"jobs": [JOB | {"delivery": [1, 2]}], "vehicles": [VAN | {"capacity": [3]}]},
            r"capacity: \[3\] is not accepted, other loads have 2 dimensions",
        ),
        (
            {"jobs": [JOB | {"time_windows": [[1, 3], [3, 4]]}]},
            r"time_windows: \S+ \S+ \S+ \S+ is not accepted, use windows",
        ),
        ({"jobs": [JOB | {"time_windows": [[2, 1]]}]}, r"time_windows: \[2, 1\] is not accepted, use from <= to"),
        ({"jobs": [JOB | {"servce": 5}]}, "jobs: 1: servce: unknown, did you mean service?"),
        ({"jobs": [JOB | {"service": 1.5}]}, "service: 1.5 is not accepted, use a whole number"),
        ({"jobs": [JOB | {"location_index": 2}]}, "location_index: 2 is not accepted, the matrix has rows 0 to 1"),
        ({"jobs": [{"id": 1, "location": [1, 2]}]}, "location_index: missing"),
        (
            {"vehicles": [VAN | {"breaks": [{"time_windows": [[1, 2], [4, 5]], "service": 1}]}]},
            "breaks: a break in several windows: not supported",
        ),
        (
            {"vehicles": [VAN | {"breaks": [{"max_load": [1]}]}]},
            "max_load: a break with a limit on what is on board: not",
        ),
        (
            {"vehicles": [VAN | {"max_distance": 9}]},
            "max_distance: a limit on distance beside costs of travel time: not",
        ),
        ({"vehicles": [VAN | {"speed_factor": 0.5}]}, "speed_factor: speeds by vehicle: not supported"),
        ({"vehicles": [VAN | {"steps": [{"type": "start"}]}]}, "steps: frozen routes: not supported"),
        ({"vehicles": [{"id": 1, "end_index": 0}]}, "end_index: routes that begin anywhere: not supported"),
        ({"vehicles": [VAN, VAN | {"profile": "bike"}]}, r"profile: travel times by vehicle \(bike, car\): not"),
        ({"vehicles": []}, "vehicles: empty"),
        ({"matrix": [[0, 1]]}, "matrix: is not accepted, use a square matrix"),
        ({"matrix": [[0, -1], [1, 0]]}, "format: distance: -1 is not accepted"),
    ],
)
def test_what_is_not_supported_is_named(tmp_path, changes, message):
    with pytest.raises(InstanceError, match=rf"tour\.json:1: {message}"):
        read(tmp_path, SMALL | changes)


def test_coordinates_alone_need_roads(tmp_path):
    with pytest.raises(InstanceError, match="matrices: missing: coordinates alone need a road server"):
        read(tmp_path, {key: value for key, value in SMALL.items() if key != "matrix"})
