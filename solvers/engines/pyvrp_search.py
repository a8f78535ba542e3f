"""PyVRP behind the laboratory's interface (extra `pyvrp`): the yardstick to beat.

PyVRP's own clock is the wall; here its search is stopped by CPU seconds, as every solver's is. It may end without a
feasible plan; then the plan of cheapest insertion is returned instead, and never an infeasible one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pyvrp

from solvers.engines.insertion import Insertion
from solvers.engines.kernel_data import latest_end
from solvers.engines.prices import Prices, affordable, coarse, prices
from solvers.problem import FAR, RoutingProblem
from solvers.protocol import Budget, Capability, OnIncumbent, SolveResult, Stopwatch, finish, known_routes, refuse
from solvers.screen import reason_left_out, unservable
from solvers.solution import Route

MAX_PENALTY = 1e7
"""Highest penalty per unit of overload or lateness; the default is meant for costs of about one per metre."""


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
        stops = [stop for stop in range(1, problem.stops + 1) if stop not in left_out]
        if not stops:
            return finish(problem, (), left_out, 0)
        price = affordable(problem, coarse(prices(problem)))
        offset = sum(max(0, int(problem.prize[stop])) for stop in left_out)
        stop_rule = _Stop(budget, watch, price.unit, offset)
        found = pyvrp.solve(
            _data(problem, stops, price),
            stop_rule,
            seed=int(rng.integers(2**31)),
            collect_stats=False,
            display=False,
            params=pyvrp.SolveParams(penalty=pyvrp.PenaltyParams(max_penalty=MAX_PENALTY)),
        )
        if found.best.is_feasible():
            routes = [_route(route, stops) for route in found.best.routes()]
            trace = stop_rule.trace
        else:
            routes, trace = list(Insertion().solve(problem, Budget(iterations=1), rng).routes), []
        visited = {stop for route in routes for stop in route.stops}
        for stop in set(stops) - visited:
            left_out[stop] = reason_left_out(problem, stop)
        return finish(problem, routes, left_out, max(0, stop_rule.calls), trace)


def _route(route: Any, stops: list[int]) -> Route:
    return Route(route.vehicle_type(), tuple(stops[activity.idx] for activity in route if activity.is_client()))


def _data(problem: RoutingProblem, stops: list[int], price: Prices) -> Any:
    """PyVRP's view of a problem."""
    nodes = np.array([0, *stops])
    distance = problem.arc_distance(nodes[:, None], nodes[None, :])
    duration = problem.arc_duration(nodes[:, None], nodes[None, :])
    broken = (distance >= FAR) | (duration >= FAR)
    distance, duration = np.where(broken, 0, distance), np.where(broken, 0, duration)
    latest = FAR
    if broken.any():
        # a number near the end of int64 overflows in PyVRP's prices, and its search then never ends
        latest = latest_end(problem, int(duration.max()))
        duration = np.where(broken, latest + 1, duration)
    places = np.zeros((len(nodes), 2)) if problem.coordinates is None else problem.coordinates[nodes]
    clients = []
    for index, stop in enumerate(stops, start=1):
        prize = int(problem.prize[stop])
        clients.append(
            pyvrp.Client(
                index,
                [int(problem.demand[stop])],
                service_duration=int(problem.service_time[stop]),
                tw_early=int(problem.time_window[stop, 0]),
                tw_late=min(latest, int(problem.time_window[stop, 1])),
                prize=max(0, prize) * price.unit,
                required=prize < 0,
            )
        )
    opening, closing = (int(edge) for edge in problem.time_window[0])
    fleet = [
        pyvrp.VehicleType(
            max(1, min(vehicle.count, len(stops))),
            [vehicle.room if vehicle.count else 0],
            fixed_cost=price.fixed[kind],
            tw_early=max(opening, vehicle.shift[0]),
            tw_late=min(closing, vehicle.shift[1], latest),
            unit_distance_cost=price.distance[kind],
            unit_duration_cost=price.time[kind],
        )
        for kind, vehicle in enumerate(problem.vehicles)
    ]
    locations = [pyvrp.Location(float(x), float(y)) for x, y in places]
    matrices: tuple[Any, Any] = ([distance], [duration])
    return pyvrp.ProblemData(locations, clients, [pyvrp.Depot(0)], fleet, *matrices)
