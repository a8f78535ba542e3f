"""What must not move by itself: plans, their audited costs, KPI means, and how often numba had to compile.

Run by the interpreter of one commit's environment; prints one JSON document of named rows. Nothing here is a time, so
any machine gives the same rows; only the count of compilations wants an empty kernel cache to start from.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator

import numpy as np

from scenarios import run
from solvers import Budget, Objective, RoutingProblem, Vehicle, audit, create
from solvers.city import city_wave

SCENARIOS = (
    ("tiny", 3),
    ("tiny+delivery.mode=carrier", 3),
    ("city_day+days=1", 2),
    ("lean_fleet+days=1", 2),
)
"""Scenario and replications."""
DIGITS = 9


def uniform(stops: int, seed: int, drops: int, *, windows: bool = False, **more: object) -> RoutingProblem:
    """A file-like problem: coordinates in a square, a fleet without limit, about `drops` stops a route."""
    rng = np.random.default_rng((stops, seed))
    demand = np.concatenate(([0], rng.integers(1, 101, stops)))
    values: dict[str, object] = {"coordinates": rng.integers(0, 1_001, (stops + 1, 2)).astype(float)}
    if windows:
        opens = np.concatenate(([0], rng.integers(0, 6_000, stops)))
        length = np.concatenate(([12_000], rng.integers(600, 3_000, stops)))
        values["time_window"] = np.column_stack((opens, opens + length))
        values["service_time"] = np.concatenate(([0], np.full(stops, 60)))
    return RoutingProblem(
        demand=demand,
        vehicles=(Vehicle("vehicle", stops, 50 * drops),),
        name=f"uniform-{stops}-{seed}{'-windows' if windows else ''}",
        **(values | more),  # type: ignore[arg-type]
    )


def problems() -> list[tuple[str, RoutingProblem, int]]:
    """The twenty: solver, problem, iterations."""
    return [
        ("numba", city_wave(20, 1), 2_000),
        ("numba", city_wave(50, 1), 2_000),
        ("numba", city_wave(50, 2), 100),
        ("numba", city_wave(60, 3, optional=0.0), 2_000),
        ("numba", city_wave(60, 4, windows=0.0), 2_000),
        ("numba", city_wave(60, 5, mixed_fleet=False), 2_000),
        ("numba", city_wave(60, 6, optional=1.0, drops_per_van=25.0), 2_000),
        ("numba", city_wave(120, 1), 2_000),
        ("numba", city_wave(200, 1), 1_000),
        ("numba", city_wave(300, 1), 1_000),
        ("numba", uniform(60, 1, 8), 5_000),
        ("numba", uniform(60, 2, 8, windows=True), 5_000),
        ("numba", uniform(120, 1, 8, objective=Objective.DURATION, windows=True), 2_000),
        ("numba", uniform(120, 2, 15, objective=Objective.VEHICLES_THEN_DISTANCE, windows=True), 2_000),
        ("numba", uniform(300, 1, 20), 2_000),
        ("numba", uniform(600, 1, 10), 1_000),
        ("savings", city_wave(50, 1), 4),
        ("savings", uniform(120, 1, 8), 4),
        ("insertion", city_wave(50, 1), 4),
        ("manual", city_wave(50, 1), 1),
    ]


def plan_rows() -> Iterator[tuple[str, object]]:
    """A hash of the routes and their audited cost, by name."""
    for solver, problem, iterations in problems():
        result = create(solver).solve(problem, Budget(iterations=iterations), np.random.default_rng(1))
        checked = audit(problem, result.routes, result.unserved)
        text = repr([(route.vehicle, tuple(map(int, route.stops))) for route in result.routes])
        name = f"plan {solver} {problem.name} {iterations}"
        yield (
            name,
            {
                "routes": hashlib.blake2b(text.encode(), digest_size=8).hexdigest(),
                "cost": int(checked.objective_cost),
                "feasible": checked.feasible,
            },
        )


def kpi_rows() -> Iterator[tuple[str, object]]:
    """Mean and ends of the interval of every KPI, to nine digits."""
    for scenario, replications in SCENARIOS:
        for key, kpi in run(scenario, replications=replications, jobs=1).kpis().items():
            yield f"kpi {scenario} {key}", [_short(value) for value in (kpi.mean, kpi.low, kpi.high)]


def _short(value: float | None) -> str | None:
    return None if value is None else f"{value:.{DIGITS}g}"


def counting_compilations() -> Callable[[], int]:
    """Begin to count what numba compiles in this process; the function returned says how much that was."""
    from numba.core import event

    class Counter(event.Listener):
        seen = 0

        def on_start(self, event: object) -> None:
            self.seen += 1

        def on_end(self, event: object) -> None:
            pass

    counter = Counter()
    event.register("numba:compile", counter)
    return lambda: counter.seen


if __name__ == "__main__":
    compiled = counting_compilations()
    rows = dict([*plan_rows(), *kpi_rows()])
    print(json.dumps({"rows": rows, "compilations": compiled()}))
