"""What stands beside the orders file: customers, payments, reviews, and where each file is.

A companion that is not there is reported and done without; two files that could be meant are an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import get_args

import polars as pl

from scenarios.errors import InputError
from scenarios.traces.cells import numbers, to_minor
from scenarios.traces.files import matching
from scenarios.traces.notes import Notes
from scenarios.traces.orders import FIELD
from scenarios.traces.table import Table, read_table
from sim.placement.trace import Companion, TraceConfig

WITHOUT: Mapping[Companion, str] = {
    "customers": "every order has a customer of its own, in the zone 'unknown' unless the orders file names one",
    "items": "every order is one unit of one item",
    "payments": "payment methods are drawn",
    "reviews": "no stars were observed",
    "products": "weights and volumes are the catalogue's means",
}

Companions = Mapping[Companion, Table]


def read_companions(trace: TraceConfig, folder: Path, notes: Notes) -> Companions:
    """Read the companion files that are there; each table has its mapped columns and ``key``.

    Raises
    ------
    InputError
        If one that is not optional is missing, several could be meant, or one cannot be used.
    """
    found: dict[Companion, Table] = {}
    for name in get_args(Companion):
        file = trace.companions.get(name)
        if file is None:
            continue
        field = f"{FIELD}.companions.{name}"
        matches = matching(folder, file.path)
        if len(matches) > 1:
            names = ", ".join(match.name for match in matches)
            raise InputError(f"--set: {field}.path: {file.path} fits {names}, the name of one file is accepted")
        if not matches:
            if not file.optional:
                raise InputError(f"--set: {field}.path: no file {file.path} beside the orders, a CSV file is accepted")
            notes.say(f"No {name} file ({file.path}) beside the orders: {WITHOUT[name]}.")
            continue
        columns = {"key": file.key, **file.columns}
        found[name] = read_table(matches[0], matches[0].name, field, columns, trace.delimiter, notes)
    return found


def join_customers(orders: pl.DataFrame, companions: Companions, notes: Notes) -> pl.DataFrame:
    """Add ``person`` and fill ``zone``; an order without a customer is a customer of its own."""
    own = pl.coalesce("customer", pl.concat_str(pl.lit("order "), pl.col("order")))
    table = companions.get("customers")
    if table is None:
        return orders.with_columns(own.alias("person"), pl.col("zone").fill_null("unknown"))
    wanted = [pl.col("key").alias("customer")]
    for name in ("person", "zone"):
        column = pl.col(name) if name in table.frame.columns else pl.lit(None, pl.String)
        wanted.append(column.alias(f"{name}_known"))
    known = table.frame.select(wanted).drop_nulls("customer").sort(pl.all(), nulls_last=True)
    joined = orders.join(known.unique("customer", keep="first"), on="customer", how="left")
    notes.count(
        joined.filter(~pl.col("customer").is_in(known["customer"].implode()).fill_null(False)).height,
        f"{table.label}: the customer of {{}} order is not there: {WITHOUT['customers']}.",
        f"{table.label}: the customers of {{}} orders are not there: {WITHOUT['customers']}.",
    )
    return joined.with_columns(
        pl.coalesce("person_known", own).alias("person"),
        pl.coalesce("zone_known", "zone", pl.lit("unknown")).alias("zone"),
    ).drop("person_known", "zone_known")


def join_payments(orders: pl.DataFrame, companions: Companions, notes: Notes) -> pl.DataFrame:
    """Add ``paid`` (sum, minor units) and ``method`` (of the largest payment); null where unknown."""
    table = companions.get("payments")
    if table is None:
        return orders.with_columns(pl.lit(None, pl.Int64).alias("paid"), pl.lit(None, pl.String).alias("method"))
    frame = table.frame
    nothing = pl.Series([None] * frame.height, dtype=pl.Float64)
    value = numbers(table, "value", notes) if "value" in frame.columns else nothing
    method = frame["method"] if "method" in frame.columns else nothing.cast(pl.String)
    paid = (
        pl.DataFrame({"order": frame["key"], "value": value, "method": method})
        .drop_nulls("order")
        .with_columns(to_minor("value"))
        .sort("order", "value", "method", descending=[False, True, False], nulls_last=True)
        .group_by("order", maintain_order=True)
        .agg(
            pl.when(pl.col("value").is_not_null().any()).then(pl.col("value").sum()).alias("paid"),
            pl.col("method").first(),
        )
    )
    return orders.join(paid, on="order", how="left")


def join_reviews(orders: pl.DataFrame, companions: Companions, notes: Notes) -> pl.DataFrame:
    """Add ``stars``: the mean of an order's reviews, rounded half up; null where there is none from 1 to 5."""
    table = companions.get("reviews")
    if table is None or "stars" not in table.frame.columns:
        return orders.with_columns(pl.lit(None, pl.Int8).alias("stars"))
    stars = pl.DataFrame({"order": table.frame["key"], "stars": numbers(table, "stars", notes)}).drop_nulls()
    possible = stars.filter(pl.col("stars").is_between(1, 5))
    notes.count(
        stars.height - possible.height,
        f"{table.label}: {{}} review outside 1 to 5 stars dropped.",
        f"{table.label}: {{}} reviews outside 1 to 5 stars dropped.",
    )
    mean = possible.sort("stars").group_by("order").agg((pl.col("stars").mean() + 0.5).floor().cast(pl.Int8))
    return orders.join(mean, on="order", how="left")
