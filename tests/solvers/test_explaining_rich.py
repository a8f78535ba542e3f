"""Stops left out of problems with rich features: the reason, and each change applied, enough and least."""

from dataclasses import fields, replace
from itertools import combinations_with_replacement

import numpy as np
import pytest
from worth import beyond

from solvers import Route, RoutingProblem, Vehicle, audit, create, explain
from solvers.pairs import together
from solvers.problem import FAR, NOWHERE, Break, SpeedProfile
from solvers.protocol import Capability
from solvers.random_features import random_rich_problem

PLACES = np.array([0, 10, 20, 30])


def line(vehicle, **changes):
    """Depot at 0, stops at 10, 20 and 30 on a line, loads of 4."""
    given = {"demand": [0, 4, 4, 4], "distance": np.abs(PLACES[:, None] - PLACES[None, :])} | changes
    return RoutingProblem(vehicles=(vehicle,), **given)


def windows(closes):
    """Stop 3 in one of two windows, from 5 to 10 and from 40 to `closes`."""
    given = np.full((4, 2, 2), FAR)
    given[:, 0, 0] = 0
    given[3] = (5, 10), (40, closes)
    return given


@pytest.mark.parametrize(
    ("problem", "plan", "reason", "texts"),
    [
        (
            line(Vehicle("van", 1, (12, 9)), demand=[[0, 0], [4, 4], [4, 4], [4, 4]]),
            [(1, 2)],
            "route 1 ('van'): load 12 is above the capacity 9 of 'van' in dimension 1",
            ["3 more capacity for 'van' in dimension 1 (12)", "1 more trip for 'van' (2)", "one more 'van'"],
        ),
        (
            line(Vehicle("van", 1, 12), skills=[0, 0, 0, 5]),
            [(1, 2)],
            "'van' lacks skill 0, 2",
            ["skill 0, 2 for 'van'"],
        ),
        (
            line(Vehicle("van", 1, 12), allowed_vehicles=[[1], [1], [1], [0]]),
            [],
            "'van' is not allowed there",
            ["allowing 'van' there"],
        ),
        (
            line(Vehicle("van", 1, 12, max_distance=50)),
            [(1, 2)],
            "route 1 ('van'): is 60 long, 'van' drives 50 at most",
            ["letting 'van' drive 10 further (60)"],
        ),
        (
            line(Vehicle("van", 1, 12, max_stops=2)),
            [(1, 2)],
            "route 1 ('van'): 3 stops, 'van' makes 2 at most",
            ["1 more stop for 'van' (3)", "one more 'van'"],
        ),
        (
            line(Vehicle("van", 1, 8, shift_length=1_000, reload_time=5)),
            [(1, 2)],
            "route 1 ('van'): load 12 is above the capacity 8 of 'van'",
            ["4 more capacity for 'van' (12)", "1 more trip for 'van' (2)", "one more 'van'"],
        ),
        (
            line(Vehicle("van", 1, 12, (0, 100), end=NOWHERE), release_time=[0, 0, 0, 90]),
            [],
            "'van' alone: it ends at 120, after 100",
            ["having its goods 20 earlier (at 70)", "ending the shift of 'van' 20 later (at 120)"],
        ),
        (
            line(Vehicle("van", 1, 8, (0, 50), max_stops=2)),
            [(1, 2)],
            "route 1 ('van'): load 12 is above the capacity 8 of 'van'; 3 stops, 'van' makes 2 at most; "
            "the depot is reached at 60, after 50",
            [],
        ),
        (
            line(Vehicle("van", 1, 3, (0, 50)), skills=[0, 0, 0, 1]),
            [],
            "'van' lacks skill 0; 'van' holds 3, it needs 4; 'van': the depot is reached at 60, after 50",
            [],
        ),
        (
            line(Vehicle("van", 1, 12, shift_length=50)),
            [(1, 2)],
            "route 1 ('van'): it lasts 60, more than 50",
            ["letting 'van' be out 10 longer (60)"],
        ),
        (
            line(Vehicle("van", 1, 12, (0, 60)), time_window=windows(50)),
            [],
            "'van' alone: the depot is reached at 70, after 60",
            [
                "opening its window 10 earlier (at 30)",
                "ending the shift of 'van' 10 later (at 70)",
            ],
        ),
        (
            line(Vehicle("van", 1, 12, (0, 70), breaks=(Break((0, 5), 20),))),
            [],
            "'van' alone: its breaks cannot be taken in their windows",
            ["ending the shift of 'van' 10 later (at 80)", "letting a break of 'van' begin 55 later (at 60)"],
        ),
    ],
)
def test_a_reason_and_what_would_help(problem, plan, reason, texts):
    (found,) = explain(problem, [Route(0, stops) for stops in plan], stops=[3])
    assert found.reason == reason
    assert [change.text for change in found.changes] == texts


def test_a_rush_hour_is_a_reason():
    slow = SpeedProfile((0,), (500,))
    problem = line(Vehicle("van", 1, 12, (0, 100)), speed_profiles=(slow,))
    (found,) = explain(problem, [], stops=[3])
    assert found.reason == "'van' alone: the depot is reached at 120, after 100"
    assert [change.text for change in found.changes] == ["ending the shift of 'van' 20 later (at 120)"]


def test_moments_are_told_by_a_clock_and_lengths_are_not():
    limited = Vehicle("van", 1, 12, (0, 50), max_distance=900)
    (one,) = explain(line(limited), [], stops=[3], clock=lambda time: f"08:{time:02d}")
    assert one.reason == "'van' alone: the depot is reached at 08:60, after 08:50"
    (two,) = explain(line(limited, skills=[0, 0, 0, 1]), [], stops=[3], clock=lambda time: f"08:{time:02d}")
    assert two.reason == "'van' lacks skill 0; 'van': the depot is reached at 08:60, after 08:50"
    (long,) = explain(line(Vehicle("van", 1, 12, shift_length=50)), [], stops=[3], clock=lambda time: f"08:{time:02d}")
    assert long.reason == "'van' alone: it lasts 60, more than 50"


def test_a_stop_of_a_higher_class_has_a_place_whatever_it_costs():
    problem = line(Vehicle("van", 1, 12), prize=[-1, 0, 0, 0], priority=[0, 0, 0, 1])
    low, high = explain(problem, [], stops=[2, 3])
    assert low.reason == "serving it costs 40, its prize is 0"
    assert high.reason == "there is a place for it, where the search did not put it"


def ways(problem, plan, stop):
    """Every plan with the stop, or its pair, put in somewhere or on a trip of its own at either end, tried blindly."""
    served = together(problem, stop)
    for number, route in enumerate(plan):
        vehicle = problem.vehicles[route.vehicle]
        stops = route.stops
        places = combinations_with_replacement(range(len(stops) + 1), len(served))
        there = [(*stops[: at[0]], served[0], *stops[at[0] : at[-1]], *served[1:], *stops[at[-1] :]) for at in places]
        for depot in vehicle.reloads:
            there += [(*stops, depot, *served), (*served, depot, *stops)]
        yield from ([*plan[:number], Route(route.vehicle, new), *plan[number + 1 :]] for new in there)
    for kind in range(len(problem.vehicles)):
        yield [*plan, Route(kind, served)]


def takes(problem, plan, stop, missing):
    left = missing - set(together(problem, stop))
    return any(audit(problem, routes, left).feasible for routes in ways(problem, plan, stop))


def nearer(new, old):
    """A value of a field, with what was changed taken back by one."""
    if isinstance(new, Break):
        return Break(nearer(new.window, old.window), new.duration)
    if isinstance(new, tuple):
        olds = old if isinstance(old, tuple) else (old,)
        return tuple(nearer(one, other) for one, other in zip(new, olds, strict=True))
    return new - np.sign(new - old)


def one_less(problem, change):
    """The changed problem with one unit of the change taken back."""
    if change.kind == "skill":
        return problem
    changes = {}
    for field in ("time_window", "release_time"):
        new, old = getattr(change.problem, field), getattr(problem, field)
        if not np.array_equal(new, old):
            changes[field] = nearer(new, old)
    fleet = []
    for new, old in zip(change.problem.vehicles, problem.vehicles, strict=True):
        limits = [field.name for field in fields(new) if getattr(new, field.name) != getattr(old, field.name)]
        values = {limit: nearer(getattr(new, limit), getattr(old, limit)) for limit in limits}
        fleet.append(
            replace(new, **{key: tuple(map(int, value)) if key == "shift" else value for key, value in values.items()})
        )
    return problem.replace(vehicles=tuple(fleet), **changes)


def some_plan(rng, problem):
    """A feasible plan of about half of the stops, each at the first place that takes it."""
    plan, missing = [], set(range(1, problem.stops + 1))
    for stop in rng.permutation(problem.stops)[: problem.stops // 2] + 1:
        left = missing - set(together(problem, int(stop)))
        for routes in ways(problem, plan, int(stop)):
            if audit(problem, routes, left).feasible:
                plan, missing = routes, left
                break
    return plan, missing


@pytest.mark.parametrize("seeds", [range(25, 55), pytest.param(range(5_000), marks=pytest.mark.nightly)])
def test_changes_are_applied_enough_and_least(seeds):
    features, told = create("ortools").supports | Capability.TIME_DEPENDENT, set()
    for seed in seeds:
        rng = np.random.default_rng(seed)
        problem = random_rich_problem(rng, 1 + seed % 7, features, chance=0.4)
        plan, missing = some_plan(rng, problem)
        served = set(range(1, problem.stops + 1)) - missing
        for found in explain(problem, plan):
            assert found.reason
            kinds = [change.kind for change in found.changes]
            assert len(set(kinds)) == len(kinds)
            told.update(kinds)
            if takes(problem, plan, found.stop, missing):
                least = beyond(problem, plan, found.stop, missing, ways)
                assert [change.amount for change in found.changes] == [least + 1] * bool(least), seed
            for change in found.changes:
                checked = audit(change.problem, change.routes, missing - set(together(problem, found.stop)))
                assert checked.feasible, (seed, change.text, checked.violations)
                visited = {stop for route in change.routes for stop in route.stops} - set(problem.depot_nodes)
                assert visited == served | set(together(problem, found.stop))
                if change.kind != "prize":
                    assert change.beyond == beyond(change.problem, plan, found.stop, missing, ways), (seed, change.text)
                    assert not takes(one_less(problem, change), plan, found.stop, missing), (seed, change.text)
    assert {"window", "shift", "capacity", "skill", "vehicle", "stops", "distance"} <= told, told
