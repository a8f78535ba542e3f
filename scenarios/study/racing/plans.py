"""The plans of a race as files: one `.sol` a solve, costed again by anybody who has the instance."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from scenarios.study.racing.entries import problem_of
from scenarios.study.racing.solving import Row
from solvers import Route, RoutingProblem, audit
from solvers.instances import write_solution


def plan_name(row: Row) -> str:
    """The file of a row's plan: instance, solver, budget and seed, in letters that any file system takes."""
    budget = f"{row['iterations']}-iterations" if row["seconds"] is None else f"{row['seconds']:g}s"
    words = (row["instance"], row["solver"].rpartition("::")[2], budget, f"seed-{row['seed']}")
    return ".".join(re.sub(r"[^A-Za-z0-9_-]+", "-", str(word)).strip("-") for word in words) + ".sol"


def routes_of(row: Row) -> list[Route]:
    """The routes that a row keeps."""
    return [Route(vehicle, tuple(stops)) for vehicle, stops in row["routes"]]


def write_plan(file: Path, row: Row, problem: RoutingProblem) -> None:
    """Write the plan of a row as CVRPLIB's `.sol`."""
    routes = routes_of(row)
    visited = {stop for route in routes for stop in route.stops}
    left_out = [stop for stop in range(1, problem.stops + 1) if stop not in visited]
    write_solution(file, problem, routes, audit(problem, routes, left_out))


def write_plans(folder: Path, rows: Iterable[Row]) -> list[Path]:
    """Write the plan of every row that has one into a folder; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for row in rows:
        if row.get("routes"):
            file = folder / plan_name(row)
            write_plan(file, row, problem_of(row["path"]))
            written.append(file)
    return written
