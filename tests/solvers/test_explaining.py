"""Reasons for stops left out: every change is applied, is enough, and one less of it is not."""

from dataclasses import replace

import numpy as np
import pytest
from worth import beyond

from solvers import Budget, Route, RoutingProblem, Vehicle, audit, create, explain
from solvers.problem import FAR
from solvers.random_problems import random_problem

WHAT = {"window": "time_window", "depot": "time_window", "prize": "prize"}
FLEET = {"shift": "shift", "capacity": "capacity", "vehicle": "count"}


def line(**changes):
    """Depot at 0, stops at 10, 20 and 30 on a line."""
    place = np.array([0, 10, 20, 30])
    base = RoutingProblem(
        demand=[0, 4, 4, 4],
        vehicles=(Vehicle("van", 1, 12, (100, 200)),),
        distance=np.abs(place[:, None] - place[None, :]),
    )
    return base.replace(**changes)


def window(stop, opens, closes):
    windows = np.full((4, 2), (0, FAR))
    windows[stop] = opens, closes
    return windows


@pytest.mark.parametrize(
    ("changes", "plan", "stop", "reason", "texts"),
    [
        (
            {"time_window": window(3, 0, 113)},
            [],
            3,
            "'van' reaches it at 130 at the earliest, its window closes at 113",
            ["closing its window 17 later (at 130)", "beginning the shift of 'van' 17 earlier (at 83)"],
        ),
        (
            {"time_window": window(3, 180, 190)},
            [(1, 2)],
            3,
            "route 1 ('van') would be back at 210, after 200",
            ["opening its window 10 earlier (at 170)", "ending the shift of 'van' 10 later (at 210)"],
        ),
        (
            {"vehicles": (Vehicle("van", 1, 9),)},
            [(1, 2)],
            3,
            "no vehicle has room for its 4: the most that is left is 1",
            ["3 more capacity for 'van' (12)", "one more 'van'"],
        ),
        (
            {"demand": [0, 4, 4, 15]},
            [],
            3,
            "demand 15 is above the largest vehicle's capacity 12",
            ["3 more capacity for 'van' (15)"],
        ),
        (
            {"prize": [-1, -1, -1, 6]},
            [(1, 2)],
            3,
            "serving it costs 20, its prize is 6",
            ["raising its prize above 20"],
        ),
        # at a cost of just its prize a stop is as good served as left out
        ({"prize": [-1, -1, -1, 20]}, [(1, 2)], 3, "there is a place for it, where the search did not put it", []),
        ({"vehicles": (Vehicle("van", 0, 9),)}, [], 3, "no vehicle is available", ["one more 'van'"]),
        (
            {"time_window": window(3, 150, 140)},
            [],
            3,
            "its time window [150, 140] is inverted",
            ["closing its window 10 later (at 150)"],
        ),
        ({}, [(1, 2)], 3, "there is a place for it, where the search did not put it", []),
        (
            {"scale": 10, "time_window": window(3, 0, 113)},
            [],
            3,
            "'van' reaches it at 13 at the earliest, its window closes at 11.3",
            ["closing its window 1.7 later (at 13)", "beginning the shift of 'van' 1.7 earlier (at 8.3)"],
        ),
    ],
)
def test_a_reason_and_what_would_help(changes, plan, stop, reason, texts):
    (found,) = explain(line(**changes), [Route(0, stops) for stops in plan], stops=[stop])
    assert (found.stop, found.reason) == (stop, reason)
    assert [change.text for change in found.changes] == texts
    assert str(found) == (f"{reason}; {' or '.join(texts)} would do" if texts else reason)


@pytest.mark.parametrize(
    ("prize", "texts"),
    [
        (60, "closing its window 17 later (at 130) or beginning the shift of 'van' 17 earlier (at 83) would do"),
        (59, "closing its window 17 later (at 130) or beginning the shift of 'van' 17 earlier (at 83) would let it in, "
         "at a cost above its prize"),
    ],
)  # fmt: skip
def test_a_change_that_costs_more_than_the_prize_would_not_do(prize, texts):
    (found,) = explain(line(time_window=window(3, 0, 113), prize=[-1, -1, -1, prize]), [], stops=[3])
    assert str(found) == f"'van' reaches it at 130 at the earliest, its window closes at 113; {texts}"
    assert [change.beyond for change in found.changes] == [60 - prize] * 2


def test_the_cheapest_of_two_that_help_is_told():
    vans = (Vehicle("dear", 0, 9, fixed_cost=50), Vehicle("cheap", 0, 9, fixed_cost=5))
    (found,) = explain(line(vehicles=vans, prize=[-1, -1, -1, 10], objective="cost"), [], stops=[3])
    assert str(found) == "no vehicle is available; one more 'cheap' would do"


def test_a_stop_reachable_over_others_is_not_said_to_be_out_of_reach():
    road = np.array([[0, 5, FAR], [5, 0, 6], [7, 6, 0]])
    problem = RoutingProblem(demand=[0, 1, 1], vehicles=(Vehicle("van", 2, 9),), distance=road)
    (one, two) = explain(problem, [])
    assert one.reason == "there is a place for it, where the search did not put it"
    told = "on a route of its own no road leads to it and back, and no route passes where it would fit"
    assert (two.reason, two.changes) == (told, ())
    (two,) = explain(problem, [Route(0, (1,))])
    assert two.reason == "there is a place for it, where the search did not put it"
    cut_off = np.array([[0, 5, FAR], [5, 0, FAR], [7, 6, 0]])
    (_, two) = explain(problem.replace(distance=cut_off), [])
    assert two.reason == "no road leads to it and back"


def test_times_are_told_by_a_clock():
    (found,) = explain(line(time_window=window(3, 0, 113)), [], stops=[3], clock=lambda time: f"09:{time - 100:02d}")
    assert found.reason == "'van' reaches it at 09:30 at the earliest, its window closes at 09:13"


def test_at_most_twenty_required_stops_first():
    problem = RoutingProblem(
        demand=[0] + [1] * 30,
        vehicles=(Vehicle("van", 0, 1),),
        distance=np.ones((31, 31), dtype=int),
        prize=[-1] + [5] * 15 + [-1] * 15,
    )
    assert [found.stop for found in explain(problem, [])] == [*range(16, 31), *range(1, 6)]


def test_a_wrong_plan_or_stop_is_refused():
    with pytest.raises(ValueError, match="solution: is not feasible, route 1: load 12 is above"):
        explain(line(vehicles=(Vehicle("van", 1, 9),)), [Route(0, (1, 2, 3))])
    with pytest.raises(ValueError, match="stops: 1 is in the plan"):
        explain(line(), [Route(0, (1,))], stops=[1])
    with pytest.raises(ValueError, match="stops: 9 does not exist, use 1 to 3"):
        explain(line(), [], stops=[9])


def insertions(problem, plan, stop):
    """Every plan with the stop put in somewhere, tried blindly."""
    for number, route in enumerate(plan):
        for at in range(len(route.stops) + 1):
            yield [
                *plan[:number],
                Route(route.vehicle, (*route.stops[:at], stop, *route.stops[at:])),
                *plan[number + 1 :],
            ]
    for kind in range(len(problem.vehicles)):
        yield [*plan, Route(kind, (stop,))]


def takes(problem, plan, stop, missing):
    return any(audit(problem, routes, missing - {stop}).feasible for routes in insertions(problem, plan, stop))


def towards(new, old):
    """A number that was changed, one less changed."""
    return new - np.sign(new - old)


def one_less(problem, change):
    """The changed problem with one unit of the change taken back."""
    if change.kind in WHAT:
        field = WHAT[change.kind]
        return problem.replace(**{field: towards(getattr(change.problem, field), getattr(problem, field))})
    field, fleet = FLEET[change.kind], []
    for new, old in zip(change.problem.vehicles, problem.vehicles, strict=True):
        values = towards(np.array(getattr(new, field)), np.array(getattr(old, field)))
        fleet.append(replace(new, **{field: tuple(values.tolist()) if values.ndim else int(values)}))
    return problem.replace(vehicles=tuple(fleet))


def loosened(problem, stop):
    """Kind of change -> the problem with as much of it as there can be, in each way of doing it."""
    windows = problem.time_window.copy()
    windows[stop, 1] = FAR
    yield "window", problem.replace(time_window=windows)
    windows = problem.time_window.copy()
    windows[stop, 0] = 0
    yield "window", problem.replace(time_window=windows)
    for edge in ((0, 0), (0, 1)):
        windows = problem.time_window.copy()
        windows[edge] = FAR if edge[1] else 0
        yield "depot", problem.replace(time_window=windows)
    for kind, vehicle in enumerate(problem.vehicles):
        for what, values in {
            "capacity": {"capacity": 10**6},
            "vehicle": {"count": vehicle.count + 1},
            "shift": {"shift": (0, vehicle.shift[1])},
            " shift": {"shift": (vehicle.shift[0], FAR)},
        }.items():
            fleet = [replace(one, **values) if at == kind else one for at, one in enumerate(problem.vehicles)]
            yield what.strip(), problem.replace(vehicles=tuple(fleet))


@pytest.mark.parametrize("seeds", [range(150), pytest.param(range(150, 5_000), marks=pytest.mark.nightly)])
def test_changes_are_applied_enough_and_least(seeds):
    told = dict.fromkeys(("window", "depot", "shift", "capacity", "vehicle", "prize"), 0)
    for seed in seeds:
        rng = np.random.default_rng(seed)
        problem = random_problem(rng, 1 + seed % 8)
        plan = list(create("insertion").solve(problem, Budget(iterations=2), rng).routes)
        seen = {stop for route in plan for stop in route.stops}
        missing = set(range(1, problem.stops + 1)) - seen
        for found in explain(problem, plan):
            assert found.reason
            for change in found.changes:
                told[change.kind] += 1
                checked = audit(change.problem, change.routes, missing - {found.stop})
                assert checked.feasible
                assert {stop for route in change.routes for stop in route.stops} == seen | {found.stop}
                if change.kind == "prize":
                    assert checked.objective_cost == audit(change.problem, plan, missing).objective_cost - 1
                else:
                    assert not takes(one_less(problem, change), plan, found.stop, missing)
                    assert change.beyond == beyond(change.problem, plan, found.stop, missing, insertions), seed
            kinds = {change.kind for change in found.changes}
            if takes(problem, plan, found.stop, missing):
                least = beyond(problem, plan, found.stop, missing, insertions)
                assert [change.amount for change in found.changes] == [least + 1] * bool(least), seed
                continue
            for kind, looser in loosened(problem, found.stop):
                if kind not in kinds:
                    assert not takes(looser, plan, found.stop, missing), (seed, found.stop, kind)
    assert min(told.values()) > 0, told
