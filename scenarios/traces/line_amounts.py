"""What the numbers of an order's lines say of each other: which is a sum, what is taken off, what a price is of.

Shops call the price of a unit and that of the line "price". Where the orders' totals are those of the one reading, and
not of the other, that one is meant, whatever the column was taken for. Only orders in which
the two differ say anything.
"""

from __future__ import annotations

import polars as pl

from scenarios.traces.kinds import UNNAMED
from scenarios.traces.notes import Moved, Notes

ENOUGH = 0.8
"""Share of the orders that the other reading must explain."""
FEW = 0.2
"""Share of the orders that the column's own reading may explain, for the other one to be meant."""
NEAR = 2
"""Minor units by which a total may differ from its parts, and one more for each line."""


def taken_off_already(rows: pl.DataFrame, name: str, notes: Notes) -> pl.DataFrame:
    """A discount that quantity, price and amount show to be off the amount already is not taken off again."""
    whole = (pl.col("unit") * pl.col("quantity")).abs()
    met = (pl.col("off") > 0) & ((whole - pl.col("off") - pl.col("total").abs()).abs() <= 1)
    held = rows.filter(met)
    notes.count(
        held.height,
        f"{name}: the amount of {{}} line has its discount taken off already.",
        f"{name}: the amounts of {{}} lines have their discounts taken off already.",
        Moved(held["order"].n_unique(), None, int(held["off"].sum() or 0)),
    )
    return rows.with_columns(pl.when(met.fill_null(value=False)).then(None).otherwise(pl.col("off")).alias("off"))


def without_sums(rows: pl.DataFrame, name: str, notes: Notes) -> pl.DataFrame:
    """Leave out an order's own row among its lines: it names no goods, and counts as many units as they do."""
    nameless = pl.col("product") == UNNAMED
    units = pl.when(~nameless).then(pl.col("quantity")).sum().over("order")
    lines = (~nameless).sum().over("order")
    met = (nameless & (lines > 0) & (pl.col("quantity") == units)).fill_null(value=False)
    kept = rows.filter(~met)
    notes.count(
        rows.height - kept.height,
        f"{name}: {{}} row without goods adds up the lines of its order and is none.",
        f"{name}: {{}} rows without goods add up the lines of their orders and are none.",
    )
    return kept


def of_line_or_unit(rows: pl.DataFrame, orders: pl.DataFrame, told: set[str], name: str, notes: Notes) -> pl.DataFrame:
    """Read a price as the line's, or an amount as a unit's, where only then the orders add up.

    Parameters
    ----------
    rows
        Lines with ``order``, ``quantity``, ``unit`` and ``total`` (minor units as the file has them), ``off``,
        ``freight`` and ``amount``.
    orders
        With ``order``, ``subtotal``, ``total``, ``delivery_charged``, ``discount`` and ``tax``.
    told
        Meanings that the file of lines has: with both a price and an amount nothing is read anew.
    name, notes
        The file, and who is told.
    """
    price_alone, amount_alone = "price" in told and "amount" not in told, "amount" in told and "price" not in told
    if not (price_alone or amount_alone):
        return rows
    column = pl.col("unit") if price_alone else pl.col("total").cast(pl.Float64)
    of_units, of_lines = column * pl.col("quantity"), column * pl.col("quantity").sign()
    sums = rows.group_by("order").agg(
        of_units.sum().alias("of units"),
        of_lines.sum().alias("of lines"),
        pl.col("off", "freight").fill_null(0).sum(),
        pl.len().alias("lines"),
        (pl.col("quantity") < 0).any().alias("back"),
    )
    parts = sums.join(orders, on="order", how="inner").filter(
        ((pl.col("of units") - pl.col("of lines")).abs() > 2 * (NEAR + pl.col("lines"))) & ~pl.col("back")
    )
    known = parts.filter(pl.col("total").is_not_null() | pl.col("subtotal").is_not_null())
    if known.is_empty():
        return rows
    units, lines = (float(known.select(_adds_up(reading).mean()).item() or 0.0) for reading in ("of units", "of lines"))
    own, other = (units, lines) if price_alone else (lines, units)
    if other < ENOUGH or own > FEW:
        return rows
    before, after = ("price", "amount of the line") if price_alone else ("amount", "price of a unit")
    moved = known.select((pl.col("of units") - pl.col("of lines")).abs().sum()).item()
    notes.say(
        f"{name}: the column '{before}' is the {after}: so the orders' totals say.",
        Moved(known.height, None, int(moved)),
    )
    return rows.with_columns((of_lines if price_alone else of_units).round().cast(pl.Int64).alias("amount"))


def _adds_up(reading: str) -> pl.Expr:
    """Whether the lines, so read, are an order's subtotal or total, with or without discount, delivery and tax."""
    goods, off = pl.col(reading), pl.col("off") + pl.col("discount").abs().fill_null(0)
    delivery = pl.col("freight") + pl.col("delivery_charged").abs().fill_null(0)
    tax, least = pl.col("tax").fill_null(0), NEAR + pl.col("lines")
    fits = [
        (goods - taken + extra - pl.col(whole)).abs() <= least
        for whole, extras in (("subtotal", (pl.lit(0), tax, -tax)), ("total", (delivery, delivery + tax)))
        for taken in (pl.lit(0), off)
        for extra in extras
    ]
    return pl.any_horizontal(fits).fill_null(value=False)
