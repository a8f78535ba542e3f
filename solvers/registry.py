"""Solvers by name, loaded only when asked for.

A name is one of the shipped engines, an entry point of the group `orderlab.solvers`, or `path/to/file.py::Class`.
Listing names imports no engine (and so no numba, no OR-Tools); parameters are the fields of the solver's dataclass, and
may stand in brackets behind the name: `numba[ruin_neighbours=50]`. A command with `{problem}` and `{routes}` in it is a
solver too (`solvers.engines.command`).
"""

from __future__ import annotations

import difflib
import importlib
import importlib.util
import inspect
import shutil
from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import cache
from typing import Any, cast

from solvers.installed import entry_points_of
from solvers.names import is_command, split_parameters
from solvers.own_files import class_from_file
from solvers.protocol import Capability, Solver

GROUP = "orderlab.solvers"
SHIPPED = {
    "manual": "solvers.engines.manual:Manual",
    "savings": "solvers.engines.savings:Savings",
    "insertion": "solvers.engines.insertion:Insertion",
    "numba": "solvers.engines.numba_search:NumbaSearch",
    "ortools": "solvers.engines.ortools_routing:OrtoolsRouting",
    "pyvrp": "solvers.engines.pyvrp_search:PyvrpSearch",
    "vroom": "solvers.engines.vroom_search:VroomSearch",
    "hybgensea": "solvers.engines.hybgensea_search:HybgenseaSearch",
}
_NEEDS_MODULE = {"ortools": "ortools", "pyvrp": "pyvrp", "vroom": "vroom", "hybgensea": "hybgensea"}
_BROUGHT_BY = {
    "ortools": "ortools",
    "pyvrp": "orderlab[pyvrp]",
    "vroom": "orderlab[pyvrp]",
    "hybgensea": "orderlab[peers]",
}
"""What pip brings an engine's module with."""
_REQUIRED = "(required)"


@dataclass(frozen=True, slots=True)
class SolverInfo:
    """What a list of solvers shows of one: its first line, parameters with defaults, capabilities, unit."""

    name: str
    summary: str
    parameters: dict[str, Any]
    supports: Capability
    iteration_unit: str


def names() -> list[str]:
    """Names that `create` accepts, shipped ones first; engines whose library is missing are left out."""
    shipped = [name for name in SHIPPED if available(name) == ""]
    return shipped + sorted(set(_plugins()) - set(SHIPPED))


def available(name: str) -> str:
    """Why a shipped engine cannot be used here; an empty text when it can. Nothing is imported."""
    name = name.partition("[")[0]
    module = _NEEDS_MODULE.get(name)
    if module is None or importlib.util.find_spec(module) is not None:
        return ""
    return f"solver {name!r} needs a package that is not installed: pip install {_BROUGHT_BY[name]!r} brings it"


def create(name: str, **params: Any) -> Solver:
    """Make a solver by name.

    Raises
    ------
    ValueError
        For an unknown name or parameter, with what is accepted and the nearest.
    """
    kind = load(name)
    if is_command(name):
        return cast(Solver, kind(template=name, **params))
    name, bracketed = split_parameters(name)
    params = bracketed | params
    accepted = [item.name for item in fields(kind) if item.init]
    renamed = getattr(kind, "renamed", {})
    for key in params:
        if key not in accepted:
            if key in renamed:
                raise ValueError(f"solver {name!r}: parameter {key!r} is now called {renamed[key]!r}")
            raise ValueError(f"solver {name!r}: {_unknown('parameter', key, accepted)}")
    for item in fields(kind):
        if item.name in params and not _fits(params[item.name], item.default):
            wanted = type(item.default).__name__
            raise ValueError(f"solver {name!r}: {item.name}: {params[item.name]!r} is not accepted, use {wanted}")
    try:
        solver = kind(**params)
    except ValueError as error:  # what a solver of its own refuses too
        raise ValueError(f"solver {name!r}: {error}") from None
    words = (getattr(solver, "name", None), getattr(solver, "iteration_unit", None))
    if not (isinstance(solver, Solver) and callable(solver.solve) and all(isinstance(word, str) for word in words)):
        raise ValueError(f"solver {name!r}: {kind.__name__} lacks name, supports, iteration_unit or solve()")
    supports: object = solver.supports
    if not isinstance(supports, Capability):
        raise ValueError(f"solver {name!r}: supports is {supports!r}, a solvers.protocol.Capability is accepted")
    return solver


def describe(name: str) -> SolverInfo:
    """Summary, parameters with their defaults, capabilities and iteration unit of one solver."""
    kind = load(name)
    parameters: dict[str, Any] = {}
    for item in fields(kind):
        if item.default is not MISSING:
            parameters[item.name] = item.default
        else:
            parameters[item.name] = _REQUIRED if item.default_factory is MISSING else item.default_factory()
    summary = (inspect.getdoc(kind) or "").split("\n\n")[0].replace("\n", " ")
    return SolverInfo(name, summary, parameters, kind.supports, kind.iteration_unit)


def load(name: str) -> Any:
    """The class behind a name, with or without parameters in brackets, imported now."""
    if is_command(name):
        from solvers.engines.command import CommandSolver

        return CommandSolver
    name, _ = split_parameters(name)
    if "::" in name:
        return _checked(name, class_from_file(name))
    if name in SHIPPED:
        reason = available(name)
        if reason:
            raise ValueError(reason)
        module, attribute = SHIPPED[name].split(":")
        return getattr(importlib.import_module(module), attribute)
    plugins = _plugins()
    if name not in plugins and shutil.which(name):
        raise ValueError(
            f"solver {name!r}: a program, '{name} {{problem}} {{routes}} {{seconds}}' says where its files and its "
            "time stand"
        )
    if name not in plugins:
        raise ValueError(_unknown("solver", name, names()) + "; or give path/to/file.py::Class")
    try:
        return _checked(name, plugins[name].load())
    except ImportError as error:
        raise ValueError(f"solver {name!r}: its plug-in does not load: {error}") from error


def _fits(value: object, default: object) -> bool:
    """Whether what was given is of the kind of the default; without a default anything is."""
    if isinstance(default, float):
        return isinstance(value, int | float) and not isinstance(value, bool)
    return not isinstance(default, bool | int | str) or type(value) is type(default)


@cache
def _plugins() -> dict[str, Any]:
    return {point.name: point for point in entry_points_of(GROUP)}


def _checked(name: str, kind: Any) -> Any:
    if not (inspect.isclass(kind) and is_dataclass(kind)):
        raise ValueError(f"solver {name!r}: is not a dataclass; its fields are its parameters")
    return kind


def _unknown(what: str, given: str, accepted: list[str]) -> str:
    near = difflib.get_close_matches(given, accepted, n=1)
    hint = f", did you mean {near[0]!r}?" if near else ","
    return f"unknown {what} {given!r}{hint} accepted are: {', '.join(accepted) or 'none'}"
