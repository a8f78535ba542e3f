"""The run store: one row a replication in an SQLite file, under the key of its cell.

A row is committed when its result arrives, so that whatever kills the process costs only what was running. SQLite's
write-ahead log keeps what was committed and lets others read meanwhile. Rows are found by key alone: what has been
computed once is never computed again, and a changed input has another key.

A store may come from somebody else: its tables are ours to the letter or it is refused, nothing in it can run, and
every row has a checksum (see `sealing`) and is validated when it is read.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from scenarios.errors import InputError
from scenarios.study.keeping import rows, sealing, tables
from scenarios.study.keeping.tables import NOTES, REPLICATIONS, WANTED
from scenarios.study.running.plan import Cell
from scenarios.study.running.replication import Replication

FILE = "store.sqlite"
COLUMNS = ", ".join(f"{REPLICATIONS}.{name}" for name in ("key", *rows.COLUMNS, "stored", "checksum"))
LONGEST = 2**28
"""Bytes of the longest text or row that is read or written."""
NO_PLACE = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN,
            sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PERM)  # fmt: skip
"""What SQLite says of a place; all else it says of the file."""
AT_ONCE = 500
"""Cells in one question to SQLite."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How far a request is: cells wanted so far, done, failed; when the last row was stored."""

    wanted: int
    done: int
    failed: int
    stored: str


class Store:
    """The results kept in one file.

    Parameters
    ----------
    file
        Made when it is not there; ``:memory:`` keeps nothing.
    read_only
        Look, and leave everything as it is.

    Raises
    ------
    InputError
        If it cannot be used: no SQLite file, no room, of another version, damaged, changed by hand.
    """

    def __init__(self, file: Path, *, read_only: bool = False) -> None:
        self.file = file
        with self._as_input_error():
            if read_only:
                # Where nothing can be written, SQLite could not even note that it reads.
                still = "" if os.access(file.parent, os.W_OK) else "&immutable=1"
                self._base = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro{still}", uri=True, timeout=60)
            else:
                self._base = sqlite3.connect(file, isolation_level=None, timeout=60)
            try:
                self._base.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST)
                tables.be_ours(self._base, file, make=not read_only)
            except BaseException:
                self._base.close()
                raise

    def results(self, cells: Iterable[Cell]) -> dict[str, Replication]:
        """Return the results that are there, by key, and remember what was wanted; a failure is no result."""
        found: dict[str, Replication] = {}
        with self._as_input_error():
            for some in _chunks(cells):
                # A pilot is no part of the answer: it only shows which days count.
                asked = [(cell.scenario, cell.seed, cell.key) for cell in some if not cell.observation.pilot]
                self._base.execute("BEGIN")
                self._base.executemany(
                    "INSERT OR IGNORE INTO wanted (scenario, seed, key, checksum) VALUES (?, ?, ?, ?)",
                    [(*one, sealing.of_row(WANTED, one)) for one in asked],
                )
                self._base.execute("COMMIT")
                marks = ", ".join("?" * len(some))
                question = f"SELECT {COLUMNS} FROM replications WHERE failure = '' AND key IN ({marks})"
                for row in self._base.execute(question, [cell.key for cell in some]):
                    found[row[0]] = self._replication(row)
        return found

    def wanted(self) -> Iterator[tuple[str, int, Replication]]:
        """Give scenario, seed and replication of all that is there of the present request, failures too."""
        question = (
            f"SELECT scenario, seed, wanted.key, wanted.checksum, {COLUMNS} "
            "FROM wanted JOIN replications USING (key) ORDER BY place"
        )
        with self._as_input_error():
            for scenario, seed, key, checksum, *row in self._base.execute(question):
                self._refuse_changed(WANTED, key, (scenario, seed, key), checksum)
                yield scenario, seed, self._replication(row)

    def add(self, cell: Cell, one: Replication) -> None:
        """Store a result or a failure; a failure of an earlier try is replaced."""
        row = (cell.key, *rows.written(one), datetime.now(UTC).isoformat(timespec="seconds"))
        marks = ", ".join("?" * (len(row) + 1))
        with self._as_input_error():
            self._base.execute(
                f"INSERT OR REPLACE INTO replications VALUES ({marks})", (*row, sealing.of_row(REPLICATIONS, row))
            )

    def check(self) -> None:
        """Look at everything that is there; InputError for the first row that is damaged or was changed."""
        with self._as_input_error():
            for row in self._base.execute(f"SELECT {COLUMNS} FROM replications"):
                self._replication(row)
            for *row, checksum in self._base.execute("SELECT scenario, seed, key, checksum FROM wanted"):
                self._refuse_changed(WANTED, row[-1], row, checksum)
            for *row, checksum in self._base.execute("SELECT name, text, checksum FROM notes"):
                self._refuse_changed(NOTES, row[0], row, checksum)

    def tally(self) -> Tally:
        """Count how far the present request is."""
        with self._as_input_error():
            counts = self._base.execute(
                "SELECT count(*), coalesce(sum(failure = ''), 0), coalesce(sum(failure <> ''), 0), "
                "coalesce(max(stored), '') FROM wanted LEFT JOIN replications USING (key)"
            ).fetchone()
        return Tally(*counts)

    @property
    def empty(self) -> bool:
        """Whether no row was ever stored."""
        with self._as_input_error():
            return self._base.execute("SELECT 1 FROM replications LIMIT 1").fetchone() is None

    def forget_wanted(self) -> None:
        """Begin another request; the results stay."""
        with self._as_input_error():
            self._base.execute("DELETE FROM wanted")

    def note(self, name: str, *, checked: bool = True) -> str | None:
        """Return a text that was kept beside the results; `checked` is whether its checksum must be right."""
        with self._as_input_error():
            row = self._base.execute("SELECT text, checksum FROM notes WHERE name = ?", (name,)).fetchone()
        if row is None:
            return None
        if checked:
            self._refuse_changed(NOTES, name, (name, row[0]), row[1])
        return str(row[0])

    def keep_note(self, name: str, text: str) -> None:
        """Keep a text beside the results."""
        with self._as_input_error():
            checksum = sealing.of_row(NOTES, (name, text))
            self._base.execute("INSERT OR REPLACE INTO notes VALUES (?, ?, ?)", (name, text, checksum))

    def close(self) -> None:
        """Close the file; what was added is on disk already."""
        self._base.close()

    def _replication(self, row: Sequence[Any]) -> Replication:
        """A row in the order of `COLUMNS`."""
        key, *values, stored, checksum = row
        self._refuse_changed(REPLICATIONS, key, (key, *values, stored), checksum)
        try:
            return rows.read(values)
        except ValueError as error:
            raise self._damaged(REPLICATIONS, key, str(error)) from None

    def _refuse_changed(self, table: str, key: Any, columns: Sequence[Any], checksum: Any) -> None:
        if sealing.of_row(table, columns) != checksum:
            raise self._damaged(table, key, "its checksum is another: changed since it was written, or damaged")

    def _damaged(self, table: str, key: Any, reason: str) -> InputError:
        return InputError(
            f"{self.file}: {table}, {str(key)[:80]!r}: {reason}; a store as orderlab wrote it is accepted, "
            "or another --out"
        )

    @contextmanager
    def _as_input_error(self) -> Iterator[None]:
        """Say in a line what SQLite refuses; what was committed before is safe."""
        try:
            yield
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF not in NO_PLACE:
                raise InputError(
                    f"{self.file}: {error}; a store as orderlab wrote it is accepted, or another --out"
                ) from None
            raise InputError(
                f"{self.file}: {error}, a folder that can be written and has room is accepted; what is stored is safe: "
                f"orderlab resume {self.file.parent}"
            ) from None


def _chunks(cells: Iterable[Cell]) -> Iterator[list[Cell]]:
    rest = iter(cells)
    while some := list(islice(rest, AT_ONCE)):
        yield some
