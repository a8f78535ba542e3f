"""The problem format: every problem comes back as it was, and a file that is wrong says where."""

import json
from dataclasses import fields

import numpy as np
import pytest

from solvers import FAR, Break, Route, RoutingProblem, SpeedProfile, Vehicle, audit
from solvers.capabilities import Capability, rich_needs
from solvers.city import city_wave
from solvers.instances import (
    InstanceError,
    problem_document,
    problem_schema,
    problem_sha256,
    read_instance,
    read_problem,
    write_problem,
)
from solvers.random_features import RICH, random_rich_problem
from solvers.random_problems import random_problem

SMALL = RoutingProblem(
    demand=[0, 4, 5],
    vehicles=(Vehicle("Anna's van", 1, 10, (0, 900), 5, 6, 7), Vehicle("lorry", 2, FAR)),
    distance=[[0, 5, FAR], [5, 0, 6], [7, 6, 0]],
    time_window=[[0, FAR], [10, 20], [0, FAR]],
    prize=[-1, 12, -1],
    name="Main Street",
)


def equal(one, two):
    for item in fields(one):
        a, b = getattr(one, item.name), getattr(two, item.name)
        same = np.array_equal(a, b) if isinstance(a, np.ndarray) else a == b
        assert same, item.name


@pytest.mark.parametrize("seed", range(40))
def test_a_problem_comes_back_whole(tmp_path, seed):
    problem = random_problem(np.random.default_rng(seed), 1 + seed % 9)
    path = tmp_path / "problem.json"
    document = write_problem(path, problem, names=True, coordinates=True)
    assert document["version"] == 1
    equal(read_problem(path), problem)
    assert json.loads(path.read_text()) == json.loads(json.dumps(document))


@pytest.mark.parametrize("seed", range(20))
def test_without_names_and_coordinates_the_numbers_stay(tmp_path, seed):
    problem = random_problem(np.random.default_rng(seed), 1 + seed % 9)
    path = tmp_path / "problem.json"
    write_problem(path, problem)
    bare = read_instance(path)
    assert bare.coordinates is None
    assert problem_sha256(bare) == problem_sha256(problem)
    every = np.arange(problem.stops + 1)
    for measure in ("arc_distance", "arc_duration"):
        pairs = [getattr(one, measure)(every[:, None], every[None, :]) for one in (bare, problem)]
        assert np.array_equal(*pairs)
    assert audit(bare, (), every[1:]) == audit(problem, (), every[1:])


def test_a_rich_problem_comes_back_whole_with_the_same_audit(tmp_path):
    path, met, feasible, plain = tmp_path / "problem.json", Capability(0), 0, 0
    for seed in range(150):
        rng = np.random.default_rng(seed)
        problem = random_rich_problem(rng, 1 + seed % 7, Capability.everything())
        document = write_problem(path, problem, names=True, coordinates=True)
        again = read_problem(path)
        equal(again, problem)
        assert json.loads(path.read_text()) == json.loads(json.dumps(document))
        rich = rich_needs(problem)
        assert rich_needs(again) == rich
        assert not rich or document["version"] == 2
        order = [int(stop) for stop in rng.permutation(np.arange(1, problem.stops + 1))]
        several = int(rng.integers(0, len(order) + 1))
        routes = [Route(int(rng.integers(len(problem.vehicles))), tuple(order[:several]))]
        routes += [Route(int(rng.integers(len(problem.vehicles))), (stop,)) for stop in order[several:]]
        found = audit(problem, routes)
        assert audit(again, routes) == found
        met, feasible, plain = met | rich, feasible + found.feasible, plain + (not rich)
    assert met & RICH == RICH
    assert feasible > 20
    assert plain < 20


@pytest.mark.parametrize(
    ("van", "changes"),
    [
        ({"capacity": (9, 9)}, {"demand": [[0, 0], [1, 2]]}),
        ({"capacity": (9,)}, {}),
        ({}, {"time_window": [[[0, 90], [FAR, FAR]], [[0, 9], [20, 30]]]}),
        ({"breaks": (Break((0, 9), 5),)}, {}),
        ({"max_stops": 1}, {}),
        ({}, {"priority": [0, 3]}),
        ({}, {"speed_profiles": (SpeedProfile((0,), (900,)),)}),
    ],
)
def test_what_version_1_cannot_read_is_version_2(van, changes):
    usual = {"demand": [0, 1], "distance": [[0, 1], [1, 0]]}
    plain = RoutingProblem(vehicles=(Vehicle("van", 1, 9),), **usual)
    assert problem_document(plain)["version"] == 1
    rich = RoutingProblem(vehicles=(Vehicle(**{"name": "van", "count": 1, "capacity": 9} | van),), **usual | changes)
    assert problem_document(rich)["version"] == 2


def test_a_file_names_nobody(tmp_path):
    path = tmp_path / "given_away.json"
    write_problem(path, SMALL)
    text = path.read_text()
    assert "Anna" not in text
    assert "Main Street" not in text
    assert str(FAR) not in text
    assert read_problem(path).name == "given_away"
    assert [vehicle.name for vehicle in read_problem(path).vehicles] == ["vehicle 1", "vehicle 2"]


def test_the_hash_is_of_the_numbers():
    assert problem_sha256(SMALL) == problem_sha256(SMALL.replace(name="other"))
    for change in ({"scale": 10}, {"demand": [0, 4, 6]}, {"objective": "duration"}, {"prize": [-1, 12, 3]}):
        assert problem_sha256(SMALL) != problem_sha256(SMALL.replace(**change))


def test_a_large_problem_keeps_its_coordinates(tmp_path):
    count = 3_001
    line = RoutingProblem(
        demand=np.zeros(count + 1, dtype=int),
        vehicles=(Vehicle("van", 1, 1),),
        coordinates=np.column_stack((np.arange(count + 1), np.zeros(count + 1))),
    )
    with pytest.raises(ValueError, match="coordinates: 3001 stops are too many for a matrix"):
        problem_document(line)
    write_problem(tmp_path / "line.json", line, coordinates=True)
    assert problem_sha256(read_problem(tmp_path / "line.json")) == problem_sha256(line)


def test_the_schema_knows_every_field():
    schema = problem_schema()
    assert set(schema["properties"]) == {"format", "version", "sha256", *(one.name for one in fields(RoutingProblem))}
    assert set(schema["properties"]["vehicles"]["items"]["properties"]) == {one.name for one in fields(Vehicle)}
    for problem in (SMALL, city_wave(5, 1)):
        assert set(problem_document(problem, names=True, coordinates=True)) <= set(schema["properties"])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"orderlab problem"', '"my problem"', ":2: format: 'my problem' is not accepted"),
        ('"version": 1', '"version": 9', ":3: version: 9 is not accepted, use 1 or 2"),
        ('"demand": [0, 4, 5]', '"demand": [0, 4, 6]', ":4: sha256: is not that of the numbers in this file"),
        ('"demand": [0, 4, 5]', '"demands": [0, 4, 5]', ":5: demands: unknown, did you mean demand?"),
        ('"demand": [0, 4, 5]', '"demand": [0, 4, "x"]', ":5: demand: .* is not accepted, use whole numbers"),
        ('"demand": [0, 4, 5]', '"demand": [0, 4, NaN]', ":5: demand: NaN is no number"),
        ('"demand": [0, 4, 5]', '"demand": [0, 4, 1e400]', ":5: demand: .* use whole numbers"),
        ('"demand": [0, 4, 5]', '"demand": [0, 4, [5]]', ":5: demand: rows of different lengths"),
        ('"demand": [0, 4, 5],', '"demand": [0, 4, 5], "demand": [0],', ":5: demand: stands there twice"),
        ('"count": 1', '"count": -1', ":6: vehicles: .*: count: -1 is not accepted"),
        ('"count": 1', '"number": 1', ":6: vehicles: 1: number: unknown, accepted are"),
        ("[5, 0, 6]", "[5, 0]", ":10: distance: rows of different lengths"),
        ("[5, 0, 6],", "", r":10: distance: shape \(2, 3\) is not accepted"),
        ("}\n", "\n", ":.*: format: is no JSON"),
    ],
)
def test_a_wrong_file_names_line_and_field(tmp_path, old, new, message):
    path = tmp_path / "problem.json"
    write_problem(path, SMALL)
    text = path.read_text()
    assert old in text
    at = text.rindex(old) if old == "}\n" else text.index(old)
    path.write_text(text[:at] + new + text[at + len(old) :])
    with pytest.raises(InstanceError, match=rf"problem\.json{message}"):
        read_instance(path)


def test_what_is_whole_already_cannot_be_unrounded(tmp_path):
    write_problem(tmp_path / "problem.json", SMALL)
    with pytest.raises(InstanceError, match=r"problem\.json:1: format: JSON holds whole numbers already"):
        read_instance(tmp_path / "problem.json", unrounded=True)


@pytest.mark.parametrize(
    "text", ["[]", "{}", '{"a": ' * 3000, "{" + '"a":' + "9" * 5000 + "}", '{"format": {}}', "null"]
)
def test_other_json_is_refused_in_one_line(tmp_path, text):
    path = tmp_path / "problem.json"
    path.write_text(text)
    with pytest.raises(InstanceError, match=r"^[^\n]*problem\.json:\d+: format: [^\n]*$"):
        read_instance(path)
