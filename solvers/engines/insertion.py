"""Cheapest insertion: stop after stop goes where it costs least, hardest stops first; then other orders are tried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from solvers.engines.plain import PlainPlan
from solvers.parameters import Share, check
from solvers.problem import FAR, RoutingProblem
from solvers.protocol import Budget, Capability, OnIncumbent, SolveResult, Stopwatch, finish, known_routes, refuse
from solvers.screen import unservable
from solvers.solution import Route


@dataclass(frozen=True, slots=True)
class Insertion:
    """Cheapest insertion, hardest stops first; each further iteration tries a shaken order and keeps the best plan.

    Parameters
    ----------
    shake
        How far a further order strays, as a share of the number of stops.
    """

    name: ClassVar[str] = "insertion"
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
        | Capability.WARM_START
    )
    iteration_unit: ClassVar[str] = "orders of insertion"

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
        """Try orders until the budget is used (at least one); see `solvers.protocol.Solver`."""
        refuse(self, problem)
        known = known_routes(problem, warm_start)
        watch = Stopwatch()
        screened = unservable(problem)
        order = [stop for stop in hardest_first(problem) if stop not in screened]
        best: SolveResult | None = None
        trace: list[tuple[float, int]] = []
        done = stale = 0
        while True:
            places = np.arange(len(order)) + (rng.random(len(order)) * self.shake * len(order) if done else 0)
            plan = PlainPlan(problem)
            kept = lay_out(plan, known) if known and not done else set()
            left = plan.insert_all(order[at] for at in np.argsort(places) if order[at] not in kept)
            result = finish(problem, plan.routes(), screened | left, done + 1)
            done, stale = done + 1, stale + 1
            if best is None or rank(problem, result) < rank(problem, best):
                best, stale = result, 0
                trace.append((watch(), result.audit.objective_cost))
                if on_incumbent is not None:
                    on_incumbent(*trace[-1], result.routes)
            if used(budget, done, stale, watch()):
                return finish(problem, best.routes, best.unserved, done, trace)


def hardest_first(problem: RoutingProblem) -> list[int]:
    """Stops by required before optional, then narrow window, then distance from the depot."""
    stops = np.arange(1, problem.stops + 1)
    width = np.minimum(problem.time_window[1:, 1] - problem.time_window[1:, 0], FAR)
    keys = (stops, -problem.arc_distance(0, stops), width, problem.prize[1:] >= 0)
    return [int(stop) for stop in stops[np.lexsort(keys)]]


def lay_out(plan: PlainPlan, routes: Sequence[Route]) -> set[int]:
    """Append the stops of known routes where they still fit; returns those taken over."""
    taken: set[int] = set()
    for route in routes:
        if plan.free[route.vehicle] == 0:
            continue
        tour = plan.fresh(route.vehicle)
        for stop in route.stops:
            if stop not in taken and plan.price(tour, len(tour.path) - 1, stop) is not None:
                plan.put(tour, len(tour.path) - 1, stop)
                taken.add(stop)
    return taken


def rank(problem: RoutingProblem, result: SolveResult) -> tuple[int, int]:
    """Fewest required stops left out, then lowest cost."""
    return sum(problem.prize[stop] < 0 for stop in result.unserved), result.audit.objective_cost


def used(budget: Budget, done: int, stale: int, seconds: float) -> bool:
    """Whether the budget of a heuristic that counts its own iterations is used up."""
    return (
        (budget.iterations is not None and done >= budget.iterations)
        or (budget.seconds is not None and seconds >= budget.seconds)
        or (budget.no_improvement is not None and stale >= budget.no_improvement)
    )
