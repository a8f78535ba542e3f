"""Which code a result was computed by: ours by its text, that of others by its version.

A researcher changes a line between two runs and not a version number, so our own code counts by the hash of its
sources. A solver or policy in a file of its own counts by that file, one that a package brings by the package.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from scenarios.environment import package_folder
from sim.config import SimConfig
from solvers.installed import entry_points_of

OURS = ("sim", "solvers", "scenarios/traces", "scenarios/study/running")
"""Packages whose sources a result depends on, as folders."""

ALWAYS = ("numba", "numpy")
"""Packages of others that every result depends on: compiled kernels and random streams."""

ENGINES = {"ortools": "ortools", "pyvrp": "pyvrp", "vroom": "pyvroom", "hybgensea": "hybgensea"}
"""Solver -> the package whose version decides what it finds."""


def versions_behind(config: SimConfig) -> dict[str, str]:
    """Return the version of everything that computes this configuration, by name."""
    solver = config.delivery.solver.name
    packages = [*ALWAYS, *([ENGINES[solver]] if solver in ENGINES else [])]
    found = {"orderlab": code_hash(), **{name: version(name) for name in packages}}
    plugins = {
        "orderlab.solvers": solver,
        "orderlab.dispatch": config.delivery.dispatch.policy,
        "orderlab.sourcing": config.fulfilment.sourcing.rule,
        "orderlab.replenishment": config.inventory.policy.policy,
    }
    for group, name in plugins.items():
        if "::" in name:
            found[name] = content_hash(Path(name.partition("::")[0]))
        elif (package := _package(group, name)) is not None:
            found[name] = package
    return found


def code_hash() -> str:
    """Return the hash of the sources a result depends on."""
    return sources_hash(*OURS)


@cache
def sources_hash(*folders: str) -> str:
    """Return the hash of the sources in some of our packages, given as folders; read once a process."""
    hasher = hashlib.blake2b(digest_size=8)
    for name in folders:
        top, _, below = name.partition("/")
        folder = package_folder(top) / below
        for file in sorted(one for one in folder.rglob("*") if one.suffix in (".py", ".j2")):
            hasher.update(f"{name}/{file.relative_to(folder).as_posix()}\0".encode())
            hasher.update(file.read_bytes())
    return hasher.hexdigest()


@cache
def _package(group: str, name: str) -> str | None:
    """Return name and version of the package that brings a plug-in; None for our own."""
    for point in entry_points_of(group).select(name=name):
        if point.dist is not None and point.dist.name != "orderlab":
            return f"{point.dist.name} {point.dist.version}"
    return None


def content_hash(file: Path) -> str:
    """Hash what a file holds; a file that is not there has no hash, and whoever needs it complains."""
    return hashlib.blake2b(file.read_bytes(), digest_size=8).hexdigest() if file.is_file() else ""


def digest(content: dict[str, Any]) -> str:
    """Hash the canonical JSON of `content`."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.blake2b(canonical.encode(), digest_size=8).hexdigest()
