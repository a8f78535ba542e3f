"""Pairs of pick-up and delivery: right values by hand, what is refused, and searches held against brute force."""

import numpy as np
import pytest
from brute_force import optimum

from solvers import Budget, Route, RoutingProblem, Vehicle, audit, create, explain
from solvers.capabilities import Capability, rich_needs
from solvers.instances import InstanceError, read_instance, write_problem
from solvers.problem import Objective
from solvers.random_features import RICH, random_rich_problem
from solvers.solution import rank
from solvers.under_way import rest_of

SPOTS = np.array([0, 10, 20, 30, 40])
LINE = np.abs(SPOTS[:, None] - SPOTS)


def line(van=None, **changes):
    """Depot at 0, stops at 10 to 40 on a line; 5 units go from stop 1 to stop 3, 4 from stop 4 to stop 2."""
    vehicle = Vehicle(**{"name": "van", "count": 2, "capacity": 9} | (van or {}))
    given = {
        "demand": [0, 0, 4, 5, 0],
        "pickup": [0, 5, 0, 0, 4],
        "pairs": [[1, 3], [4, 2]],
        "distance": LINE,
        "vehicles": (vehicle,),
    }
    return RoutingProblem(**given | changes)


def found(problem, *routes):
    plan = [Route(0, stops) for stops in routes]
    seen = {stop for route in routes for stop in route}
    return audit(problem, plan, [stop for stop in range(1, problem.stops + 1) if stop not in seen])


def test_goods_of_pairs_are_on_board_between_their_stops_alone():
    assert found(line({"capacity": 5}), (1, 3, 4, 2)).feasible
    assert (
        found(line({"capacity": 4}), (1, 3, 4, 2)).violations[0] == "route 1: load 5 is above the capacity 4 of 'van'"
    )
    both = (1, 4, 3, 2)
    assert found(line(), both).feasible
    assert found(line({"capacity": 8}), both).violations == ("route 1: load 9 is above the capacity 8 of 'van'",)


def test_goods_from_and_for_the_depot_share_the_room():
    # stop 1 gets 2 from the depot, stop 3 gives 3 for it: 2 leave, 5 are on from 1 to 3, 3 come home
    problem = line({"capacity": 5}, demand=[0, 2, 4, 5, 0], pickup=[0, 5, 0, 3, 4])
    assert found(problem, (1, 3), (4, 2)).feasible
    assert found(problem, (4, 1, 2, 3)).violations[0] == "route 1: load 9 is above the capacity 5 of 'van'"
    assert found(problem, (1, 3, 4, 2)).violations == ("route 1: load 7 is above the capacity 5 of 'van'",)
    assert rich_needs(line()) == Capability.PAIRS
    assert rich_needs(problem) == Capability.PAIRS | Capability.PICKUPS


@pytest.mark.parametrize(
    ("routes", "says"),
    [
        ([(3, 1)], "route 1: stop 3 is before stop 1, its pick-up"),
        ([(1, 4), (3, 2)], "route 1: stop 1 is served without stop 3, its delivery"),
        ([(3,)], "route 1: stop 3 is served without stop 1, its pick-up"),
        ([(1, 0, 3)], "route 1: stop 1, a pick-up, and stop 3, its delivery, are on different trips"),
    ],
)
def test_what_breaks_a_pair_is_told(routes, says):
    assert says in found(line({"max_trips": 3}), *routes).violations


def test_each_dimension_is_carried():
    loads = {"demand": [[0, 0], [0, 0], [4, 1], [5, 6], [0, 0]], "pickup": [[0, 0], [5, 6], [0, 0], [0, 0], [4, 1]]}
    assert found(line({"capacity": (9, 7)}, **loads), (1, 4, 3, 2)).feasible
    assert "in dimension 1" in found(line({"capacity": (9, 6)}, **loads), (1, 4, 3, 2)).violations[0]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"pairs": [[1, 1]]}, r"pairs: \[1, 1\] is not accepted, use two different stops"),
        ({"pairs": [[1, 3], [3, 2]]}, "pairs: stop 3 is in two pairs, use it in one"),
        ({"pairs": [[1, 5]]}, "pairs: 5 is no stop, use 1 to 4"),
        ({"pairs": [[0, 3]]}, "pairs: 0 is no stop, use 1 to 4"),
        ({"pairs": [[1, 2]]}, r"pairs: \[1, 2\] is not accepted, pickup 5 at stop 1 is not demand 4 at stop 2"),
        ({"pairs": [1, 3]}, r"pairs: shape \(2,\) is not accepted, use \(pairs, 2\)"),
        ({"pairs": [[1, -3]]}, "pairs: -3 is not accepted"),
        ({"pairs": [[1.5, 3]]}, "pairs: holds NaN, infinity or fractions, use whole numbers"),
        ({"pairs": [["a", 3]]}, "pairs: 'a' is not accepted"),
        ({"depots": 2, "pairs": [[1, 4]], "pickup": [0, 5, 0, 0, 0]}, "pairs: 4 is no stop, use 1 to 3"),
    ],
)
def test_pairs_that_are_none_are_refused(changes, says):
    with pytest.raises(ValueError, match=says):
        line(**changes)


@pytest.mark.parametrize("name", ["numba", "ortools"])
def test_known_plans_are_found(name):
    def solved(problem):
        result = create(name).solve(problem, Budget(iterations=300), np.random.default_rng(1))
        assert result.audit.feasible
        return result

    assert solved(line({"count": 1})).audit.cost == 80
    assert solved(line({"count": 1, "capacity": 5})).audit.cost == 80
    # who may not carry both at a time drives to 4 for stop 2 and again for stop 3
    crossed = line({"count": 1, "capacity": 5}, pairs=[[1, 4], [2, 3]], demand=[0, 0, 0, 4, 5], pickup=[0, 5, 4, 0, 0])
    assert solved(crossed).audit.cost == 100
    late = line({"count": 1}, time_window=[[0, 900], [0, 900], [0, 900], [0, 30], [0, 30]])
    result = solved(late)
    assert len(result.unserved) == 2, "a pair stays out whole"
    assert all(result.unserved.values())
    trips = line({"count": 1, "max_trips": 2, "max_distance": 140})
    assert solved(trips).audit.cost == 80


def test_optional_pairs_go_in_where_both_prizes_pay():
    for name in ("numba", "ortools"):
        for prize, served in ((19, 2), (21, 4)):
            problem = line({"count": 1}, prize=[-1, -1, prize // 2, -1, prize - prize // 2])
            result = create(name).solve(problem, Budget(iterations=300), np.random.default_rng(1))
            assert problem.stops - len(result.unserved) == served, (name, prize)


@pytest.mark.parametrize("name", ["savings", "insertion", "manual", "pyvrp", "vroom"])
def test_who_plans_no_pairs_says_so(name):
    if name in ("pyvrp", "vroom"):
        pytest.importorskip(name, reason=f"the package {name} is not installed")
    with pytest.raises(ValueError, match="pairs"):
        create(name).solve(line(), Budget(iterations=1), np.random.default_rng(1))


@pytest.mark.parametrize(
    ("name", "rounds", "most"),
    [
        ("numba", 40, 6),
        pytest.param("numba", 800, 7, marks=pytest.mark.nightly),
        pytest.param("ortools", 200, 6, marks=pytest.mark.nightly),
    ],
)
def test_tiny_problems_are_solved_to_the_optimum(name, rounds, most):
    rng, missed = np.random.default_rng(71), 0
    plain = create(name).supports & ~RICH | Capability.PAIRS
    for number in range(rounds):
        further = (Capability(0), Capability.PICKUPS, Capability.CAPACITY_DIMENSIONS, create(name).supports & RICH)
        asked = plain | further[number % 4]
        problem = random_rich_problem(rng, int(rng.integers(2, most)), asked, chance=0.3 if number % 4 == 3 else 1.0)
        if not len(problem.pairs):
            continue
        result = create(name).solve(problem, Budget(iterations=1_000), np.random.default_rng(1))
        best = optimum(problem)
        assert result.audit.feasible, (number, result.audit.violations)
        assert rank(problem, result.audit) >= best.rank
        missed += rank(problem, result.audit) > best.rank
    assert missed <= rounds // 80


def test_a_known_plan_is_kept_as_far_as_its_pairs_are_whole():
    problem = line({"count": 2})
    for known in ([(1, 3, 4, 2)], [(3, 1), (4, 2)], [(1, 4), (2, 3)], [(1,)]):
        plan = [Route(0, stops) for stops in known]
        result = create("numba").solve(problem, Budget(iterations=1), np.random.default_rng(1), warm_start=plan)
        assert result.audit.feasible
        assert not result.unserved


def test_a_pair_that_is_left_out_is_explained():
    late = line({"count": 1}, time_window=[[0, 900], [0, 900], [0, 900], [0, 29], [0, 900]])
    result = create("numba").solve(late, Budget(iterations=200), np.random.default_rng(1))
    assert sorted(result.unserved) == [1, 3]
    one, three = explain(late, result)
    for told in (one, three):
        assert "stop 3 is reached at 30, after 29" in told.reason
        window = next(change for change in told.changes if change.kind == "window")
        assert window.amount == 1
        checked = audit(window.problem, window.routes, ())
        assert checked.feasible
    assert "closing the window of stop 3 1 later" in one.changes[0].text
    assert "closing its window 1 later" in three.changes[0].text


def test_skills_and_prizes_of_a_pair_are_explained_together():
    skilled = line({"skills": 1}, skills=[0, 2, 0, 4, 0])
    first = explain(skilled, [Route(0, (4, 2))])[0]
    assert "lacks skill 1" in first.reason
    assert "stop 3, of its pair: 'van' lacks skill 2" in first.reason
    assert [change.text for change in first.changes] == ["skill 1, 2 for 'van'"]
    dear = line({"count": 1}, prize=[-1, -1, 9, -1, 8])
    told = explain(dear, [Route(0, (1, 3))])[0]
    assert told.reason == "serving stops 4 and 2 costs 20, their prizes are 17"
    assert told.changes[0].text == "raising its prize above 12"


def test_a_pair_that_is_cut_stays_with_its_van():
    problem, plan = line({"count": 2}), [Route(0, (1, 4, 3, 2))]
    for now, pairs in ((5, [(4, 2)]), (15, []), (45, [])):
        rest = rest_of(problem, plan, now)
        assert [(rest.nodes[one], rest.nodes[other]) for one, other in rest.problem.pairs.tolist()] == pairs
        assert audit(rest.problem, rest.routes).feasible
        away = [Route(0, tuple(rest.routes[0].stops[-1:]))]
        assert not audit(rest.problem, away, ()).feasible
        best = create("numba").solve(rest.problem, Budget(iterations=200), np.random.default_rng(1))
        assert audit(problem, rest.whole(best.routes)).feasible


def test_goods_that_were_picked_up_are_delivered_whatever_it_costs():
    """Optional pairs that are hardly worth their way: once the first is picked up, leaving it out is no choice."""
    problem = line(van={"capacity": 5}, prize=[-1, 90, 5, 5, 5])
    rest = rest_of(problem, [Route(0, (1, 3))], 5)
    best = create("numba").solve(rest.problem, Budget(iterations=200), np.random.default_rng(1))
    whole = rest.whole(best.routes)
    assert whole == (Route(0, (1, 3)),)
    assert audit(problem, whole, [2, 4]).feasible
    assert rest.problem.prize.tolist() == [-1, -1, 5, -1, 5, -1]
    classes = rest_of(problem.replace(priority=[0, 1, 2, 1, 2]), [Route(0, (1, 3))], 5).problem
    assert classes.priority.tolist()[:5] == [0, 9, 2, 9, 2]


def test_plain_problems_have_none():
    problem = line(pairs=[], pickup=[0] * 5, demand=[0, 1, 1, 1, 1])
    assert problem.pairs.shape == (0, 2)
    assert not rich_needs(problem)
    assert line().replace(objective=Objective.DURATION).pairs.tolist() == [[1, 3], [4, 2]]
    assert not line().differs(line().copy())
    assert line().differs(line(pairs=[[1, 3]])) == "pairs"


@pytest.mark.parametrize("van", [{}, {"max_trips": 3, "reload_time": 9}], ids=["one trip", "three trips"])
def test_many_pairs_are_planned_next_to_their_neighbours(van):
    """More stops than are looked at everywhere; no plan is worse than a vehicle a pair."""
    rng, stops = np.random.default_rng(5), 180
    pairs = (rng.permutation(stops) + 1).reshape(-1, 2)
    demand, pickup = np.zeros((2, stops + 1), dtype=np.int64)
    demand[pairs[:, 1]] = pickup[pairs[:, 0]] = rng.integers(1, 20, len(pairs))
    opens = rng.integers(0, 5_000, stops + 1)
    opens[pairs[:, 1]] = opens[pairs[:, 0]] + 1_500
    window = np.stack((opens, opens + 2_000), axis=1)
    window[0] = 0, 12_000
    problem = RoutingProblem(
        demand=demand,
        pickup=pickup,
        pairs=pairs,
        coordinates=rng.integers(0, 1_000, (stops + 1, 2)).astype(float),
        time_window=window,
        vehicles=(Vehicle(**{"name": "van", "count": stops, "capacity": 40} | van),),
    )
    result = create("numba").solve(problem, Budget(iterations=300), np.random.default_rng(1))
    assert result.audit.feasible
    assert not result.unserved
    apart = audit(problem, [Route(0, tuple(pair)) for pair in pairs.tolist()])
    assert apart.feasible
    assert result.audit.cost < 0.5 * apart.cost


def test_pairs_in_a_file(tmp_path):
    problem, path = line(), tmp_path / "pairs.json"
    document = write_problem(path, problem, names=True)
    assert (document["version"], document["pairs"]) == (2, [[1, 3], [4, 2]])
    assert not read_instance(path).replace(name="").differs(problem)
    text = path.read_text().replace("[4, 2]\n", "[4, 1]\n")
    path.write_text(text)
    row = 1 + next(at for at, one in enumerate(text.splitlines()) if one.startswith('"pairs"'))
    with pytest.raises(InstanceError, match=rf"pairs\.json:{row}: pairs: stop 1 is in two pairs, use it in one"):
        read_instance(path)
