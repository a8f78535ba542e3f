"""Plans as people write them, for the base problem of four stops that costs 40."""

import numpy as np
import pytest

from solvers import Route, RoutingProblem, Vehicle, audit
from solvers.instances import InstanceError, known_cost, read_plan, read_solution, write_solution

BASE = RoutingProblem(
    demand=[0, 4, 5, 4, 5],
    vehicles=(Vehicle("vehicle", 4, 10),),
    coordinates=[[0, 0], [3, 4], [6, 8], [-3, 4], [-6, 8]],
)
RIGHT = [Route(0, (1, 2)), Route(0, (3, 4))]


def plan(folder, text, problem=BASE, encoding="utf-8"):
    path = folder / "plan.sol"
    path.write_bytes(text.encode(encoding))
    return read_plan(path, problem)


@pytest.mark.parametrize(
    "text",
    [
        "Route #1: 1 2\nRoute #2: 3 4\nCost 40\n",
        "Route #1: 1, 2\nRoute #2: 3, 4\nCost 40\n",
        "Route #1: 1 -> 2\nRoute #2: 3→4\nCost: 40\n",
        "Route 1: 0 -> 1 -> 2 -> 0\nRoute 2: 0 - 3 - 4 - 0\n",
        "Route #1: 0 1 2 0\nRoute #2: 0 3 4 0\nCost 40\n",
        "Route #1: 1 2 3 1\nRoute #2: 1 4 5 1\nCost 40\n",
        "Route #1: 1.0 2.0\nRoute #2: 3 4\nCost 40\n",
        "Route 1 1 2\nRoute 2 3 4\n",
        "route #1: 1 2\nroute #2: 3 4\ncost: 40.0\n",
        "Route #1: 1\n2\nRoute #2: 3\n  4\nCost 40\n",
        "Instance name : base\nAuthors : A. Nother\nDate : 2026\nSolution\nRoute 1 : 1 2\nRoute 2 : 3 4\n",
        "Route #1: 1 2\nRoute #2: 3 4\nCost 40\nRoutes are proven optimal: yes\nTime 12\n",
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_plan_is_read(tmp_path, text, end):
    read = plan(tmp_path, text.replace("\n", end))
    assert read.routes == RIGHT
    assert not read.contradicts(BASE, audit(BASE, read.routes).cost)


def test_other_encodings(tmp_path):
    for encoding in ("latin-1", "utf-8-sig", "utf-16"):
        text = "Auteur : Sørensen\nRoute #1: 1 2\nRoute #2: 3 4\n"
        assert plan(tmp_path, text, encoding=encoding).routes == RIGHT


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", ":1: Route: missing"),
        ("1 2\n3 4\n", ":1: Route: missing"),
        ('{"routes":[]}', ":1: format: JSON is not a plan here"),
        ("Route #1: 1.5 2\n", r":1: Route: '1\.5' is not accepted"),
        ("Route #1: 1 -2\n", ":1: Route: '-2' is not accepted"),
        ("Route #1: 1 2\nRoute #2: 3 x\n", ":2: Route: 'x' is not a number"),
        ("Route #1: 1 2\nRoute #2: 3\n 9\n", ":2: Route: stop 9 does not exist, use 1 to 4"),
        ("Route #1: 1 | 2\n", ":1: Route: .* makes one trip"),
        ("Route #1: 1 0 2\n", ":1: Route: .* makes one trip"),
    ],
)
def test_what_is_no_plan_is_refused(tmp_path, text, message):
    with pytest.raises(InstanceError, match=rf"plan\.sol{message}"):
        plan(tmp_path, text)


@pytest.mark.parametrize(
    ("stated", "contradicts"),
    [("40", False), ("40.0", False), ("39", True), ("40.4", True), ("40.04", True), ("unknown", False)],
)
def test_a_stated_cost_is_held_against_the_audit(tmp_path, stated, contradicts):
    read = plan(tmp_path, f"Route #1: 1 2\nRoute #2: 3 4\nCost {stated}\n")
    assert read.contradicts(BASE, audit(BASE, read.routes).cost) == contradicts


def test_a_stated_cost_may_be_rounded(tmp_path):
    read = plan(tmp_path, "Route #1: 1 2\nRoute #2: 3 4\nCost 555.43\n")
    assert not read.contradicts(BASE, 555.4301)
    assert read.contradicts(BASE, 555.44)


def test_a_cost_may_be_published_in_other_units():
    thousandths = BASE.replace(scale=1_000)
    assert known_cost(thousandths, 40_000, near=40.0) == 40.0
    assert known_cost(thousandths, 40.0, near=41.0) == 40.0
    assert known_cost(BASE, 40_000, near=40) == 40_000
    priced = BASE.replace(objective="cost")
    assert known_cost(priced, 351.7, near=35_210) == pytest.approx(35_170)
    assert known_cost(priced, 35_170_000, near=35_210) == pytest.approx(35_170)
    assert known_cost(priced, 0, near=0) == 0


def test_route_k_is_driven_by_vehicle_k(tmp_path):
    fleet = (Vehicle("a", 2, 10), Vehicle("b", 2, 20))
    problem = BASE.replace(vehicles=fleet)
    routes = [Route(0, (1, 2)), Route(1, (3, 4))]
    path = tmp_path / "mine.sol"
    write_solution(path, problem, routes, audit(problem, routes))
    assert path.read_text() == "Route #1: 1 2\nRoute #2:\nRoute #3: 3 4\nCost 40\n"
    assert [route for route in read_solution(path, problem) if route.stops] == routes
    with pytest.raises(InstanceError, match=r"plan\.sol:5: Route: route 5 has no vehicle, there are 4"):
        plan(tmp_path, "".join(f"Route #{number}: {number % 5}\n" for number in range(1, 6)).replace("0", "1"), problem)


def test_stops_with_a_prize_may_be_left_out(tmp_path):
    problem = BASE.replace(prize=np.array([-1, -1, -1, 7, -1]))
    read = plan(tmp_path, "Route #1: 1 2\nRoute #2: 4\n", problem)
    assert read.unserved == (3,)
    assert audit(problem, read.routes, read.unserved).feasible
