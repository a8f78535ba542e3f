"""How one scenario is laid upon another: ``extends``, ``set``, ``--set`` and ``SCENARIO+path=value``.

One rule for all four. Maps merge; lists and scalars replace; a changed discriminator (``policy``, ``rule``, ``name``)
replaces its whole block, since the other keys belonged to the old choice; ``null`` removes an entry of a map of free
names (a node, a channel, a van type), ``{}`` all of them. A dotted path that leads nowhere is an error that names its
neighbours. Every value remembers where it was written.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from scenarios.errors import InputError, one_line
from scenarios.reading import KeyPath, dotted, plain, scalar
from scenarios.schema import DISCRIMINATORS, Place, complaint, discriminator

_JOINED = re.compile(r"\+(?=[A-Za-z_][\w.\-]*=)")


@dataclass(frozen=True, slots=True)
class Override:
    """One change: a path, its new value, and where it was written (``week.yaml:12`` or ``--set``)."""

    path: KeyPath
    value: Any
    origin: str

    @property
    def text(self) -> str:
        """The change as ``--set`` takes it: ``path=value``."""
        return f"{dotted(self.path)}={plain(self.value)}"


@dataclass(slots=True)
class Layers:
    """Values laid upon each other, with the place each was written.

    Parameters
    ----------
    model
        The model that says what may stand where.
    values
        What stands now; starts as the model's defaults.
    presets
        Path -> what a short value there stands for.
    origins
        Path -> where it was written. A path that is missing still has the model's default.
    """

    model: type[BaseModel]
    values: dict[str, Any]
    presets: Mapping[KeyPath, Mapping[Any, Any]] = field(default_factory=dict)
    origins: dict[KeyPath, str] = field(default_factory=dict)

    def merge(self, patch: dict[str, Any], where: Callable[[KeyPath], str]) -> None:
        """Lay a document's blocks on top; `where` says on which line a path of it was written."""
        self._into(self.values, patch, Place(self.model), (), where)

    def override(self, changes: Iterable[Override]) -> None:
        """Apply overrides, those that choose a policy before those that tune it.

        Raises
        ------
        InputError
            For a path that leads nowhere.
        """
        problems: list[str] = []
        for change in sorted(changes, key=lambda change: not _chooses(change.path[-1], change.value)):
            problem = complaint(self.model, self.values, change.path, change.value)
            if problem is not None:
                problems.append(f"{change.origin}: {problem}")
                continue
            patch: Any = change.value
            for name in reversed(change.path):
                patch = {name: patch}
            origin = change.origin
            self.merge(patch, lambda _path, origin=origin: origin)  # type: ignore[misc]
        if problems:
            raise InputError(problems[0], others=problems if len(problems) > 1 else ())

    def _into(
        self,
        values: dict[str, Any],
        patch: dict[str, Any],
        place: Place | None,
        path: KeyPath,
        where: Callable[[KeyPath], str],
    ) -> None:
        key = discriminator(place)
        if key is not None and key in patch and patch[key] != values.get(key):
            values.clear()
            self._forget(path)
        for name, value in patch.items():
            here = (*path, name)
            deeper = place.step(name, values) if place is not None else None
            standing = values.get(name)
            if isinstance(value, dict) and isinstance(standing, str) and here in self.presets:
                standing = values[name] = dict(self.presets[here].get(standing, {}))
            if value == {} and isinstance(standing, dict) and deeper is not None and deeper.is_map(standing):
                standing.clear()
                self._forget(here)
            elif isinstance(value, dict) and isinstance(standing, dict):
                self._into(standing, value, deeper, here, where)
            elif value and isinstance(value, dict) and isinstance(standing, list) and _positions(value, standing):
                items = {str(position): item for position, item in enumerate(standing)}
                self._into(items, value, deeper, here, where)
                values[name] = list(items.values())
            elif value is None and place is not None and place.drops(values):
                values.pop(name, None)
                self._forget(here)
                continue
            else:
                values[name] = copy.deepcopy(value)
                self._forget(here)
                self._remember(here, value, where)
            self.origins[here] = where(here)

    def _remember(self, path: KeyPath, value: Any, where: Callable[[KeyPath], str]) -> None:
        self.origins[path] = where(path)
        items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for name, item in items:
            self._remember((*path, name), item, where)

    def _forget(self, path: KeyPath) -> None:
        for known in [known for known in self.origins if known[: len(path)] == path]:
            del self.origins[known]


def _chooses(name: str | int, value: Any) -> bool:
    """Whether a change names a policy, by itself or in a block."""
    if isinstance(value, dict):
        return any(_chooses(inner, item) for inner, item in value.items())
    return name in DISCRIMINATORS


def origin(origins: Mapping[KeyPath, str], path: KeyPath) -> str | None:
    """Say where a path, the block around it, or the last key inside it was written; None for a default."""
    for end in range(len(path), 0, -1):
        if path[:end] in origins:
            return origins[path[:end]]
    inside = [place for known, place in origins.items() if known[: len(path)] == path]
    return inside[-1] if inside else None


def is_for_once(place: str) -> bool:
    """Whether a value was written behind ``+`` or by ``--set``, not on a line of a file."""
    return not place.rpartition(":")[2].isdigit()


def parse_override(text: str, origin: str) -> Override:
    """Read ``path=value``, the value as YAML 1.2.

    Raises
    ------
    InputError
        If there is no path, no ``=``, or the value cannot be read.
    """
    path, equals, value = text.partition("=")
    path = path.strip()
    if not equals or not path or not all(path.split(".")):
        raise InputError(f"{origin}: {one_line(text)}: not an override, path.to.key=value is accepted")
    try:
        return Override(tuple(path.split(".")), scalar(value), origin)
    except InputError as error:
        raise InputError(f"{origin}: {path}: {error}") from None


def split_reference(reference: str) -> tuple[str, list[Override]]:
    """Split ``SCENARIO+path=value+path=value`` into the scenario's name and its overrides."""
    name, *changes = _JOINED.split(reference)
    return name, [parse_override(change, f"{name}+") for change in changes]


def written_overrides(changes: dict[str, Any], where: Callable[[KeyPath], str]) -> list[Override]:
    """Turn the ``set`` block of a document into overrides that know their line."""
    found = []
    for path, value in changes.items():
        parts = tuple(str(path).split("."))
        if not all(parts):
            raise InputError(f"{where(('set', path))}: set.{path}: not a path, path.to.key is accepted")
        found.append(Override(parts, value, where(("set", path))))
    return found


def _positions(patch: dict[str, Any], standing: list[Any]) -> bool:
    return all(name.isdigit() and int(name) < len(standing) for name in patch)
