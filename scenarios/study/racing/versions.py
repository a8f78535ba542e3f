"""What a row was computed from: the problem by its numbers, a solver by its text and the packages it imports.

A researcher changes a line and races again: a row of the solver before that line is no row of the solver after it.
Only what a solver imports counts, so that work on one leaves the rows of the others alone.
"""

from __future__ import annotations

import ast
import hashlib
import inspect
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from functools import cache
from importlib.metadata import packages_distributions, version
from pathlib import Path
from typing import cast

import numpy as np

from scenarios.environment import package_folder
from solvers import RoutingProblem
from solvers.engines.command import CommandSolver
from solvers.installed import entry_points_of
from solvers.names import is_command, split_parameters
from solvers.own_files import ACCEPTED, is_foreign
from solvers.registry import GROUP, create, load

OURS = "solvers"
"""The package whose sources are followed from import to import."""


def solver_version(name: str) -> str:
    """The packages a solver imports with their versions, and a hash of the sources behind it.

    Raises
    ------
    ValueError
        For a name that is no solver's.
    """
    if is_command(name):
        return f"program {hash_of(cast(CommandSolver, create(name)).files)}"
    if is_foreign(GROUP, name):
        return _foreign_version(name)
    kind = load(name)
    sources = _imports_behind(Path(inspect.getfile(kind)))
    owners = _owners()
    tops = {name.partition(".")[0] for names in sources.values() for name in names}
    tops.add(kind.__module__.partition(".")[0])
    packages = sorted({package for top in tops for package in owners.get(top, ())} - {"orderlab"})
    words = [f"{package} {version(package)}" for package in packages]
    return ", ".join([*words, f"sources {hash_of(sources)}"])


def _foreign_version(name: str) -> str:
    """Of code of others, which is not loaded to know it: its file and what that imports, or its package."""
    base, _ = split_parameters(name)
    file, _, attribute = base.partition("::")
    if attribute:
        if not Path(file).is_file():
            raise ValueError(f"{file}: no such file, {ACCEPTED}")
        try:
            return f"sources {hash_of(sources_behind(Path(file)))}"
        except (SyntaxError, ValueError) as error:
            line = getattr(error, "lineno", None) or 1
            raise ValueError(f"{file}:{line}: does not run: {type(error).__name__}: {error}") from None
    for point in entry_points_of(GROUP).select(name=base):
        if point.dist is not None:
            return f"{point.dist.name} {point.dist.version}"
    return base


def problem_hash(problem: RoutingProblem) -> str:
    """Hash all of a problem but its name, whatever it was read from."""
    hasher = hashlib.blake2b(digest_size=8)
    for field in fields(problem):
        value = getattr(problem, field.name)
        if isinstance(value, np.ndarray):
            hasher.update(f"{field.name} {value.dtype.str} {value.shape}\0".encode())
            hasher.update(value.tobytes())
        elif field.name != "name":
            hasher.update(f"{field.name} {value!r}\0".encode())
    return hasher.hexdigest()


def sources_behind(file: Path) -> list[Path]:
    """A source file and those of our modules that it imports, at whatever remove."""
    return sorted(_imports_behind(file))


def _imports_behind(file: Path) -> dict[Path, list[str]]:
    """The sources behind a file, each with what it imports."""
    found: dict[Path, list[str]] = {}
    waiting = [file]
    while waiting:
        source = waiting.pop()
        if source not in found:
            found[source] = list(_imported(source))
            waiting += [module for name in found[source] if (module := _module(name)) is not None]
    return found


def hash_of(files: Iterable[Path]) -> str:
    """Hash what files hold and are called, wherever they lie."""
    each = sorted(f"{file.name} {hashlib.blake2b(file.read_bytes()).hexdigest()}" for file in files)
    return hashlib.blake2b("\n".join(each).encode(), digest_size=8).hexdigest()


@cache
def _owners() -> Mapping[str, list[str]]:
    """Import name -> the packages that bring it; read once, because it opens the metadata of every package."""
    return packages_distributions()


def _imported(source: Path) -> Iterator[str]:
    """Dotted names in a file's import statements; what `from` takes out of a package may be a module of it."""
    for statement in ast.walk(ast.parse(source.read_bytes())):
        if isinstance(statement, ast.Import):
            yield from (alias.name for alias in statement.names)
        elif isinstance(statement, ast.ImportFrom) and statement.module and not statement.level:
            yield statement.module
            yield from (f"{statement.module}.{alias.name}" for alias in statement.names)


def _module(name: str) -> Path | None:
    """The file of one of our modules; None for those of others and for what is no module."""
    top, *below = name.split(".")
    if top != OURS:
        return None
    place = package_folder(OURS).joinpath(*below)
    return next((file for file in (place.with_suffix(".py"), place / "__init__.py") if file.is_file()), None)
