"""A class from a file of one's own, `path/to/file.py::Class`: a solver or a policy that no package brings.

Code of others runs where a program allows it: in this process (a notebook, a worker), or not here (the main process of
a command, which leaves it to workers). What is not ours is told by its name alone, so that nothing is imported to know.
"""

from __future__ import annotations

import difflib
import hashlib
import importlib.util
import inspect
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from solvers.installed import entry_points_of
from solvers.names import is_command
from solvers.own_process import reclaim

ACCEPTED = "path/to/file.py::Class is accepted"
OURS = ("sim", "solvers", "scenarios")
"""Packages whose entry points are our own code."""
_here = True


def runs_here() -> bool:
    """Whether code of others may be imported and run in this process."""
    return _here


@contextmanager
def run_elsewhere() -> Iterator[None]:
    """Keep code of others out of this process for the time of the block."""
    global _here
    before, _here = _here, False
    try:
        yield
    finally:
        _here = before


def is_foreign(group: str, name: str) -> bool:
    """Whether a name of an entry point group stands for code of others: a file, a program, another package's class."""
    if "::" in name or is_command(name):
        return True
    return any(place.partition(".")[0] not in OURS for place in _places(group).get(name.partition("[")[0], ()))


@cache
def _places(group: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for point in entry_points_of(group):
        found.setdefault(point.name, []).append(point.value)
    return found


def class_from_file(reference: str) -> Any:
    """The class that `path/to/file.py::Class` names; the file is run now.

    Raises
    ------
    ValueError
        Where there is no such file, where it does not run (with its line), and where it has no such class.
    """
    if not _here:
        raise RuntimeError(f"{reference}: code of others is not run in this process")
    name, _, attribute = reference.partition("::")
    path = Path(name)
    if not path.is_file():
        raise ValueError(f"{name}: no such file, {ACCEPTED}")
    module = _run(path, name)
    found = getattr(module, attribute, None)
    if inspect.isclass(found):
        return found
    own = [value for value in vars(module).values() if inspect.isclass(value) and value.__module__ == module.__name__]
    classes = [one.__name__ for one in own]
    near = difflib.get_close_matches(attribute, classes, n=1)
    hint = f", did you mean {near[0]!r}?" if near else ","
    raise ValueError(f"{name}: no class {attribute!r}{hint} accepted are: {', '.join(classes) or 'none'}")


def _run(path: Path, name: str) -> ModuleType:
    place = str(path.resolve())
    mark = hashlib.blake2b(place.encode(), digest_size=4).hexdigest()
    spec = importlib.util.spec_from_file_location(f"orderlab_{path.stem}_{mark}", place)
    if spec is None or spec.loader is None:
        raise ValueError(f"{name}: is not a Python file, {ACCEPTED}")
    module = importlib.util.module_from_spec(spec)
    # dataclasses and type checks look up what an annotation means in the module's entry here
    sys.modules[spec.name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        sys.modules.pop(spec.name, None)
        said = error.msg if isinstance(error, SyntaxError) else error
        raise ValueError(f"{name}:{_line(error, place)}: does not run: {type(error).__name__}: {said}") from error
    finally:
        reclaim()
    return module


def _line(error: Exception, place: str) -> int:
    """The last line of the file that led to the error."""
    if isinstance(error, SyntaxError) and error.filename == place:
        return error.lineno or 1
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == place]
    return next((line for line in reversed(lines) if line), 1)
