"""What an iteration of a solver costs, by size of problem: how equal CPU seconds become each solver's own iterations.

A business is simulated with counted iterations, so that its answer is the same everywhere. To compare solvers in it at
equal CPU a wave, seconds are turned into iterations by figures measured once and kept (`calibration.json`, in CPU
seconds of the machine it names); `orderlab race --business SCENARIO --calibrate FILE` measures them anew.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from scenarios.apart.pool import ask
from scenarios.apart.worker import EndedError
from scenarios.errors import InputError
from scenarios.files import MEGABYTE, read_limited
from solvers import Budget, Solver, Stopwatch, create
from solvers.city import city_wave
from solvers.own_files import is_foreign, runs_here
from solvers.registry import GROUP

SIZES = (15, 50, 150)
"""Stops of the waves that are solved."""
LONG_ENOUGH = 0.15
"""CPU seconds of the longer of two solves that tell what an iteration costs."""
MOST = 20_000
ROUNDS = 3
MEASURE_SECONDS = 600.0
"""Wall seconds in which code of others must have been measured."""
ACCEPTED = "a file that --calibrate wrote is accepted"
FLAT = 1e-7
"""Seconds an iteration below which more iterations change nothing: the solver makes one plan."""


@dataclass(frozen=True, slots=True)
class Pace:
    """CPU seconds of a solver on a wave of so many stops: before the first iteration, and for each."""

    stops: int
    setup: float
    iteration: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Paces of one solver by size, and whether equal iterations gave equal plans."""

    paces: tuple[Pace, ...]
    reproducible: bool

    def iterations(self, seconds: float, stops: float) -> int:
        """How many iterations fit into so many CPU seconds on a wave of so many stops; at least one."""
        sizes = [pace.stops for pace in self.paces]
        setup = float(np.interp(stops, sizes, [pace.setup for pace in self.paces]))
        iteration = float(np.interp(stops, sizes, [pace.iteration for pace in self.paces]))
        if iteration < FLAT:
            return 1
        return max(1, int((seconds - setup) / iteration))


def measured(name: str, sizes: Iterable[int] = SIZES) -> Calibration:
    """Measure a solver on generated waves; the median of three rounds each."""
    solver, paces, same = create(name), [], True
    for stops in sizes:
        _seconds(solver, stops, 1)
        count, (few, plan) = 1, _seconds(solver, stops, 1)
        many, other = few, plan
        while many < LONG_ENOUGH and count < MOST:
            count *= 4
            many, other = _seconds(solver, stops, count)
        few = median([few, *(_seconds(solver, stops, 1)[0] for _ in range(ROUNDS - 1))])
        rounds = [_seconds(solver, stops, count) for _ in range(ROUNDS - 1)]
        many = median([many, *(seconds for seconds, _ in rounds)])
        same = same and all(routes == other for _, routes in rounds)
        iteration = max(0.0, (many - few) / max(1, count - 1))
        paces.append(Pace(stops, max(0.0, few - iteration), iteration))
    return Calibration(tuple(paces), same)


def measured_apart(name: str) -> Calibration:
    """Measure a solver wherever it may run: code of others in a worker.

    Raises
    ------
    EndedError
        When it gave no answer, or one that is no calibration.
    """
    if runs_here() or not is_foreign(GROUP, name):
        return measured(name)
    try:
        return _read(json.dumps(ask((name,), "measure", {"name": name}, MEASURE_SECONDS)))[name]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise EndedError("its worker answered what is no calibration") from None


def _seconds(solver: Solver, stops: int, iterations: int) -> tuple[float, object]:
    clock = Stopwatch()
    result = solver.solve(city_wave(stops, 1), Budget(iterations=iterations), np.random.default_rng(1))
    return clock(), result.routes


def document(found: Mapping[str, Calibration]) -> dict[str, Any]:
    """Calibrations as JSON, with the machine they were measured on."""
    return {
        "machine": platform.machine(),
        "processor": platform.processor() or "unknown",
        "python": platform.python_version(),
        "solvers": {
            name: {
                "reproducible": one.reproducible,
                "paces": [
                    {
                        "stops": pace.stops,
                        "setup_seconds": float(f"{pace.setup:.4g}"),
                        "seconds_an_iteration": float(f"{pace.iteration:.4g}"),
                    }
                    for pace in one.paces
                ],
            }
            for name, one in found.items()
        },
    }


def stored(file: Path | None = None) -> dict[str, Calibration]:
    """The calibrations of a file, or those that are shipped."""
    if file is None:
        return dict(_shipped())
    content = read_limited(file, MEGABYTE, f"--calibration: {file}")
    try:
        return _read(content.decode())
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise InputError(f"--calibration: {file}: is no calibration, {ACCEPTED}") from None


@cache
def _shipped() -> dict[str, Calibration]:
    return _read((files("scenarios.study.racing") / "calibration.json").read_text(encoding="utf-8"))


def _read(text: str) -> dict[str, Calibration]:
    return {
        name: Calibration(
            tuple(
                Pace(int(one["stops"]), float(one["setup_seconds"]), float(one["seconds_an_iteration"]))
                for one in found["paces"]
            ),
            bool(found["reproducible"]),
        )
        for name, found in json.loads(text)["solvers"].items()
    }
