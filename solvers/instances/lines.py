"""The lines of an instance or solution file, and the errors that name them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from pathlib import Path

MOST = 10**9
"""Largest number a file may hold, coordinates both ways: what is computed of it stays far from the end of int64."""
MOST_BYTES = 1 << 30
"""Largest file that is read."""
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


class InstanceError(ValueError):
    """A file that cannot be read; the message is one line that names file, line and field."""


class Lines:
    """The lines of a file with their numbers, and errors that name them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = _text(path)
        every = enumerate(re.split(r"\r\n|\n|\r", self.text), start=1)
        self.rows = [(number, row.strip()) for number, row in every if row.strip()]

    def wrong(self, number: int, field: str, what: str) -> InstanceError:
        """The error for a field in a line."""
        return InstanceError(f"{printable(str(self.path))}:{number}: {printable(field)}: {printable(what)}")

    def numbers(self, number: int, field: str, text: str, count: int | None) -> list[float]:
        """The numbers of one line, exactly `count` of them unless None."""
        values = []
        for word in text.split():
            if not _NUMBER.fullmatch(word) and word.lower().lstrip("+-") not in ("nan", "inf", "infinity"):
                raise self.wrong(number, field, f"{word!r} is not a number")
            value = float(word)
            if not abs(value) <= MOST:
                raise self.wrong(number, field, f"{word!r} is not accepted, use a finite number, {MOST} at most")
            values.append(value)
        if count is not None and len(values) != count:
            raise self.wrong(number, field, f"{len(values)} numbers in this line, {count} are accepted")
        return values

    def whole(self, number: int, field: str, text: str, lowest: int) -> int:
        """The one whole number of a line."""
        value = self.numbers(number, field, text, 1)[0]
        if value != int(value) or value < lowest:
            raise self.wrong(number, field, f"{text!r} is not accepted, use a whole number >= {lowest}")
        return int(value)

    def units(self, number: int, field: str, value: float, scale: int) -> int:
        """A time or limit of the file in units of the problem, which hold `scale` of the file's."""
        exact = round(value * scale)
        if value < 0 or abs(value * scale - exact) > 1e-6:
            size = "a whole number" if scale == 1 else f"a multiple of 1/{scale}"
            raise self.wrong(number, field, f"{value:g} is not accepted, use {size} >= 0")
        return exact


def nearest(word: str, accepted: Iterable[str]) -> str:
    """What would have been accepted in place of `word`, the nearest first."""
    names = sorted(accepted)
    close = difflib.get_close_matches(word, names, n=1, cutoff=0.5)
    hint = f"did you mean {close[0]}? " if close else ""
    return f"{hint}accepted are {', '.join(names)}"


def printable(text: str) -> str:
    """A text without line breaks and control characters, and not endless: fit for a terminal."""
    shown = "".join(sign if sign.isprintable() else "?" for sign in text)
    return shown if len(shown) <= 2000 else shown[:2000] + "..."


def _text(path: Path) -> str:
    """The text of a file in UTF-8, UTF-16 with its mark, or Latin-1."""
    accepted = "an existing .vrp, .txt or .json is accepted"
    try:
        if not path.exists():
            raise InstanceError(f"{printable(str(path))}: file: No such file or directory, {accepted}")
        if not path.is_file():
            what = "is a folder" if path.is_dir() else "is not a regular file"
            raise InstanceError(f"{printable(str(path))}: file: {what}, {accepted}")
        if (size := path.stat().st_size) > MOST_BYTES:
            raise InstanceError(f"{printable(str(path))}: file: holds {size} bytes, use at most {MOST_BYTES}")
        raw = path.read_bytes()
    except (OSError, ValueError) as error:
        if isinstance(error, InstanceError):
            raise
        said = error.strerror if isinstance(error, OSError) else str(error)
        raise InstanceError(f"{printable(str(path))}: file: {said}, {accepted}") from None
    encoding = next((name for mark, name in _MARKS if raw.startswith(mark)), None)
    try:
        text = raw.decode(encoding or "utf-8")
    except UnicodeDecodeError:
        if encoding is not None:
            raise InstanceError(f"{printable(str(path))}: file: is not text, {accepted}") from None
        text = raw.decode("latin-1")  # names and comments of older files; every byte is a letter there
    if "\0" in text:
        raise InstanceError(f"{printable(str(path))}: file: is not text, {accepted}")
    return text
