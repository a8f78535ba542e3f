"""Every leaf of the configuration, with values that nobody should write there and a document that writes one.

The configuration's own models are walked: what is new there is tried without a word here. A leaf inside a map, a list
or a block that is not there by default is written with the least that makes it valid.
"""

from __future__ import annotations

import dataclasses
import datetime
import math
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from scenarios.document import Laboratory
from sim.plugins import PolicyBlock, find, names

Wrap = Callable[[Any], Any]

EXAMPLES = {
    "start": "08:00", "end": "17:00", "from": "2026-03-02", "to": "2026-03-03", "date": "2026-03-02",
    "path": "orders.csv", "key": "id", "kpi": "profit", "columns": {"order": "id", "placed": "placed"},
}  # fmt: skip
"""By the name of a field that has no default and no example of its own kind."""
KEYS = {
    "nodes": "north", "channels": "web", "vans": "van", "by_day": "2026-03-02", "columns": "order", "margins": "profit",
    "targets": "profit", "transit_hours": "default", "transit_share_of_promise": "default",
    "rate_per_parcel": "default", "speeds": "08:00", "by_day.*": "web", "shifts": "picking", "shifts_on": "picking",
    "breakdowns": "picking", "wages": "picking",
}  # fmt: skip
"""By the name of a map (`.*`: of a map in it) with keys of text: a key that may be there; `some` in others."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value of the configuration.

    path : as `placement.channels.*.share`, every alternative of a block behind its tag. kinds : what may stand there.
    low, high : the bounds of a number; None where it is none. wrap : a value -> the document that has it there.
    """

    path: str
    kinds: tuple[Any, ...]
    low: float | None
    high: float | None
    wrap: Wrap

    @property
    def number(self) -> bool:
        return bool({int, float} & set(self.kinds))


def leaves(model: type[BaseModel] = Laboratory) -> list[Leaf]:
    """All leaves, in the order of the models."""
    return list(_of_model(model, "", lambda value: value))


def values(leaf: Leaf) -> list[Any]:
    """What is tried at a leaf: its ends and beyond, nothing, too much, and another kind."""
    others: list[Any] = ["", [], {}, "nonsense", "\u202e\u001b[2J", None, [None], "v" * 5000]
    if not leaf.number:
        return [*others, 0, -1, 10**30, True, math.nan]
    ends = [end for end in (leaf.low, leaf.high) if end is not None]
    beyond = [math.nextafter(leaf.low or 0.0, -math.inf), math.nextafter(leaf.high or 0.0, math.inf)]
    odd = [0, -1, -0.0, 0.5, 1, 3, math.nan, math.inf, -math.inf, 5e-324, 1e308, -1e308, 2**63, -(2**63), 10**400]
    whole = [int(end) for end in ends if end == int(end)]
    return [*whole, *ends, *beyond, *odd, True, "1", "1_0", *others]


def _of_model(model: type[BaseModel], path: str, wrap: Wrap) -> Iterator[Leaf]:
    least = _least(model)
    for name, field in model.model_fields.items():
        key = field.alias or name
        if key in least and get_origin(field.annotation) is Literal and len(get_args(field.annotation)) == 1:
            continue  # the tag of an alternative: another one is another block

        def put(value: Any, key: str = key) -> Any:
            return wrap({**least, key: value})

        yield from _of(field.annotation, list(field.metadata), f"{path}.{key}".lstrip("."), key, put)
    if issubclass(model, PolicyBlock):
        yield from _of_policies(model, path, wrap)


def _of_policies(block: type[PolicyBlock], path: str, wrap: Wrap) -> Iterator[Leaf]:
    """The parameters of every policy that has a name."""
    for policy in names(block.group):
        hints = get_type_hints(find(block.group, policy), include_extras=True)
        for field in dataclasses.fields(find(block.group, policy)):

            def put(value: Any, key: str = field.name, policy: str = policy) -> Any:
                return wrap({block.discriminator: policy, key: value})

            yield from _of(hints[field.name], [], f"{path}({policy}).{field.name}", field.name, put)


def _of(annotation: Any, about: list[Any], path: str, key: str, wrap: Wrap) -> Iterator[Leaf]:
    """The leaves that an annotation leads to: its plain members as one, its blocks, maps and lists each by itself."""
    plain: list[Any] = []
    bounds = list(about)
    for member, more in _members(annotation, []):
        if get_origin(member) in (tuple, list, set, frozenset):
            item, length = get_args(member)[0], _length([*about, *more])
            yield from _of(item, [], f"{path}[]", key, lambda value, length=length: wrap([value] * length))
        elif get_origin(member) is dict:
            name, entry = get_args(member)
            where = _key(name, key)
            yield from _of(entry, [], f"{path}.*", f"{key}.*", lambda value, where=where: wrap({where: value}))
        elif isinstance(member, type) and issubclass(member, BaseModel):
            tag = next((tag for field in member.model_fields.values() if (tag := _tag(field.annotation))), "")
            yield from _of_model(member, path + (f"({tag})" if tag else ""), wrap)
        elif member is not type(None):
            plain.append(member)
            bounds += more
    if plain:
        low, high = _ends(bounds, "ge", "gt"), _ends(bounds, "le", "lt")
        yield Leaf(path, tuple(plain), max(low, default=None), min(high, default=None), wrap)


def _key(name: Any, of: str) -> Any:
    """A key that may stand in a map whose keys are of a kind."""
    kind, _ = next(_members(name, []))
    if get_origin(kind) is Literal:
        return KEYS.get(of, get_args(kind)[0])
    return "2026-03-02" if kind is datetime.date else 1 if kind is int else KEYS.get(of, "some")


def _length(about: list[Any]) -> int:
    """How long a list has to be."""
    return max([1, *(least for one in about if (least := getattr(one, "min_length", None)) is not None)])


def _ends(bounds: list[Any], *kinds: str) -> list[float]:
    """The bounds of some kinds that are numbers."""
    found = [getattr(one, kind, None) for one in bounds for kind in kinds]
    return [float(end) for end in found if isinstance(end, int | float)]


def _tag(annotation: Any) -> str:
    words = get_args(annotation) if get_origin(annotation) is Literal else ()
    return str(words[0]) if len(words) == 1 else ""


def _members(annotation: Any, about: list[Any]) -> Iterator[tuple[Any, list[Any]]]:
    """What may stand at an annotation, with all that bounds it."""
    if hasattr(annotation, "__value__"):
        yield from _members(annotation.__value__, about)
    elif get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        spread = [part for one in more for part in (one, *getattr(one, "metadata", ()))]
        yield from _members(inner, [*about, *spread])
    elif get_origin(annotation) in (Union, types.UnionType):
        for member in get_args(annotation):
            yield from _members(member, about)
    else:
        yield annotation, about


def _least(model: type[BaseModel]) -> dict[str, Any]:
    """The least that has to stand in a block, its tag among it."""
    found: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        key = field.alias or name
        if tag := _tag(field.annotation):
            found[key] = tag
        elif field.default is PydanticUndefined and field.default_factory is None:
            found[key] = _example(field.annotation, list(field.metadata), key)
    return found


def _example(annotation: Any, about: list[Any], key: str) -> Any:
    """Something that may stand at an annotation."""
    member, more = next(_members(annotation, about))
    if key in EXAMPLES:
        return EXAMPLES[key]
    if member in (int, float):
        return max([1, *_ends(more, "ge", "gt")])
    if isinstance(member, type) and issubclass(member, BaseModel):
        return _least(member)
    if get_origin(member) in (tuple, list):
        return [_example(get_args(member)[0], [], key)] * _length(more)
    if get_origin(member) is dict:
        return {KEYS.get(key, "some"): _example(get_args(member)[1], [], "")}
    if get_origin(member) is Literal:
        return get_args(member)[0]
    return "2026-03-02" if member is datetime.date else "some"
