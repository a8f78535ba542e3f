"""A file of rows in, columns of text out, each row with the line it stands on.

Only the mapped columns are kept, so that half a million orders fit in a gigabyte. Lines are counted when a complaint
needs one: the file is then walked once more by the standard csv reader, which counts through quoted line breaks.
"""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import NoReturn

import polars as pl

from scenarios.errors import InputError
from scenarios.traces.framing import SHORTENED, between, footers, totals
from scenarios.traces.notes import Notes
from scenarios.traces.sheets import Sheet, Text, line_of, rows_of

MISSING = (
    "", "NULL", "null", "NA", "N/A", "n/a", "NaN", "nan", "NaT", "None", "none", "#N/A", "-", "--", "\\N",
    "0000-00-00", "0000-00-00 00:00:00", "0000-00-00 00:00",
)  # fmt: skip
"""How files write that there is nothing; a database's day zero is none."""
AT_ONCE = 20_000
"""Rows that are held at once by the slow reader."""
CALLED = "called"
"""All that several columns of ``product`` say, a line each: the number of an article and its name."""
SHARES = ("discount", "tax")
"""Meanings that may be told as per cents, by their cells or by the column's name alone."""


@dataclass(frozen=True, slots=True)
class Table:
    """A file's mapped columns as text; of several files of a kind, one below the other.

    Parameters
    ----------
    label
        The (first) file as the user named it.
    field
        The scenario's path of the block that describes the file.
    frame
        One column of text a meaning (null where the cell is empty), ``row``, counted from 0 over all files, and
        ``file``, the number of the file.
    sheets
        The files.
    starts
        The ``row`` at which each file begins.
    """

    label: str
    field: str
    frame: pl.DataFrame
    sheets: tuple[Sheet, ...]
    starts: tuple[int, ...]

    def place(self, row: int) -> str:
        """Return ``file:line`` of a row."""
        number = sum(start <= row for start in self.starts) - 1
        sheet = self.sheets[number]
        return f"{sheet.label}:{line_of(sheet, row - self.starts[number])}"

    def refuse(self, row: int, field: str, complaint: str) -> NoReturn:
        """Raise the error of a cell: `field` below the block that describes the file."""
        raise InputError(f"{self.place(row)}: {self.field}.{field}: {complaint}")


def read_table(
    sheets: Sequence[Sheet], label: str, field: str, columns: Mapping[str, str | Sequence[str]], notes: Notes
) -> Table:
    """Read the mapped columns of files of one kind.

    Parameters
    ----------
    sheets
        The files, as opened.
    label
        How to call them in a note.
    field
        The scenario's path of the block that describes the file.
    columns
        Meaning -> column name, or several names of which the first that has a value is taken.
    notes
        Is told of blank rows.

    Raises
    ------
    InputError
        If a file lacks a column, naming the columns it has, or a row has more cells than the header.
    """
    frames, starts, blank, begin = [], [], 0, 0
    key = "order" if "order" in columns else "key"
    for number, sheet in enumerate(sheets):
        mapped, empty = _mapped(sheet, field, columns)
        found = _rows_alone(mapped, columns, key, Path(sheet.label).name, notes)
        frames.append(found.with_columns(pl.lit(number, pl.Int32).alias("file"), (pl.col("row") + begin).alias("row")))
        starts.append(begin)
        begin += mapped.height + empty
        blank += empty
    frame = pl.concat(frames)
    if frame.is_empty():
        of_file = f"{field}.path"
        raise InputError(f"{sheets[0].label}:1: {of_file}: the file is empty, rows below the header are accepted")
    name = Path(label).name
    notes.count(blank, f"{name}: {{}} blank row skipped.", f"{name}: {{}} blank rows skipped.")
    table = Table(sheets[0].label, field, frame, tuple(sheets), tuple(starts))
    _refuse_shortened(table, key)
    return table


def _rows_alone(
    found: pl.DataFrame, columns: Mapping[str, str | Sequence[str]], key: str, name: str, notes: Notes
) -> pl.DataFrame:
    """The rows without a header that stands there again and without totals at the end."""
    first = {meaning: names if isinstance(names, str) else names[0] for meaning, names in columns.items()}
    again = pl.all_horizontal(
        [pl.col(meaning).eq_missing(pl.lit(column)) | pl.col(meaning).is_null() for meaning, column in first.items()]
    )
    rows = found.filter(~again)
    notes.count(
        found.height - rows.height,
        f"{name}: {{}} row is the header once more and left out.",
        f"{name}: {{}} rows are the header once more and left out.",
    )
    sums = totals(rows, key)
    notes.count(
        len(sums),
        f"{name}: {{}} row at the end adds up those above and is left out.",
        f"{name}: {{}} rows at the end add up those above and are left out.",
    )
    rows = rows.head(rows.height - len(sums))
    said = footers(rows, key)
    notes.count(
        len(said),
        f"{name}: {{}} row at the end is no order but a remark and left out.",
        f"{name}: {{}} rows at the end are no orders but remarks and left out.",
    )
    rows = rows.head(rows.height - len(said))
    inner = rows.filter(~between(key))
    notes.count(
        rows.height - inner.height,
        f"{name}: {{}} row adds up others and is left out.",
        f"{name}: {{}} rows add up others and are left out.",
    )
    return inner


def _refuse_shortened(table: Table, key: str) -> None:
    """Refuse numbers of orders and goods of which a spreadsheet has kept the first figures alone."""
    for meaning in (key, "product"):
        if meaning in table.frame.columns:
            lost = table.frame[meaning].str.contains(SHORTENED).fill_null(value=False)
            if lost.any():
                row = int(lost.arg_max() or 0)
                table.refuse(
                    int(table.frame["row"][row]),
                    meaning if meaning == "key" else f"columns.{meaning}",
                    f"{table.frame[meaning][row]} is a long number that a spreadsheet has cut, so that several look "
                    "alike; the file as it was exported, or another column, is accepted",
                )


def _mapped(sheet: Sheet, field: str, columns: Mapping[str, str | Sequence[str]]) -> tuple[pl.DataFrame, int]:
    """The mapped columns as text, ``row`` counted from 0 below the header, and the number of blank rows."""
    wanted = {meaning: _present(sheet, field, meaning, names) for meaning, names in columns.items()}
    cells = [
        pl.coalesce([_cell(sheet.header.index(name), meaning in SHARES and "%" in name) for name in names]).alias(
            meaning
        )
        for meaning, names in wanted.items()
    ]
    if len(names := wanted.get("product", ())) > 1:
        every = [_cell(sheet.header.index(name), percent=False) for name in names]
        cells.append(pl.concat_str(every, separator="\n", ignore_nulls=True).alias(CALLED))
    picked = (
        _spreadsheet(sheet).select(cells) if sheet.content is None else _from_csv(sheet, field, sheet.content, cells)
    )
    if sheet.content is not None:
        sheet.content.let_go()
    numbered = picked.with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias("row"))
    filled = numbered.filter(pl.any_horizontal(pl.exclude("row").is_not_null()))
    return filled, numbered.height - filled.height


def _cell(position: int, percent: bool) -> pl.Expr:
    """A cell's text, null where there is none; below a header with a per cent sign it has the sign too."""
    text = pl.col(f"c{position}").str.strip_chars()
    said = pl.when(text.str.contains("%", literal=True)).then(text).otherwise(text + "%") if percent else text
    return pl.when(~text.is_in(MISSING)).then(said)


def _present(sheet: Sheet, field: str, meaning: str, names: str | Sequence[str]) -> list[str]:
    """The columns of a meaning that the file has; at least one."""
    asked = [names] if isinstance(names, str) else list(names)
    where = f"{field}.{meaning}" if meaning == "key" else f"{field}.columns.{meaning}"
    found = [name for name in asked if name in sheet.header]
    if not found:
        raise InputError(
            f"{sheet.label}:1: {where}: there is no column {asked[0]}, present are: {', '.join(sheet.header)}"
        )
    for name in found:
        if sheet.header.count(name) > 1:
            raise InputError(f"{sheet.label}:1: {where}: column {name} stands there twice, once is accepted")
    return found


def _from_csv(sheet: Sheet, field: str, content: Text, cells: list[pl.Expr]) -> pl.DataFrame:
    """The mapped cells, of which alone the text is kept."""
    text = content.read()
    header = next(islice(rows_of(text, sheet.delimiter, sheet.label, f"{field}.path"), sheet.top - 1, None))[1]
    schema = {f"c{place}": pl.String for place in range(len(header))}
    scan = pl.scan_csv(io.BytesIO(text), separator=sheet.delimiter, has_header=False, schema=schema)
    try:
        # Of the columns asked for alone, polars cuts off what a row has beyond the header and says nothing.
        scan.select(pl.all().null_count()).collect(engine="streaming")
    except pl.exceptions.PolarsError:
        _refuse_surplus(sheet, field, text, len(header))
    if not _stray_quotes(text, sheet.delimiter):
        with contextlib.suppress(pl.exceptions.PolarsError):
            return scan.slice(sheet.top).select(cells).collect()
    return _slowly(sheet, field, text, len(header), cells)


def _refuse_surplus(sheet: Sheet, field: str, text: bytes, width: int) -> None:
    """Name the row that says something beyond the header's columns; blank cells there are none."""
    walk = rows_of(text, sheet.delimiter, sheet.label, f"{field}.path")
    for line, row in islice(walk, sheet.top, None):
        if len(row) > width and any(cell.strip() for cell in row[width:]):
            raise InputError(
                f"{sheet.label}:{line}: {field}.path: {len(row)} columns, {width} as in the header are accepted "
                "(a cell with the delimiter in it must stand in quotes)"
            )


def _stray_quotes(text: bytes, delimiter: str) -> bool:
    """Whether a quote stands in a cell that does not begin with one (an inch), which the fast reader mistakes."""
    sign = re.escape(delimiter.encode())
    cell = rb"(?:\"[^\"]*+\"(?:\"[^\"]*+\")*+|[^\"\r\n" + sign + rb"]*+)"
    return b'"' in text and re.fullmatch(rb"(?:" + cell + rb"(?:[\r\n" + sign + rb"]|\Z))*+", text) is None


def _slowly(sheet: Sheet, field: str, text: bytes, width: int, cells: list[pl.Expr]) -> pl.DataFrame:
    """Row by row, where the fast reader stumbles; some at a time, of which the mapped cells alone are kept."""
    walk = islice(rows_of(text, sheet.delimiter, sheet.label, f"{field}.path"), sheet.top, None)
    schema = {f"c{place}": pl.String for place in range(width)}
    found = [pl.DataFrame(schema=schema).select(cells)]
    while some := [(*row[:width], *([None] * (width - len(row)))) for _, row in islice(walk, AT_ONCE)]:
        found.append(pl.DataFrame(some, schema=schema, orient="row").select(cells))
    return pl.concat(found)


def _spreadsheet(sheet: Sheet) -> pl.DataFrame:
    width = len(sheet.header)
    rows = [(*row[:width], *([None] * (width - len(row)))) for row in sheet.rows[sheet.top :]]
    return pl.DataFrame(rows, schema={f"c{place}": pl.String for place in range(width)}, orient="row")
