"""PyVRP behind the laboratory's interface (extra `pyvrp`): the yardstick to beat.

PyVRP's own clock is the wall; here its search is stopped by CPU seconds, as every solver's is. It may end without a
feasible plan; then the plan of cheapest insertion is returned instead, or with rich features that of a short search in
which required stops may stay out, and never an infeasible one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pyvrp

from solvers.capabilities import rich_needs
from solvers.engines.insertion import Insertion
from solvers.engines.prices import longest_leg
from solvers.engines.pyvrp_data import View, costs
from solvers.problem import RoutingProblem
from solvers.protocol import Budget, Capability, OnIncumbent, SolveResult, Stopwatch, finish, known_routes, refuse
from solvers.screen import reason_left_out, unservable
from solvers.solution import Route

MAX_PENALTY = 1e7
"""Highest penalty per unit of overload or lateness; the default is meant for costs of about one per metre."""
MORE = 100
"""Iterations of a search that may leave required stops out."""


class _Stop:
    """PyVRP's stopping criterion by our budget; also watches how the best cost falls."""

    def __init__(self, budget: Budget, watch: Stopwatch, unit: int, offset: int) -> None:
        self._budget, self._watch, self._unit, self._offset = budget, watch, unit, offset
        self._best = float("inf")
        self.calls = -1
        self._improved = 0
        self.trace: list[tuple[float, int]] = []

    def __call__(self, best_cost: float) -> bool:
        self.calls += 1
        if best_cost < self._best and best_cost < np.iinfo(np.int64).max // 2:
            self._best, self._improved = best_cost, self.calls
            cost = (int(best_cost) + self._unit // 2) // self._unit + self._offset
            self.trace.append((self._watch(), cost))
        budget = self._budget
        return (
            (budget.iterations is not None and self.calls >= budget.iterations)
            or (budget.seconds is not None and self._watch() >= budget.seconds)
            or (budget.no_improvement is not None and self.calls - self._improved >= budget.no_improvement)
        )


@dataclass(frozen=True, slots=True)
class PyvrpSearch:
    """PyVRP: iterated local search over a penalised space, with its default parameters."""

    name: ClassVar[str] = "pyvrp"
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
        | Capability.CAPACITY_DIMENSIONS
        | Capability.PICKUPS
        | Capability.SEVERAL_DEPOTS
        | Capability.OPEN_ROUTES
        | Capability.RELEASE_TIMES
        | Capability.SEVERAL_TRIPS
        | Capability.DURATION_LIMIT
        | Capability.OVERTIME
        | Capability.DISTANCE_LIMIT
    )
    iteration_unit: ClassVar[str] = "iterations of PyVRP's local search"

    def solve(
        self,
        problem: RoutingProblem,
        budget: Budget,
        rng: np.random.Generator,
        *,
        warm_start: Sequence[Route] | None = None,
        on_incumbent: OnIncumbent | None = None,
    ) -> SolveResult:
        """Search until the budget is used; PyVRP tells costs on its way and no routes, so nobody is called back."""
        refuse(self, problem)
        known_routes(problem, warm_start)
        watch = Stopwatch()
        left_out = unservable(problem)
        for stop in (np.flatnonzero((problem.release_time > problem.hull[:, 1])[1 : problem.stops + 1]) + 1).tolist():
            left_out.setdefault(stop, reason_left_out(problem, stop))  # PyVRP refuses such a client
        stops = [stop for stop in range(1, problem.stops + 1) if stop not in left_out]
        if not stops:
            return finish(problem, (), left_out, 0)
        price = costs(problem)
        offset = sum(max(0, int(problem.prize[stop])) for stop in left_out)
        stop_rule = _Stop(budget, watch, price.unit, offset)
        view = View(problem, stops, price)
        found = _searched(view, stop_rule, rng)
        routes, trace = [view.route(route) for route in found.routes()], stop_rule.trace
        if not found.is_feasible():
            routes, trace = _without_all(view, budget, rng), []
        visited = {stop for route in routes for stop in route.stops}
        for stop in set(stops) - visited:
            left_out[stop] = reason_left_out(problem, stop)
        return finish(problem, routes, left_out, max(0, stop_rule.calls), trace)


def _searched(view: View, stop_rule: _Stop, rng: np.random.Generator) -> Any:
    """The best plan of a search."""
    found = pyvrp.solve(
        view.data(),
        stop_rule,
        seed=int(rng.integers(2**31)),
        collect_stats=False,
        display=False,
        params=pyvrp.SolveParams(penalty=pyvrp.PenaltyParams(max_penalty=MAX_PENALTY)),
    )
    return found.best


def _without_all(view: View, budget: Budget, rng: np.random.Generator) -> list[Route]:
    """Where no plan serves every required stop: one of cheapest insertion, or of a search that may leave some out."""
    problem = view.problem
    if not rich_needs(problem):
        return list(Insertion().solve(problem, Budget(iterations=1), rng).routes)
    again = Budget(MORE, None if budget.seconds is None else budget.seconds / 10)
    price = view.price
    length = longest_leg(problem, "distance")
    time = length if problem.duration is None else longest_leg(problem, "duration")
    there = length * max(price.distance) + time * max(price.time)
    # dearer than PyVRP's penalties for overload and lateness it would be overloaded and late for ever
    penalty = 2 * there + max(price.fixed) + 1
    loose = View(problem, view.stops, view.price, penalty)
    found = _searched(loose, _Stop(again, Stopwatch(), view.price.unit, 0), rng)
    return [loose.route(route) for route in found.routes()] if found.is_feasible() else []
