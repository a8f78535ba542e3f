"""What pydantic found wrong, said to a planner: ``file:line: field: what is wrong, what is accepted``.

A message is one line, the first complaint and how many others there are; a command prints a line for each, twenty at
the most.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from scenarios.errors import InputError, nearest, one_line
from scenarios.reading import KeyPath, dotted
from scenarios.schema import Place
from sim.forms import FORMS, form


def input_error(
    error: ValidationError,
    model: type[BaseModel],
    values: Mapping[str, Any],
    where: Callable[[KeyPath], str],
) -> InputError:
    """Make one line of a validation error.

    Parameters
    ----------
    error
        What pydantic raised.
    model
        The model that was validated against.
    values
        The values that were validated.
    where
        File and line (or ``--set``) of a path.
    """
    found = _relevant([(_path(item["loc"], model, values), item) for item in error.errors(include_url=False)])
    lines = []
    for path, item in found:
        field, sentence = _sentence(path, item, model, values)
        lines.append(one_line(f"{where(field)}: {dotted(field) or 'document'}: {sentence}"))
    first, *others = dict.fromkeys(lines)
    more = f" (and {len(others)} more)" if others else ""
    return InputError(f"{first}{more}", others=(first, *others) if others else ())


def _relevant(found: list[tuple[KeyPath, Any]]) -> list[tuple[KeyPath, Any]]:
    """Keep one complaint a path, and of a block that fits no member of a union only what fits worst inside it."""
    kept: dict[KeyPath, Any] = {}
    for path, item in found:
        inner = any(other[: len(path)] == path and len(other) > len(path) for other, _ in found)
        if inner and item["type"] not in ("extra_forbidden", "missing"):
            continue
        if path not in kept or (isinstance(item["input"], dict) and _wrong_kind(kept[path])):
            kept[path] = item
    return list(kept.items())


def _wrong_kind(item: Any) -> bool:
    return str(item["type"]).endswith(("_type", "_parsing"))


def _path(loc: Iterable[int | str], model: type[BaseModel], values: Mapping[str, Any]) -> KeyPath:
    """Drop from pydantic's location what is no key of the document: names of union members."""
    path: KeyPath = ()
    place: Place | None = Place(model)
    here: Any = values
    for part in loc:
        held = part in here if isinstance(here, dict) else isinstance(here, list | tuple) and isinstance(part, int)
        block = place.model(here) if place is not None else None
        if not held and not (block is not None and part in _keys(block)):
            continue
        path = (*path, part)
        place = place.step(part, here) if place is not None else None
        here = _value((part,), here)
    return path


def _keys(block: type[BaseModel]) -> set[str]:
    return {key for name, item in block.model_fields.items() for key in (name, item.alias or name)}


def _sentence(path: KeyPath, item: Any, model: type[BaseModel], values: Mapping[str, Any]) -> tuple[KeyPath, str]:
    """Say what is wrong and what is accepted; the path may grow by the key a block complained about."""
    context = item.get("ctx", {})
    match item["type"]:
        case "extra_forbidden":
            return path, f"unknown key, {nearest(str(path[-1]), _accepted(path[:-1], model, values))}"
        case "missing":
            what = _description(path, model, values)
            return path, f"missing, a value is required{f' ({what})' if what else ''}"
        case "value_error" | "assertion_error":
            message = str(context.get("error", item["msg"])).removeprefix("Value error, ")
            key, colon, rest = message.partition(": ")
            # A key of the block, perhaps with a dot in it, or a path from there on.
            for keys in ((key,), tuple(key.split("."))):
                block = _value((*path, *keys[:-1]), values)
                if colon and isinstance(block, dict) and keys[-1] in block:
                    return (*path, *keys), rest
            return path, message
        case "literal_error" | "union_tag_invalid" | "enum":
            expected = str(context.get("expected", context.get("expected_tags", "")))
            names = [name.strip().strip("'") for name in expected.replace(" or ", ", ").split(",")]
            shown = context.get("tag", item["input"])
            return path, f"{_shown(shown)} is not accepted, {nearest(str(shown), names)}"
    what = _description(path, model, values)
    told = f" ({what})" if what else ""
    wanted = _form(path, model, values)
    if item["type"] == "string_pattern_mismatch" or (item["type"] == "string_type" and wanted):
        wanted = FORMS.get(context.get("pattern", ""), wanted)
        return path, f"{_shown(item['input'])} is not accepted, use {wanted}{told}"
    return path, f"{_shown(item['input'])} is not accepted, it should {_rule(item, context)}{told}"


def _rule(item: Any, context: dict[str, Any]) -> str:
    match item["type"]:
        case "too_short":
            return f"have at least {context['min_length']} entries"
        case "too_long":
            return f"have at most {context['max_length']} entries"
        case "model_type" | "dict_type" | "dataclass_type":
            return "be a map"
        case "tuple_type" | "list_type":
            return "be a list"
        case kind if kind.startswith("date"):
            return "be a date such as 2026-03-02"
    message = str(item["msg"])
    message = re.sub(r"^[A-Z][a-z]+ should ", "", message.removeprefix("Value error, ")).replace("a valid ", "a ")
    message = message.replace("a integer", "a whole number").replace("a string", "text")
    return message.split(", unable to")[0].split(", got")[0]


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "a map"
    if isinstance(value, list | tuple):
        return "a list" if len(value) != 1 else f"a list of {value[0]!r}"
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _value(path: KeyPath, values: Any) -> Any:
    for part in path:
        try:
            values = values[part]
        except (KeyError, IndexError, TypeError):
            return None
    return values


def _walk(path: KeyPath, model: type[BaseModel], values: Any) -> tuple[Place | None, Any]:
    place: Place | None = Place(model)
    for part in path:
        place = place.step(part, values) if place is not None else None
        values = _value((part,), values)
    return place, values


def _accepted(path: KeyPath, model: type[BaseModel], values: Any) -> tuple[str, ...]:
    place, here = _walk(path, model, values)
    return () if place is None else place.names(here)


def _form(path: KeyPath, model: type[BaseModel], values: Any) -> str:
    """Return in words the form of the text that stands at a path; empty where it has none."""
    place, _ = _walk(path, model, values)
    if place is None:
        return ""
    return next((found for one in (place.annotation, place.field) if one is not None and (found := form(one))), "")


def _description(path: KeyPath, model: type[BaseModel], values: Any) -> str:
    place, _ = _walk(path, model, values)
    return (place.field.description or "") if place is not None and place.field is not None else ""
