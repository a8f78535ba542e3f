"""CVRPLIB `.sol` files in and out: `Route #1: 4 7 2`, then `Cost 123`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from solvers.instances.lines import Lines
from solvers.problem import RoutingProblem
from solvers.solution import Audit, Route


def read_solution(path: Path | str, problem: RoutingProblem) -> list[Route]:
    """Read a CVRPLIB `.sol` (`Route #1: 4 7 2`, then `Cost 123`); every route gets vehicle type 0."""
    lines = Lines(Path(path))
    routes = []
    for number, row in lines.rows:
        if not row.upper().startswith("ROUTE"):
            continue
        _, colon, text = row.partition(":")
        if not colon:
            raise lines.wrong(number, "Route", "no colon in this line, 'Route #1: 4 7 2' is accepted")
        stops = [lines.whole(number, "Route", word, 1) for word in text.split()]
        for stop in stops:
            if stop > problem.stops:
                raise lines.wrong(number, "Route", f"stop {stop} does not exist, use 1 to {problem.stops}")
        routes.append(Route(0, tuple(stops)))
    if not routes:
        raise lines.wrong(1, "Route", "missing, lines like 'Route #1: 4 7 2' are accepted")
    return routes


def in_file_units(cost: int, scale: int) -> float | int:
    """A cost in the units of the instance file."""
    return cost if scale == 1 else cost / scale


def write_solution(path: Path | str, problem: RoutingProblem, routes: Sequence[Route], audit: Audit) -> None:
    """Write a CVRPLIB `.sol`, the cost in the units of the instance file."""
    text = [f"Route #{number}: {' '.join(map(str, route.stops))}" for number, route in enumerate(routes, start=1)]
    text.append(f"Cost {in_file_units(audit.cost, problem.scale)}")
    Path(path).write_text("\n".join(text) + "\n", encoding="utf-8")
