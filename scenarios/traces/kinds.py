"""What each row of the items file is, and at what price: a sale, what came back, a discount, a charge for delivery."""

from __future__ import annotations

import polars as pl

from scenarios.traces.line_states import STATE
from scenarios.traces.notes import Moved, Notes
from scenarios.traces.table import CALLED
from sim.placement.trace import TraceConfig
from sim.units import minor

UNNAMED = "(unnamed)"
"""The product of rows that do not name one."""
GONE = "cancelled lines"
WRITTEN_OFF = "units below zero at no price (stock written off)"


def priced(rows: pl.DataFrame, orders: pl.DataFrame, trace: TraceConfig, notes: Notes) -> pl.DataFrame:
    """Give rows without a price their part of the order's total, else the price of their product, else the mean."""
    rows = _of_totals(rows, orders).with_columns(pl.col("amount").is_not_null().alias("priced"))
    lost = rows.filter(~pl.col("priced"))
    if lost.is_empty():
        return rows
    sold = pl.col("priced") & (pl.col("quantity") > 0) & (pl.col("amount") >= 0)
    units = pl.when(sold).then("quantity")
    total = pl.when(sold).then("amount")
    mean = total.sum().over("product") / units.sum().over("product")
    everywhere = rows.select((total.sum() / units.sum()).alias("m")).item()
    default = minor(trace.default_item_price)
    fallback = float(everywhere) if everywhere is not None and everywhere == everywhere else float(default)
    of_product = pl.when(units.sum().over("product") > 0).then(mean)
    rows = rows.with_columns(
        pl.coalesce("amount", (pl.coalesce(of_product, pl.lit(fallback)) * pl.col("quantity")).round().cast(pl.Int64))
    )
    given = rows.filter(~pl.col("priced"))
    moved = Moved(given["order"].n_unique(), float(given["quantity"].abs().sum()), int(given["amount"].abs().sum()))
    if everywhere is None or everywhere != everywhere:
        notes.say(f"No price is told: {default / 100:,.2f} a unit is our default, not yours.", moved)
        return rows
    notes.count(
        given.height,
        "{} item without a price: it has its product's mean, else that of all items.",
        "{} items without a price: they have their product's mean, else that of all items.",
        moved,
    )
    return rows


def _of_totals(rows: pl.DataFrame, orders: pl.DataFrame) -> pl.DataFrame:
    """Share the total of an order none of whose lines has a price out over its units; cents left go to the first."""
    bare = rows.group_by("order").agg(pl.col("amount").is_null().all().alias("bare")).filter("bare")
    if bare.is_empty():
        return rows
    goods = pl.coalesce(
        pl.col("total") - pl.col("delivery_charged").abs().fill_null(0) + pl.col("discount").abs().fill_null(0),
        "subtotal",
    )
    worth = orders.join(bare, on="order", how="semi").select("order", goods.alias("worth")).drop_nulls()
    units = pl.col("quantity").clip(lower_bound=0)
    before, of = units.cum_sum().over("order") - units, units.sum().over("order")
    # What lies between two rounded points of the way from 0 to the total, so that the parts add up.
    reached = (pl.col("worth") * (before + units) / of).round() - (pl.col("worth") * before / of).round()
    part = pl.when((of > 0) & pl.col("worth").is_not_null()).then(reached.cast(pl.Int64, strict=False))
    return (
        rows.join(worth, on="order", how="left", maintain_order="left")
        .with_columns(pl.coalesce("amount", part))
        .drop("worth")
    )


def sorted_out(rows: pl.DataFrame, trace: TraceConfig, name: str, notes: Notes) -> pl.DataFrame:
    """Say what each row is, and make every amount positive."""
    kind = (
        pl.when((pl.col("quantity") < 0) & (pl.col("amount") <= 0)).then(pl.lit("return"))
        .when((pl.col("quantity") >= 0) & (pl.col("amount") < 0)).then(pl.lit("discount"))
        .when(pl.col("quantity") > 0).then(pl.lit("sale"))
        .when((pl.col("quantity") == 0) & (pl.col("amount") == 0)).then(pl.lit("nothing"))
        .otherwise(pl.lit("unclear"))
    )  # fmt: skip
    for pattern, what in reversed(list(trace.goods_rules.items())):
        named = pl.col(CALLED).str.contains(f"(?m){pattern}").fill_null(value=False)
        meaning = {"delivery": "delivery", "discount": "discount", "left_out": "left_out"}[what]
        # A credit note for postage is no goods that came back.
        kind = (
            pl.when(named & (pl.col("quantity") > 0))
            .then(pl.lit(meaning))
            .when(named)
            .then(pl.lit("left_out"))
            .otherwise(kind)
        )
    kind = pl.when((pl.col(STATE) == "cancelled") & (pl.col("quantity") >= 0)).then(pl.lit(GONE)).otherwise(kind)
    rows = _written_off(rows.with_columns(kind.alias("kind")), trace.credit_note)
    _leave_out(rows, GONE, "cancelled, and the rest of their orders was not", name, notes)
    _leave_out(rows, "written off", WRITTEN_OFF, name, notes)
    _leave_out(rows, "unclear", "quantity and amount have signs that contradict each other", name, notes)
    _leave_out(rows, "left_out", "no goods (fees, samples, adjustments)", name, notes)
    rows = rows.filter(pl.col("kind") != "unclear")
    columns = ("order", "product", "quantity", "amount", "kind", "priced", "weighed", "row")
    plain = rows.with_columns(pl.col("quantity").abs(), pl.col("amount").abs())
    more = [plain.select(columns)]
    sale = pl.col("kind") == "sale"
    off = plain.filter(sale & (pl.col("off") > 0))
    if not off.is_empty():
        more.append(
            off.with_columns(pl.col("off").alias("amount"), pl.lit("line discount").alias("kind")).select(columns)
        )
    carried = plain.filter(sale & (pl.col("freight") > 0))
    if not carried.is_empty():
        more.append(
            carried.with_columns(pl.col("freight").alias("amount"), pl.lit("delivery").alias("kind")).select(columns)
        )
    back = plain.filter(sale & ((pl.col("back") > 0) | (pl.col("refund") > 0)))
    if not back.is_empty():
        share = pl.col("back").fill_null(0.0) / pl.col("quantity")
        value = pl.coalesce("refund", (pl.col("amount") * share).round().cast(pl.Int64))
        units = pl.col("back").fill_null(0.0)
        more.append(
            back.with_columns(value.alias("amount"), units.alias("quantity"), pl.lit("return").alias("kind")).select(
                columns
            )
        )
    result = pl.concat(more)
    for kind_, one, many in (
        ("return", "unit came back", "units came back"),
        ("discount", "discount stands as a line", "discounts stand as lines"),
    ):
        met = result.filter(pl.col("kind") == kind_)
        if not met.is_empty():
            number = met["quantity"].sum() if kind_ == "return" else met.height
            moved = Moved(met["order"].n_unique(), float(met["quantity"].sum()) if kind_ == "return" else None,
                          int(met["amount"].sum()))  # fmt: skip
            notes.say(
                f"{name}: {number:,.12g} {one if number == 1 else many}, worth {met['amount'].sum() / 100:,.2f}: "
                f"{'not demand; compared with the model returns' if kind_ == 'return' else 'taken off the order'}.",
                moved,
            )
    return result


def _written_off(rows: pl.DataFrame, credit_note: str) -> pl.DataFrame:
    """Goods below zero at no price, under a number that sold nothing: stock counted anew, no customer's return."""
    alone = ~(pl.col("kind") == "sale").any().over("order")
    free = (pl.col("kind") == "return") & pl.col("priced") & (pl.col("amount") == 0) & alone
    if credit_note:
        free = free & ~pl.col("order").str.contains(credit_note)
    return rows.with_columns(pl.when(free).then(pl.lit("written off")).otherwise(pl.col("kind")).alias("kind"))


def _leave_out(rows: pl.DataFrame, kind: str, why: str, name: str, notes: Notes) -> None:
    met = rows.filter(pl.col("kind") == kind)
    if met.is_empty():
        return
    moved = Moved(None, float(met["quantity"].abs().sum()), int(met["amount"].abs().sum()))
    sentence = f"{name}: {met.height} {'row' if met.height == 1 else 'rows'} left out: {why}."
    if kind == "unclear":
        notes.give_up(why, sentence, moved, "a return has quantity and amount below 0, a discount the amount alone")
    else:
        notes.leave_out(why, sentence, moved)
