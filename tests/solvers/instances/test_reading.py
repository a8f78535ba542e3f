import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvers.instances import InstanceError, read_instance, read_solution

VRP = """NAME : tiny
TYPE : CVRP
DIMENSION : 3
EDGE_WEIGHT_TYPE : EUC_2D
CAPACITY : 10
NODE_COORD_SECTION
1 0 0
2 3 4
3 0 9
DEMAND_SECTION
1 0
2 4
3 5
DEPOT_SECTION
1
-1
EOF
"""
SOLOMON = """tiny

VEHICLE
NUMBER     CAPACITY
  25         200

CUSTOMER
CUST NO.  XCOORD.  YCOORD.  DEMAND  READY TIME  DUE DATE  SERVICE TIME

    0      35         35          0          0       230          0
    1      41         49         10        161       171         10
    2      35         17          7         50        60         10
"""


def read(tmp_path, text, name="tiny.vrp"):
    path = tmp_path / name
    path.write_text(text)
    return read_instance(path)


def test_a_vrp_file(tmp_path):
    problem = read(tmp_path, VRP)
    assert problem.arc_distance([0, 1], [1, 2]).tolist() == [5, 6]
    assert problem.demand.tolist() == [0, 4, 5]


def test_a_solomon_file(tmp_path):
    problem = read(tmp_path, SOLOMON, "tiny.txt")
    assert problem.arc_distance(0, 1) == 152
    assert problem.time_window.tolist() == [[0, 2300], [1610, 1710], [500, 600]]
    assert problem.service_time.tolist() == [0, 100, 100]


def test_explicit_weights(tmp_path):
    text = VRP.replace("EUC_2D", "EXPLICIT\nEDGE_WEIGHT_FORMAT : LOWER_ROW")
    text = text.replace("NODE_COORD_SECTION\n1 0 0\n2 3 4\n3 0 9\n", "EDGE_WEIGHT_SECTION\n7\n8 9\n")
    assert read(tmp_path, text).distance.tolist() == [[0, 7, 8], [7, 0, 9], [8, 9, 0]]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("DIMENSION : 3", "DIMENSION : 4", ":13: DEMAND_SECTION: 3 rows, DIMENSION says 4"),
        ("2 3 4", "2 3 nan", ":8: NODE_COORD_SECTION: 'nan' is not accepted, use a finite number"),
        (
            "2 3 4",
            "2 3 -1e30",
            ":8: NODE_COORD_SECTION: '-1e30' is not accepted, use a finite number, 1000000000 at most",
        ),
        ("CAPACITY : 10", "CAPACITY : 1e30", ":5: CAPACITY: '1e30' is not accepted"),
        ("1 0\n2 4", "1 3\n2 4", ":11: DEMAND: the depot has 3, use 0"),
        ("2 3 4", "2 3 x", ":8: NODE_COORD_SECTION: 'x' is not a number"),
        ("2 3 4", "2 3", ":8: NODE_COORD_SECTION: 2 numbers in this line, 3 are accepted"),
        ("2 4\n", "2 44\n", ":12: DEMAND: 44 is not accepted, use a whole number from 0 to 10"),
        ("EUC_2D", "EUC", ":4: EDGE_WEIGHT_TYPE: 'EUC' is not accepted, "),
        ("CAPACITY : 10\n", "", ":16: CAPACITY: missing"),
        ("TYPE : CVRP", "TYPE : TSP", ":2: TYPE: 'TSP' is not accepted"),
        ("DEPOT_SECTION\n1", "DEPOT_SECTION\n2", ":12: DEMAND: the depot has 4, use 0"),
        ("DIMENSION : 3", "DIMENSION : three", ":3: DIMENSION: 'three' is not a number"),
        (VRP, "hello\n", ":1: format: unknown"),
    ],
)
def test_a_wrong_vrp_file_names_line_and_field(tmp_path, old, new, message):
    with pytest.raises(InstanceError) as caught:
        read(tmp_path, VRP.replace(old, new, 1))
    assert str(caught.value).startswith(str(tmp_path / "tiny.vrp") + message)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("161       171", "171       161", ":11: READY TIME: 171 is after the DUE DATE 161"),
        ("10        161", "999       161", ":11: DEMAND: 999 is above the capacity, use at most 200"),
        ("10        161", "-1        161", ":11: DEMAND: -1 is not accepted"),
        ("0          0       230", "3          0       230", ":10: DEMAND: the depot has 3, use 0"),
        ("230          0", "230          9", ":10: SERVICE TIME: the depot has 9, use 0"),
        ("171         10", "171       1e12", ":11: CUSTOMER: '1e12' is not accepted"),
        ("    2      35", "    7      35", ":12: CUST NO: 7 is not accepted, use 2 in this line"),
        ("25         200", "25", ":5: VEHICLE: 1 values in this line"),
        ("    2      35         17", "    2      35", ":12: CUSTOMER: 6 numbers in this line, 7 are accepted"),
    ],
)
def test_a_wrong_solomon_file_names_line_and_field(tmp_path, old, new, message):
    with pytest.raises(InstanceError) as caught:
        read(tmp_path, SOLOMON.replace(old, new, 1), "tiny.txt")
    assert str(caught.value).startswith(str(tmp_path / "tiny.txt") + message)


@pytest.mark.parametrize(
    ("old", "new", "field", "value"),
    [
        ("161       171", "161       161", "time_window", [1610, 1610]),
        ("10        161", "200       161", "demand", 200),
        ("10        161", "0         161", "demand", 0),
        ("171         10", "171          0", "service_time", 0),
    ],
)
def test_a_solomon_file_may_say_what_is_just_possible(tmp_path, old, new, field, value):
    problem = read(tmp_path, SOLOMON.replace(old, new, 1), "tiny.txt")
    assert getattr(problem, field)[1].tolist() == value


def test_a_missing_file(tmp_path):
    with pytest.raises(InstanceError, match=r"nothing\.vrp: file: No such file"):
        read_instance(tmp_path / "nothing.vrp")


def test_a_wrong_solution_names_the_line(tmp_path):
    problem = read(tmp_path, VRP)
    path = tmp_path / "tiny.sol"
    path.write_text("Route #1: 1\nRoute #2: 5\nCost 3\n")
    with pytest.raises(InstanceError, match=r"tiny\.sol:2: Route: stop 5 does not exist, use 1 to 2"):
        read_solution(path, problem)


WORDS = ["", "-1", "0", "1", "2", "7", "1e5", "1e9", "1e400", "0.5", "nan", "x", "1_0", "\u0663", ":", "EOF", "-"]


@given(st.sampled_from([VRP, SOLOMON]), st.data())
def test_a_damaged_file_is_read_or_refused_in_one_line(text, data):
    """Whatever words are changed and lines lost or doubled: a problem, or one line with file and line number."""
    lines = text.splitlines()
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines) - 1))
        words = lines[at].split(" ")
        what = data.draw(st.sampled_from(["word", "lose", "double"]))
        if what == "word":
            words[data.draw(st.integers(0, len(words) - 1))] = data.draw(st.sampled_from(WORDS))
            lines[at] = " ".join(words)
        elif what == "lose" and len(lines) > 1:
            del lines[at]
        else:
            lines.insert(at, lines[at])
    with TemporaryDirectory() as folder:
        path = Path(folder) / "damaged.vrp"
        path.write_text("\n".join(lines), encoding="utf-8")
        try:
            assert read_instance(path).stops >= 0
            said = f"{path}:1: none: "
        except InstanceError as error:
            said = str(error)
    assert re.match(rf"{re.escape(str(path))}:\d+: [^:]+: ", said)
    assert "\n" not in said
