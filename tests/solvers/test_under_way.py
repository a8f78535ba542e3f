"""Plans under way: what is driven stays, and the rest of a tiny plan is what trying every end of it by hand finds."""

from dataclasses import replace
from itertools import chain, combinations, combinations_with_replacement, permutations

import numpy as np
import pytest
from brute_force import optimum

from solvers import FAR, Budget, Route, RoutingProblem, Vehicle, audit, create, schedule
from solvers.capabilities import Capability, rich_needs
from solvers.money import MONEY_PARTS, Tariff
from solvers.pairs import together
from solvers.problem import Break, Objective
from solvers.random_features import RICH, random_rich_problem
from solvers.random_problems import DRAWN, random_problem
from solvers.solution import horizon, rank
from solvers.under_way import Progress, rest_of

TRIED = Capability.SOFT_WINDOWS | Capability.SEVERAL_WINDOWS | Capability.TIME_DEPENDENT | Capability.BREAKS
"""Where the audit tries some departures of many: from a later opening on it may find another schedule."""
PLACES = np.array([0, 10, 20, 30, 40])


def line(van=None, **changes):
    """Depot at 0, stops at 10, 20, 30 and 40 on a line."""
    vehicle = Vehicle(**{"name": "van", "count": 2, "capacity": 9} | (van or {}))
    given = {"demand": [0, 1, 1, 1, 1], "distance": np.abs(PLACES[:, None] - PLACES[None, :])}
    return RoutingProblem(**given | {"vehicles": (vehicle,)} | changes)


def left_out(problem, routes):
    return set(range(1, problem.stops + 1)) - {node for route in routes for node in route.stops}


def first_fit(rng, problem):
    """A feasible plan, each stop at the first place that takes it, with the other one of its pair."""
    plan = []
    for stop in rng.permutation(problem.stops) + 1:
        first, *second = together(problem, int(stop))
        ways = [
            [
                *plan[:at],
                Route(route.vehicle, (*route.stops[:one], first, *route.stops[one:two], *second, *route.stops[two:])),
                *plan[at + 1 :],
            ]
            for at, route in enumerate(plan)
            for one, two in combinations_with_replacement(range(len(route.stops) + 1), 2)
            if second or one == two
        ]
        for vehicle in [*problem.vehicles[0].reloads[:1]]:
            ways += [[*plan[:-1], Route(plan[-1].vehicle, (*plan[-1].stops, vehicle, first, *second))]] if plan else []
        ways += [[*plan, Route(kind, (first, *second))] for kind in range(len(problem.vehicles))]
        plan = next((way for way in ways if audit(problem, way, left_out(problem, way)).feasible), plan)
    return plan


def moments(rng, problem, plan, several):
    times = [schedule(problem, route) for route in plan]
    first, last = min(one.leave for one in times), max(one.back for one in times)
    return rng.integers(first, last + 2, several).tolist()


@pytest.mark.parametrize("seeds", [range(60), pytest.param(range(60, 3_000), marks=pytest.mark.nightly)])
def test_a_plan_that_goes_on_as_planned_is_feasible_and_costs_what_it_did(seeds):
    met, under_way, cut = Capability(0), 0, 0
    for seed in seeds:
        rng = np.random.default_rng(seed)
        problem = random_rich_problem(rng, 2 + seed % 5, DRAWN | RICH, chance=0.4)
        plan = first_fit(rng, problem)
        for now in moments(rng, problem, plan, 3) if plan else ():
            rest = rest_of(problem, plan, now)
            checked = audit(rest.problem, rest.routes, left_out(rest.problem, rest.routes))
            assert checked.feasible, (seed, now, checked.violations)
            assert sorted(rest.whole(rest.routes), key=str) == sorted(plan, key=str)
            whole, over = audit(problem, plan), audit(problem, rest.over)
            assert checked.distance + over.distance == whole.distance
            if not TRIED & rich_needs(problem):
                assert checked.duration + over.duration == whole.duration
            met, under_way = met | rich_needs(problem), under_way + len(rest.frozen)
            cut += len(rest.problem.pairs) < len(problem.pairs)
    assert met & RICH == RICH
    assert under_way > len(seeds)
    assert cut > len(seeds) // 10


def end_of(problem, plan, now, progress=None, **changes):
    """The best plan of the whole day once it has come to `now` and the problem has changed."""
    rest = rest_of(problem.replace(**changes), plan, now, progress)
    return rest, rest.whole(optimum(rest.problem).routes)


def test_what_is_being_driven_stays_and_goods_on_board_stay_with_their_van():
    problem, plan = line(), [Route(0, (3, 2, 1)), Route(0, (4,))]
    # both left at 0; at 35 the first is on its way to 2, the other to 4, and nobody else has 1
    rest, whole = end_of(problem, plan, 35)
    assert [rest.nodes[route.stops[0]] for route in rest.routes] == [2, 4]
    assert set(whole) == set(plan)
    assert len(end_of(problem, plan, 5)[0].frozen) == 2
    # nobody has left: one van is enough
    assert len(end_of(problem, plan, 0)[1]) == 1


def test_a_new_stop_is_for_a_van_that_loads_again():
    problem, plan = line({"count": 1}), [Route(0, (4, 3, 2))]
    rest, whole = end_of(problem, plan, 45)  # on its way to 3; stop 1 is new, and its goods at the depot
    assert whole == (Route(0, (4, 3, 2)),)
    assert rest.problem.vehicles[-1].name == "van under way to stop 3"
    again = {"count": 1, "max_trips": 2}
    assert end_of(line(again), plan, 45)[1] == (Route(0, (4, 3, 2, 0, 1)),)
    # what is collected needs no goods
    light = line({"count": 1}, demand=[0, 0, 1, 1, 1], pickup=[0, 1, 0, 0, 0])
    assert end_of(light, plan, 45)[1] == (Route(0, (4, 3, 2, 1)),)
    # on its way to the depot, for good or to load again
    assert end_of(line({"count": 1}), plan, 79)[1] == tuple(plan)
    assert end_of(line(again), plan, 79)[1] == (Route(0, (4, 3, 2, 0, 1)),)


def test_the_way_home_is_paid_whatever_is_left_out():
    problem, plan = line(prize=[-1, -1, -1, -1, 19]), [Route(0, (1, 2, 3, 4))]
    assert end_of(problem, plan, 0)[1] == (Route(0, (1, 2, 3)),)  # 4 costs 20
    # on its way to 4 it goes on; on its way to 3 it turns round there
    assert end_of(problem, plan, 31)[1] == tuple(plan)
    rest, whole = end_of(problem, plan, 29)
    assert whole == (Route(0, (1, 2, 3)),)
    turned = audit(rest.problem, [Route(1, rest.routes[0].stops[:1])], [rest.routes[0].stops[1]])
    assert (turned.distance, turned.duration) == (60, 60)


def test_vans_are_where_they_are_said_to_be():
    limits = {"count": 1, "shift": (0, 100), "breaks": (Break((15, 20), 5),)}
    problem, plan = line(limits, service_time=[0, 5, 5, 5, 0]), [Route(0, (1, 2, 3))]
    problem = problem.replace(time_window=[[0, FAR], [0, 10], [0, FAR], [0, FAR], [0, FAR]])
    planned = schedule(problem, plan[0])
    assert [place for place, _, _ in planned.breaks] == [1]
    late = Progress(visits=2, leave=planned.leave, clock=45)
    rest = rest_of(problem, plan, 30, {0: late})
    assert rest.problem.vehicles[-1].breaks == ()
    there = schedule(rest.problem, rest.routes[0])
    assert (there.leave, there.start.tolist(), there.back) == (planned.leave, [45, 60], 95)
    assert audit(rest.problem, rest.routes, [3]).feasible
    # five seconds later it cannot be home by 100 with both
    later = rest_of(problem, plan, 30, {0: Progress(2, planned.leave, 51)})
    assert not audit(later.problem, later.routes, [3]).feasible


@pytest.mark.parametrize(
    ("now", "said", "message"),
    [
        (-1, None, "now: -1 is not accepted, use a moment from 0 on"),
        (30, Progress(9, 0, 10), "progress: .* is not accepted, use 0 to 5 visits, left before 30"),
        (30, Progress(1, 40, 50), "progress: .* is not accepted"),
        (30, Progress(1, 20, 10), "progress: .* is not accepted"),
    ],
)
def test_what_cannot_be_is_refused(now, said, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        rest_of(line(), [Route(0, (1, 2, 3, 4))], now, said and {0: said})


class ByHand:
    """Every end of a plain plan under way: vans on the road deliver what they have, those at the depot the rest."""

    def __init__(self, problem, plan, now):
        self.problem, self.now = problem, now
        self.vans, self.counts = [], [vehicle.count for vehicle in problem.vehicles]
        self.free = left_out(problem, plan)
        for route in plan:
            planned = schedule(problem, route)
            done = sum(time < now for time in (planned.leave, *planned.departure.tolist()))
            if not done:
                self.free |= set(route.stops)
                continue
            self.counts[route.vehicle] -= 1
            if done > len(route.stops):
                continue
            aboard = {stop for stop in route.stops[done:] if problem.demand[stop]}
            self.free |= set(route.stops[done:]) - aboard
            self.vans.append((route.vehicle, planned.leave, route.stops[:done], int(planned.start[done - 1]), aboard))

    def best(self):
        """The least (required stops left out, cost in parts), by every choice."""
        everything = self.free.union(*(van[4] for van in self.vans))
        light = {stop for stop in self.free if not self.problem.demand[stop]}
        return min(self._drivers(0, everything, light), default=None)

    def _drivers(self, at, left, light):
        if at == len(self.vans):
            yield from self._waiting(0, left & self.free, self._lost(left - self.free), list(self.counts))
            return
        kind, leave, before, clock, aboard = self.vans[at]
        for tail in orders((aboard | light) & left):
            cost = self._tail(kind, leave, before, clock, tail)
            for required, parts in self._drivers(at + 1, left - set(tail), light) if cost is not None else ():
                yield required, parts + cost

    def _waiting(self, kind, left, lost, counts):
        if kind == len(counts) or not left:
            required, parts = self._lost(left)
            yield lost[0] + required, lost[1] + parts
            return
        yield from self._waiting(kind + 1, left, lost, counts)
        for stops in orders(left) if counts[kind] else ():
            cost = self._tail(kind, None, (), 0, stops) if stops else None
            if cost is not None:
                fewer = [count - (at == kind) for at, count in enumerate(counts)]
                more = lost[0], lost[1] + cost
                yield from self._waiting(kind, left - set(stops), more, fewer)

    def _lost(self, stops):
        prizes = [int(self.problem.prize[stop]) for stop in stops]
        return prizes.count(-1), MONEY_PARTS * sum(prize for prize in prizes if prize >= 0)

    def _tail(self, kind, leave, before, clock, tail):
        """What a route costs in parts; None where it cannot be driven."""
        problem, vehicle = self.problem, self.problem.vehicles[kind]
        if leave is None:
            begin, end = max(vehicle.shift[0], self.now), vehicle.shift[1]
            if begin > end:
                return None
            fleet = list(problem.vehicles)
            fleet[kind] = replace(vehicle, shift=(begin, end))
            waiting = problem.replace(vehicles=tuple(fleet))
            found = audit(waiting, [Route(kind, tail)], left_out(problem, [Route(kind, tail)]))
            if not found.feasible:
                return None
            metres, seconds = found.distance, found.duration
        else:
            if sum(int(problem.demand[stop]) for stop in tail) > vehicle.room:
                return None
            here, now = before[-1], clock + int(problem.service_time[before[-1]])
            for stop in tail:
                leg = max(int(problem.arc_duration(here, stop)), int(problem.arc_distance(here, stop)))
                now = max(now + int(problem.arc_duration(here, stop)), int(problem.time_window[stop, 0]))
                if leg >= FAR or now > problem.time_window[stop, 1]:
                    return None
                here, now = stop, now + int(problem.service_time[stop])
            now += int(problem.arc_duration(here, 0))
            path = (0, *before, *tail, 0)
            metres = int(problem.arc_distance(path[:-1], path[1:]).sum())
            if now > horizon(problem, vehicle)[1] or int(problem.arc_distance(path[:-1], path[1:]).max()) >= FAR:
                return None
            seconds = now - leave
        fixed = vehicle.fixed_cost * MONEY_PARTS if problem.objective is Objective.COST else 0
        return fixed + sum(Tariff.of(problem.objective, vehicle).costs(metres, seconds, 0, 0, 0, 0))


def orders(stops):
    some = chain.from_iterable(combinations(sorted(stops), size) for size in range(len(stops) + 1))
    return chain.from_iterable(map(permutations, some))


@pytest.mark.parametrize("seeds", [range(40), pytest.param(range(40, 1_000), marks=pytest.mark.nightly)])
def test_the_best_rest_is_the_one_found_by_hand_and_numba_finds_it(seeds):
    checked = missed = 0
    for seed in seeds:
        rng = np.random.default_rng(seed)
        problem = random_problem(rng, 2 + seed % 3, DRAWN & ~Capability.VEHICLES_FIRST)
        problem = problem.replace(demand=problem.demand * (rng.random(problem.nodes) < 0.8))
        plan = first_fit(rng, problem)
        for now in moments(rng, problem, plan, 2) if plan else ():
            rest = rest_of(problem, plan, now)
            if not rest.frozen:
                continue
            required, parts = ByHand(problem, plan, now).best()
            best = required, (parts + MONEY_PARTS // 2) // MONEY_PARTS
            assert optimum(rest.problem).rank == best, (seed, now)
            result = create("numba").solve(rest.problem, Budget(iterations=60), rng, warm_start=rest.routes)
            reached = rank(rest.problem, result.audit)
            assert result.audit.feasible
            assert reached >= best
            checked, missed = checked + 1, missed + (reached > best)
    assert checked > len(seeds) / 2
    assert missed <= checked / 20
