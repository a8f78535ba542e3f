"""The routing problems a business met, as files of the problem format: your day as a benchmark.

One file a wave, in the order they were planned, and `bks.csv` with the audited cost of the plan that was driven, so
that a race measures against the business itself until something better is kept.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scenarios.errors import InputError
from scenarios.scenario import Scenario
from scenarios.study.racing.best_known import FILE
from scenarios.study.running.cell import run_cell
from scenarios.study.running.observation import EVERYTHING
from scenarios.study.running.plan import cells
from sim.delivery.planned import PlannedWave
from solvers.instances import write_problem
from solvers.problem import RoutingProblem
from solvers.solution import Route

Met = tuple[PlannedWave, RoutingProblem, NDArray[np.int64], tuple[Route, ...]]
"""A wave, its problem, its places in metres, and the routes driven."""


def problems_met(scenario: Scenario, replication: int = 0) -> list[Met]:
    """Every routing problem of a replication, simulated again, in the order they were planned.

    Raises
    ------
    InputError
        Where own vans planned no wave.
    """
    met: list[Met] = []
    run_cell(cells(scenario, [replication], EVERYTHING)[0], watch=lambda *one: met.append(one))
    if not met:
        raise InputError(f"{scenario.name}: own vans plan no wave, delivery.mode fleet or mixed is accepted")
    return met


def problem_files(scenario: Scenario, replication: int = 0, *, places: bool = False) -> dict[str, bytes]:
    """Content of each file by its name; with coordinates and names only if asked for."""
    found: dict[str, bytes] = {}
    costs = ["instance,bks_cost"]
    with tempfile.TemporaryDirectory() as folder:
        for number, (wave, problem, place, _) in enumerate(problems_met(scenario, replication), start=1):
            name = f"wave-{number:04d}"
            file = Path(folder) / f"{name}.json"
            kept = problem.replace(coordinates=place.astype(np.float64)) if places else problem
            write_problem(file, kept, names=places, coordinates=places)
            found[file.name] = file.read_bytes()
            costs.append(f"{name},{wave.cost}")
    return found | {FILE: ("\n".join(costs) + "\n").encode()}
