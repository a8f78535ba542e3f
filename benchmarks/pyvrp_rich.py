"""PyVRP with the features that its own sets have: several depots, second trips, releases, limits on a route.

The shipped adapter offers what PyVRP plans under every condition of ours. This one is for races on files that are
PyVRP's own: where loading again takes time it refuses.

    orderlab race mdvrptw hfvrp --solvers numba,benchmarks/pyvrp_rich.py::PyvrpRich --seconds 10 --seeds 1,2
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pyvrp

from solvers.engines.prices import Prices, affordable, coarse, prices
from solvers.engines.pyvrp_search import MAX_PENALTY, PyvrpSearch, _Stop
from solvers.problem import FAR, NOWHERE, RoutingProblem
from solvers.protocol import Budget, Capability, OnIncumbent, SolveResult, Stopwatch, finish, refuse
from solvers.solution import Route

LONG = 2**50
"""No limit, in PyVRP's units."""


@dataclass(frozen=True, slots=True)
class PyvrpRich:
    """PyVRP on rich problems; without a feasible plan it has none."""

    name: ClassVar[str] = "pyvrp"
    supports: ClassVar[Capability] = (
        PyvrpSearch.supports
        | Capability.SEVERAL_DEPOTS
        | Capability.SEVERAL_TRIPS
        | Capability.RELEASE_TIMES
        | Capability.DURATION_LIMIT
        | Capability.DISTANCE_LIMIT
    )
    iteration_unit: ClassVar[str] = PyvrpSearch.iteration_unit

    def solve(
        self,
        problem: RoutingProblem,
        budget: Budget,
        rng: np.random.Generator,
        *,
        warm_start: Sequence[Route] | None = None,
        on_incumbent: OnIncumbent | None = None,
    ) -> SolveResult:
        """Search until the budget is used."""
        refuse(self, problem)
        if any(vehicle.reload_time for vehicle in problem.vehicles):
            raise ValueError("pyvrp: reload_time is not accepted, loading again takes no time there")
        watch = Stopwatch()
        price = affordable(problem, coarse(prices(problem)))
        stop_rule = _Stop(budget, watch, price.unit, 0)
        found = pyvrp.solve(
            _data(problem, price),
            stop_rule,
            seed=int(rng.integers(2**31)),
            collect_stats=False,
            display=False,
            params=pyvrp.SolveParams(penalty=pyvrp.PenaltyParams(max_penalty=MAX_PENALTY)),
        )
        routes = [_route(problem, route) for route in found.best.routes()] if found.best.is_feasible() else []
        visited = {node for route in routes for node in route.stops}
        left_out = {stop: "left out by PyVRP" for stop in range(1, problem.stops + 1) if stop not in visited}
        return finish(problem, routes, left_out, max(0, stop_rule.calls), stop_rule.trace)


def _route(problem: RoutingProblem, route: Any) -> Route:
    """PyVRP numbers clients and depots apart; depots inside a route are reloads."""
    depots = problem.depot_nodes
    nodes = [activity.idx + 1 if activity.is_client() else depots[activity.idx] for activity in route]
    return Route(route.vehicle_type(), tuple(nodes[1:-1]))


def _data(problem: RoutingProblem, price: Prices) -> Any:
    depots = problem.depot_nodes
    nodes = np.array([*depots, *range(1, problem.stops + 1)])
    at = {int(node): place for place, node in enumerate(nodes)}
    distance = problem.arc_distance(nodes[:, None], nodes[None, :])
    duration = problem.arc_duration(nodes[:, None], nodes[None, :])
    assert max(int(distance.max()), int(duration.max())) < FAR, "PyVRP knows no missing roads"
    assert all(vehicle.end != NOWHERE for vehicle in problem.vehicles), "PyVRP knows no open routes"
    places = np.zeros((len(nodes), 2)) if problem.coordinates is None else problem.coordinates[nodes]
    windows = problem.hull.tolist()
    clients = [
        pyvrp.Client(
            at[stop],
            [int(problem.demand[stop])],
            service_duration=int(problem.service_time[stop]),
            tw_early=windows[stop][0],
            tw_late=windows[stop][1],
            release_time=int(problem.release_time[stop]),
            prize=max(0, int(problem.prize[stop])) * price.unit,
            required=problem.prize[stop] < 0,
        )
        for stop in range(1, problem.stops + 1)
    ]
    number = {depot: place for place, depot in enumerate(depots)}
    fleet = [
        pyvrp.VehicleType(
            max(1, min(vehicle.count, problem.stops)),
            [vehicle.room if vehicle.count else 0],
            start_depot=number[vehicle.start],
            end_depot=number[vehicle.end],
            fixed_cost=price.fixed[kind],
            tw_early=vehicle.shift[0],
            tw_late=vehicle.shift[1],
            shift_duration=vehicle.longest if vehicle.longest < FAR else LONG,
            max_distance=vehicle.max_distance if vehicle.max_distance < FAR else LONG,
            unit_distance_cost=price.distance[kind],
            unit_duration_cost=price.time[kind],
            reload_depots=[number[depot] for depot in vehicle.reloads],
            max_reloads=vehicle.max_trips - 1,
        )
        for kind, vehicle in enumerate(problem.vehicles)
    ]
    halls = [
        pyvrp.Depot(place, tw_early=windows[depot][0], tw_late=windows[depot][1]) for depot, place in number.items()
    ]
    locations = [pyvrp.Location(float(x), float(y)) for x, y in places]
    return pyvrp.ProblemData(locations, clients, halls, fleet, [distance], [duration])
