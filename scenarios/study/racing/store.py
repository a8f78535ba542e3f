"""Where the rows of a race are kept, a line of JSON each, as they come."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from scenarios.study.racing.solving import Row
from scenarios.study.racing.stored import audited_rows, row_of

ACCEPTED = "a store of an earlier race or a new file is accepted"
BEGINNING = b'{"path": '
"""How a row begins: what a crash left of one may be thrown away, a line of another file may not."""


class StoreError(ValueError):
    """A file that is no store of a race; the message is one line that names it."""


def read_rows(store: Path) -> list[Row]:
    """Rows of a store, but for a last line cut off by a crash and rows of a version that kept no routes.

    Raises
    ------
    StoreError
        For a file that holds anything else: rows would be added to it.
    """
    if store.is_dir():
        raise StoreError(f"{store}: is a folder, {ACCEPTED}")
    if not store.exists():
        return []
    if not store.is_file():
        raise StoreError(f"{store}: is no regular file, {ACCEPTED}")
    *lines, cut_off = store.read_bytes().split(b"\n")
    if not cut_off.startswith(BEGINNING[: len(cut_off)]):
        raise StoreError(f"{store}:{len(lines) + 1}: row: is not one of a race, {ACCEPTED}")
    rows = [_row(store, number, line) for number, line in enumerate(lines, start=1)]
    return [row for row in rows if "routes" in row]


def _row(store: Path, number: int, line: bytes) -> Row:
    try:
        return row_of(line)
    except ValueError as error:
        raise StoreError(f"{store}:{number}: {error}, {ACCEPTED}") from None


def audited_store(store: Path, instances: Mapping[str, str]) -> list[Row]:
    """The rows of a store that are of a race's problems, `instances` by their hash, each plan audited again.

    Raises
    ------
    StoreError
        As `read_rows`, and for a plan that does not cost what its row says.
    """
    try:
        return audited_rows(read_rows(store), instances)
    except ValueError as error:
        raise error if isinstance(error, StoreError) else StoreError(f"{store}: {error}, {ACCEPTED}") from None


@contextmanager
def kept(store: Path) -> Iterator[Callable[[Row], None]]:
    """A function that adds a row to the store at once; what a crash left of a line goes first."""
    try:
        store.parent.mkdir(parents=True, exist_ok=True)
        file = store.open("a+b")
    except OSError as error:
        raise StoreError(f"{store}: {error.strerror}, {ACCEPTED}") from None
    with file:
        file.seek(0)
        file.truncate(file.read().rfind(b"\n") + 1)

        def keep(row: Row) -> None:
            file.write(json.dumps(row).encode() + b"\n")
            file.flush()

        yield keep
