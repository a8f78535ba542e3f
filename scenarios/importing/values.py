"""A value of an imported scenario: where it stands, what it is, whose it is and why.

What an import wrote is kept beside the tables, so that a value somebody has changed since is known to be theirs.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel

from scenarios.errors import InputError
from scenarios.files import read_limited

Mark = Literal["data", "answer", "default"]
Words = Literal["your data", "your answer", "our default"]
WORDS: Mapping[Mark, Words] = {"data": "your data", "answer": "your answer", "default": "our default"}

TABLES = "tables"
MARKS = "marks.json"
QUESTIONS = "questions"
LARGEST = 2**20


@dataclass(frozen=True, slots=True)
class Value:
    """A value of the scenario: where it stands, what it is, whose it is and why."""

    path: str
    value: Any
    mark: Mark
    why: str
    seen: Mapping[str, int] = field(default_factory=dict)
    """What of it (a name below the path, "" all of it) -> orders that it rests on."""


def observations(values: Sequence[Value]) -> dict[str, int]:
    """Path -> orders that each fitted value rests on."""
    return {
        f"{value.path}.{below}" if below else value.path: number
        for value in values
        for below, number in value.seen.items()
        if number
    }


def marks_text(values: Sequence[Value], files: Mapping[str, str]) -> str:
    """What `MARKS` holds: by path the mark and the value that has it, and what the files to edit said."""
    marks = {value.path: [value.mark, value.value] for value in values}
    return json.dumps({"values": marks, "files": {name: _digest(text) for name, text in files.items()}}) + "\n"


def with_marks(folder: Path, values: Sequence[Value]) -> str:
    """What `MARKS` holds after some values were written anew."""
    known = _record(folder / TABLES / MARKS)
    marks = {**known.get("values", {}), **{value.path: [value.mark, value.value] for value in values}}
    return json.dumps({**known, "values": marks}) + "\n"


def with_files(folder: Path, files: Mapping[str, str]) -> str:
    """What `MARKS` holds after some files were written anew."""
    known = _record(folder / TABLES / MARKS)
    digests = {name: _digest(text) for name, text in files.items()}
    return json.dumps({**known, "files": {**known.get("files", {}), **digests}}) + "\n"


def changed_since(folder: Path, names: Sequence[str]) -> list[str]:
    """Return which of these files are there and no longer say what the import wrote; all of them where nobody knows."""
    written = _record(folder / TABLES / MARKS).get("files")
    written = written if isinstance(written, Mapping) else {}
    there = [name for name in names if (folder / name).is_file()]
    return [name for name in there if written.get(name) != _digest((folder / name).read_text(errors="replace"))]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


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
    names = [str(name) for name in path]
    if file.parent.name == QUESTIONS and (file.parent.parent / TABLES / MARKS).is_file():
        return _of_a_question(file, names)
    place = file.parent / TABLES / MARKS
    if not place.is_file():
        return None
    standing = _plain(value)
    for path_written, (mark, written) in _marks(place).items():
        parts = path_written.split(".")
        if names[: len(parts)] == parts and _stands(_at(written, path[len(parts) :]), standing):
            return WORDS.get(mark)
    return _most_personal(names, standing, _marks(place))


def _of_a_question(file: Path, names: list[str]) -> Words | None:
    """What a question assumes is ours until it is edited; what it moves from a value of the user's is still theirs."""
    if changed_since(file.parent.parent, [f"{QUESTIONS}/{file.name}"]):
        return None
    for path, (mark, _) in _marks(file.parent.parent / TABLES / MARKS).items():
        parts = path.split(".")
        if names[: len(parts)] == parts:
            return WORDS.get(mark)
    return "our default"


def _most_personal(names: list[str], standing: Any, marks: Mapping[str, tuple[Mark, Any]]) -> Words | None:
    """Whose a block is that holds several written values: somebody's who has changed one, else as the marks say."""
    found = []
    for path, (mark, written) in marks.items():
        parts = path.split(".")
        if parts[: len(names)] == names and len(parts) > len(names):
            if not _stands(written, _at(standing, parts[len(names) :])):
                return None
            found.append(mark)
    order: tuple[Mark, ...] = ("answer", "data", "default")
    return next((WORDS[mark] for mark in order if mark in found), None)


def _stands(written: Any, standing: Any) -> bool:
    """Whether what was written still stands; a block has values of the model's own beside it."""
    if isinstance(written, Mapping) and isinstance(standing, Mapping):
        return all(
            item is None or (name in standing and _stands(item, _plain(standing[name])))
            for name, item in written.items()
        )
    if isinstance(written, list) and isinstance(standing, list | tuple):
        return len(written) == len(standing) and all(map(_stands, written, map(_plain, standing)))
    return bool(written == standing)


def _plain(value: Any) -> Any:
    return value.model_dump(mode="json") if isinstance(value, BaseModel) else value


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
def _read(file: Path, _changed: int) -> Mapping[str, Any]:
    try:
        found = json.loads(read_limited(file, LARGEST))
    except (ValueError, InputError):
        return {}  # a damaged one tells nothing: every value is the user's
    return found if isinstance(found, dict) else {}


def _record(file: Path) -> Mapping[str, Any]:
    return _read(file, file.stat().st_mtime_ns) if file.is_file() else {}


def _marks(file: Path) -> Mapping[str, tuple[Mark, Any]]:
    found = _record(file).get("values")
    pairs = found.items() if isinstance(found, dict) else ()
    return {path: (pair[0], pair[1]) for path, pair in pairs if isinstance(pair, list) and len(pair) == 2}
