"""A run folder holds its own files: what leads out of it is refused before anything is read or written."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

from scenarios.errors import InputError
from scenarios.files import folders_below
from scenarios.study.keeping.store import FILE

DEEPEST = 8
"""Folders in one another; ours are two."""
JOURNAL = f"{FILE}-journal"
ANOTHER_NAMED = bytes.fromhex("d9d505f920a163d7")
"""How a journal of SQLite ends that names another one, which SQLite then deletes (https://sqlite.org/fileformat.html)."""


def refuse_links(folder: Path, label: str = "RUN_FOLDER") -> None:
    """Refuse a run folder in which, at any depth, something leads elsewhere; the folder itself may be named by a link.

    Symbolic links lead elsewhere, and so do devices and pipes; a store that has a second name (a hard link) would be
    written in both places, since SQLite writes in place. A journal beside a store may name another file of the system.

    Raises
    ------
    InputError
        With the first such entry by name.
    """
    for entry in _entries(folder):
        try:
            found = entry.lstat()
        except FileNotFoundError:  # another process has just renamed it
            continue
        if stat.S_ISLNK(found.st_mode):
            what = "a link, which a run folder must not hold"
        elif not (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)):
            what = "a device, pipe or socket, which a run folder must not hold"
        elif found.st_nlink > 1 and stat.S_ISREG(found.st_mode) and entry.name.startswith(FILE):
            what = "a store with a second name elsewhere (a hard link)"
        elif entry.name == JOURNAL and _names_another(entry):
            what = "a journal that names another file"
        elif len(entry.relative_to(folder).parts) > DEEPEST:
            what = f"more than {DEEPEST} folders deep"
        else:
            continue
        raise InputError(f"{label}: {entry}: {what}; plain files and folders are accepted")


def _names_another(journal: Path) -> bool:
    with journal.open("rb") as file:
        file.seek(max(0, journal.stat().st_size - len(ANOTHER_NAMED)))
        return file.read() == ANOTHER_NAMED


def _entries(folder: Path) -> Iterator[Path]:
    for _, entries in folders_below(folder):
        yield from (Path(entry.path) for entry in entries)
