"""How rows find the order they belong to: numbers filled from above, numbers that meet, numbers that do not.

Odoo and the grids of business systems leave the order's cells blank on its further rows: those belong to the order
above. A spreadsheet turns 1001 into 1001.0, a shop writes #1001: keys that hardly meet are an error that shows both
spellings, not a file of orders without goods.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl

from scenarios.errors import InputError
from scenarios.traces.notes import Notes
from scenarios.traces.table import Table

FEW = 0.5
"""Share of the rows that must meet an order; below it the keys are written differently."""

LOOSELY = "placement.trace.match_keys=loosely"


def filled(table: Table, key: str, notes: Notes, blank: str, starts: str = "") -> Table:
    """Give rows without an order number that of the row above.

    Parameters
    ----------
    table, key
        The file, and its column of order numbers.
    notes
        Is told how many rows.
    blank
        ``refuse`` makes such a row an error.
    starts
        A column whose value marks a row as an order of its own: such a row is not filled.

    Raises
    ------
    InputError
        If the first row has no order number, or `blank` says so.
    """
    frame = table.frame
    empty = frame[key].is_null()
    if starts and starts in frame.columns:
        empty = empty & frame[starts].is_null()
    if not empty.any():
        return table
    field = "key" if key == "key" else f"columns.{key}"
    if blank == "refuse" or empty[0]:
        first = int(empty.arg_max() or 0)
        above = "no order stands above it, " if empty[0] else ""
        table.refuse(int(frame["row"][first]), field, f"no order number and {above}one in every row is accepted")
    number = int(empty.sum())
    name = Path(table.label).name
    notes.count(
        number,
        f"{name}: {{}} row without an order number belongs to the order above it.",
        f"{name}: {{}} rows without an order number belong to the order above them.",
    )
    parent = pl.col(key).forward_fill()
    return replace(table, frame=frame.with_columns(pl.when(empty).then(parent).otherwise(pl.col(key)).alias(key)))


def loosened(column: str) -> pl.Expr:
    """The number without a leading # or zeros, and without the .0 that a spreadsheet adds."""
    text = pl.col(column).str.strip_chars("# ").str.to_lowercase()
    return text.str.replace(r"^([0-9]+)\.0+$", "${1}").str.replace(r"^0+([0-9])", "${1}").alias(column)


def refuse_strangers(table: Table, keys: pl.Series, orders: pl.Series, orders_label: str) -> None:
    """Raise the error of keys that hardly meet, with an example of both spellings."""
    met = keys.drop_nulls().is_in(orders.implode())
    if met.len() == 0 or met.mean() >= FEW:  # type: ignore[operator]
        return
    strange = keys.drop_nulls().filter(~met)[0]
    row = int(table.frame["row"][int((keys == strange).arg_max() or 0)])
    near = _alike(strange, orders)
    loosely = pl.DataFrame({"k": keys.drop_nulls()}).select(loosened("k"))["k"]
    ours = pl.DataFrame({"k": orders}).select(loosened("k"))["k"]
    remedy = f"; {LOOSELY} lets them meet" if (loosely.is_in(ours.implode()).mean() or 0.0) >= FEW else ""  # type: ignore[operator]
    raise InputError(
        f"{table.place(row)}: {table.field}.key: {met.len() - int(met.sum())} of {met.len()} rows belong to no order: "
        f"{strange} here, {near} in {Path(orders_label).name}, the same numbers in both are accepted{remedy}"
    )


def _alike(strange: str, orders: pl.Series) -> str:
    """The order number that the strange one may mean, else the first."""
    bare = pl.DataFrame({"k": [strange]}).select(loosened("k"))["k"][0]
    ours = pl.DataFrame({"k": orders}).select(loosened("k"))["k"]
    return str(orders[int((ours == bare).arg_max() or 0)])
