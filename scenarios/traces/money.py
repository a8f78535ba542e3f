"""From the amounts a file writes to what the shop earned: discounts taken off, the order's own tax taken out.

The order's total tells how the amounts belong together: lines less discount plus delivery is the total where prices
hold tax, and the tax comes on top where only then the sum is right. Where no total tells, the commonest answer of the
file's other orders holds; where none does, the setting is asked for. Minor units, int64.
"""

from __future__ import annotations

import polars as pl

from scenarios.errors import InputError
from scenarios.traces.notes import Moved, Notes
from sim.placement.trace import TraceConfig

TOLERANCE = 2
"""Minor units by which a total may differ from its parts, for a file rounds each."""


def with_money(orders: pl.DataFrame, lines: pl.DataFrame, trace: TraceConfig, label: str, notes: Notes) -> pl.DataFrame:
    """Add to every order what its goods and its delivery earned.

    Parameters
    ----------
    orders
        As `read_orders` gives them.
    lines
        As `read_lines` gives them.

    Returns
    -------
    polars.DataFrame
        With Int64 minor units ``gross`` (the file's own line amounts, less discounts that stand as lines),
        ``taken_off`` (discounts), ``delivery`` (charged), ``net_goods`` and ``net_delivery`` (without tax),
        ``came_back`` (value), and Float64 ``units``, ``back_units``, UInt32 ``line_count``.

    Raises
    ------
    InputError
        If there is tax and nobody can tell whether prices hold it.
    """
    # An order that counts its units and has no lines sold them all the same.
    orders = (
        orders.rename({"units": "told"})
        .join(_sums(lines), on="order", how="left")
        .with_columns(
            pl.col("sold", "line_off", "discounts", "line_delivery", "returns", "line_count").fill_null(0),
            pl.col("units", "told").fill_null(0.0),
            pl.col("back_units").fill_null(0.0),
        )
    )
    orders = orders.with_columns(
        pl.when(pl.col("line_count") > 0).then("units").otherwise(pl.col("told").clip(lower_bound=0)).alias("units")
    ).drop("told")
    orders = orders.with_columns(
        (pl.col("discount").abs().fill_null(0)).alias("order_off"),
        (pl.col("delivery_charged").abs().fill_null(0) + pl.col("line_delivery")).alias("delivery"),
        pl.col("tax").fill_null(0).alias("tax"),
        pl.col("refunded").abs().fill_null(0).alias("refunded"),
    )
    orders = orders.with_columns(
        # An order whose lines nobody knows is worth what its totals say.
        pl.when(pl.col("line_count") > 0)
        .then(pl.col("sold") - pl.col("discounts"))
        .otherwise(
            pl.coalesce(
                "subtotal",
                pl.col("total") - pl.col("delivery") - (pl.lit(0) if trace.tax != "on_top" else pl.col("tax")),
            )
        )
        .alias("gross"),
    )
    orders = _parts_that_fit(orders, trace, label, notes)
    held = pl.col("tax_held") & (pl.col("tax") != 0)
    with_tax = pl.col("gross") - pl.col("taken_off") + pl.col("delivery")
    share = pl.when(held & (with_tax > 0)).then(1 - pl.col("tax") / with_tax).otherwise(1 / (1 + trace.tax_rate))
    orders = orders.with_columns(
        ((pl.col("gross") - pl.col("taken_off")) * share).round().cast(pl.Int64).alias("net_goods"),
        (pl.col("delivery") * share).round().cast(pl.Int64).alias("net_delivery"),
        # A refund and a line that came back tell of the same money.
        pl.max_horizontal("returns", "refunded").alias("came_back"),
    )
    if trace.tax_rate:
        notes.say(f"Prices hold {100 * trace.tax_rate:g} % tax on the net price, which is taken out.")
    return orders


def _sums(lines: pl.DataFrame) -> pl.DataFrame:
    def of(kind: str, column: str) -> pl.Expr:
        return pl.col(column).filter(pl.col("kind") == kind).sum()

    return lines.group_by("order").agg(
        of("sale", "amount").alias("sold"),
        of("sale", "quantity").alias("units"),
        of("line discount", "amount").alias("line_off"),
        of("discount", "amount").alias("discounts"),
        of("delivery", "amount").alias("line_delivery"),
        of("return", "amount").alias("returns"),
        of("return", "quantity").alias("back_units"),
        (pl.col("kind") == "sale").sum().alias("line_count"),
    )


def _parts_that_fit(orders: pl.DataFrame, trace: TraceConfig, label: str, notes: Notes) -> pl.DataFrame:
    """Find for each order whether its discounts are still to be taken off, and whether its prices hold the tax."""
    off = pl.col("order_off") + pl.col("line_off")
    least = TOLERANCE + pl.col("line_count")

    def fits(taken: pl.Expr, tax: pl.Expr) -> pl.Expr:
        return (pl.col("gross") - taken + pl.col("delivery") + tax - pl.col("total")).abs() <= least

    none, tax = pl.lit(0), pl.col("tax")
    readings = [(off, False), (pl.col("order_off"), False), (pl.col("line_off"), False), (none, False)]
    readings += [(taken, True) for taken, _ in readings]
    orders = orders.with_columns(
        pl.coalesce(
            [
                pl.when(fits(taken, tax if on_top else none)).then(pl.lit(k))
                for k, (taken, on_top) in enumerate(readings)
            ]
        ).alias("reading")
    )
    taxed = orders.filter(pl.col("tax") != 0)
    told = taxed.filter(pl.col("reading").is_not_null())["reading"]
    held = told.filter(told < 4).len() * 2 >= told.len()
    if trace.tax in ("included", "on_top"):
        held = trace.tax == "included"
    elif trace.tax == "automatic" and not taxed.is_empty() and told.is_empty():
        raise InputError(
            f"{label}:1: placement.trace.tax: {taxed.height} orders have tax, no total tells whether prices hold it; "
            "placement.trace.tax=included or on_top (none: prices are taken as they stand) says so"
        )
    by_order = pl.when(pl.col("reading").is_null()).then(pl.lit(held)).otherwise(pl.col("reading") < 4)
    if trace.tax != "automatic":
        by_order = pl.lit(trace.tax == "included")
    taken = pl.coalesce([pl.when(pl.col("reading") == k).then(taken) for k, (taken, _) in enumerate(readings)] + [off])
    orders = orders.with_columns(
        taken.alias("taken_off"),
        (by_order if trace.tax != "none" else pl.lit(False)).alias("tax_held"),
    )
    if not taxed.is_empty() and trace.tax != "none":
        what = "hold it: it is taken out" if held else "do not hold it"
        have = "order has" if taxed.height == 1 else "orders have"
        notes.say(f"{taxed.height} {have} tax, {taxed['tax'].sum() / 100:,.2f} in all; prices {what}.")
    astray = orders.filter(pl.col("reading").is_null() & pl.col("total").is_not_null() & (pl.col("line_count") > 0))
    difference = astray.select((pl.col("total") - pl.col("gross") + off - pl.col("delivery")).abs().sum()).item() or 0
    notes.count(
        astray.height,
        f"{label}: the total of {{}} order is not its lines less discount plus delivery and tax: lines are believed.",
        f"{label}: the totals of {{}} orders are not their lines less discount plus delivery and tax: "
        "lines are believed.",
        Moved(astray.height, None, int(difference)),
    )
    return orders.drop("reading")


def net_lines(orders: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Return the sales with ``value``: what each line earned, so that an order's lines add up to its ``net_goods``.

    Discounts and tax are shared out in proportion to the lines' amounts; cents that are left go to the lines with the
    largest remainders, the earlier one first.
    """
    sales = lines.filter(pl.col("kind") == "sale").sort("order", "row", "product")
    sales = sales.join(orders.select("order", "sold", "net_goods"), on="order", how="inner", maintain_order="left")
    # Products without a remainder, for integers do not round: value = amount * net // sold.
    exact = pl.col("amount") * pl.col("net_goods")
    even = pl.col("sold") == 0
    share = pl.when(even).then(0).otherwise(exact // pl.max_horizontal("sold", pl.lit(1)))
    rest = pl.when(even).then(0).otherwise(exact % pl.max_horizontal("sold", pl.lit(1)))
    sales = sales.with_columns(share.alias("value"), rest.alias("rest"))
    left = pl.col("net_goods") - pl.col("value").sum().over("order")
    rank = pl.col("rest").rank("ordinal", descending=True).over("order")
    more = pl.when((pl.col("sold") > 0) & (rank <= left)).then(1).otherwise(0)
    return sales.with_columns((pl.col("value") + more).alias("value")).drop("rest", "sold", "net_goods")
