"""A problem as OR-Tools' routing library sees it: nodes and vehicles, what legs cost, and routes back and forth.

Its nodes are the stops that may be served, the depots where vehicles begin or end, one nowhere for open routes, to
which all legs are free, and copies of depots, visited or not, at which vehicles of one type load again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from ortools.constraint_solver import pywrapcp

from solvers.capabilities import rich_needs
from solvers.engines.insertion import Insertion
from solvers.engines.ortools_weights import latest, weights
from solvers.problem import FAR, NOWHERE, IntArray, RoutingProblem
from solvers.protocol import Budget
from solvers.solution import Route

SPARE_VEHICLES = 1.25
"""Vehicles offered when the fleet of a plain problem is unlimited, against what cheapest insertion needs."""


@dataclass(frozen=True, slots=True)
class Node:
    """`at` is the problem's node, `NOWHERE` where there is none; `reloads` the type that may load again here, or -1."""

    at: int
    reloads: int = -1


class Model:
    """The OR-Tools model of a problem, over the stops that can be served; loads and times are added to it."""

    def __init__(self, problem: RoutingProblem, left_out: dict[int, str]) -> None:
        self.problem = problem
        self.rich = bool(rich_needs(problem))
        self.stops = [stop for stop in range(1, problem.stops + 1) if stop not in left_out]
        self.longest = latest(problem) if self.rich else FAR
        self.weights = weights(problem, self.stops, self.longest)
        self.lost = sum(max(0, int(problem.prize[stop])) for stop in left_out)
        self.kinds = self._fleet()
        self.nodes = self._nodes()
        place = {node.at: number for number, node in enumerate(self.nodes) if node.reloads < 0}
        fleet = [problem.vehicles[kind] for kind in self.kinds]
        starts, ends = [place[van.start] for van in fleet], [place[van.end] for van in fleet]
        self.manager = pywrapcp.RoutingIndexManager(len(self.nodes), len(fleet), starts, ends)
        self.routing = pywrapcp.RoutingModel(self.manager)
        self.metres, self.seconds = self._legs(problem.arc_distance), self._legs(problem.arc_duration)
        self._add_costs()
        for number, node in enumerate(self.nodes):
            if node.reloads >= 0:
                self._only(number, [node.reloads], 0)
            elif node.at not in (*problem.depot_nodes, NOWHERE):
                able = [kind for kind in range(len(problem.vehicles)) if self.may_serve(kind, node.at)]
                self._only(number, able, self.weights.left_out[node.at])

    def _fleet(self) -> list[int]:
        """Vehicle types, one entry per vehicle; an unlimited fleet is cut to what could be of use."""
        problem, most = self.problem, self.problem.stops
        if not self.rich and problem.fleet_size > most:
            needed = len(Insertion().solve(problem, Budget(iterations=1), np.random.default_rng(0)).routes)
            most = min(most, int(needed * SPARE_VEHICLES) + 3)
        return [kind for kind, vehicle in enumerate(problem.vehicles) for _ in range(min(vehicle.count, most))]

    def _nodes(self) -> list[Node]:
        fleet = self.problem.vehicles
        ends = {fleet[kind].start for kind in self.kinds} | {fleet[kind].end for kind in self.kinds}
        nodes = [Node(depot) for depot in self.problem.depot_nodes if depot in ends]
        nodes += [Node(stop) for stop in self.stops]
        nodes += [Node(NOWHERE)] * (NOWHERE in ends)
        for kind in sorted(set(self.kinds)):
            copies = min(len(self.stops), self.kinds.count(kind) * (fleet[kind].max_trips - 1))
            nodes += [Node(depot, kind) for depot in dict.fromkeys(fleet[kind].reloads) for _ in range(copies)]
        return nodes

    def _legs(self, measure: Any) -> IntArray:
        """A matrix between the model's nodes; nothing to where an open route ends, nor for a van that stays at home."""
        at = np.array([node.at for node in self.nodes])
        end = np.array([node.reloads < 0 and node.at in (*self.problem.depot_nodes, NOWHERE) for node in self.nodes])
        free = (at == NOWHERE)[None, :] | (at[:, None] == at[None, :]) | (end[:, None] & end[None, :])
        found: IntArray = np.where(free, 0, measure(at[:, None], at[None, :]))
        return found

    def may_serve(self, kind: int, stop: int) -> bool:
        """Whether a type of vehicle has leave and skills for a stop."""
        skills = int(self.problem.skills[stop])
        return bool(self.problem.allowed_vehicles[stop, kind]) and not skills & ~self.problem.vehicles[kind].skills

    def _only(self, number: int, kinds: Sequence[int], penalty: int) -> None:
        """A node that is visited by vehicles of some types, or left out for a penalty."""
        index = self.manager.NodeToIndex(number)
        self.routing.AddDisjunction([index], penalty)
        if len(kinds) < len(self.problem.vehicles):
            # Python cannot call SetAllowedVehiclesForIndex: its wrapper takes no list
            for van, kind in enumerate(self.kinds):
                if kind not in kinds:
                    self.routing.VehicleVar(index).RemoveValue(van)

    def _add_costs(self) -> None:
        evaluators: dict[int, int] = {}
        clipped = np.minimum(self.metres, FAR)
        for van, kind in enumerate(self.kinds):
            price = self.weights.metre[kind]
            if price not in evaluators:
                evaluators[price] = self.routing.RegisterTransitMatrix((clipped * price).tolist())
            self.routing.SetArcCostEvaluatorOfVehicle(evaluators[price], van)
            self.routing.SetFixedCostOfVehicle(self.weights.fixed[kind], van)

    def current_routes(self) -> list[Route]:
        """Routes of the solution being reported, without loading again where nothing was served in between."""
        routes = []
        for van, kind in enumerate(self.kinds):
            vehicle = self.problem.vehicles[kind]
            index, path = self.routing.Start(van), [vehicle.start]
            while not self.routing.IsEnd(index := self.routing.NextVar(index).Value()):
                if (at := self.nodes[self.manager.IndexToNode(index)].at) != path[-1]:
                    path.append(at)
            last = self.problem.depot_nodes if vehicle.end == NOWHERE else (vehicle.end,)
            while len(path) > 1 and path[-1] in last:
                path.pop()
            if set(path) & set(self.stops):
                routes.append(Route(kind, tuple(path[1:])))
        return routes

    def in_units(self, cost: int) -> int:
        """OR-Tools' cost in the audit's `objective_cost`."""
        return self.weights.in_units(cost) + self.lost

    def read(self, routes: Sequence[Route]) -> Any:
        """Known routes as a starting assignment; None when OR-Tools refuses them."""
        place = {node.at: number for number, node in enumerate(self.nodes) if node.reloads < 0}
        copies: dict[Node, list[int]] = {}
        for number, node in enumerate(self.nodes):
            if node.reloads >= 0:
                copies.setdefault(node, []).append(number)
        free = {kind: [van for van, other in enumerate(self.kinds) if other == kind] for kind in set(self.kinds)}
        paths: list[list[int]] = [[] for _ in self.kinds]
        for route in routes:
            if not free.get(route.vehicle):
                continue
            path = paths[free[route.vehicle].pop(0)]
            for at in route.stops:
                if at in self.problem.depot_nodes:
                    if spare := copies.get(Node(at, route.vehicle)):
                        path.append(spare.pop(0))
                elif at in place:
                    path.append(place[at])
        self.routing.CloseModel()
        return self.routing.ReadAssignmentFromRoutes(paths, True)
