"""An order that stands in several files: exports of months overlap, and the newer one knows more of it.

The newest file is the one whose orders reach furthest; of files with lines alone, the last named. What it says of an
order replaces what the others say. A number that stands for orders of different days is of two shops, and refused.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl

from scenarios.errors import InputError
from scenarios.traces.notes import Notes
from scenarios.traces.order_stamps import FIELD, all_stamps
from scenarios.traces.table import Table
from sim.placement.trace import TraceConfig
from sim.units import DAY


def newest(
    trace: TraceConfig, orders: Table, items: Table | None, notes: Notes, *, same_file: bool
) -> tuple[Table, Table | None]:
    """Leave out what older files say of an order that a newer one has too.

    Parameters
    ----------
    trace
        The mapping.
    orders, items
        The files; `items` are rows of the same files where `same_file` says so.
    notes
        Is told how many orders stand in several files.

    Raises
    ------
    InputError
        If one number stands for orders that were placed on different days.
    """
    frame = _numbered(orders, "order")
    again = _in_several(frame, "order")
    if not again.is_empty():
        placed = all_stamps(trace, orders, Notes())["placed"].times
        frame = frame.with_columns(placed.alias("at"))
        _refuse_two_shops(orders, frame, again)
        reach = frame.group_by("file").agg(pl.col("at").max()).sort("at", "file", nulls_last=False)
        rank = {file: place for place, file in enumerate(reach["file"].to_list())}
        orders = _without_older(orders, "order", rank)
        name = Path(orders.label).name
        one = f"{name}: {{}} order stands in several files and counts as the newest says."
        many = f"{name}: {{}} orders stand in several files and count as the newest says."
        notes.count(again.len(), one, many)
        if items is not None and same_file:
            return orders, _without_older(items, "key", rank)
    if items is not None and not same_file:
        items = _without_older(items, "key", {number: number for number in range(len(items.sheets))})
    return orders, items


def _numbered(table: Table, key: str) -> pl.DataFrame:
    """Row, file and number of every row, blank numbers filled from above."""
    return table.frame.select(pl.col(key).forward_fill(), "file", "row")


def _in_several(frame: pl.DataFrame, key: str) -> pl.Series:
    if frame["file"].n_unique() < 2:
        return pl.Series([], dtype=pl.String)
    files = frame.drop_nulls(key).group_by(key).agg(pl.col("file").n_unique().alias("files"))
    return files.filter(pl.col("files") > 1)[key]


def _without_older(table: Table, key: str, rank: dict[int, int]) -> Table:
    """Of every number the rows of the highest file alone; rows without one stay."""
    frame = _numbered(table, key)
    if _in_several(frame, key).is_empty():
        return table
    place = frame["file"].replace_strict(rank, default=-1, return_dtype=pl.Int64)
    kept = frame.with_columns(place.alias("rank")).select(
        pl.col(key).is_null() | (pl.col("rank") == pl.col("rank").max().over(key))
    )
    return replace(table, frame=table.frame.filter(kept.to_series()))


def _refuse_two_shops(orders: Table, frame: pl.DataFrame, again: pl.Series) -> None:
    some = frame.filter(pl.col("order").is_in(again.implode()) & pl.col("at").is_not_null())
    days = some.group_by("order").agg((pl.col("at").max() - pl.col("at").min()).alias("apart"), pl.col("row").min())
    apart = days.filter(pl.col("apart") > DAY).sort("row")
    if apart.is_empty():
        return
    number = str(apart["order"][0])
    rows = some.filter(pl.col("order") == number).sort("at")["row"]
    text = orders.frame.filter(pl.col("row").is_in([rows[0], rows[-1]])).sort("row")["placed"]
    raise InputError(
        f"{orders.place(int(rows[-1]))}: {FIELD}.columns.order: {number} stands for two orders, placed {text[0]} and "
        f"{text[-1]} ({orders.place(int(rows[0]))}): files of two shops are imported one by one, or numbers "
        "that differ are accepted"
    )
