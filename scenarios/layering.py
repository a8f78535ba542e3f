"""Documents laid upon one another: what a scenario extends, its own blocks, its ``set``; and the files they name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

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
    """Order files and travel matrices are meant from beside the scenario that names them, else from where one works."""
    trace = _block(layers, "trace")
    if trace is None:
        return
    for block, path in ((trace, ("path",)), (trace.get("travel"), ("travel", "path"))):
        if isinstance(block, dict) and isinstance(name := block.get("path"), str):
            found = _named(layers, ("placement", "trace", *path), name)
            if found != Path(name):
                block["path"] = str(found)


def with_forecast(layers: Layers) -> None:
    """The file of a forecast becomes its table; it is meant from beside the scenario, else from the working folder."""
    path: KeyPath = ("placement", "demand", "by_day")
    demand = _block(layers, "demand")
    if demand is None or not isinstance(demand.get("by_day"), str):
        return
    named = demand["by_day"]
    found = _named(layers, path, named)
    if not found.is_file():
        raise InputError(
            f"{origin(layers.origins, path) or '--set'}: {dotted(path)}: no file {named}, a CSV file is accepted"
        )
    demand["by_day"] = read_forecast(found)


def _block(layers: Layers, name: str) -> dict[str, Any] | None:
    """A block of the placement; None where it is none, which validation will say."""
    placement = layers.values["placement"]
    block = placement.get(name) if isinstance(placement, dict) else None
    return block if isinstance(block, dict) else None


def _named(layers: Layers, path: KeyPath, name: str) -> Path:
    """The file meant by a name that stands at a path."""
    file, _, line = (layers.origins.get(path) or "").rpartition(":")
    beside = Path(file).parent / name
    return beside if line.isdigit() and beside.is_file() else Path(name)
