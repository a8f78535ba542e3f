"""Times of routes as dimensions of OR-Tools: windows, shifts, breaks, releases, and what time costs.

A trip leaves no earlier than the last of its goods is there. A vehicle that loads again ends doing so no earlier than
that: it waits before it loads, not after.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import numpy as np
from ortools.constraint_solver import pywrapcp

from solvers.engines.ortools_loads import by_node, reloads
from solvers.engines.ortools_model import Model
from solvers.problem import FAR, NOWHERE
from solvers.protocol import Capability, needs

TIMED = (
    Capability.TIME_WINDOWS
    | Capability.SEVERAL_WINDOWS
    | Capability.RELEASE_TIMES
    | Capability.BREAKS
    | Capability.DURATION_LIMIT
    | Capability.SOFT_WINDOWS
    | Capability.SEVERAL_TRIPS
)
"""Features that are a matter of time."""


def add_times(model: Model) -> None:
    """The time of each visit, where anything depends on it."""
    price = model.weights
    missing = max(int(model.metres.max()), int(model.seconds.max())) >= FAR
    if not (needs(model.problem) & TIMED or any(price.second) or missing):
        return
    service = by_node(model, model.problem.service_time)
    for number, node in enumerate(model.nodes):
        if node.reloads >= 0:
            service[number] = model.problem.vehicles[node.reloads].reload_time
    broken = (model.seconds >= FAR) | (model.metres >= FAR)
    transit = np.where(broken, 2 * FAR, model.seconds) + np.array(service)[:, None]
    index = model.routing.RegisterTransitMatrix(transit.tolist())
    model.routing.AddDimension(index, FAR, model.longest, False, "time")
    time = model.routing.GetDimensionOrDie("time")
    _add_windows(model, time)
    _add_shifts(model, time)
    if model.problem.release_time.any():
        _add_releases(model, time, service)
    if any(model.problem.vehicles[kind].breaks for kind in model.kinds):
        _add_breaks(model, time, service)


def _windows(model: Model, node: int, closing: int) -> list[tuple[int, int]]:
    """The hard windows of a node as far as `closing`, in order."""
    rows = model.problem.time_window[node].reshape(-1, 2).tolist()
    return [(opens, min(closes, closing)) for opens, closes in rows if opens <= min(closes, closing)]


def _hold(variable: Any, windows: Iterable[tuple[int, int]]) -> None:
    """Hold a moment to some windows; there must be one."""
    rows = list(windows)
    variable.SetRange(rows[0][0], rows[-1][1])
    for (_, closed), (opens, _) in pairwise(rows):
        if closed + 1 < opens:
            variable.RemoveInterval(closed + 1, opens - 1)


def _add_windows(model: Model, time: Any) -> None:
    problem, price = model.problem, model.weights
    for number, node in enumerate(model.nodes):
        index = model.manager.NodeToIndex(number)
        if node.reloads >= 0:
            closing = problem.vehicles[node.reloads].shift[1]
            if windows := _windows(model, node.at, min(closing, model.longest)):
                _hold(time.CumulVar(index), windows)
            else:
                model.routing.ActiveVar(index).SetValue(0)
        elif node.at in model.stops:
            if not (windows := _windows(model, node.at, model.longest)):
                model.routing.ActiveVar(index).SetValue(0)
                continue
            _hold(time.CumulVar(index), windows)
            if price.late[node.at]:
                time.SetCumulVarSoftUpperBound(index, int(problem.soft_window[node.at, 1]), price.late[node.at])
            if price.early[node.at]:
                time.SetCumulVarSoftLowerBound(index, int(problem.soft_window[node.at, 0]), price.early[node.at])


def _add_shifts(model: Model, time: Any) -> None:
    problem, price, routing = model.problem, model.weights, model.routing
    for van, kind in enumerate(model.kinds):
        vehicle = problem.vehicles[kind]
        opens, closes = problem.hull[vehicle.start].tolist()
        opening, leaving = max(vehicle.shift[0], opens), min(vehicle.shift[1], closes, model.longest)
        last = min(vehicle.shift[1], model.longest)
        ends = [(0, last)] if vehicle.end == NOWHERE else _windows(model, vehicle.end, last)
        shortest = min((max(0, begins - leaving) for begins, closing in ends if closing >= opening), default=FAR)
        if opening > leaving or shortest > min(vehicle.longest, model.longest):
            for number in range(len(model.nodes)):
                _keep_away(model, van, number)
            continue
        time.CumulVar(routing.Start(van)).SetRange(opening, leaving)
        _hold(time.CumulVar(routing.End(van)), ends)
        if price.second[kind]:
            time.SetSpanCostCoefficientForVehicle(price.second[kind], van)
        if vehicle.longest < model.longest:
            time.SetSpanUpperBoundForVehicle(vehicle.longest, van)
        if price.overtime[kind] and vehicle.shift_length < model.longest:
            bound = pywrapcp.BoundCost(vehicle.shift_length, price.overtime[kind])
            time.SetSoftSpanUpperBoundForVehicle(bound, van)


def _keep_away(model: Model, van: int, number: int) -> None:
    """Let a vehicle that can never drive visit nothing."""
    index = model.manager.NodeToIndex(number)
    if index >= 0 and not model.routing.IsStart(index) and not model.routing.IsEnd(index):
        model.routing.VehicleVar(index).RemoveValue(van)


def _add_releases(model: Model, time: Any, service: list[int]) -> None:
    """A count that only rises along a trip, at each stop no further than its goods are early."""
    release, routing, solver = by_node(model, model.problem.release_time), model.routing, model.routing.solver()
    most = max(release)
    index = routing.RegisterUnaryTransitVector([-most if node.reloads >= 0 else 0 for node in model.nodes])
    routing.AddDimension(index, most, most, False, "early")
    early = routing.GetDimensionOrDie("early")
    for number, node in enumerate(model.nodes):
        if node.at in model.stops:
            early.CumulVar(model.manager.NodeToIndex(number)).SetMax(most - release[number])
    for van in range(len(model.kinds)):
        start = routing.Start(van)
        solver.Add(time.CumulVar(start) >= most - early.CumulVar(start))
        routing.AddVariableMaximizedByFinalizer(early.CumulVar(start))
    for index in reloads(model):
        early.CumulVar(index).SetValue(most)
        solver.Add(time.CumulVar(index) + service[model.manager.IndexToNode(index)] >= most - early.SlackVar(index))
        routing.AddVariableMaximizedByFinalizer(early.SlackVar(index))


def _add_breaks(model: Model, time: Any, service: list[int]) -> None:
    """Rests in order, each in its window; never during a service."""
    routing, solver = model.routing, model.routing.solver()
    visits = [0] * routing.Size()
    for index in range(routing.Size()):
        visits[index] = service[model.manager.IndexToNode(index)]
    for van, kind in enumerate(model.kinds):
        rests = [
            solver.FixedDurationIntervalVar(*rest.window, rest.duration, False, f"break {at} of {van}")
            for at, rest in enumerate(model.problem.vehicles[kind].breaks)
        ]
        for one, other in pairwise(rests):
            solver.Add(other.StartExpr() >= one.EndExpr())
        if rests:
            time.SetBreakIntervalsOfVehicle(rests, van, visits)
