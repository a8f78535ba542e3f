"""Cordeau's files: two depots with limits of their own, windows, and what is refused."""

import pytest
from brute_force import optimum

from solvers import FAR, Route, audit
from solvers.instances import InstanceError, in_file_units, read_instance

TWO = """2 2 3 2
0 20
30 8
1 3 4 2 7 1 2 1 2
2 6 8 0 5 1 2 1 2
3 20 4 1 5 1 2 1 2
4 0 0 0 0 0 0
5 20 0 0 0 0 0
"""
TIMED = """6 1 2 1
25 0
1 3 4 2 7 1 1 1 9 40
2 6 8 0 5 1 1 1 0 90
3 0 0 0 0 0 0 0 99
"""


def read(folder, text):
    path = folder / "p.txt"
    path.write_text(text)
    return read_instance(path)


def test_several_depots(tmp_path):
    """Two stops from the first depot, one from the second: 5 + 5 + 10 and 4 + 4."""
    problem = read(tmp_path, TWO)
    assert [(one.count, one.capacity, one.shift[1], one.start, one.end) for one in problem.vehicles] == [
        (2, 20, FAR, 0, 0),
        (2, 8, 300_000, 4, 4),
    ]
    assert problem.service_time.tolist() == [0, 20_000, 0, 10_000, 0]
    required, cost = optimum(problem).rank
    assert (required, in_file_units(cost, problem.scale)) == (0, 28)


def test_windows_and_a_longest_duration_with_service(tmp_path):
    problem = read(tmp_path, TIMED)
    (van,) = problem.vehicles
    assert (van.capacity, van.shift_length, van.shift) == (FAR, 250_000, (0, FAR))
    assert problem.time_window.tolist() == [[0, 990_000], [90_000, 400_000], [0, 900_000]]
    assert audit(problem, [Route(0, (1, 2))]).feasible
    longer = read(tmp_path, TIMED.replace("25 0", "21 0"))
    assert audit(longer, [Route(0, (1, 2))]).violations == ("route 1: it lasts 22, more than 21",)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("2 2 3 2", "1 2 3 2", ":1: type: 1 (several periods) is not supported here"),
        ("2 2 3 2", "2 2 4 2", ":8: rows: 8 in this file, its first line asks for 9"),
        ("7 1 2 1 2", "7 2 1 3", ":4: frequency: frequency 2 with 1 combinations: not supported here"),
        ("7 1 2 1 2", "7.5 1 2 1 2", ":4: demand: 7.5 is not accepted"),
        ("30 8", "30 8 1", ":3: duration, load: 3 numbers in this line, 2 are accepted"),
        ("30 8", "-3 8", ":3: duration, load: -3 8 is not accepted"),
        ("2 6 8", "2 6 x", ":5: customer: 'x' is not a number"),
        ("5 20 0 0", "5 20 x", ":8: depot: 'x' is not a number"),
    ],
)
def test_what_is_refused(tmp_path, old, new, message):
    assert old in TWO
    with pytest.raises(InstanceError) as caught:
        read(tmp_path, TWO.replace(old, new, 1))
    assert f"p.txt{message}" in str(caught.value)
