"""From the text of a column to times: its format recognised, its clock the shop's own.

A format must read every cell of its column. Day and month are told apart by a day above 12; where no such day is there
and the two readings differ, the file cannot say and the setting is asked for. An offset (``+02:00``, ``Z``) belongs to
the stamp: what is kept is the time the shop's clock showed, unless ``placement.trace.time_zone`` names a zone to turn
every stamp to. Times are microseconds since 1970, int64, in the shop's clock.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from scenarios.traces.notes import Notes
from scenarios.traces.table import Table
from sim.units import DAY, HOUR

OFFSET = r"\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})$"
FRACTION = r"(:\d{2})[.,]\d{1,9}"
DATES = (
    "%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d",
    "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%d-%b-%Y", "%d-%b-%y", "%d/%m/%y", "%m/%d/%y", "%d.%m.%y",
)  # fmt: skip
PARTS = re.compile(
    r"(?P<day>.*?)(?P<joint>T|,? at |, ?| +)?(?P<clock>\d{1,2}:\d{2}(?P<second>:\d{2})?(?P<half> ?[AaPp]\.?[Mm]\.?)?)?$"
)
OLDEST = -2_300_000_000_000_000
"""The year 1897."""
EXCEL_EPOCH = -25_569
"""Days from 1970 to the day Excel counts as 0."""


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
    text, offset = _without_offset(raw)
    _one_clock(table, meaning, raw, offset, zone)
    found = _clean_format(form)
    times = parse(text, found)
    bad = text.is_not_null() & times.is_null()
    if lenient and bad.any():
        found = tell_formats(table, [meaning], {})[meaning]
        notes.say(f"{Path(table.label).name}: the stamps '{meaning}' are written otherwise than the others: {found}.")
        times, bad = parse(text, found), pl.Series([False])
    if bad.any():
        row = _first(bad)
        cell = str(raw[row])
        hint = _would_read(_without_offset(pl.Series([cell]))[0], found)
        table.refuse(int(table.frame["row"][row]), f"columns.{meaning}", f"{cell} is no date, {form} is accepted{hint}")
    times = _on_the_clock(times, offset, zone)
    _say_clock(table, meaning, offset, zone, notes)
    return Stamps(
        times, found, dates_only=(not re.search(r"%[HIT]", found) and found != "excel") or _all_midnight(found, times)
    )


def _all_midnight(form: str, times: pl.Series) -> bool:
    return form == "excel" and bool((times.drop_nulls() % DAY == 0).all())


def parse(text: pl.Series, form: str) -> pl.Series:
    """Read texts without offsets in one format; null where one is not read."""
    if form == "excel":
        number = text.cast(pl.Float64, strict=False)
        inside = number.is_between(20_000, 80_000)
        return (
            pl.select(pl.when(inside).then(((number + EXCEL_EPOCH) * 86_400).round() * 1_000_000))
            .to_series()
            .cast(pl.Int64)
        )
    try:
        if re.search(r"%[HIT]", form):
            stamps = text.str.to_datetime(form, strict=False, time_unit="us", ambiguous="earliest")
        else:
            stamps = text.str.to_date(form, strict=False).cast(pl.Datetime("us"))
    except pl.exceptions.PolarsError:
        return pl.Series([None] * text.len(), dtype=pl.Int64)
    times = stamps.to_physical().cast(pl.Int64)
    return pl.select(pl.when(times > OLDEST).then(times)).to_series()  # the year 26 is two figures read as four


def _clean_format(form: str) -> str:
    """A strptime format as it reads a text without its offset and fractions of a second."""
    return re.sub(r"\s*%[zZ]$", "", re.sub(r"[.,]%f", "", form)).removesuffix("Z")


def _without_offset(raw: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The texts without fraction and offset, and the offset in minutes, null where there is none."""
    has_time = raw.str.contains(r"\d:\d{2}")
    text = raw.str.replace(FRACTION, "${1}")
    mark = pl.select(pl.when(has_time).then(text.str.extract(OFFSET, 1))).to_series()
    bare = pl.select(pl.when(mark.is_not_null()).then(text.str.replace(OFFSET, "")).otherwise(text)).to_series()
    sign = pl.when(mark.str.starts_with("-")).then(-1).otherwise(1)
    hours, minutes = mark.str.slice(1, 2).cast(pl.Int32, strict=False), mark.str.slice(-2).cast(pl.Int32, strict=False)
    short = mark.str.len_chars() <= 3
    offset = pl.select(
        pl.when(mark.is_in(["Z", "UTC", "GMT"]))
        .then(0)
        .otherwise(sign * (hours * 60 + pl.when(short).then(0).otherwise(minutes)))
    ).to_series()
    return bare, offset.cast(pl.Int32)


def _one_clock(table: Table, meaning: str, raw: pl.Series, offset: pl.Series, zone: str | None) -> None:
    """Refuse a column whose clock changes by more than daylight saving does."""
    setting = "placement.trace.time_zone=Europe/London (your zone) would read them"
    none = raw.is_not_null() & offset.is_null()
    if zone is None and offset.null_count() < raw.len() and none.any():
        first, other = _first(none), _first(offset.is_not_null())
        table.refuse(
            int(table.frame["row"][first]),
            f"columns.{meaning}",
            f"the clock changes within the file: {raw[first]} has no offset, {raw[other]} has one; {setting}",
        )
    least, most = offset.min(), offset.max()
    if zone is None and isinstance(least, int) and isinstance(most, int) and most - least > 60:
        first, other = _first(offset == least), _first(offset == most)
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


def tell_formats(table: Table, meanings: list[str], given: dict[str, str]) -> dict[str, str]:
    """Return the format of each column of stamps: as given, else the one that reads every cell.

    A column in which day and month cannot be told apart follows another of its file in which they can.

    Raises
    ------
    InputError
        If no format reads a column, or if two do and differ.
    """
    result, open_questions = {}, {}
    for meaning in meanings:
        raw = table.frame[meaning]
        if raw.null_count() == raw.len():
            result[meaning] = DATES[0]
        elif meaning in given:
            result[meaning] = given[meaning]
        else:
            text, _ = _without_offset(raw)
            found = _fitting(table, meaning, raw, text)
            if len(found) == 1:
                result[meaning] = found[0]
            else:
                open_questions[meaning] = found
    settled = {_day_first(form) for form in result.values()} - {None}
    for meaning, found in open_questions.items():
        like = [form for form in found if _day_first(form) in settled]
        if len(settled) != 1 or not like:
            _refuse_doubt(table, meaning, found)
        result[meaning] = like[0]
    return result


def _day_first(form: str) -> bool | None:
    """Whether a format has the day before the month, in figures; None where the year stands first."""
    if form.startswith("%Y") or "%d" not in form or "%m" not in form:
        return None
    return form.index("%d") < form.index("%m")


def _fitting(table: Table, meaning: str, raw: pl.Series, text: pl.Series) -> list[str]:
    """The formats that read every cell, one of each reading."""
    cells = text.drop_nulls().unique(maintain_order=True)
    sample = cells.head(50)
    fitting = [form for form in _formats(str(cells[0])) if parse(sample, form).null_count() == 0]
    readings: dict[str, pl.Series] = {}
    for form in fitting:
        found = parse(cells, form)
        if found.null_count() == 0 and not any(found.equals(other) for other in readings.values()):
            readings[form] = found
    if not readings:
        _refuse_unread(table, meaning, raw, text)
    return list(readings)


def _refuse_doubt(table: Table, meaning: str, forms: list[str]) -> None:
    raw = table.frame[meaning]
    text, _ = _without_offset(raw)
    one, other = forms[:2]
    row = _first((parse(text, one) != parse(text, other)).fill_null(False))
    table.refuse(
        int(table.frame["row"][row]),
        f"columns.{meaning}",
        f"{raw[row]} could be {_day(text, row, one)} or {_day(text, row, other)}, and no other date of the file tells; "
        f"placement.trace.date_format={one} or placement.trace.date_format={other} says which",
    )


def _formats(cell: str) -> list[str]:
    """The formats that a cell may be written in, told by its marks."""
    found = PARTS.match(cell)
    if found is None or re.fullmatch(r"\d{5}(\.\d+)?", cell):
        return ["excel"]
    day, clock = found["day"], ""
    if found["clock"]:
        hours = "%I" if found["half"] else "%H"
        seconds = ":%S" if found["second"] else ""
        half = " %p" if (found["half"] or "").startswith(" ") else "%p" if found["half"] else ""
        clock = f"{found['joint'] or ''}{hours}:%M{seconds}{half}"
    marks = re.sub(r"[0-9A-Za-z]", "", day)
    letters = bool(re.search("[A-Za-z]", day))
    return [
        f"{form}{clock}"
        for form in DATES
        if re.sub(r"%[A-Za-z]", "", form) == marks and letters == bool(re.search("%[bB]", form))
    ]


def _day(text: pl.Series, row: int, form: str) -> str:
    day = parse(text.slice(row, 1), form).cast(pl.Datetime("us"))[0]
    return f"{day:%d %b %Y}"


def _refuse_unread(table: Table, meaning: str, raw: pl.Series, text: pl.Series) -> None:
    """No format reads all: name two cells that no one format reads, or the one that is no date at all."""
    best, read = "", pl.Series([], dtype=pl.Boolean)
    known = text.drop_nulls().unique(maintain_order=True).head(50).to_list()
    for form in dict.fromkeys(form for cell in known for form in _formats(cell)):
        found = parse(text, form).is_not_null()
        if best == "" or found.sum() > read.sum():
            best, read = form, found
    row = _first(text.is_not_null() & ~read if best else text.is_not_null())
    cell = raw[row]
    if best and read.any():
        good = _first(read)
        complaint = (
            f"{cell} is no date like {raw[good]} ({best}); one format a column is accepted, "
            "placement.trace.date_format names it"
        )
    else:
        complaint = f"{cell} is no date that is known, a date such as 2026-03-31 14:05 is accepted"
    table.refuse(int(table.frame["row"][row]), f"columns.{meaning}", complaint)


def _would_read(cell: pl.Series, form: str) -> str:
    """A format that would read a cell, as a setting that can be pasted."""
    exchanged = form.replace("%m", "\0").replace("%d", "%m").replace("\0", "%d")
    for other in (exchanged, f"{form}:%S", *_formats(str(cell[0]))):
        if other not in (form, "excel") and parse(cell, other)[0] is not None:
            return f" (placement.trace.date_format={other} would read it)"
    return ""


def _first(where: pl.Series) -> int:
    return int(where.arg_max() or 0)
