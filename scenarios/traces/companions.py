"""What stands beside the orders file: customers, payments, reviews, places, and where each file is.

A companion that is not there is reported and done without. Several files that fit a name are one below the other when
they have the same columns (months), and an error when not.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import get_args

import polars as pl

from scenarios.errors import InputError
from scenarios.traces.files import matching
from scenarios.traces.keys import loosened
from scenarios.traces.notes import Notes
from scenarios.traces.numerals import decimal_mark, read_numbers, to_minor
from scenarios.traces.order_stamps import FIELD
from scenarios.traces.sheets import Sheet, open_sheets
from scenarios.traces.table import Table, read_table
from sim.placement.trace import Companion, TraceConfig

WITHOUT: Mapping[Companion, str] = {
    "customers": "every order has a customer of its own, in the zone 'unknown' unless the orders file names one",
    "items": "every order is one unit of one item, of which there is always enough, and holding it costs nothing",
    "payments": "payment methods are drawn",
    "reviews": "no stars were observed",
    "products": "weights and volumes are the catalogue's means",
    "places": "postcodes are not located",
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
        if not matches:
            if not file.optional:
                raise InputError(f"--set: {field}.path: no file {file.path} beside the orders, a CSV file is accepted")
            notes.say(f"No {name} file ({file.path}) beside the orders: {WITHOUT[name]}.")
            continue
        columns = {"key": file.key, **file.columns}
        sheets = open_alike(matches, [match.name for match in matches], field, trace.delimiter)
        found[name] = read_table(sheets, matches[0].name, field, columns, notes)
    return found


def open_alike(paths: list[Path], labels: list[str], field: str, delimiter: str) -> list[Sheet]:
    """Open files of one kind; of a spreadsheet the first table, and those with the same columns.

    Raises
    ------
    InputError
        If they do not have the same columns, so that only one can be meant.
    """
    sheets: list[Sheet] = []
    for path, label in zip(paths, labels, strict=True):
        tables = open_sheets(path, label, field, delimiter)
        sheets += [table for table in tables if set(table.header) == set(tables[0].header)]
    if any(set(sheet.header) != set(sheets[0].header) for sheet in sheets):
        names = ", ".join(path.name for path in paths)
        raise InputError(
            f"--set: {field}.path: {names} do not have the same columns, "
            "the name of one file, or of several of one kind, is accepted"
        )
    return sheets


def _numbers(table: Table, trace: TraceConfig, *meanings: str) -> dict[str, pl.Series]:
    """Columns of numbers; a companion that lacks one has nothing there."""
    marks = decimal_mark(table, list(meanings), trace.decimal_mark)
    nothing = pl.Series([None] * table.frame.height, dtype=pl.Float64)
    return {name: read_numbers(table, name, marks[name]) if name in marks else nothing for name in meanings}


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


def join_payments(orders: pl.DataFrame, companions: Companions, trace: TraceConfig) -> pl.DataFrame:
    """Add ``paid`` (sum, minor units), and fill ``method`` (of the largest payment); null where unknown."""
    table = companions.get("payments")
    if table is None:
        return orders.with_columns(pl.lit(None, pl.Int64).alias("paid"))
    frame = table.frame
    value = to_minor(_numbers(table, trace, "value")["value"])
    method = frame["method"] if "method" in frame.columns else pl.Series([None] * frame.height, dtype=pl.String)
    rows = pl.DataFrame({"order": frame["key"], "value": value, "method_paid": method}).drop_nulls("order")
    if trace.match_keys == "loosely":
        rows = rows.with_columns(loosened("order"))
    paid = (
        rows.sort("order", "value", "method_paid", descending=[False, True, False], nulls_last=True)
        .group_by("order", maintain_order=True)
        .agg(
            pl.when(pl.col("value").is_not_null().any()).then(pl.col("value").sum()).alias("paid"),
            pl.col("method_paid").first(),
        )
    )
    joined = orders.join(paid, on="order", how="left")
    return joined.with_columns(pl.coalesce("method_paid", "method").alias("method")).drop("method_paid")


def join_reviews(orders: pl.DataFrame, companions: Companions, trace: TraceConfig, notes: Notes) -> pl.DataFrame:
    """Add ``stars``: the mean of an order's reviews, rounded half up; null where there is none from 1 to 5."""
    table = companions.get("reviews")
    if table is None or "stars" not in table.frame.columns:
        return orders.with_columns(pl.lit(None, pl.Int8).alias("stars"))
    read = _numbers(table, trace, "stars")["stars"]
    stars = pl.DataFrame({"order": table.frame["key"], "stars": read}).drop_nulls()
    possible = stars.filter(pl.col("stars").is_between(1, 5))
    notes.count(
        stars.height - possible.height,
        f"{table.label}: {{}} review outside 1 to 5 stars dropped.",
        f"{table.label}: {{}} reviews outside 1 to 5 stars dropped.",
    )
    mean = possible.sort("stars").group_by("order").agg((pl.col("stars").mean() + 0.5).floor().cast(pl.Int8))
    return orders.join(mean, on="order", how="left")


def join_places(orders: pl.DataFrame, companions: Companions, trace: TraceConfig, notes: Notes) -> pl.DataFrame:
    """Fill ``latitude`` and ``longitude`` from the table of postcodes; null where an order was not located.

    A postcode that the table lacks is looked up by its outward part (``SW1A 1AA`` by ``SW1A``).
    """
    inside = pl.col("latitude").is_between(-90, 90) & pl.col("longitude").is_between(-180, 180)
    orders = orders.with_columns(pl.when(inside).then(pl.col("latitude", "longitude")))
    table = companions.get("places")
    if table is not None:
        known = pl.DataFrame({"code": table.frame["key"], **_numbers(table, trace, "latitude", "longitude")})
        known = known.drop_nulls().with_columns(_postcode("code")).sort(pl.all()).unique("code", keep="first")
        whole = orders.with_columns(_postcode("postcode").alias("code"))
        part = pl.col("code").str.slice(0, pl.col("code").str.len_chars().cast(pl.Int64) - 3)
        for code in (pl.col("code"), part):
            near = whole.select("order", code.alias("code")).join(known, on="code", how="inner")
            found = orders.select("order").join(near, on="order", how="left", maintain_order="left")
            orders = orders.with_columns(
                pl.coalesce("latitude", found["latitude"]), pl.coalesce("longitude", found["longitude"])
            )
    lost = orders.filter(pl.col("latitude").is_null())
    if table is not None or lost.height < orders.height:
        notes.count(
            lost.height,
            "{} order was not located on the map.",
            "{} orders were not located on the map.",
            orders=lost["order"],
        )
    return orders


def _postcode(column: str) -> pl.Expr:
    return pl.col(column).str.replace_all(r"[\s-]", "").str.to_uppercase()
