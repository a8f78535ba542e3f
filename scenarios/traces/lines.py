"""What the items file says of each order: what was sold, what came back, what was taken off the price.

The sign of a number is a fact. A negative quantity is goods that came back, a negative amount is a discount, and a
number that is missing is not 1. Amounts are minor units of the currency, as the file writes them (before an order's
discount and tax); quantities are as the file counts them.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import polars as pl

from scenarios.errors import InputError
from scenarios.traces.keys import filled, loosened, refuse_strangers
from scenarios.traces.kinds import UNNAMED, priced, sorted_out
from scenarios.traces.line_amounts import of_line_or_unit, taken_off_already, without_sums
from scenarios.traces.line_states import STATE
from scenarios.traces.notes import Moved, Notes
from scenarios.traces.numerals import decimal_mark, read_numbers, to_minor
from scenarios.traces.shared_rows import shares
from scenarios.traces.table import CALLED, Table
from sim.placement.trace import TraceConfig

NUMBERS = ("price", "amount", "quantity", "discount", "delivery_charged", "returned", "refunded")
SCHEMA = {
    "order": pl.String,
    "product": pl.String,
    "quantity": pl.Float64,
    "amount": pl.Int64,
    "kind": pl.String,
    "priced": pl.Boolean,
    "weighed": pl.Boolean,
    "row": pl.Int64,
}


def whole_rows(table: Table, trace: TraceConfig, notes: Notes) -> Table:
    """The rows of a lines file, each with the number of its order; an order that stands there twice counts once."""
    table = filled(table, "key", notes, trace.blank_order)
    return replace(table, frame=_once(table, Path(table.label).name, notes))


def read_lines(trace: TraceConfig, table: Table | None, orders: pl.DataFrame, label: str, notes: Notes) -> pl.DataFrame:
    """Read the lines of the orders.

    Parameters
    ----------
    trace
        The mapping.
    table
        The items file, as `whole_rows` gives it, or None.
    orders
        The orders, as `read_orders` gives them; a credit note's number is among them when the same file has it.
    label
        The orders file, for a complaint about numbers that do not meet.
    notes
        Is told what was moved.

    Returns
    -------
    polars.DataFrame
        order, product, quantity, amount (positive; a discount's is what it took off), kind (``sale``, ``return``,
        ``discount``, ``delivery``), priced (whether the file tells the amount), row.
    """
    if table is None:
        return pl.DataFrame(schema=SCHEMA)
    name, frame, numbers = Path(table.label).name, table.frame, orders["order"]
    share = _shares(frame)
    counted = [name for name in NUMBERS if name != "discount" or share.null_count() == share.len()]
    marks = decimal_mark(table, counted, trace.decimal_mark)
    found = {column: read_numbers(table, column, marks[column]) for column in marks}
    nothing = pl.Series([None] * frame.height, dtype=pl.Float64)
    key = frame["key"]
    if trace.match_keys == "loosely":
        key = pl.DataFrame({"key": key}).select(loosened("key"))["key"]
    refuse_strangers(table, key, numbers, label)
    product = frame["product"] if "product" in frame.columns else pl.Series([None] * frame.height, dtype=pl.String)
    product = product.fill_null(UNNAMED)
    price = found.get("price", nothing)
    quantity = found.get("quantity")
    if quantity is None:
        quantity = pl.Series([1.0] * frame.height)
    rows = pl.DataFrame(
        {
            "order": key,
            "product": product,
            CALLED: frame[CALLED] if CALLED in frame.columns else product,
            "quantity": quantity,
            "unit": to_minor_exact(price),
            "total": to_minor(found.get("amount", nothing)),
            "off": to_minor(found.get("discount", nothing).abs()),
            "share": share,
            "freight": to_minor(found.get("delivery_charged", nothing).abs()),
            "back": found.get("returned", nothing).abs(),
            "refund": to_minor(found.get("refunded", nothing).abs()),
            "row": frame["row"],
            STATE: frame[STATE] if STATE in frame.columns else pl.Series([None] * frame.height, dtype=pl.String),
        }
    )
    # A line that came back, as its own status says, came back whole.
    rows = rows.with_columns(pl.when(pl.col(STATE) == "returned").then("quantity").otherwise("back").alias("back"))
    rows = rows.filter(~_empty(table))
    rows = _known_quantity(rows, table, name, notes)
    rows = rows.with_columns(
        pl.coalesce("total", (pl.col("unit") * pl.col("quantity")).round().cast(pl.Int64)).alias("amount")
    )
    # A share is off the price; an amount of the line has it taken off already.
    rows = rows.with_columns(
        pl.when(pl.col("share").is_null()).then("off")
        .when(pl.col("total").is_null()).then((pl.col("amount").abs() * pl.col("share")).round().cast(pl.Int64))
        .otherwise(None).alias("off")
    )  # fmt: skip
    rows = without_sums(taken_off_already(rows, name, notes), name, notes)
    rows = of_line_or_unit(rows, orders, set(found), name, notes)
    if trace.credit_note:
        rows = _credited(rows, trace.credit_note)
    rows = _fractions(rows, trace, table, notes)
    rows = _of_known_orders(rows, numbers, name, notes)
    rows = _without_cancelled(rows, orders)
    rows = priced(rows, orders, trace, notes)
    return sorted_out(rows, trace, name, notes)


def _shares(frame: pl.DataFrame) -> pl.Series:
    """The column of discounts as shares of the price, null where it holds amounts."""
    found = shares(frame["discount"]) if "discount" in frame.columns else None
    return pl.Series([None] * frame.height, dtype=pl.Float64) if found is None else found


def to_minor_exact(price: pl.Series) -> pl.Series:
    """Unit prices in minor units with their fractions: a screw may cost 0.0215."""
    return (price * 100).round(6)


def _empty(table: Table) -> pl.Series:
    """Rows that say nothing of goods: the parent row of an order whose lines stand elsewhere."""
    columns = [name for name in table.frame.columns if name not in ("key", "row", "file", STATE)]
    return table.frame.select(pl.all_horizontal([pl.col(name).is_null() for name in columns])).to_series()


def _once(table: Table, name: str, notes: Notes) -> pl.DataFrame:
    """Leave out a whole order that stands in the file twice: exports of months overlap, files are joined twice."""
    frame = table.frame.sort("row").with_columns(pl.col("key").rle_id().alias("block"))
    more = frame.group_by("key").agg(pl.col("block").n_unique().alias("blocks")).filter(pl.col("blocks") > 1)
    if more.is_empty():
        return frame.drop("block")
    content = [column for column in frame.columns if column not in ("row", "file", "block", "key")]
    some = frame.join(more.select("key"), on="key", how="semi")
    text = pl.concat_str([pl.col(column).fill_null("\0") for column in content], separator="\x1f")
    blocks = some.group_by("key", "block").agg(text.sort().str.join("\x1e").alias("content"))
    again = blocks.sort("block").filter(pl.struct("key", "content").is_first_distinct().not_())
    notes.count(
        again.height,
        f"{name}: {{}} order stands there again with the same lines and counts once.",
        f"{name}: {{}} orders stand there again with the same lines and count once.",
    )
    return frame.join(again.select("block"), on="block", how="anti").drop("block").sort("row")


def _known_quantity(rows: pl.DataFrame, table: Table, name: str, notes: Notes) -> pl.DataFrame:
    """A missing quantity is what amount and price say, else not understood."""
    told = pl.col("total") / pl.col("unit")
    rows = rows.with_columns(
        pl.coalesce("quantity", pl.when((pl.col("unit") > 0) & (told == told.round())).then(told)).alias("quantity")
    )
    lost = rows.filter(pl.col("quantity").is_null())
    if not lost.is_empty():
        first = int(lost["row"].min() or 0)  # type: ignore[arg-type]
        value = lost.select(pl.coalesce("total", pl.col("unit")).sum()).item()
        what = "row has no quantity and is" if lost.height == 1 else "rows have no quantity and are"
        notes.give_up(
            "no quantity",
            f"{name}: {lost.height} {what} left out, the first is {table.place(first)}.",
            Moved(lost["order"].n_unique(), float(lost.height), int(value or 0)),
            "a quantity in every row is accepted",
        )
    return rows.drop_nulls("quantity")


def _without_cancelled(rows: pl.DataFrame, orders: pl.DataFrame) -> pl.DataFrame:
    """Lines of cancelled orders whose units were set to nothing (Amazon) are no lines; their amount may still stand."""
    gone = orders.filter(pl.col("status") == "cancelled")["order"]
    return rows.filter(~(pl.col("order").is_in(gone.implode()) & (pl.col("quantity") == 0)))


def _credited(rows: pl.DataFrame, pattern: str) -> pl.DataFrame:
    """Everything on a credit note came back, whether it is written with a sign or without."""
    credit = pl.col("order").str.contains(pattern)
    return rows.with_columns(
        pl.when(credit).then(-pl.col("quantity").abs()).otherwise(pl.col("quantity")).alias("quantity"),
        pl.when(credit).then(-pl.col("amount").abs()).otherwise(pl.col("amount")).alias("amount"),
    )


def _fractions(rows: pl.DataFrame, trace: TraceConfig, table: Table, notes: Notes) -> pl.DataFrame:
    """Mark products sold by weight: those of which a fraction of a unit was ever sold."""
    fraction = rows["quantity"] != rows["quantity"].round()
    if not fraction.any():
        return rows.with_columns(pl.lit(False).alias("weighed"))
    some = rows.filter(fraction).sort("row")
    if trace.fractional_quantity == "refuse":
        _refuse_fraction(table, some)
    weighed = some["product"].unique()
    rows = rows.with_columns(pl.col("product").is_in(weighed.implode()).fill_null(False).alias("weighed"))
    met = rows.filter("weighed")
    notes.say(
        f"{weighed.len()} {'product is' if weighed.len() == 1 else 'products are'} sold by weight: "
        f"{met['quantity'].sum() * 1000:,.0f} grams in {met.height} lines, each line one piece to pick."
    )
    return rows


def _refuse_fraction(table: Table, some: pl.DataFrame) -> NoReturn:
    first = some.row(0, named=True)
    others = some["quantity"].head(2).to_list()
    examples = " and ".join(f"{value:g}" for value in others)
    raise InputError(
        f"{table.place(first['row'])}: {table.field}.columns.quantity: {examples} "
        f"{'is no whole number' if len(others) == 1 else 'are no whole numbers'} of units; "
        "placement.trace.fractional_quantity=weighed reads them as kilograms"
    )


def _of_known_orders(rows: pl.DataFrame, orders: pl.Series, name: str, notes: Notes) -> pl.DataFrame:
    known = rows.filter(pl.col("order").is_in(orders.implode()))
    lost = rows.filter(~pl.col("order").is_in(orders.implode()).fill_null(False))
    if not lost.is_empty():
        belong = (
            "row belongs to no order that is replayed and is"
            if lost.height == 1
            else ("rows belong to no order that is replayed and are")
        )
        example = min(lost["order"].drop_nulls().to_list(), default="no order")
        notes.give_up(
            "lines of no order",
            f"{name}: {lost.height} {belong} left out, for instance of {example}.",
            Moved(None, float(lost["quantity"].abs().sum()), int(lost["amount"].abs().sum())),
            "lines whose order is in the orders file are accepted",
        )
    return known
