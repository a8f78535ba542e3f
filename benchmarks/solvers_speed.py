"""How fast the numba search iterates, and how good a wave's plan is after so many milliseconds.

Run `python benchmarks/solvers_speed.py`; times are CPU time of one thread, microseconds per iteration and milliseconds
of set-up. Compare only figures of one quiet machine.
"""

from __future__ import annotations

import time

import numpy as np

from solvers import Budget, RoutingProblem, Vehicle, create
from solvers.city import city_wave

ITERATIONS = 20_000
SECONDS = (0.02, 0.05, 0.2)


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


def main() -> None:
    """Print one line per problem."""
    solver = create("numba")
    problems = [city_wave(50, 1), city_wave(125, 1), city_wave(300, 1), uniform(200, 1, 8), uniform(1_000, 1, 20)]
    for problem in problems:
        solver.solve(problem, Budget(iterations=2), np.random.default_rng(0))
        spent = []
        for iterations in (1, ITERATIONS):
            began = time.process_time()
            result = solver.solve(problem, Budget(iterations=iterations), np.random.default_rng(1))
            spent.append(time.process_time() - began)
        each = (spent[1] - spent[0]) / ITERATIONS
        reached = []
        for seconds in SECONDS:
            quick = solver.solve(problem, Budget(seconds=seconds), np.random.default_rng(1))
            above = 100 * (quick.audit.objective_cost / result.audit.objective_cost - 1)
            reached.append(f"{1e3 * seconds:g} ms {above:+.1f} %")
        print(
            f"{problem.name:<14} set-up {1e3 * spent[0]:6.1f} ms, iteration {1e6 * each:5.1f} us, "
            f"against {ITERATIONS} iterations: {', '.join(reached)}"
        )


if __name__ == "__main__":
    main()
