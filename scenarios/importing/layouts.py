"""Which shop system wrote these files: a layout is a data file of the columns it is known by, and what they mean.

A layout lists, for each kind of file (orders, items, customers ...), the columns that must be there (``needs``, or one
of several sets in ``any_of``), and the mapping ``meaning: column`` that `placement.trace` takes; of several names the
first present is taken. A plain table has no such set: its columns are guessed by what such columns are called.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from scenarios.errors import InputError, nearest
from scenarios.importing.layout_files import layout_values
from scenarios.importing.plain_tables import guess
from scenarios.importing.status_columns import (
    YES_OR_NO,
    returned_column,
    status_column,
    used_columns,
    without_regions,
)
from scenarios.traces.sheets import Sheet
from sim.placement.trace import MEANINGS

PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Found:
    """What was recognised: the layout's name and title, and each file's kind.

    Parameters
    ----------
    name, title
        Of the layout.
    settings
        The block ``placement.trace`` of the layout, without paths, its columns those that the files have.
    sheets
        Kind of file (``orders``, ``items`` ...) -> the files.
    unread
        Files that are none of the layout's.
    """

    name: str
    title: str
    settings: dict[str, Any]
    sheets: Mapping[str, tuple[Sheet, ...]]
    unread: tuple[str, ...]


def layouts() -> dict[str, Path]:
    """Return the shipped layouts by name."""
    folder = files("scenarios") / "layouts"
    found = sorted(Path(str(item)) for item in folder.iterdir() if item.name.endswith(".yaml"))
    return {file.stem: file for file in found}


def read_layout(name: str) -> dict[str, Any]:
    """Return a layout: a shipped one by its name, or a file of the user's.

    Raises
    ------
    InputError
        If there is none of this name.
    """
    shipped = layouts()
    if name in shipped:
        return _shipped(shipped[name])
    file = Path(name)
    if not file.is_file():
        raise InputError(f"--layout: {name}: no such layout, {nearest(name, shipped)}, or a YAML file of your own")
    return layout_values(file)


@cache
def _shipped(file: Path) -> dict[str, Any]:
    """A shipped layout, read once; nobody writes to it."""
    return layout_values(file)


def recognise(sheets: Sequence[Sheet], wanted: str | None = None, told: Mapping[str, str] | None = None) -> Found:
    """Find the layout that knows the most of these files; `told` is what the user says of a plain table.

    Raises
    ------
    InputError
        If no column of orders is found, naming those that are there.
    """
    names = [wanted] if wanted is not None else [name for name in layouts() if name != PLAIN]
    best: tuple[int, str, dict[str, tuple[Sheet, ...]]] | None = None
    for name in names:
        layout = read_layout(name)
        kinds = _kinds(layout, sheets)
        if "orders" in kinds:
            score = max(len(set_) for set_ in _sets(layout["files"]["orders"])) + 10 * len(kinds)
            if best is None or score > best[0]:
                best = (score, name, kinds)
    if best is not None and best[1] != PLAIN:
        return _settled(best[1], read_layout(best[1]), best[2], sheets)
    if wanted not in (None, PLAIN):
        raise InputError(
            f"--layout: {wanted}: no file has its columns, present are: {', '.join(sheets[0].header)}; "
            "a layout that fits, or none, is accepted"
        )
    return _plain(sheets, told or {})


def _plain(sheets: Sequence[Sheet], told: Mapping[str, str]) -> Found:
    layout = read_layout(PLAIN)
    about = layout["files"]
    words = without_regions(sheets, about["orders"]["columns"], layout["statuses"])
    columns, companions, kinds = guess(sheets, words, about["items"]["columns"], told)
    statuses: Mapping[str, str] = layout["statuses"]
    if "status" not in columns:
        used = set().union(used_columns(columns), *(used_columns(one["columns"]) for one in companions.values()))
        first = kinds["orders"][0]
        if found := status_column(first, used, layout["statuses"]):
            columns["status"] = found
        elif found := returned_column(first, used):
            columns["status"], statuses = found, YES_OR_NO
    settings: dict[str, Any] = {"cancelled_orders": "left_out", "columns": columns, "companions": companions}
    if "packed" in columns and "shipped" not in columns:  # the last that this file tells
        columns["shipped"] = columns.pop("packed")
        settings["shipped_stamp"] = "packed"
    if "status" in columns:
        settings["statuses"] = dict(statuses)
    if companions:
        settings.update(layout["settings"])
    return Found(PLAIN, str(layout["title"]), settings, kinds, _unread(kinds, sheets))


def _unread(kinds: Mapping[str, Sequence[Sheet]], sheets: Sequence[Sheet]) -> tuple[str, ...]:
    used = {id(sheet) for group in kinds.values() for sheet in group}
    return tuple(sheet.label for sheet in sheets if id(sheet) not in used)


def _sets(kind: Mapping[str, Any]) -> list[list[str]]:
    return list(kind.get("any_of") or [kind.get("needs") or []])


def _has(sheet: Sheet, needed: Sequence[str]) -> bool:
    present = {column.casefold() for column in sheet.header}
    return bool(needed) and all(column.casefold() in present for column in needed)


def _kinds(layout: Mapping[str, Any], sheets: Sequence[Sheet]) -> dict[str, tuple[Sheet, ...]]:
    """Each file goes to the kind of which it has the most needed columns."""
    found: dict[str, list[Sheet]] = {}
    for sheet in sheets:
        scores = {
            kind: max((len(one) for one in _sets(about) if _has(sheet, one)), default=0)
            for kind, about in layout["files"].items()
            if not about.get("same_file")
        }
        kind = max(scores, key=lambda name: scores[name])
        if scores[kind]:
            found.setdefault(kind, []).append(sheet)
    return {kind: tuple(group) for kind, group in found.items()}


def _present(sheets: Sequence[Sheet], names: Any) -> str | list[str] | None:
    """The columns of these names that all files have, as they write them."""
    asked = [names] if isinstance(names, str) else list(names)
    spelled = {column.casefold(): column for column in sheets[0].header}
    found = list(dict.fromkeys(spelled[name.casefold()] for name in asked if name.casefold() in spelled))
    if not found:
        return None
    return found[0] if len(found) == 1 else found


def _mapping(about: Mapping[str, Any], sheets: Sequence[Sheet]) -> dict[str, Any]:
    return {
        meaning: column
        for meaning, names in about["columns"].items()
        if (column := _present(sheets, names)) is not None
    }


def _settled(
    name: str, layout: Mapping[str, Any], kinds: dict[str, tuple[Sheet, ...]], sheets: Sequence[Sheet]
) -> Found:
    about = layout["files"]
    columns = _mapping(about["orders"], kinds["orders"])
    companions = {}
    for kind, file in about.items():
        if kind == "orders":
            continue
        if file.get("same_file"):
            if not _has(kinds["orders"][0], file.get("needs") or []) and file.get("needs"):
                continue
            kinds[kind] = kinds["orders"]
        if kind in kinds:
            companions[kind] = {"key": _present(kinds[kind], file["key"]), "columns": _mapping(file, kinds[kind])}
    settings: dict[str, Any] = {"cancelled_orders": "left_out", "columns": columns, "companions": companions}
    if "status" in columns:
        settings["statuses"] = dict(layout.get("statuses") or {})
    settings.update(layout.get("settings") or {})
    stem = name if name in layouts() else Path(name).stem
    return Found(stem, str(layout.get("title") or stem), settings, kinds, _unread(kinds, sheets))


def mapped(found: Found, changes: Mapping[str, str]) -> Found:
    """Lay a user's ``meaning=column`` upon what was recognised; ``items.price=column`` is of the items.

    Raises
    ------
    InputError
        If the meaning or the column is not known.
    """
    settings = {**found.settings, "columns": dict(found.settings["columns"])}
    companions = {kind: {**about, "columns": dict(about["columns"])} for kind, about in settings["companions"].items()}
    sheets = dict(found.sheets)
    for name, column in changes.items():
        kind, _, meaning = name.rpartition(".")
        kind = kind or ("items" if name in MEANINGS["items"] and name not in ("discount", "refunded") else "orders")
        if kind == "items" and "items" not in companions:
            companions["items"] = {"key": settings["columns"]["order"], "columns": {}}
            sheets["items"] = sheets["orders"]
        target = settings["columns"] if kind == "orders" else companions.get(kind, {}).get("columns")
        if target is None:
            raise InputError(f"--map: {name}: no {kind} file is there, {nearest(kind, ['orders', *companions])}")
        if column in ("", "none"):
            target.pop(meaning, None)
        elif column not in sheets[kind][0].header:
            raise InputError(f"--map: {name}: there is no column {column}, {nearest(column, sheets[kind][0].header)}")
        else:
            target[meaning] = column
    settings["companions"] = companions
    return Found(found.name, found.title, settings, sheets, found.unread)
