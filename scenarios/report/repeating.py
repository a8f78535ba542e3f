"""What it takes to get the same numbers again."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

from scenarios.study.running.results import RunResult

PACKAGES = ("orderlab", "numpy", "numba", "simpy", "ortools", "polars", "pydantic", "scipy")


def packages() -> list[tuple[str, str]]:
    """Return the version of Python and of what the numbers are computed with."""
    found = [("Python", platform.python_version())]
    for package in PACKAGES:
        try:
            found.append((package, version(package)))
        except PackageNotFoundError:
            continue
    return found


def provenance(result: RunResult) -> list[tuple[str, str]]:
    """Return what it takes to get these numbers again."""
    return [
        ("seed", str(result.scenario.experiment.seed)),
        ("replications", str(len(result.replications))),
        ("run", result.key),
        ("tape", result.tape),
        *packages(),
    ]
