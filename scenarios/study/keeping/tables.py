"""The tables of a run store, and whether a file has just those.

A store that has any other table, view or trigger is refused before a word of it is read: what is not ours may not even
be asked.
"""

from __future__ import annotations

import sqlite3
from functools import cache
from pathlib import Path

from scenarios.errors import InputError

VERSION = 2
"""Version of the tables; stores with another one are refused."""

REPLICATIONS, WANTED, NOTES = "replications", "wanted", "notes"
TABLES = """
CREATE TABLE replications (
    key TEXT PRIMARY KEY,          -- hash of all that the result depends on
    replication INTEGER NOT NULL,  -- its number
    tape TEXT NOT NULL,            -- hash of everything that happened to the business
    kpis TEXT NOT NULL,            -- JSON, value by KPI in the order of the model
    warnings TEXT NOT NULL,        -- JSON list
    seconds REAL NOT NULL,         -- wall-clock time it took
    failure TEXT NOT NULL,         -- why there is no result; empty when there is one
    parts TEXT NOT NULL,           -- JSON list, values of each batch of a long run or hour of a pilot; mostly empty
    stored TEXT NOT NULL,          -- when, ISO 8601, UTC
    checksum TEXT NOT NULL         -- of the other columns
) WITHOUT ROWID;
CREATE TABLE wanted (
    place INTEGER PRIMARY KEY,     -- in the order of asking, for the present request and as far as it has got
    scenario TEXT NOT NULL,        -- name of the scenario
    seed INTEGER NOT NULL,
    key TEXT NOT NULL,
    checksum TEXT NOT NULL,        -- of scenario, seed and key
    UNIQUE (scenario, key)
);
CREATE TABLE notes (name TEXT PRIMARY KEY, text TEXT NOT NULL, checksum TEXT NOT NULL) WITHOUT ROWID;
"""
_SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name"


def be_ours(base: sqlite3.Connection, file: Path, *, make: bool) -> None:
    """Make the tables in an empty store, if that is wanted, and refuse a store with others.

    Raises
    ------
    InputError
        If it was written by another version or another program, or is empty and is to stay so.
    """
    base.execute("PRAGMA trusted_schema = OFF")
    version = base.execute("PRAGMA user_version").fetchone()[0]
    there = base.execute(_SCHEMA).fetchall()
    if make and not there and not version:
        base.executescript(f"BEGIN; {TABLES} PRAGMA user_version = {VERSION}; COMMIT")
    elif version > VERSION:
        raise InputError(
            f"{file}: written by a newer version (store {version}), up to store {VERSION} is accepted: "
            "update orderlab, or name another --out"
        )
    elif version != VERSION or there != _ours():
        of = f"written by an older version (store {version})" if 0 < version < VERSION else "no run store of orderlab"
        raise InputError(f"{file}: {of}, store {VERSION} is accepted: name another --out")
    if make:
        base.execute("PRAGMA journal_mode = WAL")
        base.execute("PRAGMA synchronous = NORMAL")


@cache
def _ours() -> list[tuple[str, ...]]:
    """The tables as SQLite tells them when they are ours."""
    base = sqlite3.connect(":memory:")
    base.executescript(TABLES)
    found = base.execute(_SCHEMA).fetchall()
    base.close()
    return found
