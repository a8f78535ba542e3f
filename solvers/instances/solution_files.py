"""CVRPLIB `.sol` files in and out: `Route #1: 4 7 2`, then `Cost 123`.

Read as people write them: a route may go on in the next line, start and end at the depot, and have its stops apart by
commas or arrows. Route k is driven by vehicle k where vehicles differ. Where a vehicle loads again its depot stands in
the route, or a `|`. With several depots they are 0, 1 and so on, and the stops follow, as in PyVRP's sets.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from solvers.instances.lines import Lines
from solvers.problem import REQUIRED, Objective, RoutingProblem, Vehicle
from solvers.solution import Audit, Route
from solvers.units import in_file_units

_ROUTE = re.compile(r"route\s*#?\s*(\d+)\b\s*:?\s*(.*)", re.IGNORECASE | re.ASCII)
_COST = re.compile(r"(?:total\s+)?(?:cost|distance)\b\s*[:=]?\s*(\S+)\s*", re.IGNORECASE)
_BETWEEN = re.compile(r"->|=>|→|➔|[,;]|(?<=\s)-(?=\s)")
_STOPS = re.compile(r"[\d\s.,;\->=→➔|]+", re.ASCII)
ACCEPTED = "lines like 'Route #1: 4 7 2' are accepted"
AGAIN = -1
"""A `|`: the vehicle loads again, at the first depot where it may."""


@dataclass(frozen=True, slots=True)
class SolutionFile:
    """What a `.sol` says: routes, the optional stops it leaves out, and the cost it states of itself, if any."""

    routes: list[Route]
    unserved: tuple[int, ...]
    stated: float | None

    decimals: int = 0
    """Decimals of the stated cost."""

    def contradicts(self, problem: RoutingProblem, cost: float) -> bool:
        """Whether the stated cost is another than this one, further than its decimals round it."""
        if self.stated is None:
            return False
        known = known_cost(problem, self.stated, near=cost)
        unit = known / self.stated if self.stated else 1.0
        return bool(abs(known - cost) > 0.501 * unit / 10**self.decimals)


def known_cost(problem: RoutingProblem, stated: float, *, near: float) -> float:
    """A published cost in the units of the file.

    Sets are published in units of their own: in whole numbers where distances have decimals, in another power of ten
    where vehicles have prices. Taken is the unit that comes nearest to `near`, the cost of some plan.
    """
    if not (stated > 0 and near > 0):
        return stated
    if problem.objective is Objective.COST:
        units = [10.0**power for power in range(-6, 7)]
    else:
        units = [1.0, 1.0 / problem.scale]
    return min((stated * unit for unit in units), key=lambda known: abs(math.log(known / near)))


def read_solution(path: Path | str, problem: RoutingProblem) -> list[Route]:
    """The routes of a `.sol`; `InstanceError` where it cannot be read. Whether they are feasible the audit says."""
    return read_plan(path, problem).routes


def read_plan(path: Path | str, problem: RoutingProblem) -> SolutionFile:
    """All that a `.sol` says."""
    lines = Lines(Path(path))
    if lines.text.lstrip().startswith(("{", "[")):
        raise lines.wrong(1, "format", f"JSON is not a plan here, {ACCEPTED}")
    found: list[tuple[int, list[int]]] = []
    stated = ""
    going_on = False
    for number, row in lines.rows:
        if match := _ROUTE.fullmatch(row):
            found.append((number, _stops(lines, number, match[2])))
            going_on = True
        elif match := _COST.fullmatch(row):
            stated, going_on = match[1], False
        elif going_on and _STOPS.fullmatch(row):
            found[-1][1].extend(_stops(lines, number, row))
        else:
            going_on = False
    if not found:
        raise lines.wrong(1, "Route", f"missing, {ACCEPTED}")
    routes = _routes(lines, problem, found)
    seen = {stop for route in routes for stop in route.stops}
    optional = [stop for stop in range(1, problem.stops + 1) if problem.prize[stop] != REQUIRED and stop not in seen]
    return SolutionFile(routes, tuple(optional), *_cost(stated))


def _routes(lines: Lines, problem: RoutingProblem, found: list[tuple[int, list[int]]]) -> list[Route]:
    """Routes in the problem's numbers: depots at the ends go, and nodes become stops where the depot is node 1."""
    filled = [stops for _, stops in found if stops]
    nodes = problem.depots == 1 and bool(filled) and all(len(one) > 2 and one[0] == one[-1] == 1 for one in filled)
    shift = 1 if nodes else 0
    kinds = [index for index, vehicle in enumerate(problem.vehicles) for _ in range(vehicle.count)]
    routes = []
    for place, (number, stops) in enumerate(found):
        if len(problem.vehicles) == 1:
            kind = 0
        elif place < len(kinds):
            kind = kinds[place]
        elif not stops:
            continue
        else:
            raise lines.wrong(number, "Route", f"route {place + 1} has no vehicle, there are {len(kinds)}")
        depots = range(shift, shift + problem.depots)
        inner = stops[1:] if stops and stops[0] in depots else stops
        inner = inner[:-1] if inner and inner[-1] in depots else inner
        vehicle = problem.vehicles[kind]
        routes.append(Route(kind, tuple(_node(lines, number, problem, vehicle, stop, shift) for stop in inner)))
    return routes


def _node(lines: Lines, number: int, problem: RoutingProblem, vehicle: Vehicle, stop: int, shift: int) -> int:
    """A number of a route as a node of the problem; a depot is where the vehicle loads again."""
    depots = problem.depots
    if stop == AGAIN or shift <= stop < shift + depots:
        if not vehicle.reloads:
            what = f"the depot inside a route: {vehicle.name!r} makes one trip"
            raise lines.wrong(number, "Route", what)
        return vehicle.reloads[0] if stop == AGAIN else problem.depot_nodes[stop - shift]
    first = shift + depots
    if not first <= stop < first + problem.stops:
        what = f"stop {stop} does not exist, use {first} to {first + problem.stops - 1}"
        raise lines.wrong(number, "Route", what)
    return stop - first + 1


def _stops(lines: Lines, number: int, text: str) -> list[int]:
    words = _BETWEEN.sub(" ", text).replace("|", " | ").split()
    return [AGAIN if word == "|" else lines.whole(number, "Route", word, 0) for word in words]


def _cost(text: str) -> tuple[float | None, int]:
    """A stated cost and its decimals; None where the words after it are no number."""
    if not re.fullmatch(r"\d+(\.\d*)?", text, re.ASCII):
        return None, 0
    return float(text), len(text.partition(".")[2])


def write_solution(path: Path | str, problem: RoutingProblem, routes: Sequence[Route], audit: Audit) -> None:
    """Write a CVRPLIB `.sol`, the cost in the units of the instance file.

    Where vehicles differ there is a line for each vehicle up to the last one used, empty for one that stays at home.
    """
    if len(problem.vehicles) == 1:
        every = [route.stops for route in routes]
    else:
        every = []
        for index, vehicle in enumerate(problem.vehicles):
            own = [route.stops for route in routes if route.vehicle == index]
            every += own + [()] * (vehicle.count - len(own))
        while every and not every[-1]:
            every.pop()
    of_depot = {node: str(number) for number, node in enumerate(problem.depot_nodes)}
    further = problem.depots - 1
    text = []
    for number, stops in enumerate(every, start=1):
        words = [of_depot.get(node) or str(node + further) for node in stops]
        text.append(f"Route #{number}: {' '.join(words)}".rstrip())
    text.append(f"Cost {in_file_units(audit.cost, problem.scale)}")
    Path(path).write_text("\n".join(text) + "\n", encoding="utf-8")
