"""A CSV file in, columns of text out, each row with the line it stands on.

Only the mapped columns are kept. The standard csv reader is used because it counts lines through quoted line breaks, so
that a complaint about a cell names its line. Gzip is recognised by its first bytes, whatever the name.
"""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import polars as pl

from scenarios.errors import InputError
from scenarios.traces.notes import RARE, Notes

MISSING = ("", "NULL", "null", "NA", "N/A", "NaN", "nan", "NaT", "None")
"""How files write that there is nothing."""

DELIMITERS = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a bar"}


@dataclass(frozen=True, slots=True)
class Table:
    """A file's mapped columns as text.

    Parameters
    ----------
    label
        The file as the user named it.
    field
        The scenario's path of the block that describes the file.
    frame
        One column of text a meaning (null where the cell is empty), and ``line``, counted from 1.
    """

    label: str
    field: str
    frame: pl.DataFrame

    def refuse(self, line: int, field: str, complaint: str) -> NoReturn:
        """Raise the error of a cell: `field` below the block that describes the file."""
        raise InputError(f"{self.label}:{line}: {self.field}.{field}: {complaint}")


def read_table(path: Path, label: str, field: str, columns: Mapping[str, str], delimiter: str, notes: Notes) -> Table:
    """Read the mapped columns of a file.

    Parameters
    ----------
    path, label
        The file, and how to call it in a message.
    field
        The scenario's path of the block that describes the file.
    columns
        Meaning -> column name.
    delimiter
        What separates cells.
    notes
        Is told of blank and ragged rows.

    Raises
    ------
    InputError
        If the file cannot be read or lacks a column, naming the columns it has.
    """
    of_file = f"{field}.path"
    text = _text(path, label, of_file)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    header: list[str] | None = None
    blank, ragged = 0, []
    before = 0
    try:
        for row in reader:
            line, before = before + 1, reader.line_num
            if not any(cell.strip() for cell in row):
                blank += 1
            elif header is None:
                header = [cell.strip() for cell in row]
            elif len(row) != len(header):
                ragged.append((line, len(row)))
            else:
                rows.append(row)
                lines.append(line)
    except csv.Error as error:
        raise InputError(f"{label}:{before + 1}: {of_file}: no CSV ({error}), quotes that close are accepted") from None
    if header is None or not (rows or ragged):
        raise InputError(f"{label}:1: {of_file}: the file is empty, a header line and rows below it are accepted")
    places = _places(header, columns, delimiter, label, field)
    if len(ragged) > RARE * len(rows):
        line, found = ragged[0]
        raise InputError(f"{label}:{line}: {of_file}: {found} columns, {len(header)} as in the header are accepted")
    name = Path(label).name
    notes.count(blank, f"{name}: {{}} blank row dropped.", f"{name}: {{}} blank rows dropped.")
    notes.count(
        len(ragged),
        f"{name}: {{}} row with more or fewer columns than the header dropped.",
        f"{name}: {{}} rows with more or fewer columns than the header dropped.",
    )
    frame = pl.DataFrame(
        {
            **{meaning: [row[place] for row in rows] for meaning, place in places.items()},
            "line": lines,
        },
        schema={**dict.fromkeys(places, pl.String), "line": pl.Int64},
    )
    stripped = pl.col(list(places)).str.strip_chars()
    return Table(label, field, frame.with_columns(pl.when(~stripped.is_in(MISSING)).then(stripped)))


def _text(path: Path, label: str, field: str) -> str:
    accepted = "a CSV file (.gz allowed) is accepted"
    try:
        content = path.read_bytes()
        if content[:2] == b"\x1f\x8b":
            content = gzip.decompress(content)
    except IsADirectoryError:
        raise InputError(f"--set: {field}: {label}: is a folder, {accepted}") from None
    except FileNotFoundError:
        raise InputError(f"--set: {field}: {label}: no such file, {accepted}") from None
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise InputError(f"{label}:1: {field}: the gzip file is cut off or damaged, a whole one is accepted") from None
    except OSError as error:
        raise InputError(f"--set: {field}: {label}: cannot be read ({error.strerror}), {accepted}") from None
    if b"\0" in content[:4096]:
        raise InputError(f"{label}:1: {field}: is no text file, {accepted}")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")  # every byte has a meaning in it; names of places may look odd


def _places(header: list[str], columns: Mapping[str, str], delimiter: str, label: str, field: str) -> dict[str, int]:
    """Find where each mapped column stands."""
    if len(header) == 1 and len(set(columns.values())) > 1:
        other = next((sign for sign in DELIMITERS if sign != delimiter and sign in header[0]), None)
        if other is not None:
            raise InputError(
                f"{label}:1: placement.trace.delimiter: the columns are separated by {DELIMITERS[other]}, "
                f"{DELIMITERS[delimiter]} is accepted as the scenario stands"
            )
    places = {}
    for meaning, column in columns.items():
        if column not in header:
            where = f"{field}.{meaning}" if meaning == "key" else f"{field}.columns.{meaning}"
            raise InputError(f"{label}:1: {where}: there is no column {column}, present are: {', '.join(header)}")
        if header.count(column) > 1:
            raise InputError(
                f"{label}:1: {field}.columns.{meaning}: column {column} stands there twice, once is accepted"
            )
        places[meaning] = header.index(column)
    return places
