"""The problem format: a `RoutingProblem` as a JSON file, whole and without names.

What equals its default is left out, `null` is "no limit" (in a matrix no road, among prizes "must be served"), times
are seconds after the start of planning. Coordinates give way to their matrix, and names of vehicles and of the problem
are left out unless asked for, to be given away. `sha256` is of the numbers alone, the same for a problem
with and without names, wherever it was read from. Version 2 is a file that uses what version 1 does not have: a field,
several capacities, or several windows a stop.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_type_hints

import numpy as np

from solvers.instances.json_files import line_of, only, read_json
from solvers.instances.lines import Lines
from solvers.instances.problem_schema import FORMAT, VERSIONS
from solvers.problem import FAR, REQUIRED, RoutingProblem, Vehicle

FIRST = {
    RoutingProblem: (
        "demand", "vehicles", "distance", "duration", "coordinates", "service_time", "time_window", "prize",
        "objective", "rounding", "scale", "name",
    ),
    Vehicle: ("name", "count", "capacity", "shift", "fixed_cost", "cost_per_kilometre", "cost_per_hour"),
}  # fmt: skip
"""The fields of version 1."""
UNLIMITED = (
    "distance", "duration", "time_window", "soft_window", "capacity", "shift", "shift_length", "max_distance",
    "max_stops", "window",
)  # fmt: skip
"""Fields in which `null` is no limit."""
MATRIX_NODES = 3_000
"""Up to so many nodes a file holds matrices instead of coordinates."""


def problem_document(problem: RoutingProblem, *, names: bool = False, coordinates: bool = False) -> dict[str, Any]:
    """A problem as what `json.dumps` takes.

    Parameters
    ----------
    problem
        Any problem; it is read back equal, but for what is left out.
    names
        Keep the names of the problem and of its vehicles.
    coordinates
        Keep coordinates; else their distances stand in the file.

    Raises
    ------
    ValueError
        Without `coordinates`, for a problem that is too large for a matrix.
    """
    if not coordinates and problem.distance is None and problem.stops >= MATRIX_NODES:
        raise ValueError(f"coordinates: {problem.stops} stops are too many for a matrix, keep the coordinates")
    inside = _inside(problem, names=names, coordinates=coordinates)
    return {"format": FORMAT, "version": _version(problem, inside), "sha256": problem_sha256(problem)} | inside


def problem_sha256(problem: RoutingProblem) -> str:
    """The hash of a problem's numbers, in hexadecimal: matrices and limits, no names, no coordinates."""
    inside = _inside(problem, names=False, coordinates=problem.distance is None and problem.stops >= MATRIX_NODES)
    return hashlib.sha256(json.dumps(inside, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def write_problem(
    path: Path | str, problem: RoutingProblem, *, names: bool = False, coordinates: bool = False
) -> dict[str, Any]:
    """Write a problem to a file, one field or one row of a matrix a line, and return the document written."""
    document = problem_document(problem, names=names, coordinates=coordinates)
    text = ",\n".join(f"{json.dumps(key)}: {_rows(value)}" for key, value in document.items())
    Path(path).write_text(f"{{\n{text}\n}}\n", encoding="utf-8")
    return document


def read_problem(path: Path | str) -> RoutingProblem:
    """Read a file of this format; `InstanceError` where it is wrong, or is not what its hash says."""
    return problem_from(lines := Lines(Path(path)), read_json(lines))


def problem_from(lines: Lines, found: dict[str, Any]) -> RoutingProblem:
    """The problem of a document that has been read."""

    def wrong(key: str, what: str) -> Exception:
        return lines.wrong(line_of(lines, key), key, what)

    if found.get("format") != FORMAT:
        raise wrong("format", f"{found.get('format')!r} is not accepted, use {FORMAT!r}")
    if type(found.get("version")) is not int or found["version"] not in VERSIONS:
        raise wrong("version", f"{found.get('version')!r} is not accepted, use {' or '.join(map(str, VERSIONS))}")
    known = [item.name for item in fields(RoutingProblem)]
    only(lines, found, ["format", "version", "sha256", *known])
    for key in ("demand", "vehicles"):
        if key not in found:
            raise wrong(key, "missing, it is needed")
    given = {key: value for key, value in found.items() if key in known} | {"name": found.get("name", lines.path.stem)}
    try:
        hints = get_type_hints(RoutingProblem)
        problem = RoutingProblem(**{key: _decoded(key, value, hints[key]) for key, value in given.items()})
    except (ValueError, TypeError, OverflowError) as error:
        key = str(error).partition(":")[0]
        said = str(error).partition(": ")[2] if key in known else str(error)
        raise wrong(key if key in known else "format", said) from None
    if "sha256" in found and found["sha256"] != problem_sha256(problem):
        raise wrong("sha256", "is not that of the numbers in this file, which were changed or lost")
    return problem


def _inside(problem: RoutingProblem, *, names: bool, coordinates: bool) -> dict[str, Any]:
    """The fields of a problem that differ from their defaults."""
    every = np.arange(problem.nodes)
    kept = problem
    if not coordinates:
        if kept.distance is None:
            kept = kept.replace(distance=kept.arc_distance(every[:, None], every[None, :]))
        kept = kept.replace(coordinates=None, rounding="nearest")
    if not names:
        numbered = tuple(replace(one, name=f"vehicle {at}") for at, one in enumerate(kept.vehicles, start=1))
        kept = kept.replace(name="", vehicles=numbered)
    plain = RoutingProblem(
        demand=kept.demand,
        vehicles=kept.vehicles,
        distance=np.zeros((len(every),) * 2, dtype=np.int64),
        depots=kept.depots,
    )
    found = {}
    for item in fields(kept):
        value, usual = getattr(kept, item.name), getattr(plain, item.name)
        told = item.name in ("demand", "vehicles", "distance", "objective")
        told |= item.name == "depots" and kept.depots > 1
        if value is not None and (told or not _same(value, usual)):
            found[item.name] = _encoded(item.name, value)
    return found


def _same(one: Any, two: Any) -> bool:
    if isinstance(one, np.ndarray) or isinstance(two, np.ndarray):
        return one is not None and two is not None and np.array_equal(one, two)
    return bool(one == two)


def _encoded(key: str, value: Any) -> Any:
    """A field as JSON has it."""
    if isinstance(value, np.ndarray):
        missing = _null(key)
        return _nulls(value.tolist(), missing) if missing is not None else value.tolist()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (tuple, list)):
        return [_encoded(key, one) for one in value]
    if is_dataclass(value) and not isinstance(value, type):
        usual = {item.name: item.default for item in fields(value)}
        items = {item.name: getattr(value, item.name) for item in fields(value)}
        return {name: _encoded(name, one) for name, one in items.items() if not _same(one, usual[name])}
    return None if isinstance(value, int) and value == _null(key) else value


def _null(key: str) -> int | None:
    """The number that `null` stands for in a field; None where it stands for nothing."""
    return REQUIRED if key == "prize" else FAR if key in UNLIMITED else None


def _nulls(value: Any, missing: int) -> Any:
    if isinstance(value, list):
        return [_nulls(one, missing) for one in value]
    return None if value == missing else value


def _decoded(key: str, value: Any, hint: Any) -> Any:
    """A field from what JSON has; dataclasses by their annotation."""
    kind = next((one for one in (hint, *get_args(hint)) if isinstance(one, type) and is_dataclass(one)), None)
    if kind is not None and isinstance(value, list):
        return tuple(_decoded(f"{key}: {at}", one, kind) for at, one in enumerate(value, start=1))
    if kind is not None:
        if not isinstance(value, dict):
            raise ValueError(f"{key}: {value!r} is not accepted, use an object")
        known = {item.name for item in fields(kind)}
        if unknown := [name for name in value if name not in known]:
            raise ValueError(f"{key}: {unknown[0]}: unknown, accepted are {', '.join(sorted(known))}")
        hints = get_type_hints(kind)
        named = {"name": key.replace("vehicles: ", "vehicle ")} if "name" in known else {}
        inner = {name: _decoded(f"{key}: {name}", one, hints[name]) for name, one in value.items()}
        try:
            return kind(**named | inner)
        except TypeError as error:
            raise ValueError(f"{key}: {error}") from None
        except ValueError as error:
            said = str(error)
            raise ValueError(said if said.startswith("vehicles: ") else f"{key}: {said.partition(': ')[2]}") from None
    return _filled(key, value, _null(key.rpartition(": ")[2])) if isinstance(value, (list, type(None))) else value


def _filled(key: str, value: Any, missing: int | None) -> Any:
    if isinstance(value, list):
        return [_filled(key, one, missing) for one in value]
    if value is None and missing is None:
        raise ValueError(f"{key}: null is not accepted")
    return missing if value is None else value


def _version(problem: RoutingProblem, inside: dict[str, Any]) -> int:
    """2 for a field that version 1 does not have, or one that has more dimensions than there."""
    beyond = any(key not in FIRST[RoutingProblem] for key in inside)
    richer = any(key not in FIRST[Vehicle] for one in inside["vehicles"] for key in one)
    deeper = problem.dimensions > 1 or problem.time_window.ndim > 2
    deeper |= any(isinstance(one.capacity, tuple) for one in problem.vehicles)
    return 2 if beyond or richer or deeper else 1


def _rows(value: Any) -> str:
    """JSON with the rows of a matrix, and the vehicles, in a line each."""
    if isinstance(value, list) and value and isinstance(value[0], (list, dict)):
        return "[\n" + ",\n".join(json.dumps(one, separators=(", ", ": ")) for one in value) + "\n]"
    return json.dumps(value)
