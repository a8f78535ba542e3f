"""A file with a header, opened: its delimiter and the names of its columns; no cell is read yet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from scenarios.errors import InputError
from scenarios.traces.framing import SEARCHED, delimiter_line, header_row
from scenarios.traces.opening import OLD_EXCEL, ZIP, as_utf8, read_bytes, sheet_tables

DELIMITERS = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a bar"}


class Text:
    """The text of a file as UTF-8, read again where it was let go: half a million orders are a hundred megabytes."""

    __slots__ = ("_field", "_held", "_label", "_path")

    def __init__(self, path: Path, label: str, field: str, held: bytes | None = None) -> None:
        self._path, self._label, self._field, self._held = path, label, field, held

    def read(self) -> bytes:
        """Return the text."""
        if self._held is None:
            content = read_bytes(self._path, self._label, self._field)
            self._held = delimiter_line(as_utf8(content, self._label, self._field)[0])[1]
        return self._held

    def let_go(self) -> None:
        """Forget the text until it is asked for again."""
        self._held = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file as it lies there: its header, and its rows as text.

    Parameters
    ----------
    label
        The file as the user named it.
    delimiter, encoding
        As recognised; the delimiter of a spreadsheet is ``xlsx``.
    header
        Its columns, stripped.
    top
        Rows above the first order: titles, blank ones, and the header.
    content
        The text of a CSV file; None for a spreadsheet.
    rows
        The rows of a spreadsheet, header among them; empty for CSV.
    """

    label: str
    delimiter: str
    encoding: str
    header: tuple[str, ...]
    top: int
    content: Text | None
    rows: tuple[tuple[str | None, ...], ...] = ()


def open_sheets(path: Path, label: str, field: str, delimiter: str = "automatic") -> list[Sheet]:
    """Read a file and its header; of a spreadsheet each of its tables.

    Raises
    ------
    InputError
        If it is no table.
    """
    of_file = f"{field}.path"
    content = read_bytes(path, label, of_file)
    if content[:4] == OLD_EXCEL:
        raise InputError(
            f"{label}:1: {of_file}: is no text file but Excel 97-2003 or protected, "
            "the file saved as .xlsx or CSV is accepted"
        )
    if content[:4] == ZIP:
        return [
            _of_spreadsheet(f"{label} ({name})", tuple(tuple(row) for row in rows), of_file)
            for name, rows in sheet_tables(content, label, of_file)
        ]
    text, encoding = as_utf8(content, label, of_file)
    told, text = delimiter_line(text)
    sign = (told or _delimiter(text)) if delimiter == "automatic" else delimiter
    header, top = _header(list(_first_rows(text, sign, label, of_file)), label, of_file)
    return [Sheet(label, sign, encoding, header, top, Text(path, label, of_file, text))]


def _of_spreadsheet(label: str, rows: tuple[tuple[str | None, ...], ...], field: str) -> Sheet:
    header, top = _header(rows, label, field)
    return Sheet(label, "xlsx", "", header, top, None, rows)


def _first_rows(text: bytes, sign: str, label: str, field: str) -> Iterator[list[str]]:
    """The rows among which the header is looked for: all until there are some that are not blank."""
    filled = 0
    for _, row in rows_of(text, sign, label, field):
        yield row
        filled += any(cell.strip() for cell in row)
        if filled == SEARCHED:
            return


def _header(rows: Sequence[Sequence[str | None]], label: str, field: str) -> tuple[tuple[str, ...], int]:
    """The names of the columns, and how many rows stand before the first order."""
    place = header_row(rows)
    cells = () if place is None else rows[place]
    return _named(tuple((cell or "").strip() for cell in cells), label, field), (place or 0) + 1


def _named(header: tuple[str, ...], label: str, field: str) -> tuple[str, ...]:
    while header and not header[-1]:
        header = header[:-1]
    if not header:
        raise InputError(f"{label}:1: {field}: the file is empty, a header line and rows below it are accepted")
    return header


def some_cells(sheet: Sheet, column: str, most: int = 200) -> list[str]:
    """What the first rows say in a column, blank cells left out."""
    place = sheet.header.index(column)
    if sheet.content is None:
        rows: Iterator[Sequence[str | None]] = iter(sheet.rows[sheet.top :])
    else:
        rows = (
            row for _, row in islice(rows_of(sheet.content.read(), sheet.delimiter, sheet.label, ""), sheet.top, None)
        )
    cells = (row[place] if place < len(row) else None for row in islice(rows, most))
    return [cell.strip() for cell in cells if cell and cell.strip()]


def line_of(sheet: Sheet, row: int) -> int:
    """The line of the file on which a row below the header stands, counted from 1."""
    if sheet.content is None:
        return sheet.top + row + 1
    walk = rows_of(sheet.content.read(), sheet.delimiter, sheet.label, "")
    return next((line for line, _ in islice(walk, sheet.top + row, None)), 1)


def rows_of(text: bytes, delimiter: str, label: str, field: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line it begins on."""
    lines = io.TextIOWrapper(io.BytesIO(text), encoding="utf-8", newline="")
    reader = csv.reader(lines, delimiter=delimiter, strict=bool(field))
    before = 0
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise InputError(
                f"{label}:{before + 1}: {field}: no CSV ({error}), quotes that close are accepted"
            ) from None
        if row is None:
            return
        line, before = before + 1, reader.line_num
        yield line, row


def _delimiter(text: bytes) -> str:
    """The sign that separates the header's cells: the one that stands there most often outside quotes."""
    lines = [line for raw in text[: 1 << 16].splitlines() if (line := raw.decode(errors="replace")).strip()]
    found = ","
    for line in lines[:SEARCHED]:
        counts = {sign: len(next(csv.reader([line], delimiter=sign), [])) for sign in DELIMITERS}
        best = max(counts, key=lambda sign: counts[sign])
        if counts[best] > 2:  # a title has fewer cells than a header
            return best
        if line == lines[0] and counts[best] > 1:
            found = best
    return found
