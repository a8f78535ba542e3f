"""What a scenario may say at a dotted path, read from the configuration models themselves.

Nothing is written twice: the accepted names, the discriminators and the units of an error message all come from the
pydantic models of the rooms. A path is walked over a model and, beside it, over the values that stand there now,
because the values decide which member of a tagged union (``{policy: waves}``) is meant.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from scenarios.errors import nearest
from scenarios.reading import KeyPath, dotted, leaves
from sim.plugins import PolicyBlock, would_be_read

DISCRIMINATORS = ("policy", "rule", "mode", "name", "kind", "law", "pay")
"""Keys that choose what the rest of their block means; the model says where they do."""


@dataclass(frozen=True, slots=True)
class Place:
    """What stands at a path: the annotation of the model, and the field it came from if any."""

    annotation: Any
    field: FieldInfo | None = None

    def model(self, value: Any) -> type[BaseModel] | None:
        """Return the model of the block here; of a tagged union, the member that `value` names."""
        members = [part for part in flattened(self.annotation) if is_model(part)]
        if len(members) < 2:
            return members[0] if members else None
        if isinstance(value, dict):
            for member in members:
                for key in DISCRIMINATORS:
                    if key in value and value[key] in tags(member, key):
                        return member  # type: ignore[no-any-return]
        return None

    def names(self, value: Any) -> tuple[str, ...]:
        """Return the keys accepted here, given the values that stand here."""
        if model := self.model(value):
            names = tuple(item.alias or name for name, item in model.model_fields.items())
            return names
        models = [part for part in flattened(self.annotation) if is_model(part)]
        found = {name for member in models for name in member.model_fields}
        if self.entry() is not None and isinstance(value, dict):
            found |= {str(key) for key in value}
        return tuple(found)

    def entry(self) -> Any:
        """Return the annotation of an entry, where keys are free names (nodes, channels), else None."""
        for part in flattened(self.annotation):
            if get_origin(part) is dict or part is dict:
                return (get_args(part) or (str, Any))[1]
        return None

    def drops(self, value: Any) -> bool:
        """Tell whether ``null`` removes an entry here: in a map of free names whose entries cannot be null."""
        entry = self.entry()
        return self.is_map(value) and entry is not Any and type(None) not in flattened(entry)

    def is_map(self, value: Any) -> bool:
        """Tell whether a map of free names stands here."""
        return self.model(value) is None and self.entry() is not None

    def item(self) -> Any:
        """Return the annotation of a list item, else None."""
        for part in flattened(self.annotation):
            if get_origin(part) in (list, tuple):
                return get_args(part)[0]
        return None

    def step(self, name: str | int, value: Any) -> Place | None:
        """Go one key deeper; None where the model has no such key."""
        if (model := self.model(value)) is not None and name in model.model_fields:
            field = model.model_fields[str(name)]
            return Place(field.annotation, field)
        if model is not None:
            # A policy block takes its policy's parameters, which only the policy knows.
            return Place(Any) if model.model_config.get("extra") == "allow" else None
        if (entry := self.entry()) is not None:
            return Place(entry)
        item = self.item()
        return Place(item) if item is not None and str(name).isdigit() else None


def tags(model: type[BaseModel], key: str) -> tuple[Any, ...]:
    """Return the values of a discriminator that choose this model."""
    field = model.model_fields.get(key)
    if field is None:
        return ()
    return get_args(field.annotation) if get_origin(field.annotation) is Literal else ()


def discriminator(place: Place | None) -> str | None:
    """Return the key whose change makes the rest of the block meaningless, if this block has one.

    A tagged union has one by construction, and a policy block names its own. A block of one model has one when it
    pairs a free choice with what belongs to it: ``{name: ortools, params: {...}}``. A ``mode`` that stands beside
    independent settings (``delivery.mode``) is not one.
    """
    if place is None:
        return None
    members = [part for part in flattened(place.annotation) if is_model(part)]
    if len(members) == 1:
        if issubclass(members[0], PolicyBlock):
            return str(members[0].discriminator)
        fields = members[0].model_fields
        return "name" if "name" in fields and "params" in fields else None
    for key in DISCRIMINATORS:
        if members and all(tags(member, key) for member in members):
            return key
    return None


def other_kind(model: type[BaseModel], values: dict[str, Any]) -> tuple[KeyPath, str] | None:
    """Find a value of another kind that pydantic would read all the same, and what belongs there.

    ``true`` for a number would be 1, the text ``NO`` for a truth value would be false, the text ``1_0`` would be 10.
    """
    for path, value in leaves(values):
        if not isinstance(value, bool | str):
            continue
        place: Place | None = Place(model)
        here: Any = values
        for name in path:
            place = place.step(name, here) if place is not None else None
            here = _item(here, name)
        members = set(flattened(place.annotation)) - {type(None)} if place is not None else set()
        if isinstance(value, bool) and members and not {bool, Any} & members:
            return path, "true and false are not accepted, it should be a number or a text"
        if isinstance(value, str) and members and members <= {bool, int, float} and would_be_read(value):
            wanted = "true or false" if members == {bool} else "a number"
            return path, f"the text {value[:80]!r} is not accepted, it should be {wanted}"
    return None


def complaint(model: type[BaseModel], values: dict[str, Any], path: KeyPath, value: Any) -> str | None:
    """Say why a dotted path cannot be set, or None if it can.

    Parameters
    ----------
    model
        The whole configuration.
    values
        What stands now.
    path
        The path to set.
    value
        What it would be set to.
    """
    place = Place(model)
    here: Any = values
    for depth, name in enumerate(path):
        shown, last = dotted(path[: depth + 1]), depth == len(path) - 1
        deeper = place.step(name, here)
        if deeper is None:
            accepted = place.names(here)
            renamed: Mapping[str, str] = getattr(place.model(here), "renamed", {})
            if str(name) in renamed:
                return f"{shown}: is written otherwise now, {dotted(path[:depth])}.{renamed[str(name)]}"
            if not accepted:
                return f"{shown}: {dotted(path[:depth])} holds no names, a value is accepted there"
            return f"{shown}: unknown path, {nearest(str(name), accepted)}"
        known = _holds(here, name)
        if not known and _is_entry(place, here) and _is_block(deeper) and not (last and isinstance(value, dict)):
            # A misspelt node must not become a new node; a new one is written as a map.
            return f"{shown}: unknown path, {nearest(str(name), place.names(here))}"
        if isinstance(here, list) and not known:
            return f"{shown}: no such item, the list has {len(here)} and counts from 0"
        here = _item(here, name) if known else {}
        place = deeper
    return None


def _holds(values: Any, name: str | int) -> bool:
    if isinstance(values, dict):
        return name in values
    return isinstance(values, list) and str(name).isdigit() and int(name) < len(values)


def _item(values: Any, name: str | int) -> Any:
    return values[int(name)] if isinstance(values, list) else values[name]


def _is_entry(place: Place, here: Any) -> bool:
    return place.model(here) is None and place.entry() is not None


def _is_block(place: Place) -> bool:
    return any(is_model(part) for part in flattened(place.annotation))


def is_model(part: Any) -> bool:
    """Tell whether a part of an annotation is a block of settings."""
    return isinstance(part, type) and issubclass(part, BaseModel)


def flattened(annotation: Any) -> tuple[Any, ...]:
    """Flatten ``Annotated``, ``Optional``, unions and aliases to the types they are made of."""
    if hasattr(annotation, "__value__"):
        return flattened(annotation.__value__)
    origin = get_origin(annotation)
    if origin is Annotated:
        return flattened(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return tuple(part for member in get_args(annotation) for part in flattened(member))
    return (annotation,)
