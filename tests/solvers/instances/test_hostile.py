"""Whatever is written into a routing file: a problem, or one line that names file, line and field."""

import json
import re
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvers import Budget, create, explain
from solvers.city import city_wave
from solvers.instances import InstanceError, problem_document, read_instance, read_plan

WINDOWED = """NAME : base
TYPE : VRPTW
DIMENSION : 3
VEHICLES : 2
EDGE_WEIGHT_TYPE : EXPLICIT
EDGE_WEIGHT_FORMAT : FULL_MATRIX
CAPACITY : 10
EDGE_WEIGHT_SECTION
0 5 7
5 0 9
7 9 0
DEMAND_SECTION
1 0
2 4
3 5
TIME_WINDOW_SECTION
1 0 100
2 10 60
3 5 12
SERVICE_TIME_SECTION
1 0
2 2
3 2
DEPOT_SECTION
1
-1
EOF
"""


def read(folder, text, name="hostile.vrp"):
    path = Path(folder) / name
    path.write_text(text, encoding="utf-8")
    return read_instance(path)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("2 10 60", "2 60 10", ":18: TIME_WINDOW_SECTION: 60 is after 10, use opening <= closing"),
        ("1 0 100", "1 100 0", ":17: TIME_WINDOW_SECTION: 100 is after 0, use opening <= closing"),
        ("2 10 60", "2 -10 60", ":18: TIME_WINDOW_SECTION: -10 is not accepted, use a whole number >= 0"),
        ("2 10 60", "2 10", ":18: TIME_WINDOW_SECTION: 2 numbers in this line, 3 are accepted"),
        ("VEHICLES : 2", "VEHICLES : 0", ":4: VEHICLES: '0' is not accepted, use a whole number >= 1"),
        ("VEHICLES : 2", "VEHICLES : 1e9", ":4: VEHICLES: 1000000000 is not accepted, use at most"),
        ("0 5 7", "0 -5 7", ":9: EDGE_WEIGHT_SECTION: -5 is not accepted"),
        ("0 5 7", "0 5", ":11: EDGE_WEIGHT_SECTION: 8 numbers, FULL_MATRIX needs 9"),
        ("0 5 7", "0 5 inf", ":9: EDGE_WEIGHT_SECTION: 'inf' is not accepted, use a finite number"),
        ("2 4\n", "2 1000000000000\n", ":14: DEMAND_SECTION: '1000000000000' is not accepted"),
        ("2 4\n", "2 -4\n", ":14: DEMAND: -4 is not accepted"),
        ("3 2\n", "3 -2\n", ":23: SERVICE_TIME_SECTION: -2 is not accepted"),
        ("1 0\n2 2", "1 9\n2 2", ":21: SERVICE_TIME_SECTION: the depot has 9, use 0"),
        ("CAPACITY : 10", "CAPACITY : -1", ":7: CAPACITY: -1 is not accepted"),
        ("DIMENSION : 3", "DIMENSION : 3.5", ":3: DIMENSION: '3.5' is not accepted"),
        ("NAME : base", "NAME : " + "x" * 10_000 + "\nNAME : y", ":2: NAME: stands there twice"),
        ("TYPE : VRPTW", "TYPE : \x1b[2J", r":2: TYPE: '\\x1b\[2J' is not accepted"),
        ("DEMAND_SECTION", "DEMAND_\x1b[2JSECTION", r":12: DEMAND_\?\[2JSECTION: unknown"),
    ],
)
def test_hostile_values_get_one_line(tmp_path, old, new, message):
    with pytest.raises(InstanceError, match=rf"^[^\n]*hostile\.vrp{message}[^\n]*$") as caught:
        read(tmp_path, WINDOWED.replace(old, new, 1))
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 3_000


@pytest.mark.parametrize(
    ("old", "new", "unserved"),
    [
        ("1 0 100", "1 50 50", {1, 2}),  # the depot is closed but for a moment
        ("1 0 100", "1 0 13", {1, 2}),  # nobody is back in time
        ("3 5 12", "3 0 6", {2}),
        ("2 2\n3 2\nDEPOT", "2 200\n3 2\nDEPOT", {1}),  # service longer than the day
    ],
)
def test_what_cannot_be_served_is_told_with_what_helps(tmp_path, old, new, unserved):
    assert old in WINDOWED
    problem = read(tmp_path, WINDOWED.replace(old, new, 1))
    result = create("savings").solve(problem, Budget(iterations=1), np.random.default_rng(1))
    found = explain(problem, result)
    assert {one.stop for one in found} == set(result.unserved) == unserved
    assert all(one.reason and one.changes for one in found)


PROBLEM = json.dumps(problem_document(city_wave(3, 1), names=True), indent=0)
VROOM = json.dumps(
    {
        "vehicles": [{"id": 1, "start_index": 0, "end_index": 0, "capacity": [9], "time_window": [0, 99]}],
        "jobs": [{"id": 1, "location_index": 1, "service": 3, "delivery": [4], "time_windows": [[5, 50]]}],
        "matrices": {"car": {"durations": [[0, 7], [8, 0]]}},
    },
    indent=0,
)
WORDS = [
    "",
    "-1",
    "0",
    "1",
    "7",
    "1e5",
    "1e400",
    "0.5",
    "NaN",
    "x",
    '"x"',
    "null",
    "[]",
    "{}",
    "[[",
    "true",
    ":",
    ",",
    "9" * 30,
]


@given(st.sampled_from([WINDOWED, PROBLEM, VROOM]), st.data())
def test_a_damaged_file_is_read_or_refused_in_one_line(text, data):
    lines = text.splitlines()
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines) - 1))
        what = data.draw(st.sampled_from(["word", "lose", "double", "swap"]))
        if what == "word":
            words = re.split(r"([ :,\[\]]+)", lines[at])
            words[data.draw(st.integers(0, len(words) - 1))] = data.draw(st.sampled_from(WORDS))
            lines[at] = "".join(words)
        elif what == "lose" and len(lines) > 1:
            del lines[at]
        elif what == "swap":
            other = data.draw(st.integers(0, len(lines) - 1))
            lines[at], lines[other] = lines[other], lines[at]
        else:
            lines.insert(at, lines[at])
    with TemporaryDirectory() as folder:
        said = f"{folder}/hostile.vrp:1: none: "
        try:
            assert read(folder, "\n".join(lines)).stops >= 0
        except InstanceError as error:
            said = str(error)
        assert re.match(rf"{re.escape(folder)}/hostile\.vrp:\d+: [^:]+: ", said)
        assert said.isprintable()


PLAN = "Route #1: 1 2\nRoute #2: 3\nCost 40\n"


@given(st.data())
def test_a_damaged_plan_is_read_or_refused_in_one_line(data):
    problem, text = city_wave(3, 1), PLAN
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        text = (
            text[:at] + data.draw(st.sampled_from([*WORDS, "\n", " ", "Route", "#", "->", "99", "|"])) + text[at + 1 :]
        )
    with TemporaryDirectory() as folder:
        path = Path(folder) / "plan.sol"
        path.write_text(text, encoding="utf-8")
        said = f"{path}:1: none: "
        try:
            plan = read_plan(path, problem)
            assert all(1 <= stop <= problem.stops for route in plan.routes for stop in route.stops)
        except InstanceError as error:
            said = str(error)
        assert re.match(rf"{re.escape(str(path))}:\d+: [^:]+: ", said)
        assert said.isprintable()
