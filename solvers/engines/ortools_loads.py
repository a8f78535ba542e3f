"""Loads, stops, trips, lengths and pairs of routes as dimensions of OR-Tools.

Where nothing is collected a load is what was delivered so far on a trip. Else two are counted: what is still to be
delivered, and what is on board; at the start of a trip they are equal. Loading again is a node whose slack lets a
count begin anew; elsewhere there is no slack.
"""

from __future__ import annotations

import numpy as np

from solvers.engines.ortools_model import Model
from solvers.pairs import from_depot
from solvers.problem import FAR, NOWHERE, IntArray
from solvers.protocol import Capability, needs


def add_loads(model: Model) -> None:
    """Capacity in each dimension."""
    problem = model.problem
    demand, loaded, pickup = (
        column.reshape(problem.nodes, -1) for column in (problem.demand, from_depot(problem), problem.pickup)
    )
    for at in range(problem.dimensions):
        rooms = [problem.vehicles[kind].capacities[at] for kind in model.kinds]
        if pickup[:, at].any():
            change = by_node(model, pickup[:, at] - demand[:, at])
            _collecting(model, at, by_node(model, loaded[:, at]), change, rooms)
        else:
            _delivering(model, f"load {at}", by_node(model, demand[:, at]), rooms)


def add_counts(model: Model) -> None:
    """Limits on the stops, the trips and the length of a route."""
    problem, routing = model.problem, model.routing
    fleet = [problem.vehicles[kind] for kind in model.kinds]
    need = needs(problem)
    if Capability.STOP_LIMIT in need:
        stops = by_node(model, np.isin(np.arange(problem.nodes), model.stops).astype(np.int64))
        most = [min(vehicle.max_stops, problem.stops) for vehicle in fleet]
        count = routing.RegisterUnaryTransitVector(stops)
        routing.AddDimensionWithVehicleCapacity(count, 0, most, True, "stops")
    if Capability.SEVERAL_TRIPS in need:
        trips = routing.RegisterUnaryTransitVector([int(node.reloads >= 0) for node in model.nodes])
        most = [vehicle.max_trips - 1 for vehicle in fleet]
        routing.AddDimensionWithVehicleCapacity(trips, 0, most, True, "trips")
    if Capability.DISTANCE_LIMIT in need:
        length = routing.RegisterTransitMatrix(np.minimum(model.metres, 2 * FAR).tolist())
        most = [vehicle.max_distance for vehicle in fleet]
        routing.AddDimensionWithVehicleCapacity(length, 0, most, True, "length")


def add_pairs(model: Model) -> None:
    """Pick-up and delivery by one vehicle, one behind the other on one trip, or neither."""
    problem, routing = model.problem, model.routing
    if not len(problem.pairs):
        return
    solver = routing.solver()
    place = routing.RegisterUnaryTransitVector([1] * len(model.nodes))
    routing.AddDimension(place, 0, len(model.nodes) + 1, True, "place")
    places = routing.GetDimensionOrDie("place")
    trips = routing.GetDimensionOrDie("trips") if Capability.SEVERAL_TRIPS in needs(problem) else None
    number = {node.at: at for at, node in enumerate(model.nodes)}
    for first, second in problem.pairs.tolist():
        if first not in model.stops:
            continue  # nor is the second: neither can be served
        one, other = (model.manager.NodeToIndex(number[stop]) for stop in (first, second))
        routing.AddPickupAndDelivery(one, other)
        solver.Add(routing.VehicleVar(one) == routing.VehicleVar(other))
        solver.Add(routing.ActiveVar(one) == routing.ActiveVar(other))
        solver.Add(places.CumulVar(one) <= places.CumulVar(other))
        if trips is not None:
            solver.Add(trips.CumulVar(one) == trips.CumulVar(other))


def by_node(model: Model, column: IntArray) -> list[int]:
    """A column of the problem by the model's nodes; nothing nowhere."""
    return [0 if node.at == NOWHERE else int(column[node.at]) for node in model.nodes]


def reloads(model: Model) -> list[int]:
    """Indices of the nodes at which vehicles load again."""
    return [model.manager.NodeToIndex(number) for number, node in enumerate(model.nodes) if node.reloads >= 0]


def no_slack(model: Model, dimension: object) -> None:
    """Take the slack from all nodes but those where a trip begins anew."""
    anew = set(reloads(model))
    for index in range(model.routing.Size()):
        if index not in anew:
            dimension.SlackVar(index).SetValue(0)  # type: ignore[attr-defined]


def _delivering(model: Model, name: str, demand: list[int], rooms: list[int]) -> None:
    routing, most = model.routing, max(rooms)
    anew = reloads(model)
    if not anew:
        transit = routing.RegisterUnaryTransitVector(demand)
        routing.AddDimensionWithVehicleCapacity(transit, 0, rooms, True, name)
        return
    emptied = [-most if node.reloads >= 0 else load for node, load in zip(model.nodes, demand, strict=True)]
    transit = routing.RegisterUnaryTransitVector(emptied)
    routing.AddDimensionWithVehicleCapacity(transit, most, rooms, True, name)
    no_slack(model, routing.GetDimensionOrDie(name))


def _collecting(model: Model, at: int, loaded: list[int], change: list[int], rooms: list[int]) -> None:
    """What was loaded and is still to be delivered, and what is on board: the same at the start of a trip.

    `change` is how much more is on board behind a node.
    """
    routing, solver, most = model.routing, model.routing.solver(), max(rooms)
    anew = reloads(model)
    again = [node.reloads >= 0 for node in model.nodes]
    left = routing.RegisterUnaryTransitVector([0 if one else -load for one, load in zip(again, loaded, strict=True)])
    change = [-most if one else more for one, more in zip(again, change, strict=True)]
    board = routing.RegisterUnaryTransitVector(change)
    routing.AddDimensionWithVehicleCapacity(left, most, rooms, False, f"to deliver {at}")
    routing.AddDimensionWithVehicleCapacity(board, 2 * most, rooms, False, f"on board {at}")
    deliver, carry = (routing.GetDimensionOrDie(f"{what} {at}") for what in ("to deliver", "on board"))
    no_slack(model, deliver)
    no_slack(model, carry)
    for van in range(len(model.kinds)):
        deliver.CumulVar(routing.End(van)).SetValue(0)
        solver.Add(carry.CumulVar(routing.Start(van)) == deliver.CumulVar(routing.Start(van)))
    for index in anew:
        deliver.CumulVar(index).SetValue(0)
        solver.Add(carry.CumulVar(index) + carry.SlackVar(index) - most == deliver.SlackVar(index))
