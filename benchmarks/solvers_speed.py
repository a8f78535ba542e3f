"""How fast the numba search iterates, and how good a wave's plan is after so many iterations.

`python benchmarks/solvers_speed.py [--quick] [--json]`; CPU time of one thread. Absolute microseconds depend on the
machine; judged are the microseconds of an iteration in steps of `yardstick`, a walk through a table of the size of a
wave's that took turns with it, and the gaps, which are the same on any machine. It ends with a verdict against
`stored.json`, and with exit code 1 where one is worse.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray
from verdicts import Measure, add_options, conclude

from solvers import Budget, RoutingProblem, Vehicle, create
from solvers.city import city_wave

ITERATIONS = 20_000
FEW = (500, 2_000)
"""Budgets of a wave in a simulation, whose plans are held against those of ITERATIONS."""
WALK = 10_000_000


@numba.njit(cache=False)  # type: ignore[misc]
def yardstick(table: NDArray[np.int64], steps: int) -> int:
    """Dependent loads, additions and comparisons, as a search for the cheapest insertion has them."""
    size = table.shape[0]
    at, least = 0, 0
    for step in range(steps):
        towards = (at * 31 + step) % size
        cost = table[at, towards] + table[towards, step % size] - table[at, step % size]
        if cost < least:
            least = cost
        at = towards
    return least


def uniform(stops: int, seed: int, tightness: int) -> RoutingProblem:
    """A CVRP of uniform stops with about `tightness` stops per route."""
    rng = np.random.default_rng(seed)
    demand = np.concatenate(([0], rng.integers(1, 101, stops)))
    return RoutingProblem(
        demand=demand,
        vehicles=(Vehicle("vehicle", stops, 50 * tightness),),
        coordinates=rng.integers(0, 1_001, (stops + 1, 2)),
        name=f"uniform-{stops}",
    )


def problems(quick: bool) -> list[RoutingProblem]:
    """Waves of a city, and two CVRPs; the quick ones are the first and the fourth."""
    some = [city_wave(50, 1), uniform(200, 1, 8)]
    return some if quick else [*some, city_wave(125, 1), city_wave(300, 1), uniform(1_000, 1, 20)]


def step_seconds() -> float:
    """CPU seconds of a step of the yardstick."""
    table = np.random.default_rng(1).integers(0, 1_000, (300, 300))
    yardstick(table, 10)
    began = time.process_time()
    yardstick(table, WALK)
    return (time.process_time() - began) / WALK


def measured(problem: RoutingProblem, rounds: int) -> tuple[dict[str, float], dict[str, list[float]]]:
    """Milliseconds of set-up, microseconds of an iteration and gaps; what is judged, by round."""
    solver = create("numba")
    solver.solve(problem, Budget(iterations=2), np.random.default_rng(0))
    setup: list[float] = []
    iteration: list[float] = []
    steps: list[float] = []
    best = 0
    for _ in range(rounds):
        step = step_seconds()
        spent = []
        for iterations in (1, ITERATIONS):
            began = time.process_time()
            best = solver.solve(problem, Budget(iterations=iterations), np.random.default_rng(1)).audit.objective_cost
            spent.append(time.process_time() - began)
        setup.append(spent[0])
        iteration.append((spent[1] - spent[0]) / ITERATIONS)
        steps.append(iteration[-1] / step)
    found = {
        "set_up_milliseconds": 1e3 * statistics.median(setup),
        "iteration_microseconds": 1e6 * statistics.median(iteration),
        "iteration_steps": statistics.median(steps),
    }
    judged = {"iteration_steps": steps}
    for iterations in FEW:
        plan = solver.solve(problem, Budget(iterations=iterations), np.random.default_rng(1))
        judged[f"cost_ratio_{iterations}"] = [plan.audit.objective_cost / best]
        found[f"cost_ratio_{iterations}"] = plan.audit.objective_cost / best
    return found, judged


def main() -> int:
    """Print the figures of each problem and the verdict."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_options(parser)
    arguments = parser.parse_args()
    found: dict[str, Any] = {}
    rounds: dict[str, list[float]] = {}
    for problem in problems(arguments.quick):
        values, judged = measured(problem, 3 if arguments.quick else 5)
        found |= {f"{problem.name}.{name}": value for name, value in values.items()}
        rounds |= {f"{problem.name}.{name}": values for name, values in judged.items()}
    measures = {
        name: Measure(higher_is_better=False, margin=0.05 if name.endswith("steps") else 0.005) for name in rounds
    }
    return conclude("solvers_speed", arguments, found, rounds, measures)


if __name__ == "__main__":
    sys.exit(main())
