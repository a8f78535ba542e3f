"""Li and Lim's files: pairs, windows and fleet are read, what is no pair is refused by its line."""

import numpy as np
import pytest

from solvers import Budget, Objective, Route, audit, create
from solvers.instances import InstanceError, read_instance

SMALL = """3\t10\t1
0\t40\t50\t0\t0\t1000\t0\t0\t0
1\t40\t60\t6\t0\t100\t10\t0\t3
2\t43\t50\t-4\t50\t300\t10\t4\t0
3\t43\t54\t-6\t20\t200\t10\t1\t0
4\t40\t53\t4\t0\t400\t10\t0\t2
"""


def read(folder, text):
    path = folder / "small.txt"
    path.write_text(text)
    return read_instance(path)


def test_all_that_a_file_says(tmp_path):
    problem = read(tmp_path, SMALL)
    assert problem.pairs.tolist() == [[1, 3], [4, 2]]
    assert problem.demand.tolist() == [0, 0, 4, 6, 0]
    assert problem.pickup.tolist() == [0, 6, 0, 0, 4]
    assert (problem.vehicles[0].count, problem.vehicles[0].capacity) == (3, 10)
    assert problem.time_window[2].tolist() == [500_000, 3_000_000]
    assert problem.service_time.tolist() == [0] + 4 * [100_000]
    assert problem.objective is Objective.VEHICLES_THEN_DISTANCE
    assert problem.scale == 10_000
    # 10 up, 6.7082 down to stop 3, 3.1623 over to 4, 4.2426 to 2, and 3 home
    found = audit(problem, [Route(0, (1, 3, 4, 2))])
    assert found.feasible
    assert found.cost == 271_131


def test_it_is_planned(tmp_path):
    result = create("numba").solve(read(tmp_path, SMALL), Budget(iterations=200), np.random.default_rng(1))
    assert result.audit.feasible
    assert result.audit.vehicles == 1


def test_speed_divides_distances(tmp_path):
    problem = read(tmp_path, SMALL.replace("3\t10\t1", "3\t10\t2", 1))
    assert int(problem.arc_distance(0, 1)) == 100_000
    assert int(problem.arc_duration(0, 1)) == 50_000
    none = read(tmp_path, SMALL.replace("3\t10\t1", "3\t10\t0", 1))
    assert int(none.arc_duration(0, 1)) == 100_000


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("\t0\t3\n", "\t0\t5\n", "3: pair: 5 is not accepted, use another stop, 1 to 4"),
        ("\t0\t3\n", "\t0\t1\n", "3: pair: 1 is not accepted, use another stop"),
        ("\t0\t3\n", "\t0\t2\n", r"3: pair: stop 2 does not name stop 1 in turn \(line 4\)"),
        ("\t0\t3\n", "\t0\t0\n", "3: pair: pick-up 0 and delivery 0: use 0 for one of them"),
        ("\t0\t3\n", "\t2\t3\n", "3: pair: pick-up 2 and delivery 3: use 0 for one of them"),
        ("\t6\t0\t100", "\t7\t0\t100", "3: demand: 7 and -6 of stop 3 do not add up to 0"),
        ("\t6\t0\t100", "\t6\t200\t100", "3: ready: 200 is after due 100, use ready <= due"),
        ("\t6\t0\t100", "\t6\t-1\t100", "3: ready: -1 is not accepted"),
        ("\t6\t0\t100", "\t6.5\t0\t100", "3: demand: 6.5 is not accepted, use a whole number"),
        ("\t6\t0\t100", "\tsix\t0\t100", "3: stop: 'six' is not a number"),
        ("1\t40\t60", "2\t40\t60", "3: stop: 2 is not accepted, use 1 in this line"),
        ("1\t40\t60\t6", "1\t40\t6", "3: stop: 8 numbers in this line, 9 are accepted"),
        ("3\t10\t1", "0\t10\t1", "1: vehicles: 0 is not accepted, use a whole number >= 1"),
        ("3\t10\t1", "3\t-10\t1", "1: capacity: -10 is not accepted, use a whole number >= 0"),
        ("0\t40\t50\t0", "0\t40\t50\t3", "2: depot: has a demand, a service time or a pair, use 0"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path, old, new, message):
    with pytest.raises(InstanceError, match=rf"small\.txt:{message}"):
        read(tmp_path, SMALL.replace(old, new, 1))


def test_a_delivery_that_takes_and_a_pick_up_that_brings_are_refused(tmp_path):
    turned = SMALL.replace("\t6\t0\t100", "\t-6\t0\t100").replace("\t-6\t20", "\t6\t20")
    with pytest.raises(InstanceError, match="3: demand: -6 is not accepted, use >= 0 at a pick-up"):
        read(tmp_path, turned)
