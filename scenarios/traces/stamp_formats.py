"""How the stamps of a column are written: the formats that read every cell of it, or the cell that none reads.

Day and month are told apart by a day above 12; where no such day is there and the two readings differ, the file cannot
say and the setting is asked for.
"""

from __future__ import annotations

import re

import polars as pl

from scenarios.traces.month_names import in_english
from scenarios.traces.table import Table

CLOCKS = {
    "Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "BST": 60, "WEST": 60, "CET": 60, "MEZ": 60, "CEST": 120, "MESZ": 120,
    "EST": -300, "EDT": -240, "CST": -360, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420,
}  # fmt: skip
"""Zones by their letters, minutes ahead of UTC."""
OFFSET = rf"\s*({'|'.join(CLOCKS)}|[+-]\d{{2}}:?\d{{2}}|[+-]\d{{2}})$"
WEEKDAY = r"^(?i)(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?|\p{L}+\.?,)\s+"
FRACTION = r"(:\d{2})[.,]\d{1,9}"
RUN_TOGETHER = (r"^(20\d{6})(\d{2})(\d{2})(\d{2})$", "${1} ${2}:${3}:${4}")
DATES = (
    "%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d",
    "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%d-%b-%Y", "%d-%b-%y", "%b-%d-%y", "%b-%d-%Y", "%b %d %Y",
    "%d %b, %Y", "%d %b %y", "%d/%b/%Y", "%Y-%b-%d", "%d/%m/%y", "%m/%d/%y", "%d.%m.%y", "%d-%m-%y", "%m-%d-%y",
)  # fmt: skip
PARTS = re.compile(
    r"(?P<day>.*?)(?P<joint>T|,? at |, ?| +)?(?P<clock>\d{1,2}:\d{2}(?P<second>:\d{2})?(?P<half> ?[AaPp]\.?[Mm]\.?)?)?$"
)
OLDEST = -2_300_000_000_000_000
"""The year 1897."""
EXCEL_EPOCH = -25_569
"""Days from 1970 to the day Excel counts as 0."""
EPOCH = r"^(?:\d{10}|\d{13})$"
"""Seconds or milliseconds since 1970 in UTC, from the year 2001 on."""


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
    if form == "epoch":
        number = text.cast(pl.Int64, strict=False)
        return pl.select(number * pl.when(text.str.len_chars() > 10).then(1_000).otherwise(1_000_000)).to_series()
    try:
        if re.search(r"%[HIT]", form):
            stamps = text.str.to_datetime(form, strict=False, time_unit="us", ambiguous="earliest")
        else:
            stamps = text.str.to_date(form, strict=False).cast(pl.Datetime("us"))
    except pl.exceptions.PolarsError:
        return pl.Series([None] * text.len(), dtype=pl.Int64)
    times = stamps.to_physical().cast(pl.Int64)
    return pl.select(pl.when(times > OLDEST).then(times)).to_series()  # the year 26 is two figures read as four


def without_offset(raw: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The texts without fraction and offset, and the offset in minutes, null where there is none."""
    has_time = raw.str.contains(r"\d:\d{2}")
    text = in_english(raw.str.replace(WEEKDAY, "").str.replace(FRACTION, "${1}")).str.replace(*RUN_TOGETHER)
    told = pl.when(has_time).then(text.str.extract(OFFSET, 1))
    mark = pl.select(pl.when(text.str.contains(EPOCH)).then(pl.lit("UTC")).otherwise(told)).to_series()
    bare = pl.select(pl.when(mark.is_not_null()).then(text.str.replace(OFFSET, "")).otherwise(text)).to_series()
    sign = pl.when(mark.str.starts_with("-")).then(-1).otherwise(1)
    hours, minutes = mark.str.slice(1, 2).cast(pl.Int32, strict=False), mark.str.slice(-2).cast(pl.Int32, strict=False)
    short = mark.str.len_chars() <= 3
    offset = pl.select(
        pl.when(mark.is_in(list(CLOCKS)))
        .then(mark.replace_strict(CLOCKS, default=None, return_dtype=pl.Int64))
        .otherwise(sign * (hours * 60 + pl.when(short).then(0).otherwise(minutes)))
    ).to_series()
    return bare, offset.cast(pl.Int32)


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
            text, _ = without_offset(raw)
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
    text, _ = without_offset(raw)
    one, other = forms[:2]
    row = first_row((parse(text, one) != parse(text, other)).fill_null(False))
    table.refuse(
        int(table.frame["row"][row]),
        f"columns.{meaning}",
        f"{raw[row]} could be {_day(text, row, one)} or {_day(text, row, other)}, and no other date of the file tells; "
        f"placement.trace.date_format={one} or placement.trace.date_format={other} says which",
    )


def _formats(cell: str) -> list[str]:
    """The formats that a cell may be written in, told by its marks."""
    if re.fullmatch(EPOCH, cell):
        return ["epoch"]
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
    row = first_row(text.is_not_null() & ~read if best else text.is_not_null())
    cell = raw[row]
    if best and read.any():
        good = first_row(read)
        complaint = (
            f"{cell} is no date like {raw[good]} ({best}); one format a column is accepted, "
            "placement.trace.date_format names it"
        )
    else:
        complaint = f"{cell} is no date that is known, a date such as 2026-03-31 14:05 is accepted"
    table.refuse(int(table.frame["row"][row]), f"columns.{meaning}", complaint)


def would_read(cell: pl.Series, form: str) -> str:
    """A format that would read a cell, as a setting that can be pasted."""
    exchanged = form.replace("%m", "\0").replace("%d", "%m").replace("\0", "%d")
    for other in (exchanged, f"{form}:%S", *_formats(str(cell[0]))):
        if other not in (form, "excel", "epoch") and parse(cell, other)[0] is not None:
            return f" (placement.trace.date_format={other} would read it)"
    return ""


def first_row(where: pl.Series) -> int:
    """Return the first row that is so; 0 if none is."""
    return int(where.arg_max() or 0)
