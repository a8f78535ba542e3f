"""Documents laid upon one another: what a scenario extends, its own blocks, its ``set``; and the files they name."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from scenarios.complaints import input_error
from scenarios.document import HEADER_KEYS, Header, Laboratory
from scenarios.errors import InputError, nearest
from scenarios.finding import find
from scenarios.forecast import read_forecast
from scenarios.overrides import Layers, Override, origin, split_reference, written_overrides
from scenarios.reading import KeyPath, Written, dotted, read

LONGEST_CHAIN = 20

Arms = dict[str, tuple[str, tuple[Override, ...]]]


def lay(layers: Layers, file: Path, label: str, chain: tuple[Path, ...]) -> tuple[Header, Arms]:
    """Lay a document upon what it extends; return its header, and its arms with the place of each change."""
    if file.resolve() in chain:
        circle = " -> ".join([*(step.name for step in chain), file.name])
        raise InputError(f"{label}:1: extends: goes in a circle ({circle}), a chain that ends is accepted")
    if len(chain) >= LONGEST_CHAIN:
        raise InputError(f"{label}:1: extends: {len(chain)} scenarios deep, {LONGEST_CHAIN} are accepted")
    written = read(file, label)
    header = _header(written, file)
    if header.extends is not None:
        try:
            parent, changes = split_reference(header.extends)
            parent_file, parent_label = find(parent, file.parent)
        except InputError as error:
            message = str(error).removeprefix("SCENARIO: ")
            raise InputError(f"{written.where(('extends',))}: extends: {message}") from None
        lay(layers, parent_file, parent_label, (*chain, file.resolve()))
        layers.override(changes)
    rooms = {key: value for key, value in written.values.items() if key not in HEADER_KEYS}
    for name in rooms:
        if name not in Laboratory.model_fields:
            accepted = (*HEADER_KEYS, *Laboratory.model_fields)
            raise InputError(f"{written.where((name,))}: {name}: unknown key, {nearest(name, accepted, limit=20)}")
    layers.merge(rooms, written.where)
    layers.override(written_overrides(header.set, written.where))
    arms: Arms = {}
    for name, arm in header.arms.items():

        def where(path: KeyPath, name: str = name) -> str:
            return written.where(("arms", name, *path))

        arms[name] = (arm.title, tuple(written_overrides(arm.set, where)))
    return header, arms


def _header(written: Written, file: Path) -> Header:
    values = {key: value for key, value in written.values.items() if key in HEADER_KEYS}
    values.setdefault("name", file.stem)
    try:
        return Header.model_validate(values)
    except ValidationError as error:
        raise input_error(error, Header, values, written.where) from None


def meant_from_beside(layers: Layers) -> None:
    """An order file named in a scenario is meant from the working folder, else from beside that scenario."""
    placement = layers.values["placement"]
    trace = placement.get("trace") if isinstance(placement, dict) else None
    if not isinstance(trace, dict):
        return
    path = trace.get("path")
    file, _, line = (layers.origins.get(("placement", "trace", "path")) or "").rpartition(":")
    if isinstance(path, str) and line.isdigit() and not Path(path).is_file() and (Path(file).parent / path).is_file():
        trace["path"] = str(Path(file).parent / path)


def with_forecast(layers: Layers) -> None:
    """The file of a forecast becomes its table; it is meant from the working folder, else from beside the scenario."""
    path: KeyPath = ("placement", "demand", "by_day")
    placement = layers.values["placement"]
    demand = placement.get("demand") if isinstance(placement, dict) else None
    named = demand.get("by_day") if isinstance(demand, dict) else None
    if not isinstance(demand, dict) or not isinstance(named, str):
        return
    file, _, line = (layers.origins.get(path) or "").rpartition(":")
    beside = Path(file).parent / named
    found = beside if line.isdigit() and not Path(named).is_file() and beside.is_file() else Path(named)
    if not found.is_file():
        raise InputError(
            f"{origin(layers.origins, path) or '--set'}: {dotted(path)}: no file {named}, a CSV file is accepted"
        )
    demand["by_day"] = read_forecast(found)
