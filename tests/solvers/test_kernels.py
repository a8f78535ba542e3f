"""The kernels' own promises; with NUMBA_DISABLE_JIT=1 they run as plain Python (the last test does that)."""

import os
import subprocess
import sys

import numpy as np
import pytest

from solvers import Objective, Route, audit
from solvers.city import city_wave
from solvers.engines import neighbours
from solvers.engines.first_plan import insert_absent
from solvers.engines.kernel_data import build, laid_out, routes_of
from solvers.engines.prices import prices
from solvers.kernels import clock, links, recreate, rng, ruin
from solvers.kernels.anneal import anneal
from solvers.kernels.construct import start
from solvers.kernels.state import ABSENT, BEST, CURRENT, NONE, Moves, copy_of
from solvers.kernels.tails import change_tails
from solvers.random_problems import random_problem

MOVES = Moves(8.0, 8.0, 1 << 25, 3_000, 6_000, 6_000, 2, 1.0)
COMPILED = os.environ.get("NUMBA_DISABLE_JIT", "0") != "1"


def planned(problem, draws=None):
    """A search set-up with every stop inserted; returns it and the cost by the kernels."""
    draws = np.array([3, 5], dtype=np.int64) if draws is None else draws
    setup = build(problem, [], 20, 20)
    cost = int(setup.plan.node.prize[1 : problem.stops + 1].sum())
    cost += insert_absent(setup, draws)
    return setup, cost


def cost_of(problem, setup):
    """Kernel cost of the plan by the audit's own distances and durations."""
    routes = routes_of(setup, setup.plan.node.following)
    price = prices(problem)
    total = 0
    for route in routes:
        alone = audit(problem, [route], set(range(1, problem.stops + 1)) - set(route.stops))
        kind = route.vehicle
        total += price.fixed[kind] + alone.distance * price.distance[kind] + alone.duration * price.time[kind]
    served = {stop for route in routes for stop in route.stops}
    return total + sum(int(setup.plan.node.prize[stop]) for stop in range(1, problem.stops + 1) if stop not in served)


def test_the_generator_is_uniform_enough():
    state = np.array([1, 2], dtype=np.int64)
    counts = np.bincount([rng.below(state, 10) for _ in range(20_000)], minlength=10)
    assert counts.min() > 1_800
    assert 0.95 < np.mean([rng.exponential(state) for _ in range(20_000)]) < 1.05


def test_linking_and_unlinking_are_inverse():
    setup, _ = planned(city_wave(20, 1))
    before = {name: setup.plan.node[name].copy() for name in ("following", "previous", "gap", "leg")}
    slots = setup.plan.slot.copy()
    stop = int(setup.plan.node.following[setup.data.stops + 1 + int(np.argmax(setup.plan.fleet.visits))])
    behind = int(setup.plan.node.previous[stop])
    links.unlink(setup.data, setup.plan, stop)
    assert setup.plan.slot[stop] == NONE
    links.link(setup.data, setup.plan, stop, behind)
    for name, values in before.items():
        assert (setup.plan.node[name] == values).all(), name
    assert (setup.plan.slot == slots).all()


def test_construction_cost_is_the_audits():
    draws = np.random.default_rng(8)
    for _ in range(30 if COMPILED else 5):
        problem = random_problem(draws, 15, ugly=False)
        setup, cost = planned(problem)
        assert cost == cost_of(problem, setup)


def test_spread_and_refresh_agree():
    setup, _ = planned(city_wave(30, 2))
    fields = ("soonest", "latest", "spent", "leave", "ahead", "finish")
    before = {name: setup.plan.node[name].copy() for name in fields}
    for slot in range(len(setup.plan.fleet)):
        clock.refresh(setup.data, setup.plan, slot)
    for name in fields:
        assert (setup.plan.node[name] == before[name]).all(), name


def test_an_iteration_that_is_refused_leaves_no_trace():
    problem = city_wave(25, 4)
    setup, cost = planned(problem)
    tally = np.array([cost, cost, 0, 0], dtype=np.int64)
    # at this temperature only improvements are taken; the plan must cost what the tally says throughout
    best, draws = copy_of(setup.plan), np.array([7, 9])
    for _ in range(20):
        anneal(setup.data, setup.plan, best, setup.work, draws, tally, 5, 1e-9, 1e-9, MOVES)
        assert tally[CURRENT] == cost_of(problem, setup)
    assert tally[BEST] <= cost


def test_the_best_plan_is_kept_apart():
    problem = city_wave(30, 5).replace(objective=Objective.DISTANCE)
    setup, cost = planned(problem)
    best = copy_of(setup.plan)
    tally = np.array([cost, cost, 0, 0], dtype=np.int64)
    steps = 400 if COMPILED else 40
    anneal(
        *(setup.data, setup.plan, best, setup.work, np.array([7, 9]), tally, steps),
        *(2_000.0, 500.0, MOVES),
    )
    assert tally[CURRENT] == cost_of(problem, setup)
    kept = setup.plan.node.following.copy()
    setup.plan.node.following[:] = best.node.following
    assert tally[BEST] == cost_of(problem, setup)
    setup.plan.node.following[:] = kept


def test_ruin_takes_strings_from_neighbouring_routes():
    setup, _ = planned(city_wave(40, 1))
    removed, routes, change = ruin.ruin(setup.data, setup.plan, setup.work, np.array([5, 6]), 10.0, 10.0, 0, 1)
    assert 1 <= routes <= removed
    assert change < 0
    taken = setup.work.log.removed[:removed]
    assert len(set(taken.tolist())) == removed
    assert (setup.plan.slot[taken] == NONE).all()


def test_both_ways_of_looking_find_the_cheapest_place(monkeypatch):
    monkeypatch.setattr("solvers.engines.kernel_data.SCANNED", 0)  # small problems have no lists of predecessors
    draws = np.random.default_rng(21)
    state = np.array([1, 2], dtype=np.int64)
    looked_at = 0
    for _ in range(30 if COMPILED else 5):
        problem = random_problem(draws, 14, ugly=False)
        setup, _ = planned(problem)
        data, plan = setup.data, setup.plan
        for stop in np.flatnonzero(plan.slot[1 : data.stops + 1] != NONE) + 1:
            slot = plan.slot[stop]
            behind = plan.node.previous[stop]
            links.unlink(data, plan, stop)
            clock.refresh(data, plan, slot)
            if clock.late(data, plan, slot):
                links.link(data, plan, stop, behind)
                clock.refresh(data, plan, slot)
                continue
            used = [data.stops + 1 + at for at in np.flatnonzero(plan.fleet.visits)]
            nodes = [node for node in range(1, data.stops + 1) if plan.slot[node] != NONE] + used
            prices = [recreate.price_at(data, plan, stop, node, recreate.NOWHERE) for node in nodes]
            least = min(prices, default=recreate.NOWHERE)
            assert recreate.anywhere(data, plan, state, stop, 0, recreate.NOWHERE)[1] == least
            # the lists lead to the places next to a stop, which are all but the two ends of an empty vehicle
            assert recreate.beside(data, plan, state, stop, 0, recreate.NOWHERE)[1] == least
            links.link(data, plan, stop, behind)
            clock.refresh(data, plan, slot)
            looked_at += 1
    assert looked_at > 0


def test_changes_of_tails_cost_what_they_say():
    draws = np.random.default_rng(5)
    changed = 0
    for _ in range(30 if COMPILED else 6):
        problem = random_problem(draws, 20, ugly=False)
        setup, cost = planned(problem)
        best, state = copy_of(setup.plan), np.array([3, 5], dtype=np.int64)
        before = setup.plan.node.following.copy()
        for _ in range(300):
            cost += change_tails(setup.data, setup.plan, best, state, 1e12)
        assert cost == cost_of(problem, setup)
        changed += not (setup.plan.node.following == before).all()
        served = [stop for route in routes_of(setup, setup.plan.node.following) for stop in route.stops]
        assert len(served) == len(set(served)) == problem.stops - setup.plan.counter[ABSENT]
        for slot in range(len(setup.plan.fleet)):
            assert not clock.late(setup.data, setup.plan, slot)
            assert setup.plan.fleet.room[slot] >= 0
    assert changed > 0


def test_known_routes_are_laid_out():
    problem = city_wave(12, 1)
    setup = build(problem, [], 11, 11)
    routes = [Route(0, (1, 2)), Route(1, (3,))]
    start(setup.data, setup.plan, *laid_out(routes))
    found = routes_of(setup, setup.plan.node.following)
    assert {route.vehicle for route in found} <= {0, 1}
    assert setup.plan.counter[ABSENT] == 12 - sum(len(route.stops) for route in found)


def test_neighbours_are_sorted_and_possible():
    problem = city_wave(30, 3)
    setup = build(problem, [], 10, 10)
    near = neighbours.nearest(setup.data, 10)
    for stop in range(1, 31):
        there = problem.distance[stop, near[stop]] + problem.distance[near[stop], stop]
        assert (np.diff(there) >= 0).all()
        assert stop not in near[stop]
    for stop in range(1, 31):
        for other in setup.data.after[stop]:
            if other != NONE:
                leg = problem.service_time[stop] + problem.duration[stop, other]
                assert problem.time_window[stop, 0] + leg <= problem.time_window[other, 1]


def test_sorting_is_stable():
    stops = np.array([4, 2, 3, 1])
    recreate.sort_by(np.array([0, 5, 5, 1, 5]), stops, 4)
    assert stops.tolist() == [3, 4, 2, 1]


@pytest.mark.skipif(not COMPILED, reason="this is that run")
def test_the_kernels_run_uncompiled():
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", __file__]
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stdout[-2_000:]
