"""Clarke and Wright's savings (1964), with time windows: join the ends of two tours while that saves most.

Tours grow for the roomiest vehicle with the longest shift and are then given to real vehicles; what finds none is
inserted where it costs least.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from solvers.engines.insertion import hardest_first, rank, used
from solvers.engines.plain import PlainPlan
from solvers.parameters import Factor, Neighbours, Share, check
from solvers.problem import FAR, IntArray, RoutingProblem
from solvers.protocol import Budget, Capability, OnIncumbent, SolveResult, Stopwatch, finish, known_routes, refuse
from solvers.screen import unservable
from solvers.solution import Route


@dataclass(frozen=True, slots=True)
class Savings:
    """Clarke and Wright's savings with time windows; each further iteration shakes the savings and keeps the best.

    Parameters
    ----------
    neighbours
        Nearest stops with which a stop may be joined.
    shape
        Weight of the joining leg against the two legs saved.
    shake
        How far the savings of further iterations stray, as a share.
    """

    name: ClassVar[str] = "savings"
    supports: ClassVar[Capability] = (
        Capability.CAPACITY
        | Capability.TIME_WINDOWS
        | Capability.SERVICE_TIMES
        | Capability.HETEROGENEOUS
        | Capability.LIMITED_FLEET
        | Capability.OPTIONAL_STOPS
        | Capability.ASYMMETRIC
        | Capability.COORDINATES_ONLY
        | Capability.DURATION_OBJECTIVE
        | Capability.COST_OBJECTIVE
        | Capability.VEHICLES_FIRST
    )
    iteration_unit: ClassVar[str] = "lists of savings"

    neighbours: Neighbours = 60
    shape: Factor = 1.0
    shake: Share = 0.1

    def __post_init__(self) -> None:
        check(self)

    def solve(
        self,
        problem: RoutingProblem,
        budget: Budget,
        rng: np.random.Generator,
        *,
        warm_start: Sequence[Route] | None = None,
        on_incumbent: OnIncumbent | None = None,
    ) -> SolveResult:
        """Join tours until the budget is used (at least once); see `solvers.protocol.Solver`."""
        refuse(self, problem)
        known_routes(problem, warm_start)
        watch = Stopwatch()
        screened = unservable(problem)
        first, second, saving = self._savings(problem, screened)
        best: SolveResult | None = None
        trace: list[tuple[float, int]] = []
        done = stale = 0
        while True:
            noise = 1.0 + self.shake * (2.0 * rng.random(len(saving)) - 1.0) if done else 1.0
            order = np.argsort(-(saving * noise), kind="stable")
            result = _join(problem, screened, first[order].tolist(), second[order].tolist(), done + 1)
            done, stale = done + 1, stale + 1
            if best is None or rank(problem, result) < rank(problem, best):
                best, stale = result, 0
                trace.append((watch(), result.audit.objective_cost))
                if on_incumbent is not None:
                    on_incumbent(*trace[-1], result.routes)
            if used(budget, done, stale, watch()):
                return finish(problem, best.routes, best.unserved, done, trace)

    def _savings(self, problem: RoutingProblem, screened: dict[int, str]) -> tuple[IntArray, IntArray, IntArray]:
        """Ordered pairs of near stops and what visiting the second right after the first saves."""
        stops = np.array([stop for stop in range(1, problem.stops + 1) if stop not in screened], dtype=np.int64)
        back, out = problem.arc_distance(stops, 0), problem.arc_distance(0, stops)
        firsts, seconds, savings = [], [], []
        width = min(self.neighbours, max(0, len(stops) - 1))
        for index, stop in enumerate(stops.tolist()):
            leg = problem.arc_distance(stop, stops)
            near = np.argpartition(leg, width)[: width + 1]
            near = np.sort(near[near != index])
            firsts.append(np.full(len(near), stop))
            seconds.append(stops[near])
            savings.append(back[index] + out[near] - (self.shape * leg[near]).astype(np.int64))
        if not firsts:
            nothing = np.empty(0, dtype=np.int64)
            return nothing, nothing, nothing
        first, second, saving = np.concatenate(firsts), np.concatenate(seconds), np.concatenate(savings)
        worth = saving > 0
        return first[worth], second[worth], saving[worth]


def _join(
    problem: RoutingProblem, screened: dict[int, str], firsts: list[int], seconds: list[int], iteration: int
) -> SolveResult:
    """Join tours along a list of pairs, then give each tour a vehicle."""
    fleet = [vehicle for vehicle in problem.vehicles if vehicle.count > 0]
    capacity = max((vehicle.room for vehicle in fleet), default=0)
    window, service = problem.time_window.tolist(), problem.service_time.tolist()
    opening = max(window[0][0], min((vehicle.shift[0] for vehicle in fleet), default=0))
    closing = min(window[0][1], max((vehicle.shift[1] for vehicle in fleet), default=0))
    plan = PlainPlan(problem)
    tours = {stop: [stop] for stop in range(1, problem.stops + 1) if stop not in screened}
    load = {stop: int(problem.demand[stop]) for stop in tours}
    owner = {stop: stop for stop in tours}

    def on_time(path: list[int]) -> bool:
        time, here = opening, 0
        for stop in path:
            leg = plan.travel.duration(here)[stop]
            time = max(time + service[here] + leg, window[stop][0])
            if leg >= FAR or plan.travel.distance(here)[stop] >= FAR or time > window[stop][1]:
                return False
            here = stop
        return bool(time + service[here] + plan.travel.duration(here)[0] <= closing)

    for first, second in zip(firsts, seconds, strict=True):
        head, tail = owner[first], owner[second]
        if head == tail or tours[head][-1] != first or tours[tail][0] != second:
            continue
        joined = tours[head] + tours[tail]
        if load[head] + load[tail] <= capacity and on_time(joined):
            for stop in tours[tail]:
                owner[stop] = head
            tours[head] = joined
            load[head] += load.pop(tail)
            del tours[tail]
    homeless: set[int] = set()
    for head in sorted(tours, key=lambda head: (-load[head], head)):
        if not _assign(plan, tours[head]):
            homeless.update(tours[head])
    left = plan.insert_all(stop for stop in hardest_first(problem) if stop in homeless)
    return finish(problem, plan.routes(), screened | left, iteration)


def _assign(plan: PlainPlan, stops: list[int]) -> bool:
    """Give a tour to the cheapest free vehicle type that can drive it."""
    trials = [plan.trial(kind, stops) for kind, left in enumerate(plan.free) if left > 0]
    able = [trial for trial in trials if trial is not None]
    if not able:
        return False
    plan.adopt(min(able, key=lambda trial: trial[0])[1])
    return True
