"""Google OR-Tools' routing library behind the laboratory's interface.

Matrices are registered, never Python callbacks. Iterations map to OR-Tools' `solution_limit`, with its wall-clock
`lns_time_limit` raised out of the way, so that a budget in iterations gives the same routes on a busy machine; with
seconds, OR-Tools counts wall-clock time itself, and is called again until the CPU seconds are used.
"""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from solvers.engines.insertion import Insertion
from solvers.engines.prices import with_penalty
from solvers.problem import FAR, RoutingProblem
from solvers.protocol import Budget, Capability, OnIncumbent, SolveResult, Stopwatch, finish, known_routes, refuse
from solvers.screen import reason_left_out, unservable
from solvers.solution import Route

MOST_STOPS = 4_000
"""Above this OR-Tools' matrices do not fit."""
LONG = 10**6
"""Seconds that stand for no limit."""
SPARE_VEHICLES = 1.25
"""Vehicles offered when the fleet is unlimited, against what cheapest insertion needs."""
FAILURES_PER_SOLUTION = 2_000
"""Search failures after which a budget in iterations gives up waiting for one more solution."""
MUST = 10**14
"""Least penalty of leaving a required stop out, in parts; above the cost of any plan."""


@dataclass(frozen=True, slots=True)
class OrtoolsRouting:
    """OR-Tools' routing library: a constructive start, then guided local search.

    Parameters
    ----------
    first_solution
        Name of OR-Tools' first solution strategy.
    metaheuristic
        Name of OR-Tools' local search metaheuristic.
    """

    name: ClassVar[str] = "ortools"
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
    iteration_unit: ClassVar[str] = "solutions met by OR-Tools' search"

    first_solution: str = "PARALLEL_CHEAPEST_INSERTION"
    metaheuristic: str = "GUIDED_LOCAL_SEARCH"

    def __post_init__(self) -> None:
        for name, kind in (
            ("first_solution", routing_enums_pb2.FirstSolutionStrategy.Value),
            ("metaheuristic", routing_enums_pb2.LocalSearchMetaheuristic.Value),
        ):
            word, accepted = getattr(self, name), [one for one in kind.keys() if one != "UNSET"]  # noqa: SIM118
            if word not in accepted:
                raise ValueError(f"{name}: {word!r:.80} is not accepted, use {', '.join(accepted)}")

    def solve(
        self,
        problem: RoutingProblem,
        budget: Budget,
        rng: np.random.Generator,
        *,
        warm_start: Sequence[Route] | None = None,
        on_incumbent: OnIncumbent | None = None,
    ) -> SolveResult:
        """Search until the budget is used; OR-Tools draws nothing from `rng`."""
        if problem.stops > MOST_STOPS:
            raise ValueError(f"solver 'ortools': {problem.stops} stops, at most {MOST_STOPS} are accepted")
        refuse(self, problem)
        known = known_routes(problem, warm_start)
        watch = Stopwatch()
        left_out = unservable(problem)
        if len(left_out) == problem.stops:
            return finish(problem, (), left_out, 0)
        model = _Model(problem, left_out)
        trace: list[tuple[float, int]] = []
        best: tuple[int, list[Route]] | None = None
        solutions = 0

        # OR-Tools keeps the callback where no collector sees it: with a strong reference no model would ever be freed.
        found_by = weakref.proxy(model)

        def on_solution() -> None:
            nonlocal best, solutions
            solutions += 1
            cost = found_by.routing.CostVar().Max()
            if best is None or cost < best[0]:
                routes = found_by.current_routes()
                best = (cost, routes)
                trace.append((watch(), found_by.in_units(cost)))
                if on_incumbent is not None:
                    on_incumbent(*trace[-1], tuple(routes))
            if budget.seconds == 0.0:  # taken back while searching
                found_by.routing.solver().FinishCurrentSearch()

        model.routing.AddAtSolutionCallback(on_solution)
        if budget.seconds is None:
            # on a tiny problem guided local search meets no further solution and would run for ever
            effort = FAILURES_PER_SOLUTION * (limits(budget)[0] + 10)
            model.routing.AddSearchMonitor(model.routing.solver().FailuresLimit(effort))
        assignment = model.read(known) if known else None
        while True:
            parameters = self._parameters(budget, watch(), solutions)
            if assignment is None:
                found = model.routing.SolveWithParameters(parameters)
            else:
                found = model.routing.SolveFromAssignmentWithParameters(assignment, parameters)
            if found is None:
                break
            assignment = found
            # its limit is wall-clock: on a busy machine CPU seconds may be left, and the search goes on from there
            if budget.seconds is None or budget.seconds - watch() < 0.05 * budget.seconds or solutions == 0:
                break
            if budget.iterations is not None and solutions >= budget.iterations:
                break
        routes = best[1] if best is not None else list(_fallback(problem, budget, rng).routes)
        visited = {stop for route in routes for stop in route.stops}
        for stop in set(range(1, problem.stops + 1)) - visited - set(left_out):
            left_out[stop] = reason_left_out(problem, stop)
        return finish(problem, routes, left_out, solutions, trace)

    def _parameters(self, budget: Budget, spent: float, solutions: int) -> Any:
        parameters = pywrapcp.DefaultRoutingSearchParameters()
        parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.Value.Value(self.first_solution)
        parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.Value.Value(
            self.metaheuristic
        )
        parameters.lns_time_limit.FromSeconds(LONG)
        parameters.time_limit.FromSeconds(LONG)
        if budget.seconds is not None:
            parameters.time_limit.FromMilliseconds(max(1, int(1000 * (budget.seconds - spent))))
        if limits(budget):
            parameters.solution_limit = max(1, limits(budget)[0] - solutions)
        return parameters


def limits(budget: Budget) -> list[int]:
    """The budget's iteration limits, smallest first."""
    return sorted(limit for limit in (budget.iterations, budget.no_improvement) if limit is not None)


def _fallback(problem: RoutingProblem, budget: Budget, rng: np.random.Generator) -> SolveResult:
    """A plan for when OR-Tools found none in its time."""
    return Insertion().solve(problem, Budget(iterations=1), rng)


class _Model:
    """The OR-Tools model of a problem, over the stops that can be served."""

    def __init__(self, problem: RoutingProblem, left_out: dict[int, str]) -> None:
        self.problem = problem
        self.nodes = [0, *(stop for stop in range(1, problem.stops + 1) if stop not in left_out)]
        self._lost = sum(max(0, int(problem.prize[stop])) for stop in left_out)
        self._price, self._must = with_penalty(problem, MUST)
        self.kinds = self._fleet()
        self.manager = pywrapcp.RoutingIndexManager(len(self.nodes), len(self.kinds), 0)
        self.routing = pywrapcp.RoutingModel(self.manager)
        picked = np.array(self.nodes)
        self._distance = problem.arc_distance(picked[:, None], picked[None, :])
        self._duration = problem.arc_duration(picked[:, None], picked[None, :])
        self._add_costs()
        self._add_capacity()
        if problem.has_time_windows or any(self._price.time) or self._roads_missing():
            self._add_time()
        for index, stop in enumerate(self.nodes[1:], start=1):
            prize = int(problem.prize[stop])
            penalty = self._must if prize < 0 else min(self._must, prize * self._price.unit)
            self.routing.AddDisjunction([self.manager.NodeToIndex(index)], penalty)

    def _fleet(self) -> list[int]:
        """Vehicle types, one entry per vehicle; an unlimited fleet is cut to what could be of use."""
        problem, most = self.problem, self.problem.stops
        if problem.fleet_size > most:
            needed = len(Insertion().solve(problem, Budget(iterations=1), np.random.default_rng(0)).routes)
            most = min(most, int(needed * SPARE_VEHICLES) + 3)
        return [kind for kind, vehicle in enumerate(problem.vehicles) for _ in range(min(vehicle.count, most))]

    def _roads_missing(self) -> bool:
        return max(int(self._distance.max()), int(self._duration.max())) >= FAR

    def _add_costs(self) -> None:
        evaluators = {}
        clipped = np.minimum(self._distance, FAR)
        for kind, price in enumerate(self._price.distance):
            if price not in evaluators:
                evaluators[price] = self.routing.RegisterTransitMatrix((clipped * price).tolist())
            for number, other in enumerate(self.kinds):
                if other == kind:
                    self.routing.SetArcCostEvaluatorOfVehicle(evaluators[price], number)
                    self.routing.SetFixedCostOfVehicle(self._price.fixed[kind], number)

    def _add_capacity(self) -> None:
        demand = self.routing.RegisterUnaryTransitVector(self.problem.demand[self.nodes].tolist())
        capacities = [self.problem.vehicles[kind].capacity for kind in self.kinds]
        self.routing.AddDimensionWithVehicleCapacity(demand, 0, capacities, True, "load")

    def _add_time(self) -> None:
        problem = self.problem
        broken = (self._duration >= FAR) | (self._distance >= FAR)
        transit = np.where(broken, 2 * FAR, self._duration) + problem.service_time[self.nodes][:, None]
        index = self.routing.RegisterTransitMatrix(transit.tolist())
        self.routing.AddDimension(index, FAR, FAR, False, "time")
        time = self.routing.GetDimensionOrDie("time")
        for node, stop in enumerate(self.nodes[1:], start=1):
            earliest, latest = (int(edge) for edge in problem.time_window[stop])
            time.CumulVar(self.manager.NodeToIndex(node)).SetRange(earliest, latest)
        for number, kind in enumerate(self.kinds):
            shift = problem.vehicles[kind].shift
            opening = max(shift[0], int(problem.time_window[0, 0]))
            closing = min(shift[1], int(problem.time_window[0, 1]))
            time.CumulVar(self.routing.Start(number)).SetRange(opening, closing)
            time.CumulVar(self.routing.End(number)).SetRange(opening, closing)
            if self._price.time[kind]:
                time.SetSpanCostCoefficientForVehicle(self._price.time[kind], number)

    def current_routes(self) -> list[Route]:
        """Routes of the solution being reported."""
        routes = []
        for number, kind in enumerate(self.kinds):
            node, stops = self.routing.Start(number), []
            while not self.routing.IsEnd(node):
                stops.append(self.nodes[self.manager.IndexToNode(node)])
                node = self.routing.NextVar(node).Value()
            if len(stops) > 1:
                routes.append(Route(kind, tuple(stops[1:])))
        return routes

    def in_units(self, cost: int) -> int:
        """OR-Tools' cost in the audit's `objective_cost`, which does not price required stops."""
        return (cost % self._must + self._price.unit // 2) // self._price.unit + self._lost

    def read(self, routes: Sequence[Route]) -> Any:
        """Known routes as a starting assignment; None when OR-Tools refuses them."""
        place = {stop: node for node, stop in enumerate(self.nodes)}
        free = {kind: [n for n, other in enumerate(self.kinds) if other == kind] for kind in set(self.kinds)}
        paths: list[list[int]] = [[] for _ in self.kinds]
        for route in routes:
            if free.get(route.vehicle):
                paths[free[route.vehicle].pop(0)] = [place[stop] for stop in route.stops if stop in place]
        self.routing.CloseModel()
        return self.routing.ReadAssignmentFromRoutes(paths, True)
