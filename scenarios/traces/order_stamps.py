"""The stamps of an orders file: each column in its own format, the hour from a column of its own where there is one."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from scenarios.traces.notes import Notes
from scenarios.traces.stamp_formats import OFFSET, tell_formats
from scenarios.traces.stamps import Stamps, read_stamps
from scenarios.traces.table import Table
from sim.placement.trace import TraceConfig

FIELD = "placement.trace"
STAGES = ("approved", "packed", "shipped", "delivered")
STAMPS = ("placed", *STAGES, "promised", "cancelled")
CLOCK = r"\d:\d{2}"
YES = ("yes", "y", "true", "x", "1", "ja", "oui", "si", "sim", "cancelled", "canceled")
NO = ("no", "n", "false", "0", "nein", "non", "-")
"""How a column says whether an order was cancelled, in place of when."""


def all_stamps(trace: TraceConfig, table: Table, notes: Notes) -> dict[str, Stamps]:
    """Every column of stamps of an orders file, null where there is none."""
    _refuse_clocks(table)
    table = _with_words(_with_clock(table))
    present = [name for name in STAMPS if name in table.frame.columns]
    # One format for all is that of the placing time; a column written otherwise is told by itself.
    lenient = isinstance(trace.date_format, str)
    forms: dict[str, str] = (
        dict.fromkeys(present, trace.date_format)
        if isinstance(trace.date_format, str)
        else {str(name): form for name, form in trace.date_format.items()}
    )
    given = {name: form for name, form in forms.items() if form != "automatic"}
    told = tell_formats(table, present, given)
    return {
        name: read_stamps(table, name, told[name], trace.time_zone, notes, lenient=lenient and name != "placed")
        if name in told
        else Stamps(pl.Series([None] * table.frame.height, dtype=pl.Int64), "", dates_only=False)
        for name in STAMPS
    }


def _refuse_clocks(table: Table) -> None:
    """Refuse rows of several time zones that their stamps do not tell: an hour of one is not an hour of the other."""
    if "clock" not in table.frame.columns:
        return
    zones = table.frame["clock"].drop_nulls().unique(maintain_order=True)
    stamped = table.frame["placed"].str.contains(rf"{CLOCK}.*{OFFSET}").all()
    if zones.len() > 1 and not stamped:
        row = int((table.frame["clock"] == zones[1]).arg_max() or 0)
        table.refuse(
            int(table.frame["row"][row]),
            "columns.clock",
            f"the time zone changes within the file: {zones[0]} and {zones[1]}; files of one zone, or stamps with an "
            "offset such as +01:00, are accepted",
        )


def _with_clock(table: Table) -> Table:
    """The day and the hour of placing as one text, where two columns hold them."""
    frame = table.frame
    if "placed_time" not in frame.columns:
        return table
    day = pl.col("placed").str.replace(r"[ T]00:00(:00)?$", "")
    if frame.select(day.str.contains(CLOCK).any()).item():
        return table
    hour = pl.col("placed_time").str.replace(r"^\d{4}-\d{2}-\d{2}[ T]", "")
    return replace(
        table, frame=frame.with_columns(pl.coalesce(pl.concat_str(day, pl.lit(" "), hour), "placed").alias("placed"))
    )


def _with_words(table: Table) -> Table:
    """An order that is only said to be cancelled was so as it was placed."""
    frame = table.frame
    if "cancelled" not in frame.columns:
        return table
    word = frame["cancelled"].str.to_lowercase()
    if not word.drop_nulls().is_in([*YES, *NO]).all():
        return table
    said = pl.when(word.is_in(YES)).then(pl.col("placed"))
    return replace(table, frame=frame.with_columns(said.alias("cancelled")))
