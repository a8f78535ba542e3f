"""A foreign file in, plain bytes of UTF-8 text out: regular, of a size that can be held, in whatever encoding.

Gzip and spreadsheets are known by their first bytes, whatever the name. What a small file unfolds to is limited, so
that a file of some kilobytes cannot fill the memory.
"""

from __future__ import annotations

import codecs
import gzip
import io
import stat
import zipfile
import zlib
from pathlib import Path

from scenarios.errors import InputError
from scenarios.files import regular_bytes

MOST_BYTES = 1 << 30
"""Of a file as it lies there, and of what it unfolds to."""

ACCEPTED = "a CSV, TSV or Excel file (.gz allowed) is accepted"
ZIP, GZIP, OLD_EXCEL = b"PK\x03\x04", b"\x1f\x8b", b"\xd0\xcf\x11\xe0"


def read_bytes(path: Path, label: str, field: str) -> bytes:
    """Return the content of a regular file, unfolded when it is gzip.

    Parameters
    ----------
    path, label
        The file, and how to call it in a message.
    field
        The scenario's path that names the file.

    Raises
    ------
    InputError
        If it is no regular file, cannot be read, is damaged, or is larger than ``MOST_BYTES``.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise InputError(f"--set: {field}: {label}: is a folder, {ACCEPTED}")
        if not stat.S_ISREG(status.st_mode):
            raise InputError(f"--set: {field}: {label}: is no regular file, {ACCEPTED}")
        if status.st_size > MOST_BYTES:
            raise InputError(f"--set: {field}: {label}: {status.st_size} bytes, at most {MOST_BYTES} are accepted")
        content = regular_bytes(path, MOST_BYTES + 1)
    except FileNotFoundError:
        raise InputError(f"--set: {field}: {label}: no such file, {ACCEPTED}") from None
    except OSError as error:
        raise InputError(f"--set: {field}: {label}: cannot be read ({error.strerror}), {ACCEPTED}") from None
    if len(content) > MOST_BYTES:  # it has grown since
        raise InputError(f"--set: {field}: {label}: more than {MOST_BYTES} bytes, at most that is accepted")
    return _unfolded(content, label, field) if content[:2] == GZIP else content


def _unfolded(content: bytes, label: str, field: str) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
            unfolded = file.read(MOST_BYTES + 1)
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise InputError(f"{label}:1: {field}: the gzip file is cut off or damaged, a whole one is accepted") from None
    if len(unfolded) > MOST_BYTES:
        raise InputError(f"{label}:1: {field}: unfolds to more than the {MOST_BYTES} bytes that are accepted")
    return unfolded


def as_utf8(content: bytes, label: str, field: str) -> tuple[bytes, str]:
    """Return text as UTF-8 without a byte order mark, and the name of the encoding it was in.

    UTF-16 is known by its mark, or by the zero bytes of its Latin letters. What is no UTF-8 is taken as Windows-1252,
    in which every letter of Western Europe has a place.
    """
    if content[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return _decoded(content, "utf-16", label, field), "UTF-16"
    head = content[:4096]
    if len(head) >= 4 and b"\0" in head:
        # Latin letters in UTF-16 have a zero in every second byte.
        for first, name in ((1, "utf-16-le"), (0, "utf-16-be")):
            if head[first::2].count(0) > 0.4 * len(head) and head[1 - first :: 2].count(0) == 0:
                return _decoded(content, name, label, field), "UTF-16"
        raise InputError(f"{label}:1: {field}: is no text file, {ACCEPTED}")
    if content[:3] == codecs.BOM_UTF8:
        content = content[3:]
    if b"\0" in content[-4:]:
        content = content.rstrip(b"\0\r\n")  # what a copy that was cut off is filled up with
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for begin in range(0, len(content), 1 << 22):
            decoder.decode(content[begin : begin + (1 << 22)])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace").encode(), "Latin-1"
    return content, "UTF-8"


def _decoded(content: bytes, encoding: str, label: str, field: str) -> bytes:
    try:
        return content.decode(encoding).encode()
    except UnicodeDecodeError:
        raise InputError(f"{label}:1: {field}: UTF-16 that is cut off or damaged, {ACCEPTED}") from None


def sheet_tables(content: bytes, label: str, field: str) -> list[tuple[str, list[list[str | None]]]]:
    """Return the name and the rows of each sheet of an Excel file that holds a table, every cell as text.

    Stamps are written as ISO 8601, whole numbers without a point, so that what follows is the same as for CSV. Sheets
    that are hidden, or have no row of two cells, are no tables; a book of nothing else is read by its first sheet.

    Raises
    ------
    InputError
        If the file is damaged, unfolds to too much, or is empty.
    """
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > MOST_BYTES:
                raise InputError(f"{label}:1: {field}: unfolds to more than the {MOST_BYTES} bytes that are accepted")
            if "xl/workbook.xml" not in packed.namelist():
                raise InputError(f"{label}:1: {field}: is no text file and no Excel file, {ACCEPTED}")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        found = [
            (str(sheet.title), [[_cell(value) for value in row] for row in sheet.iter_rows(values_only=True)])
            for sheet in book.worksheets
            if sheet.sheet_state == "visible"
        ]
    except InputError:
        raise
    except Exception:  # a foreign library on a foreign file: whatever it stumbles over, the file is the cause
        raise InputError(f"{label}:1: {field}: is no text file and no whole Excel file, {ACCEPTED}") from None
    widths = [max((sum(cell is not None for cell in row) for row in rows), default=0) for _, rows in found]
    tables = [sheet for sheet, width in zip(found, widths, strict=True) if width > 1]
    if tables:
        return tables
    if not any(widths):
        raise InputError(f"{label}:1: {field}: the file is empty, a header line and rows below it are accepted")
    return [next(sheet for sheet, width in zip(found, widths, strict=True) if width)]


def _cell(value: object) -> str | None:
    from datetime import date, datetime

    if value is None:
        return None
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return repr(value) if isinstance(value, float) else str(value)
