"""The lines of an instance or solution file, and the errors that name them."""

from __future__ import annotations

from pathlib import Path

MOST = 10**9
"""Largest number a file may hold, coordinates both ways: what is computed of it stays far from the end of int64."""


class InstanceError(ValueError):
    """A file that cannot be read; the message is one line that names file, line and field."""


class Lines:
    """The lines of a file with their numbers, and errors that name them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            text = path.read_text(encoding="utf-8")
        except OSError as error:
            raise InstanceError(f"{path}: file: {error.strerror}, an existing .vrp or .txt is accepted") from None
        except UnicodeDecodeError:
            raise InstanceError(f"{path}: file: is not text, a .vrp or .txt is accepted") from None
        self.rows = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]

    def wrong(self, number: int, field: str, what: str) -> InstanceError:
        """The error for a field in a line."""
        return InstanceError(f"{self.path}:{number}: {field}: {what}")

    def numbers(self, number: int, field: str, text: str, count: int | None) -> list[float]:
        """The numbers of one line, exactly `count` of them unless None."""
        values = []
        for word in text.split():
            try:
                value = float(word)
            except ValueError:
                raise self.wrong(number, field, f"{word!r} is not a number") from None
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
