"""The run store: one row a replication in an SQLite file, under the key of its cell.

A row is committed when its result arrives, so that whatever kills the process costs only what was running. SQLite's
write-ahead log keeps what was committed and lets others read meanwhile. Rows are found by key alone: what has been
computed once is never computed again, and a changed input has another key.
"""

from __future__ import annotations

import json
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
from scenarios.study.running.plan import Cell
from scenarios.study.running.replication import Replication

FILE = "store.sqlite"
VERSION = 1
"""Version of the tables; a store with a higher one was written by a newer orderlab."""

TABLES = """
CREATE TABLE IF NOT EXISTS replications (
    key TEXT PRIMARY KEY,          -- hash of all that the result depends on
    replication INTEGER NOT NULL,  -- its number
    tape TEXT NOT NULL,            -- hash of everything that happened to the business
    kpis TEXT NOT NULL,            -- JSON, value by KPI in the order of the model
    warnings TEXT NOT NULL,        -- JSON list
    seconds REAL NOT NULL,         -- wall-clock time it took
    failure TEXT NOT NULL,         -- why there is no result; empty when there is one
    stored TEXT NOT NULL,          -- when, ISO 8601, UTC
    parts TEXT NOT NULL            -- JSON list, values of each batch of a long run or hour of a pilot; mostly empty
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS wanted (
    place INTEGER PRIMARY KEY,     -- in the order of asking, for the present request and as far as it has got
    scenario TEXT NOT NULL,        -- name of the scenario
    seed INTEGER NOT NULL,
    key TEXT NOT NULL,
    UNIQUE (scenario, key)
);
CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;
"""
COLUMNS = "replication, tape, kpis, warnings, seconds, failure, parts"
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
        If it cannot be used: no SQLite file, no room, written by a newer version.
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
            self._check_version()
            if not read_only:
                self._base.execute("PRAGMA journal_mode = WAL")
                self._base.execute("PRAGMA synchronous = NORMAL")
                self._base.executescript(TABLES)
                self._base.execute(f"PRAGMA user_version = {VERSION}")

    def results(self, cells: Iterable[Cell]) -> dict[str, Replication]:
        """Return the results that are there, by key, and remember what was wanted; a failure is no result."""
        found: dict[str, Replication] = {}
        with self._as_input_error():
            for some in _chunks(cells):
                # A pilot is no part of the answer: it only shows which days count.
                rows = [(cell.scenario, cell.seed, cell.key) for cell in some if not cell.observation.pilot]
                self._base.execute("BEGIN")
                self._base.executemany("INSERT OR IGNORE INTO wanted (scenario, seed, key) VALUES (?, ?, ?)", rows)
                self._base.execute("COMMIT")
                marks = ", ".join("?" * len(some))
                question = f"SELECT key, {COLUMNS} FROM replications WHERE failure = '' AND key IN ({marks})"
                for key, *row in self._base.execute(question, [cell.key for cell in some]):
                    found[key] = _replication(row)
        return found

    def wanted(self) -> Iterator[tuple[str, int, Replication]]:
        """Give scenario, seed and replication of all that is there of the present request, failures too."""
        question = f"SELECT scenario, seed, {COLUMNS} FROM wanted JOIN replications USING (key) ORDER BY place"
        with self._as_input_error():
            for scenario, seed, *row in self._base.execute(question):
                yield scenario, seed, _replication(row)

    def add(self, cell: Cell, one: Replication) -> None:
        """Store a result or a failure; a failure of an earlier try is replaced."""
        row = (one.tape, json.dumps(dict(one.kpis)), json.dumps(one.warnings), one.seconds, one.failure)
        with self._as_input_error():
            self._base.execute(
                "INSERT OR REPLACE INTO replications VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (cell.key, one.number, *row, datetime.now(UTC).isoformat(timespec="seconds"), json.dumps(one.parts)),
            )

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

    def note(self, name: str) -> str | None:
        """Return a text that was kept beside the results."""
        with self._as_input_error():
            row = self._base.execute("SELECT text FROM notes WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def keep_note(self, name: str, text: str) -> None:
        """Keep a text beside the results."""
        with self._as_input_error():
            self._base.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", (name, text))

    def close(self) -> None:
        """Close the file; what was added is on disk already."""
        self._base.close()

    def _check_version(self) -> None:
        found = self._base.execute("PRAGMA user_version").fetchone()[0]
        if found > VERSION:
            self._base.close()
            raise InputError(
                f"{self.file}: written by a newer version (store {found}), up to store {VERSION} is accepted: "
                "update orderlab, or name another --out"
            )

    @contextmanager
    def _as_input_error(self) -> Iterator[None]:
        """Say in a line what SQLite refuses; what was committed before is safe."""
        try:
            yield
        except sqlite3.Error as error:
            folder = self.file.parent
            raise InputError(
                f"{self.file}: {error}, a folder that can be written and has room is accepted; what is stored is safe: "
                f"orderlab resume {folder}"
            ) from None


def _replication(row: Sequence[Any]) -> Replication:
    number, tape, kpis, warnings, seconds, failure, parts = row
    told = (tuple(json.loads(warnings)), seconds, failure, tuple(json.loads(parts)))
    return Replication(number, tape, json.loads(kpis), *told)


def _chunks(cells: Iterable[Cell]) -> Iterator[list[Cell]]:
    rest = iter(cells)
    while some := list(islice(rest, AT_ONCE)):
        yield some
