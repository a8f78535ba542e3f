"""HGS-CVRP (through hybgensea, extra `peers`) behind the laboratory's interface.

Vidal's hybrid genetic search (Computers & Operations Research 140, 2022) is the reference for capacitated problems. Its
clock is the processor's, as ours is. It counts the iterations that brought nothing, and starts again with a new
population after 20 000 of them as long as seconds are left; without seconds it ends there. It may end without a plan
that fits; then the plan of cheapest insertion is returned instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import hybgensea
import numpy as np

from solvers.engines.insertion import Insertion
from solvers.problem import FAR, RoutingProblem
from solvers.protocol import Budget, Capability, OnIncumbent, SolveResult, Stopwatch, finish, known_routes, refuse
from solvers.screen import unservable
from solvers.solution import Route

UNPRODUCTIVE = 20_000
"""Iterations without improvement after which the search ends or starts again, as its authors set them."""
MOST_STOPS = 4_000
FEWEST_STOPS = 5
"""Below, its neighbourhoods are empty and it may never end: cheapest insertion plans those."""


@dataclass(frozen=True, slots=True)
class HybgenseaSearch:
    """HGS-CVRP: hybrid genetic search with SWAP*, with its authors' parameters; total distance of equal vehicles."""

    name: ClassVar[str] = "hybgensea"
    supports: ClassVar[Capability] = (
        Capability.CAPACITY | Capability.SERVICE_TIMES | Capability.LIMITED_FLEET | Capability.COORDINATES_ONLY
    )
    iteration_unit: ClassVar[str] = "iterations of HGS-CVRP without improvement"

    def solve(
        self,
        problem: RoutingProblem,
        budget: Budget,
        rng: np.random.Generator,
        *,
        warm_start: Sequence[Route] | None = None,
        on_incumbent: OnIncumbent | None = None,
    ) -> SolveResult:
        """Search until the CPU seconds are used, or so many iterations brought nothing."""
        if problem.stops > MOST_STOPS:
            raise ValueError(f"solver 'hybgensea': {problem.stops} stops, at most {MOST_STOPS} are accepted")
        refuse(self, problem)
        known_routes(problem, warm_start)
        watch = Stopwatch()
        left_out = unservable(problem)
        stops = [stop for stop in range(1, problem.stops + 1) if stop not in left_out]
        if not stops:
            return finish(problem, (), left_out, 0)
        unproductive = min((one for one in (budget.iterations, budget.no_improvement) if one), default=UNPRODUCTIVE)
        routes = None
        if len(stops) >= FEWEST_STOPS:
            routes = _search(problem, stops, unproductive, budget.seconds or 0.0, int(rng.integers(2**31)))
        if routes is None:
            return Insertion().solve(problem, Budget(iterations=1), rng, on_incumbent=on_incumbent)
        found = finish(problem, routes, left_out, unproductive)
        trace = [(watch(), found.audit.objective_cost)]
        if on_incumbent is not None:
            on_incumbent(*trace[0], found.routes)
        return finish(problem, routes, left_out, unproductive, trace)


def _search(
    problem: RoutingProblem, stops: list[int], unproductive: int, seconds: float, seed: int
) -> list[Route] | None:
    """Routes that serve all of these stops, or None where none were found that fit."""
    nodes = np.array([0, *stops])
    distance = problem.arc_distance(nodes[:, None], nodes[None, :])
    places = None if problem.coordinates is None else problem.coordinates[nodes]
    (vehicle,) = problem.vehicles
    try:
        found = hybgensea.hybgensea.solve_cvrp_dist_mtx(
            np.where(distance >= FAR, distance.max(), distance),
            problem.demand[nodes],
            vehicle.capacity,
            x_coords=None if places is None else places[:, 0],
            y_coords=None if places is None else places[:, 1],
            num_vehicles=min(vehicle.count, len(stops)),
            extract_all_feasible=False,
            verbose=False,
            seed=seed,
            nbIter=unproductive,
            timeLimit=seconds,
        )
    except (RuntimeError, ValueError):  # the fleet is too small, or no plan that fits came up
        return None
    routes = [Route(0, tuple(stops[client - 1] for client in route)) for route in found.routes if route]
    return routes if sum(len(route.stops) for route in routes) == len(stops) else None
