"""Files of a run: all of one or nothing, and a line that says why one cannot be written."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scenarios.errors import InputError

if TYPE_CHECKING:
    from sim.outcome import Outcome


def write_log(outcome: Outcome, folder: Path) -> None:
    """Write every table of a log as Parquet, and what was ordered, promised and paid: the whole folder or nothing.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    from scenarios.exports.facts import fact_tables
    from sim.in_order import rows_in_order
    from sim.log import EVENT_TYPE

    partial = folder.with_name(f".{folder.name}.{os.getpid()}.partial")
    with writing(folder):
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        for table in outcome.log.tables:
            write_table(partial / f"{table.name}.parquet", _slices(table.arrays()))
        events = ({name: rows[name] for name in EVENT_TYPE.names or ()} for rows in rows_in_order(outcome.log))
        write_table(partial / "events.parquet", events)
        for name, columns in fact_tables(outcome):
            write_table(partial / f"{name}.parquet", _slices(columns))
        shutil.rmtree(folder, ignore_errors=True)
        partial.replace(folder)


def write_table(target: Path, blocks: Iterator[dict[str, Any]]) -> None:
    """Write a table as Parquet, column by name, that comes in blocks; no more than one of them is in memory."""
    import polars

    parts = []
    for number, block in enumerate(blocks):
        parts.append(target.with_name(f".{target.name}.{number}"))
        write_file(parts[-1], parquet(polars.DataFrame(block)))
    if len(parts) == 1:
        parts[0].replace(target)
        return
    polars.scan_parquet(parts).sink_parquet(target, compression="zstd")
    for part in parts:
        part.unlink()


def _slices(columns: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Rows of a table, so many at a time; at least once."""
    from sim.in_order import ROWS_AT_ONCE

    rows = len(next(iter(columns.values())))
    for begin in range(0, max(1, rows), ROWS_AT_ONCE):
        yield {name: values[begin : begin + ROWS_AT_ONCE] for name, values in columns.items()}


def parquet(table: Any) -> bytes:
    """Return a polars table as a Parquet file; in memory first, so that a full disk is told by the system itself."""
    file = BytesIO()
    table.write_parquet(file, compression="zstd")
    return file.getvalue()


@contextmanager
def writing(place: Path) -> Iterator[None]:
    """Say in a line why something cannot be written."""
    try:
        yield
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        advice = "a folder that can be written is accepted"
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            advice = "a place with room is accepted; what is stored is safe, orderlab resume goes on"
        raise InputError(f"--out: {place}: {reason}, {advice}") from None


def write_file(target: Path, content: bytes) -> None:
    """Write a file, all of it or nothing; OSError if that is not possible."""
    partial = target.with_name(f".{target.name}.partial")
    try:
        partial.unlink(missing_ok=True)  # of a process that was killed; a link is removed and not followed
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o666), "wb") as file:
            file.write(content)
        partial.replace(target)
    except OSError:
        partial.unlink(missing_ok=True)
        raise
