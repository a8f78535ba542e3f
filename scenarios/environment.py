"""What this machine runs: versions, the folders packages come from, and whether the kernels are compiled.

A wheel that hides behind a source folder, or a kernel cache that cannot be written, explains most reports of "it is
slow here" and "it does not do that here".
"""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, distribution, version
from importlib.util import find_spec
from pathlib import Path

PACKAGES = ("sim", "solvers", "scenarios")


def versions() -> list[tuple[str, str]]:
    """Return name and version of Python, of the project, and of what it depends on."""
    rows = [("python", platform.python_version()), ("platform", platform.platform()), ("processors", str(cores()))]
    for requirement in ["orderlab", *(distribution("orderlab").requires or [])]:
        name = requirement.partition(";")[0].strip()
        for sign in "<>=!~[ ":
            name = name.partition(sign)[0]
        # An extra that is not installed is no fault.
        extra = "extra ==" in requirement
        try:
            row = (name, version(name))
        except PackageNotFoundError:
            row = (name, "missing")
        if row not in rows and not (extra and row[1] == "missing"):
            rows.append(row)
    return rows


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def homes() -> list[tuple[str, str]]:
    """Return the folder each package of the project is loaded from."""
    return [(f"{name} from", str(package_folder(name))) for name in PACKAGES]


def package_folder(name: str) -> Path:
    """Find a package without importing it."""
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"package {name} is not installed")
    return Path(next(iter(spec.submodule_search_locations)))


def kernel_cache() -> list[Path]:
    """Return the index files numba has written for kernels of this project, wherever it was told to put them."""
    folder = os.environ.get("NUMBA_CACHE_DIR")
    roots = [Path(folder)] if folder else [package_folder(name) for name in PACKAGES]
    return sorted(file for root in roots for file in root.rglob("*.nbi"))


def kernels_compiled() -> bool:
    """Tell whether a first compilation has left its cache, so that a run starts at once."""
    return bool(kernel_cache())


def cache_state() -> list[tuple[str, str]]:
    """Describe the compiled kernels for a person."""
    found = kernel_cache()
    brought = list((package_folder("solvers") / "kernels" / "compiled").rglob("*.nbi"))
    home = os.environ.get("NUMBA_CACHE_DIR") or str(package_folder("solvers") / "kernels" / "__pycache__")
    state = f"{len(found)} compiled" if found else "none compiled yet; the first run does it"
    if brought and not found:
        state = "those of routing came compiled; the first run compiles the rest in two seconds"
    return [("kernels", state), ("kernel cache", home)]
