"""From the text of a column to numbers: signs, currencies, thousands and decimal marks recognised.

A column writes its numbers in one way. Which mark is the decimal one is told by a cell that has both (``1,250.00``), or
by one with other than three digits behind its mark (``12,5``); a column that cannot say follows the other columns of
its file, and where none can, the setting is asked for. A cell that is no number is never a missing one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from scenarios.traces.figures import plain, signs
from scenarios.traces.table import Table

POINT, COMMA = ".", ","
SETTING = "placement.trace.decimal_mark"


@dataclass(frozen=True, slots=True)
class Marks:
    """Which decimal marks the cells of a column can have: an example of each that has only one reading."""

    point: int | None
    comma: int | None
    doubtful: int | None


def decimal_mark(table: Table, meanings: list[str], setting: str) -> dict[str, str]:
    """Return the decimal mark of each column.

    Raises
    ------
    InputError
        If a column writes numbers in two ways, or nobody can tell which mark is the decimal one.
    """
    present = [name for name in meanings if name in table.frame.columns]
    if setting != "automatic":
        return dict.fromkeys(present, POINT if setting == "point" else COMMA)
    marks = {name: _marks(plain(table.frame[name])) for name in present}
    for name, found in marks.items():
        if found.point is not None and found.comma is not None:
            raw = table.frame[name]
            table.refuse(
                int(table.frame["row"][max(found.point, found.comma)]),
                f"columns.{name}",
                f"the way numbers are written changes within the column: {raw[found.point]} has a decimal point, "
                f"{raw[found.comma]} a decimal comma; {SETTING}=point or comma reads one of them",
            )
    points = any(found.point is not None for found in marks.values())
    commas = any(found.comma is not None for found in marks.values())
    result = {}
    for name, found in marks.items():
        if found.point is not None or found.comma is not None:
            result[name] = POINT if found.point is not None else COMMA
        elif points != commas:
            result[name] = POINT if points else COMMA
        elif found.doubtful is not None:
            raw = table.frame[name]
            table.refuse(
                int(table.frame["row"][found.doubtful]),
                f"columns.{name}",
                f"{raw[found.doubtful]} could be a thousand or a decimal number; {SETTING}=point or comma says which",
            )
        else:
            result[name] = POINT
    return result


def _marks(text: pl.Series) -> Marks:
    def first(where: pl.Series) -> int | None:
        known = where.fill_null(False)
        return int(known.arg_max() or 0) if known.any() else None

    last_point = text.str.contains(r"^-?[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]*$")
    last_comma = text.str.contains(r"^-?[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]*$")
    one_point = text.str.contains(r"^-?[0-9]*\.(?:[0-9]{1,2}|[0-9]{4,})$") | text.str.contains(r"^-?0?\.[0-9]+$")
    one_comma = text.str.contains(r"^-?[0-9]*,(?:[0-9]{1,2}|[0-9]{4,})$") | text.str.contains(r"^-?0?,[0-9]+$")
    thousands_point = text.str.contains(r"^-?[0-9]{1,3}(?:\.[0-9]{3}){2,}$")
    thousands_comma = text.str.contains(r"^-?[0-9]{1,3}(?:,[0-9]{3}){2,}$")
    long_point = text.str.contains(r"^-?[0-9]{4,}\.[0-9]{3}$")
    long_comma = text.str.contains(r"^-?[0-9]{4,},[0-9]{3}$")
    doubtful = text.str.contains(r"^-?[1-9][0-9]{0,2},[0-9]{3}$")
    return Marks(
        point=first(last_point | one_point | thousands_comma | long_point),
        comma=first(last_comma | one_comma | thousands_point | long_comma),
        doubtful=first(doubtful),
    )


def read_numbers(table: Table, meaning: str, mark: str) -> pl.Series:
    """Read a column of numbers, null where the cell is empty.

    Raises
    ------
    InputError
        At the first cell that is no number.
    """
    raw = table.frame[meaning]
    text = plain(raw)
    other = "," if mark == POINT else "."
    grouped = text.str.contains(rf"^-?[0-9]{{1,3}}(?:\{other}[0-9]{{3}})+(?:\{mark}[0-9]*)?$").fill_null(False)
    bare = pl.select(pl.when(grouped).then(text.str.replace_all(other, "", literal=True)).otherwise(text)).to_series()
    if mark == COMMA:
        bare = pl.select(
            pl.when(bare.str.contains(".", literal=True))
            .then(pl.lit("?"))
            .otherwise(bare.str.replace(",", ".", literal=True))
        ).to_series()
    read = bare.cast(pl.Float64, strict=False)
    read = pl.select(
        pl.when(read.is_finite() & bare.str.contains(r"^-?[0-9.]+(?:[eE][+-]?[0-9]+)?$")).then(read)
    ).to_series()
    bad = raw.is_not_null() & read.is_null()
    if bad.any():
        row = int(bad.arg_max() or 0)
        example = "1250.00" if mark == POINT else "1250,00"
        table.refuse(
            int(table.frame["row"][row]),
            f"columns.{meaning}",
            f"{raw[row]} is no number, a number such as {example} is accepted ({SETTING} says which mark is decimal)",
        )
    return read


def currency_of(tables: Sequence[Table], meanings: Sequence[str]) -> str | None:
    """The currency whose sign stands beside the amounts, the sign where it is that of several; None without one.

    Raises
    ------
    InputError
        If amounts of two currencies stand in one column: their sum is nothing.
    """
    told: set[str] = set()
    for table in tables:
        for meaning in (name for name in meanings if name in table.frame.columns):
            raw = table.frame[meaning]
            found = signs(raw)
            names = found.drop_nulls().unique(maintain_order=True)
            told |= set(names.to_list())
            if names.len() > 1:
                first, other = (int((found == name).fill_null(value=False).arg_max() or 0) for name in names[:2])
                table.refuse(
                    int(table.frame["row"][other]),
                    f"columns.{meaning}",
                    f"the currency changes within the column: {raw[first]} and {raw[other]}; files of one currency, or "
                    "a column with the currency of each order, are accepted",
                )
    return told.pop() if len(told) == 1 else None


def to_minor(amounts: pl.Series) -> pl.Series:
    """Turn amounts of currency into whole minor units, rounded half away from zero; null stays null."""
    cents = (amounts.abs() * 100 + 0.5 + 1e-9).floor() * amounts.sign()
    return cents.cast(pl.Int64)
