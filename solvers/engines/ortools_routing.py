"""Google OR-Tools' routing library behind the laboratory's interface.

Matrices are registered, never Python callbacks. Iterations map to OR-Tools' `solution_limit`, with its wall-clock
`lns_time_limit` raised out of the way, so that a budget in iterations gives the same routes on a busy machine; with
seconds, OR-Tools counts wall-clock time itself, and is called again until the CPU seconds are used.
"""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from solvers.engines.insertion import Insertion
from solvers.engines.ortools_loads import add_counts, add_loads, add_pairs
from solvers.engines.ortools_model import Model
from solvers.engines.ortools_times import add_times
from solvers.problem import RoutingProblem
from solvers.protocol import Budget, Capability, OnIncumbent, SolveResult, Stopwatch, finish, known_routes, refuse
from solvers.screen import reason_left_out, unservable
from solvers.solution import Route, audit, rank

MOST_STOPS = 4_000
"""Above this OR-Tools' matrices do not fit."""
LONG = 10**6
"""Seconds that stand for no limit."""
FAILURES_PER_SOLUTION = 2_000
"""Search failures after which a budget in iterations gives up waiting for one more solution."""
LOOKS, LOOKS_PER_PAIR = 500, 20
"""Looks since the last solution after which a budget in iterations gives up on a rich problem."""


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
        | Capability.CAPACITY_DIMENSIONS
        | Capability.PICKUPS
        | Capability.SEVERAL_DEPOTS
        | Capability.OPEN_ROUTES
        | Capability.RELEASE_TIMES
        | Capability.SEVERAL_TRIPS
        | Capability.BREAKS
        | Capability.DURATION_LIMIT
        | Capability.OVERTIME
        | Capability.DISTANCE_LIMIT
        | Capability.STOP_LIMIT
        | Capability.SOFT_WINDOWS
        | Capability.SEVERAL_WINDOWS
        | Capability.VEHICLE_CHOICE
        | Capability.PRIORITIES
        | Capability.PAIRS
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
        model = Model(problem, left_out)
        add_loads(model)
        add_counts(model)
        add_times(model)
        add_pairs(model)
        # OR-Tools keeps the callback where no collector sees it: with a strong reference no model would ever be freed.
        found = _Found(weakref.proxy(model), budget, watch, on_incumbent)
        model.routing.AddAtSolutionCallback(found.met)
        solver = model.routing.solver()
        if model.rich:
            model.routing.AddSearchMonitor(solver.CustomLimit(found.stuck))
        elif budget.seconds is None:
            # on a tiny problem guided local search meets no further solution and would run for ever
            model.routing.AddSearchMonitor(solver.FailuresLimit(FAILURES_PER_SOLUTION * (limits(budget)[0] + 10)))
        assignment = model.read(known) if known else None
        rests = any(vehicle.breaks for vehicle in problem.vehicles)
        while True:
            parameters = self._parameters(budget, watch(), found.solutions, rests)
            if assignment is None:
                after = model.routing.SolveWithParameters(parameters)
            else:
                after = model.routing.SolveFromAssignmentWithParameters(assignment, parameters)
            if found.routes is None and rests:
                rests, found.looked = False, 0
                continue
            if after is None:
                break
            assignment = after
            # its limit is wall-clock: on a busy machine CPU seconds may be left, and the search goes on from there
            if budget.seconds is None or budget.seconds - watch() < 0.05 * budget.seconds or found.solutions == 0:
                break
            if budget.iterations is not None and found.solutions >= budget.iterations:
                break
        routes = found.routes
        if routes is None:
            # OR-Tools found no plan in its time, which for a rich problem begins with the empty one
            routes = [] if model.rich else list(Insertion().solve(problem, Budget(iterations=1), rng).routes)
        visited = {stop for route in routes for stop in route.stops}
        for stop in set(range(1, problem.stops + 1)) - visited - set(left_out):
            left_out[stop] = reason_left_out(problem, stop)
        return finish(problem, routes, left_out, found.solutions, found.trace)

    def _parameters(self, budget: Budget, spent: float, solutions: int, rests: bool) -> Any:
        parameters = pywrapcp.DefaultRoutingSearchParameters()
        parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.Value.Value(self.first_solution)
        parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.Value.Value(
            self.metaheuristic
        )
        parameters.lns_time_limit.FromSeconds(LONG)
        parameters.time_limit.FromSeconds(LONG)
        # schedules with breaks are a matter of yes or no, for which OR-Tools asks CP-SAT at every neighbour, 3 ms each;
        # propagation alone finds plans as good, 40 times as fast, or rarely none, and then CP-SAT is asked
        parameters.disable_scheduling_beware_this_may_degrade_performance = rests
        if budget.seconds is not None:
            parameters.time_limit.FromMilliseconds(max(1, int(1000 * (budget.seconds - spent))))
        if limits(budget):
            parameters.solution_limit = max(1, limits(budget)[0] - solutions)
        return parameters


def limits(budget: Budget) -> list[int]:
    """The budget's iteration limits, smallest first."""
    return sorted(limit for limit in (budget.iterations, budget.no_improvement) if limit is not None)


@dataclass(slots=True)
class _Found:
    """What OR-Tools met: the best plan, how many solutions, and how the cost fell."""

    model: Model
    budget: Budget
    watch: Stopwatch
    on_incumbent: OnIncumbent | None
    solutions: int = 0
    looked: int = 0
    lowest: int | None = None
    rank: tuple[int, ...] = ()
    routes: list[Route] | None = None
    trace: list[tuple[float, int]] = field(default_factory=list)

    def met(self) -> None:
        """Look at the solution that OR-Tools is at."""
        self.solutions += 1
        self.looked = 0
        cost = self.model.routing.CostVar().Max()
        if self.lowest is None or cost < self.lowest:
            self.lowest = cost
            self._take(self.model.current_routes(), self.model.in_units(cost))
        if self.budget.seconds == 0.0:  # taken back while searching
            self.model.routing.solver().FinishCurrentSearch()

    def stuck(self) -> bool:
        """Whether OR-Tools has long looked in vain: with rich features few of its failures are counted as such."""
        self.looked += 1
        if self.budget.seconds is not None and self.routes is not None:
            return False
        return self.looked > LOOKS + LOOKS_PER_PAIR * len(self.model.nodes) ** 2

    def _take(self, routes: list[Route], cost: int) -> None:
        """Keep a plan that is better; of a rich problem the audit has the word, for its schedule may cost more."""
        problem = self.model.problem
        if self.model.rich:
            missing = set(range(1, problem.stops + 1)) - {stop for route in routes for stop in route.stops}
            checked = audit(problem, routes, missing)
            if not checked.feasible or (self.routes is not None and rank(problem, checked) >= self.rank):
                return
            self.rank, cost = rank(problem, checked), checked.objective_cost
        self.routes = routes
        self.trace.append((self.watch(), cost))
        if self.on_incumbent is not None:
            self.on_incumbent(*self.trace[-1], tuple(routes))
