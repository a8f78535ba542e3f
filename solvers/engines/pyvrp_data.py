"""PyVRP's view of a problem, and how its routes are read back.

Locations are the first depot, the stops that may be served, the further depots, and where there are open routes one to
which every way is free. PyVRP numbers depots apart from clients; loading again takes its time at a depot of its own, a
copy of the place with a service time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyvrp

from solvers.capabilities import rich_needs
from solvers.engines.latest_end import latest_end
from solvers.engines.prices import affordable, coarse, prices
from solvers.engines.rich_prices import rich_prices
from solvers.problem import FAR, NOWHERE, IntArray, RoutingProblem, Vehicle
from solvers.solution import Route

LONG = 2**50
"""No limit, in PyVRP's units."""


@dataclass(frozen=True, slots=True)
class Costs:
    """Prices by type of vehicle, and how many parts one unit of the objective has."""

    distance: list[int]
    time: list[int]
    overtime: list[int]
    fixed: list[int]
    unit: int


def costs(problem: RoutingProblem) -> Costs:
    """The price list of a problem.

    Raises
    ------
    ValueError
        Where the cost of a plan might not fit into 64 bits.
    """
    if rich_needs(problem):
        rich = rich_prices(problem)
        columns = (rich.metre.tolist(), rich.second.tolist(), rich.overtime.tolist(), rich.fixed.tolist())
        return Costs(*columns, rich.unit)
    plain = affordable(problem, coarse(prices(problem)))
    return Costs(plain.distance, plain.time, [0] * len(problem.vehicles), plain.fixed, plain.unit)


@dataclass(slots=True)
class View:
    """A problem as PyVRP sees it.

    Parameters
    ----------
    problem, stops
        Whose, and the stops that may be served.
    price
        What plans cost.
    penalty
        What leaving out a required stop costs, in the parts of `price`; None where every one has to be served.
    """

    problem: RoutingProblem
    stops: list[int]
    price: Costs
    penalty: int | None = None
    kinds: list[int] = field(init=False)
    depot_nodes: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.kinds = [kind for kind, vehicle in enumerate(self.problem.vehicles) if vehicle.count]
        self.depot_nodes = []

    def route(self, found: Any) -> Route:
        """A route of PyVRP's as one of ours."""
        nodes = [self.stops[one.idx] if one.is_client() else self.depot_nodes[one.idx] for one in found]
        return Route(self.kinds[found.vehicle_type()], tuple(nodes[1:-1]))

    def data(self) -> Any:
        """What PyVRP is handed."""
        problem = self.problem
        fleet = [problem.vehicles[kind] for kind in self.kinds]
        further = [depot for depot in problem.depot_nodes if depot]
        nodes = np.array([0, *self.stops, *further])
        distance, duration, latest = self._roads(nodes)
        at = {int(node): place for place, node in enumerate(nodes)}
        depots, number = self._depots(fleet, at)
        places = np.zeros((len(nodes), 2)) if problem.coordinates is None else problem.coordinates[nodes]
        if any(vehicle.end == NOWHERE for vehicle in fleet):
            distance, duration = (np.pad(matrix, (0, 1)) for matrix in (distance, duration))
            places = np.vstack((places, places[:1]))
            number[NOWHERE, 0] = len(depots)
            self.depot_nodes.append(NOWHERE)
            depots.append(pyvrp.Depot(len(nodes)))
        clients = [self._client(place, stop, latest) for place, stop in enumerate(self.stops, start=1)]
        types = [self._vehicle(kind, number, latest) for kind in self.kinds]
        locations = [pyvrp.Location(float(x), float(y)) for x, y in places]
        matrices: tuple[Any, Any] = ([distance], [duration])
        return pyvrp.ProblemData(locations, clients, depots, types, *matrices)

    def _roads(self, nodes: IntArray) -> tuple[IntArray, IntArray, int]:
        """Distances, durations, and the latest time that anything may happen."""
        distance = self.problem.arc_distance(nodes[:, None], nodes[None, :])
        duration = self.problem.arc_duration(nodes[:, None], nodes[None, :])
        broken = (distance >= FAR) | (duration >= FAR)
        distance, duration = np.where(broken, 0, distance), np.where(broken, 0, duration)
        if not broken.any():
            return distance, duration, FAR
        # a number near the end of int64 overflows in PyVRP's prices, and its search then never ends
        latest = latest_end(self.problem, int(duration.max()))
        return distance, np.where(broken, latest + 1, duration), latest

    def _depots(self, fleet: list[Vehicle], at: dict[int, int]) -> tuple[list[Any], dict[tuple[int, int], int]]:
        """PyVRP's depots, and their numbers by node and by the time that loading takes there."""
        depots: list[Any] = []
        number: dict[tuple[int, int], int] = {}
        reloads = [(depot, vehicle.reload_time) for vehicle in fleet for depot in vehicle.reloads]
        for depot, loading in dict.fromkeys([*((depot, 0) for depot in self.problem.depot_nodes), *reloads]):
            opens, closes = self.problem.hull[depot].tolist()
            number[depot, loading] = len(depots)
            self.depot_nodes.append(depot)
            depots.append(pyvrp.Depot(at[depot], tw_early=opens, tw_late=closes, service_duration=loading))
        return depots, number

    def _client(self, place: int, stop: int, latest: int) -> Any:
        problem = self.problem
        opens, closes = problem.hull[stop].tolist()
        prize, required = int(problem.prize[stop]) * self.price.unit, problem.prize[stop] < 0
        if required:
            prize = self.penalty or 0
        return pyvrp.Client(
            place,
            np.atleast_1d(problem.demand[stop]).tolist(),
            np.atleast_1d(problem.pickup[stop]).tolist(),
            service_duration=int(problem.service_time[stop]),
            tw_early=opens,
            tw_late=min(latest, closes),
            release_time=int(problem.release_time[stop]),
            prize=prize,
            required=required and self.penalty is None,
        )

    def _vehicle(self, kind: int, number: dict[tuple[int, int], int], latest: int) -> Any:
        vehicle, price = self.problem.vehicles[kind], self.price
        return pyvrp.VehicleType(
            max(1, min(vehicle.count, len(self.stops))),
            list(vehicle.capacities),
            start_depot=number[vehicle.start, 0],
            end_depot=number[vehicle.end, 0],
            fixed_cost=price.fixed[kind],
            tw_early=vehicle.shift[0],
            tw_late=min(vehicle.shift[1], latest),
            shift_duration=vehicle.shift_length if vehicle.shift_length < FAR else LONG,
            max_distance=vehicle.max_distance if vehicle.max_distance < FAR else LONG,
            unit_distance_cost=price.distance[kind],
            unit_duration_cost=price.time[kind],
            reload_depots=[number[depot, vehicle.reload_time] for depot in vehicle.reloads],
            max_reloads=vehicle.max_trips - 1,
            max_overtime=vehicle.max_overtime,
            unit_overtime_cost=price.overtime[kind],
        )
