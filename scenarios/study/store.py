"""The run store: one row a replication in an SQLite file, under the key of its cell.

A row is committed when its result arrives, so that whatever kills the process costs only what was running. SQLite's
write-ahead log keeps what was committed and lets others read meanwhile. Rows are found by key alone: what has been
computed once is never computed again, and a changed input has another key.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from scenarios.errors import InputError
from scenarios.study.plan import Cell
from scenarios.study.results import Replication

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
    stored TEXT NOT NULL           -- when, ISO 8601, UTC
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;
"""
COLUMNS = "replication, tape, kpis, warnings, seconds, failure"


class Store:
    """The results kept in one file.

    Parameters
    ----------
    file
        Made when it is not there.

    Raises
    ------
    InputError
        If it was written by a newer version.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self._base = sqlite3.connect(file, isolation_level=None, timeout=60)
        found = self._base.execute("PRAGMA user_version").fetchone()[0]
        if found > VERSION:
            self.close()
            raise InputError(
                f"{file}: written by a newer version (store {found}), up to store {VERSION} is accepted: "
                "update orderlab, or name another --out"
            )
        self._base.execute("PRAGMA journal_mode = WAL")
        self._base.execute("PRAGMA synchronous = NORMAL")
        self._base.executescript(TABLES)
        self._base.execute(f"PRAGMA user_version = {VERSION}")

    def results(self, keys: Iterable[str]) -> dict[str, Replication]:
        """Return the results that are there, by key; a failure is none, it is tried again."""
        found = {}
        for key in keys:
            row = self._base.execute(
                f"SELECT {COLUMNS} FROM replications WHERE key = ? AND failure = ''", (key,)
            ).fetchone()
            if row is not None:
                found[key] = _replication(row)
        return found

    def add(self, cell: Cell, one: Replication) -> None:
        """Store a result or a failure; a failure of an earlier try is replaced."""
        row = (one.tape, json.dumps(dict(one.kpis)), json.dumps(one.warnings), one.seconds, one.failure)
        self._base.execute(
            "INSERT OR REPLACE INTO replications VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (cell.key, one.number, *row, datetime.now(UTC).isoformat(timespec="seconds")),
        )

    def note(self, name: str) -> str | None:
        """Return a text that was kept beside the results."""
        row = self._base.execute("SELECT text FROM notes WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def keep_note(self, name: str, text: str) -> None:
        """Keep a text beside the results."""
        self._base.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", (name, text))

    def close(self) -> None:
        """Close the file; what was added is on disk already."""
        self._base.close()


def _replication(row: tuple[int, str, str, str, float, str]) -> Replication:
    number, tape, kpis, warnings, seconds, failure = row
    return Replication(number, tape, json.loads(kpis), tuple(json.loads(warnings)), seconds, failure)
