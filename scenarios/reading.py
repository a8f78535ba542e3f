"""A YAML or TOML file in, plain values out, with the line on which every key was written.

The line numbers are the point: whatever is found wrong later, however deep in the model, the planner is told the file
and the line. YAML is version 1.2, so that ``12:30`` and ``NO`` stay text; a key written twice is refused, because the
second one would silently win.
"""

from __future__ import annotations

import json
import math
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from scenarios.errors import InputError, one_line
from scenarios.files import regular_bytes
from scenarios.toml_text import toml_lines
from scenarios.yaml_text import DEEPEST_NESTING, LONGEST_NUMBER, WrongError, loaded

KeyPath = tuple[str | int, ...]

LARGEST_FILE = 1_000_000
"""Bytes. A scenario is written by hand; what is larger was meant for ``placement.trace.path``."""

_PLAIN = re.compile(r"^[A-Za-z][A-Za-z0-9_./ -]*$")
"""Text that needs no quotes, were it not read as something else."""

_WORD = re.compile(r"^[a-z][a-z_]*$")

_OLD_NUMBER = re.compile(r"[-+]?[0-9][0-9.]*_[0-9_.]*")
"""A number of YAML 1.1, which is a text in 1.2."""


@dataclass(frozen=True, slots=True)
class Written:
    """A document as it was written.

    Parameters
    ----------
    label
        How the file is named in a message: the path as the user gave it.
    values
        The content, as maps, lists and scalars.
    lines
        The line, counted from 1, of every key and list item.
    """

    label: str
    values: dict[str, Any]
    lines: dict[KeyPath, int]

    def where(self, path: KeyPath) -> str:
        """Name file and line of a key, or of the nearest block around it."""
        for end in range(len(path), 0, -1):
            if path[:end] in self.lines:
                return f"{self.label}:{self.lines[path[:end]]}"
        return f"{self.label}:1"


def read(file: Path, label: str | None = None, *, list_under: str = "") -> Written:
    """Read a scenario file, YAML unless it ends in ``.toml``; a list at the top stands under `list_under`, if given.

    Raises
    ------
    InputError
        If it cannot be read, parsed, or is not a map of names.
    """
    label = label or str(file)
    try:
        content = regular_bytes(file, LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise InputError(f"{label}: cannot be read ({reason}), a YAML or TOML file is accepted") from None
    if len(content) > LARGEST_FILE:
        raise InputError(f"{label}: more than {LARGEST_FILE} bytes is no scenario, at most {LARGEST_FILE} are accepted")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InputError(f"{label}:{line}: not text, UTF-8 is accepted") from None
    written = read_toml(text, label) if file.suffix == ".toml" else read_yaml(text, label, list_under=list_under)
    for path, value in leaves(written.values):
        if isinstance(value, float) and not math.isfinite(value):
            raise InputError(f"{written.where(path)}: {dotted(path)}: {value} is no quantity, a number is accepted")
    return written


def read_yaml(text: str, label: str, *, list_under: str = "") -> Written:
    """Read YAML 1.2 text; see `read`."""
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        values, lines = loaded(text)
    except WrongError as error:
        where = f"{dotted(error.path)}: " if error.path else ""
        raise InputError(f"{label}:{error.line}: {where}{error}") from None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        what = one_line(error.problem or error.context or "it cannot be parsed")
        raise InputError(f"{label}:{line}: not YAML: {what}") from None
    except RecursionError:
        raise InputError(f"{label}:1: nested too deeply, {DEEPEST_NESTING} levels are accepted") from None
    except (YAMLError, ValueError) as error:
        line = text.count("\n", 0, getattr(error, "position", 0)) + 1
        raise InputError(f"{label}:{line}: not YAML: {one_line(error)}") from None
    if list_under and isinstance(values, list):
        lines = {(list_under, *path): line for path, line in lines.items()}
        values = {list_under: values}
    return Written(label, _map_of_names(values, label, list_under), lines)


def read_toml(text: str, label: str) -> Written:
    """Read TOML text; see `read`."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        what = one_line(re.sub(r"\s*\(at .*\)$", "", str(error)))
        line = int(place[1]) if place else text.count("\n") + 1
        raise InputError(f"{label}:{line}: not TOML: {what}") from None
    except (RecursionError, ValueError) as error:  # nested too deeply, or a number of thousands of digits
        what = one_line(error)[:120] if isinstance(error, ValueError) else f"nested more than {DEEPEST_NESTING} deep"
        far = re.search(rf"\d{{{LONGEST_NUMBER + 1}}}|(?:\[\s*){{{DEEPEST_NESTING}}}", text)
        line = text.count("\n", 0, far.start()) + 1 if far else 1
        raise InputError(f"{label}:{line}: not TOML: {what}") from None
    if not values:
        raise InputError(f"{label}:1: the file is empty, a key such as 'schema = 2' is accepted")
    return Written(label, _map_of_names(values, label), toml_lines(text))


def scalar(text: str) -> Any:
    """Read one value as YAML 1.2 does: ``1e3`` is a number, ``NO`` is text, ``[1, 2]`` a list.

    Raises
    ------
    InputError
        If the text is not YAML; the caller adds where it stood.
    """
    from ruamel.yaml.error import YAMLError

    # A date format, as our own hints write it, and a limit: YAML keeps these signs for directives and folded blocks.
    if text.startswith(("%", ">=")) or _OLD_NUMBER.fullmatch(text):
        return text
    try:
        value, _ = loaded(text)
    except (WrongError, YAMLError, ValueError, RecursionError) as error:
        raise InputError(f"{text!r} is not a value: {one_line(error)[:120]}") from None
    if isinstance(value, float) and not math.isfinite(value):
        raise InputError(f"{text!r} is no quantity, a finite number is accepted")
    return value


def plain(value: Any) -> str:
    """Write one value on one line, quoted only where YAML 1.2 would read something else without the quotes."""
    if isinstance(value, str):
        if _PLAIN.match(value) and not value.endswith(" ") and _reads_back(value):
            return value
        quoted = json.dumps(value, ensure_ascii=False)
        return "".join(sign if sign.isprintable() else f"\\U{ord(sign):08x}" for sign in quoted)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{plain(key)}: {plain(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(plain(item) for item in value) + "]"
    return value.isoformat() if isinstance(value, date) else json.dumps(value)


@cache
def _reads_back(text: str) -> bool:
    if _WORD.match(text):  # most of a scenario's texts are its own names
        return text not in ("true", "false", "null")
    try:
        return bool(scalar(text) == text)
    except InputError:
        return False


def dotted(path: KeyPath) -> str:
    """Write a path as a planner would: ``fulfilment.nodes.north.pickers``."""
    return ".".join(str(part) for part in path)


def leaves(values: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    """Walk every scalar of a document with its path, in the order written."""
    if isinstance(values, dict):
        for key, value in values.items():
            yield from leaves(value, (*path, key))
    elif isinstance(values, list):
        for position, value in enumerate(values):
            yield from leaves(value, (*path, position))
    else:
        yield path, values


def _map_of_names(values: Any, label: str, list_under: str = "") -> dict[str, Any]:
    if values is None:
        accepted = f"a list of {list_under}" if list_under else "a map such as 'schema: 2'"
        raise InputError(f"{label}:1: the file is empty, {accepted} is accepted")
    if not isinstance(values, dict):
        accepted = f"a list of {list_under}" if list_under else "a map of names"
        raise InputError(f"{label}:1: {type(values).__name__} at the top, {accepted} is accepted")
    return values
