"""Orders and their lines on the same rows: which cells are the order's, and which are the line's own.

A shop repeats an order's total on each of its rows, a book writes each line's. A column of money that differs within
orders is the lines': it is summed, and where the lines have no other amount it is theirs. Shares (10 %, 0.1) in a
column of discounts are of the line's price. A number on rows that were placed on different days is of several orders.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from scenarios.errors import InputError
from scenarios.traces.figures import plain
from scenarios.traces.notes import MOST, Moved, Notes
from scenarios.traces.table import Table
from sim.placement.trace import TraceConfig
from sim.units import DAY

LOOKED_AT = 50_000
"""Rows that tell how a file is written."""
DIFFER = 0.1
"""Share of the orders of several rows in which a column differs, above which it is the lines' own."""
WORTH = ("total", "subtotal")
SUMMED = ("subtotal", "discount", "delivery_charged", "tax", "total", "refunded", "units")
TURNED = ("quantity", "amount", "price")
"""Of which a negative one makes a row no sale."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Orders and lines after their cells were told apart.

    Parameters
    ----------
    orders, items
        The tables.
    summed
        Meanings of the orders that are each line's own.
    turned
        The ``row`` of each line that came back, and so has a day of its own.
    """

    orders: Table
    items: Table | None
    summed: frozenset[str]
    turned: pl.Series


def told_apart(orders: Table, items: Table | None, notes: Notes, *, same_file: bool) -> Rows:
    """Give each cell to the order or to the line; see the module."""
    nothing = pl.Series([], dtype=pl.Int64)
    if items is None or not same_file:
        return Rows(_without_shares(orders, notes), items, frozenset(), nothing)
    name = Path(orders.label).name
    theirs = frozenset(_differing(orders.frame))
    if "discount" in orders.frame.columns and _is_share(orders.frame["discount"]):
        items = _with_column(items, orders, "discount", "discount")
        orders = _without(orders, "discount")
    elif "discount" in theirs and "discount" not in items.frame.columns:
        items = _with_column(items, orders, "discount", "discount")
        orders = _without(orders, "discount")
        notes.say(f"{name}: the column 'discount' differs between the lines of an order: it is each line's own.")
    worth = next((meaning for meaning in WORTH if meaning in theirs), None)
    if worth is not None and not {"price", "amount"} & set(items.frame.columns):
        items = _with_column(items, orders, worth, "amount")
        notes.say(f"{name}: the column '{worth}' differs between the lines of an order: it is the amount of the line.")
        for meaning in WORTH:
            orders = _without(orders, meaning)
    theirs = theirs & set(orders.frame.columns)
    for meaning in sorted(theirs):
        notes.say(f"{name}: the column '{meaning}' differs between the lines of an order: an order's is their sum.")
    turned = [
        items.frame[meaning].str.contains(r"^\s*[-−(]").fill_null(value=False)
        for meaning in TURNED
        if meaning in items.frame.columns
    ]
    back = items.frame.filter(pl.any_horizontal(turned))["row"] if turned else nothing
    return Rows(orders, items, theirs, back)


def _differing(frame: pl.DataFrame) -> list[str]:
    """The columns of money that differ within orders of several rows."""
    head = frame.head(LOOKED_AT).with_columns(pl.col("order").forward_fill()).drop_nulls("order")
    present = [meaning for meaning in SUMMED if meaning in frame.columns]
    told = head.group_by("order").agg(
        *(pl.col(meaning).drop_nulls().len().alias(f"{meaning} cells") for meaning in present),
        *(pl.col(meaning).drop_nulls().n_unique().alias(meaning) for meaning in present),
    )
    result = []
    for meaning in present:
        several = told.filter(pl.col(f"{meaning} cells") > 1)[meaning]
        if several.len() and (several > 1).mean() > DIFFER:  # type: ignore[operator]
            result.append(meaning)
    return result


def _is_share(raw: pl.Series) -> bool:
    """Whether a column of discounts holds shares of the price: a per cent sign, or nothing above one."""
    known = raw.drop_nulls()
    if known.str.contains("%", literal=True).any():
        return True
    value = plain(known).str.replace(",", ".", literal=True).cast(pl.Float64, strict=False).drop_nulls()
    part = value.filter(value != 0)
    return not part.is_empty() and bool((part > 0).all() and (part < 1).all()) and part.n_unique() > 1


def shares(raw: pl.Series) -> pl.Series | None:
    """A column of discounts as shares of the price, 0 to 1; None where it holds amounts."""
    if not _is_share(raw):
        return None
    percent = raw.str.contains("%", literal=True).any()
    bare = plain(raw.str.replace("%", "", literal=True)).str.replace(",", ".", literal=True)
    value = bare.cast(pl.Float64, strict=False)
    return value / 100 if percent else value


def _without_shares(orders: Table, notes: Notes) -> Table:
    if "discount" not in orders.frame.columns or not _is_share(orders.frame["discount"]):
        return orders
    notes.say(f"{Path(orders.label).name}: the column 'discount' holds shares, not amounts: not taken off an order.")
    return _without(orders, "discount")


def _with_column(items: Table, orders: Table, meaning: str, name: str) -> Table:
    column = orders.frame.select("row", pl.col(meaning).alias(name))
    kept = items.frame.drop(name, strict=False)
    return replace(items, frame=kept.join(column, on="row", how="left", maintain_order="left"))


def _without(table: Table, meaning: str) -> Table:
    return replace(table, frame=table.frame.drop(meaning, strict=False))


def refuse_reused(frame: pl.DataFrame, turned: pl.Series, table: Table, trace: TraceConfig, notes: Notes) -> None:
    """Refuse numbers that stand for orders of several days; few of them are said.

    Parameters
    ----------
    frame
        ``order``, ``placed`` and ``row`` of every row.
    turned
        Rows of lines that came back: they may have a day of their own.
    table, trace, notes
        The orders file, the mapping, and who is told.

    Raises
    ------
    InputError
        If a larger share of the orders than may stay unread.
    """
    sold = frame.filter(~pl.col("row").is_in(turned.implode())).drop_nulls(["order", "placed"])
    days = sold.group_by("order").agg(pl.col("placed").min().alias("first"), pl.col("placed").max().alias("last"))
    apart = days.filter(pl.col("last") - pl.col("first") > DAY)
    if apart.is_empty():
        return
    rows = sold.join(apart, on="order").filter(pl.col("placed") == pl.col("last")).sort("row")
    number, first, last = (rows[name][0] for name in ("order", "first", "last"))
    said = f"{number} on {_day(first)} and on {_day(last)}"
    if apart.height > trace.most_not_understood * days.height:
        raise InputError(
            f"{table.place(int(rows['row'][0]))}: {table.field}.columns.order: {apart.height} of {days.height} numbers "
            f"stand for orders placed on different days, for instance {said}; numbers that differ are accepted "
            f"(or {MOST}, now {trace.most_not_understood:g}: each is one order, placed first)"
        )
    one = (
        f"{Path(table.label).name}: {{}} number stands for orders placed on different days ({said}): one, placed first."
    )
    many = (
        f"{Path(table.label).name}: {{}} numbers stand for orders placed on different days, for instance {said}: one "
        "order each, placed first."
    )
    notes.count(apart.height, one, many, Moved(apart.height))


def _day(moment: int) -> str:
    return str(pl.Series([moment], dtype=pl.Int64).cast(pl.Datetime("us")).dt.date()[0])
