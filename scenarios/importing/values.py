"""A value of an imported scenario: where it stands, what it is, whose it is and why.

What an import wrote is kept beside the tables, so that a value somebody has changed since is known to be theirs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from scenarios.errors import InputError
from scenarios.files import read_limited

Mark = Literal["data", "answer", "default"]
Words = Literal["your data", "your answer", "our default"]
WORDS: Mapping[Mark, Words] = {"data": "your data", "answer": "your answer", "default": "our default"}

TABLES = "tables"
MARKS = "marks.json"
LARGEST = 2**20


@dataclass(frozen=True, slots=True)
class Value:
    """A value of the scenario: where it stands, what it is, whose it is and why."""

    path: str
    value: Any
    mark: Mark
    why: str


def marks_text(values: Sequence[Value]) -> str:
    """What `MARKS` holds: by path the mark, and the value that has it."""
    return json.dumps({value.path: [value.mark, value.value] for value in values}, indent=0) + "\n"


def with_marks(folder: Path, values: Sequence[Value]) -> str:
    """What `MARKS` holds after some values were written anew."""
    known = _marks(folder / TABLES / MARKS)
    return json.dumps({**known, **{value.path: [value.mark, value.value] for value in values}}, indent=0) + "\n"


def whose(file: Path, path: Sequence[str | int], value: Any) -> Words | None:
    """Whose number stands at a path of an imported scenario; None where no import wrote it.

    Parameters
    ----------
    file
        The file that the value was written in.
    path, value
        Where it stands now, and what.
    """
    if file.parent.name == TABLES and (file.parent / MARKS).is_file():
        return "your data"  # how the tables beside it are read
    place = file.parent / TABLES / MARKS
    if not place.is_file():
        return None
    names = [str(name) for name in path]
    for path_written, (mark, written) in _marks(place).items():
        parts = path_written.split(".")
        if names[: len(parts)] == parts and _at(written, path[len(parts) :]) == value:
            return WORDS.get(mark)
    return None


def _at(written: Any, path: Sequence[str | int]) -> Any:
    for name in path:
        if isinstance(written, Mapping):
            written = written.get(str(name))
        elif isinstance(written, list) and isinstance(name, int) and name < len(written):
            written = written[name]
        else:
            return None
    return written


@lru_cache(maxsize=8)
def _read(file: Path, _changed: int) -> Mapping[str, tuple[Mark, Any]]:
    try:
        found = json.loads(read_limited(file, LARGEST))
        return {str(path): (mark, value) for path, (mark, value) in found.items() if mark in WORDS}
    except (ValueError, TypeError, AttributeError, InputError, OSError):
        return {}  # a damaged one tells nothing: every value is the user's


def _marks(file: Path) -> Mapping[str, tuple[Mark, Any]]:
    return _read(file, file.stat().st_mtime_ns) if file.is_file() else {}
