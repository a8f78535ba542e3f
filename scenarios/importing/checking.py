"""What is wrong in an imported folder, all at once: every problem with its sheet, row and column.

A folder is edited by hand and by spreadsheets; who mends one complaint after the other mends all day.
"""

from __future__ import annotations

from dataclasses import dataclass
from os.path import normpath
from pathlib import Path

import polars as pl

from scenarios.errors import InputError
from scenarios.finding import FOLDER_SCENARIO
from scenarios.importing.overlays import FOLDER as QUESTIONS
from scenarios.importing.texts import STATUSES
from scenarios.importing.values import TABLES
from scenarios.resolve import arms_of, load
from scenarios.traces.figures import plain
from scenarios.traces.notes import Notes
from scenarios.traces.sheets import open_sheets
from scenarios.traces.stamp_formats import parse
from scenarios.traces.table import Table, read_table

FORM = "%Y-%m-%d %H:%M:%S"
STAMPS = ("placed", "approved", "packed", "shipped", "delivered", "promised")
NUMBERS = {
    "orders": ("latitude", "longitude", "units", "subtotal", "delivery_charged", "came_back", "stars"),
    "items": ("quantity", "amount"),
    "products": ("weight_grams", "length_centimetres", "height_centimetres", "width_centimetres"),
}
NEEDED = {"orders": ("order", "placed"), "items": ("order", "product", "quantity", "amount"), "products": ("product",)}
POSITIVE = ("quantity", "units", "weight_grams", "length_centimetres", "height_centimetres", "width_centimetres")


@dataclass(frozen=True, slots=True)
class Problem:
    """Where something is wrong, and what is accepted; `row` is the line of the file, 0 for the whole of it."""

    sheet: str
    row: int
    column: str
    complaint: str

    def __str__(self) -> str:
        place = f"{self.sheet}:{self.row}" if self.row else self.sheet
        return f"{place}: {self.column}: {self.complaint}" if self.column else f"{place}: {self.complaint}"


def problems(folder: Path) -> list[Problem]:
    """Return everything that is wrong in a folder, by sheet and row.

    Raises
    ------
    InputError
        If it is no imported folder.
    """
    if not (folder / FOLDER_SCENARIO).is_file():
        raise InputError(f"FOLDER: {folder}: no {FOLDER_SCENARIO} in it, a folder of orderlab import is accepted")
    found: list[Problem] = []
    try:
        load(str(folder))
    except InputError as error:
        found += _all_said(error, folder)
    for question in sorted((folder / QUESTIONS).glob("*.yaml")):
        try:
            arms_of(load(str(question)))
        except InputError as error:  # what is wrong with the scenario is wrong with each question
            found += [one for one in _all_said(error, folder) if one not in found]
    tables: dict[str, Table] = {}
    for name in NEEDED:
        path = folder / TABLES / f"{name}.csv"
        label = f"{TABLES}/{name}.csv"
        if not path.is_file():
            if name == "orders":
                found.append(Problem(label, 0, "", "no such file, the orders are needed"))
            continue
        try:
            sheet = open_sheets(path, label, name)[0]
            missing = [column for column in NEEDED[name] if column not in sheet.header]
            found += [Problem(label, 1, column, "the column is missing") for column in missing]
            if not missing:
                wanted = [*NEEDED[name], *NUMBERS[name], *(STAMPS if name == "orders" else ()), "status"]
                columns = {column: column for column in dict.fromkeys(wanted) if column in sheet.header}
                tables[name] = read_table([sheet], label, name, columns, Notes())
        except InputError as error:
            found.append(_said(str(error), folder))
    for name, table in tables.items():
        found += _cells(name, table)
    if "orders" in tables and "items" in tables:
        orders, items = tables["orders"].frame, tables["items"].frame
        strange = items.filter(pl.col("order").is_not_null() & ~pl.col("order").is_in(orders["order"].implode()))
        found += _each(tables["items"], strange, "order", "belongs to no order of tables/orders.csv")
    if not found:
        try:
            from scenarios.traces import tape_source

            tape_source(load(str(folder)).config)
        except InputError as error:
            found.append(_said(str(error), folder))
    return sorted(found, key=lambda problem: (problem.sheet, problem.row, problem.column))


def _all_said(error: InputError, folder: Path) -> list[Problem]:
    return [_said(line, folder) for line in error.others or (str(error),)]


def _said(line: str, folder: Path) -> Problem:
    """A complaint of the reader's as a problem: file and line before the first two colons."""
    place, _, rest = line.partition(": ")
    file, _, row = place.rpartition(":")
    named, number = (file, int(row)) if row.isdigit() else (place, 0)
    return Problem(normpath(named.removeprefix(f"{folder}/")), number, "", rest)


def _cells(name: str, table: Table) -> list[Problem]:
    frame = table.frame
    found: list[Problem] = []
    for column in NEEDED[name]:
        found += _each(table, frame.filter(pl.col(column).is_null()), column, "is blank, a value is needed")
    if name in ("orders", "products"):
        key = NEEDED[name][0]
        again = frame.filter(pl.col(key).is_not_null() & ~pl.col(key).is_first_distinct())
        found += _each(table, again, key, "stands there twice")
    for column in STAMPS:
        if column in frame.columns:
            bad = frame.filter(pl.col(column).is_not_null() & parse(frame[column], FORM).is_null())
            found += _each(table, bad, column, "is no date such as 2026-03-31 14:05:00")
    for column in NUMBERS[name]:
        if column not in frame.columns:
            continue
        number = plain(frame[column]).cast(pl.Float64, strict=False)
        bad = frame.filter(pl.col(column).is_not_null() & number.is_null())
        found += _each(table, bad, column, "is no number, one with a decimal point is accepted")
        if column in POSITIVE:
            found += _each(table, frame.filter(number <= 0), column, "is not above 0")
    if "status" in frame.columns:
        bad = frame.filter(~pl.col("status").fill_null("open").is_in(list(STATUSES)))
        found += _each(table, bad, "status", f"is none of {', '.join(STATUSES)}")
    return found


def _each(table: Table, frame: pl.DataFrame, column: str, complaint: str) -> list[Problem]:
    found = []
    for row, cell in frame.select("row", column).rows():
        line = int(table.place(row).rpartition(":")[2])
        found.append(Problem(table.label, line, column, f"{cell} {complaint}" if cell else complaint))
    return found
