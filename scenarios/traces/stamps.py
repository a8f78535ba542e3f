"""From the text of a column to times: its format recognised (`stamp_formats`), its clock the shop's own.

An offset (``+02:00``, ``Z``) belongs to
the stamp: what is kept is the time the shop's clock showed, unless ``placement.trace.time_zone`` names a zone to turn
every stamp to. Times are microseconds since 1970, int64, in the shop's clock.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from scenarios.traces.notes import Notes
from scenarios.traces.stamp_formats import first_row, parse, tell_formats, without_offset, would_read
from scenarios.traces.table import Table
from sim.units import DAY, HOUR

CLOCKS = ("excel", "epoch")
"""Formats of numbers, which have a time of day without saying %H."""


@dataclass(frozen=True, slots=True)
class Stamps:
    """A column of times: int64 microseconds (null where empty), its format, and whether it is dates without a time."""

    times: pl.Series
    form: str
    dates_only: bool


def read_stamps(
    table: Table, meaning: str, form: str, zone: str | None, notes: Notes, *, lenient: bool = False
) -> Stamps:
    """Read a column of stamps.

    Parameters
    ----------
    table, meaning
        The column.
    form
        strptime format, for instance as `tell_formats` found it.
    zone
        Turn every stamp with an offset to the clock of this zone.
    notes
        Is told of clocks.
    lenient
        A column that `form` does not read whole is told by itself.

    Raises
    ------
    InputError
        If a cell is no date in the format, if day and month cannot be told apart, or if the clock changes.
    """
    raw = table.frame[meaning]
    if raw.null_count() == raw.len():
        return Stamps(pl.Series([None] * raw.len(), dtype=pl.Int64), form, dates_only=False)
    text, offset = without_offset(raw)
    _one_clock(table, meaning, raw, offset, zone)
    found = _clean_format(form)
    times = parse(text, found)
    bad = text.is_not_null() & times.is_null()
    if lenient and bad.any():
        found = tell_formats(table, [meaning], {})[meaning]
        notes.say(f"{Path(table.label).name}: the stamps '{meaning}' are written otherwise than the others: {found}.")
        times, bad = parse(text, found), pl.Series([False])
    if bad.any():
        row = first_row(bad)
        cell = str(raw[row])
        hint = would_read(without_offset(pl.Series([cell]))[0], found)
        table.refuse(int(table.frame["row"][row]), f"columns.{meaning}", f"{cell} is no date, {form} is accepted{hint}")
    times = _on_the_clock(times, offset, zone)
    _say_clock(table, meaning, offset, zone, notes)
    return Stamps(
        times,
        found,
        dates_only=(not re.search(r"%[HIT]", found) and found not in CLOCKS) or _all_midnight(found, times),
    )


def _all_midnight(form: str, times: pl.Series) -> bool:
    return form == "excel" and bool((times.drop_nulls() % DAY == 0).all())


def _clean_format(form: str) -> str:
    """A strptime format as it reads a text without its offset and fractions of a second."""
    return re.sub(r"\s*%[zZ]$", "", re.sub(r"[.,]%f", "", form)).removesuffix("Z")


def _one_clock(table: Table, meaning: str, raw: pl.Series, offset: pl.Series, zone: str | None) -> None:
    """Refuse a column whose clock changes by more than daylight saving does."""
    setting = "placement.trace.time_zone=Europe/London (your zone) would read them"
    none = raw.is_not_null() & offset.is_null()
    if zone is None and offset.null_count() < raw.len() and none.any():
        first, other = first_row(none), first_row(offset.is_not_null())
        table.refuse(
            int(table.frame["row"][first]),
            f"columns.{meaning}",
            f"the clock changes within the file: {raw[first]} has no offset, {raw[other]} has one; {setting}",
        )
    least, most = offset.min(), offset.max()
    if zone is None and isinstance(least, int) and isinstance(most, int) and most - least > 60:
        first, other = first_row(offset == least), first_row(offset == most)
        row = max(first, other)
        table.refuse(
            int(table.frame["row"][row]),
            f"columns.{meaning}",
            f"the time zone changes within the file: {raw[first]} and {raw[other]}; {setting}",
        )


def _on_the_clock(times: pl.Series, offset: pl.Series, zone: str | None) -> pl.Series:
    if zone is None or offset.null_count() == offset.len():
        return times
    instant = times - offset.cast(pl.Int64) * (HOUR // 60)
    turned = instant.cast(pl.Datetime("us", "UTC")).dt.convert_time_zone(zone).dt.replace_time_zone(None)
    return pl.select(pl.coalesce(turned.cast(pl.Int64), times)).to_series()


def _say_clock(table: Table, meaning: str, offset: pl.Series, zone: str | None, notes: Notes) -> None:
    if offset.null_count() == offset.len() or meaning != "placed":
        return
    if zone is not None:
        notes.say(f"Stamps with an offset are turned to the clock of {zone}.")
    elif bool((offset.drop_nulls() == 0).all()):
        notes.say(
            "Stamps are in UTC and taken as they stand; placement.trace.time_zone turns them to the shop's clock."
        )
    else:
        notes.say("Stamps have an offset: the time the shop's clock showed is taken.")
