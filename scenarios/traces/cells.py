"""From the text of a column to times and numbers, and what is done with a cell that is neither.

A few bad cells are dirt: they count as missing and are noted. More than one in a hundred mean that the column was read
wrongly (day and month exchanged, a decimal comma), which is an error at the first bad line.
Times are microseconds since 1970, int64, in the file's own clock.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from scenarios.traces.notes import RARE, Notes
from scenarios.traces.table import Table


def times(table: Table, meaning: str, form: str, notes: Notes, *, needed: bool = False) -> pl.Series:
    """Read a column of stamps.

    Parameters
    ----------
    table, meaning
        The column.
    form
        strptime format.
    notes
        Is told of unreadable stamps.
    needed
        Whether a single unreadable stamp is an error.

    Returns
    -------
    polars.Series
        Int64 microseconds, null where the cell is empty or unreadable.
    """
    raw = table.frame[meaning]
    read = _parse(raw, form)
    bad = raw.is_not_null() & read.is_null()
    number = int(bad.sum())
    if number and (needed or number > RARE * (raw.len() - raw.null_count())):
        first = int(bad.arg_max() or 0)
        text, line = raw[first], int(table.frame["line"][first])
        table.refuse(line, f"columns.{meaning}", f"{text} is no date, {_accepted(text, form)}")
    column = f"{Path(table.label).name}: {{}} {meaning} stamp"
    notes.count(number, f"{column} is no date and counts as missing.", f"{column}s are no dates and count as missing.")
    return read


def numbers(table: Table, meaning: str, notes: Notes) -> pl.Series:
    """Read a column of numbers that cannot be negative; null where the cell is empty or unreadable."""
    raw = table.frame[meaning]
    read = raw.cast(pl.Float64, strict=False)
    read = pl.select(pl.when(read.is_finite() & (read >= 0)).then(read)).to_series()
    bad = raw.is_not_null() & read.is_null()
    number = int(bad.sum())
    if number > RARE * raw.len():
        first = int(bad.arg_max() or 0)
        line = int(table.frame["line"][first])
        table.refuse(
            line, f"columns.{meaning}", f"{raw[first]} is no number, 0 or more with a decimal point is accepted"
        )
    column = f"{Path(table.label).name}: {{}} {meaning}"
    notes.count(
        number, f"{column} is no number and counts as missing.", f"{column}s are no numbers and count as missing."
    )
    return read


def to_minor(column: str) -> pl.Expr:
    """Turn an amount of currency into whole minor units, rounded half up; null stays null."""
    return (pl.col(column) * 100 + 0.5).floor().cast(pl.Int64).alias(column)


def _parse(raw: pl.Series, form: str) -> pl.Series:
    try:
        stamps = raw.str.to_datetime(form, strict=False, time_unit="us", ambiguous="earliest")
        if stamps.null_count() == raw.len():  # a format without a time of day
            stamps = raw.str.to_date(form, strict=False).cast(pl.Datetime("us"))
    except pl.exceptions.PolarsError:
        return pl.Series([None] * raw.len(), dtype=pl.Int64)
    return stamps.to_physical()


def _accepted(text: str, form: str) -> str:
    """Say what is accepted; a date that reads with day and month exchanged deserves a hint."""
    exchanged = form.replace("%m", "\0").replace("%d", "%m").replace("\0", "%d")
    for other in (exchanged, "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d", f"{form}:%S"):
        if other != form and _parse(pl.Series([text]), other)[0] is not None:
            return f"{form} is accepted (placement.trace.date_format={other} would read it)"
    return f"{form} is accepted"
