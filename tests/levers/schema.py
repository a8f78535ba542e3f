"""The values of a scenario by their patterns, read from the configuration models: what the two-sided test goes through.

A pattern is a dotted path with ``*`` for a free name (a node, a channel); of a union every member's fields are there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from scenarios.decisions import Kind, kind
from scenarios.schema import flattened, is_model
from sim.config import SimConfig


def patterns(which: Kind) -> list[str]:
    """Every decision, or every fact, in the order of the rooms."""
    return list(dict.fromkeys(".".join(path) for path in _fields(SimConfig, ()) if kind(path) == which))


def _fields(model: type[BaseModel], path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for name, field in model.model_fields.items():
        yield from _values(field.annotation, (*path, name))


def _values(annotation: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    members = flattened(annotation)
    blocks = [member for member in members if is_model(member)]
    for block in blocks:
        yield from _fields(block, path)
    for member in members:
        if get_origin(member) is dict and any(map(is_model, flattened(get_args(member)[1]))):
            yield from _values(get_args(member)[1], (*path, "*"))
            return
    if len(blocks) < len(members) - (type(None) in members):
        yield path  # a value, or a name that stands for a block


def matches(path: str, pattern: str) -> bool:
    """Whether a path is a value's, or that of a block it is of."""
    return path == pattern or pattern.startswith(f"{path}.")
