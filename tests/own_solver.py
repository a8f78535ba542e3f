"""A solver of one's own that knows every feature: the audit tells it what each step costs. Slow, for small waves."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from solvers.problem import RoutingProblem
from solvers.protocol import Budget, Capability, OnIncumbent, SolveResult, finish
from solvers.solution import Route, audit


@dataclass(frozen=True)
class ByAudit:
    """Each stop in turn goes to the end of the route where the plan is cheapest, or is left out."""

    name: ClassVar[str] = "by_audit"
    supports: ClassVar[Capability] = Capability.everything()
    iteration_unit: ClassVar[str] = "plans"

    def solve(
        self,
        problem: RoutingProblem,
        budget: Budget,
        rng: np.random.Generator,
        *,
        warm_start: Sequence[Route] | None = None,
        on_incumbent: OnIncumbent | None = None,
    ) -> SolveResult:
        """Return the plan; iterations are of no use to it."""
        routes: list[Route] = []
        for stop in range(1, problem.stops + 1):
            plans = [routes, *_with(problem, routes, stop)]
            routes = min(plans, key=lambda plan: _cost(problem, plan))
        return finish(problem, routes, dict.fromkeys(_left_out(problem, routes), "too dear"), 1)


def _with(problem: RoutingProblem, routes: list[Route], stop: int) -> Iterator[list[Route]]:
    for number, route in enumerate(routes):
        reloads = problem.vehicles[route.vehicle].reloads
        for more in ((stop,), *((depot, stop) for depot in reloads)):
            yield [*routes[:number], Route(route.vehicle, (*route.stops, *more)), *routes[number + 1 :]]
    for kind, vehicle in enumerate(problem.vehicles):
        if sum(route.vehicle == kind for route in routes) < vehicle.count:
            yield [*routes, Route(kind, (stop,))]


def _left_out(problem: RoutingProblem, routes: list[Route]) -> list[int]:
    served = {stop for route in routes for stop in route.stops}
    return sorted(set(range(1, problem.stops + 1)) - served)


def _cost(problem: RoutingProblem, routes: list[Route]) -> tuple[bool, int]:
    found = audit(problem, routes, _left_out(problem, routes))
    return not found.feasible, found.objective_cost
