"""A column of taxes that holds rates (20%, VAT 20%) and no amounts: the total of an order holds the tax."""

from __future__ import annotations

import polars as pl

from scenarios.traces.notes import Notes

RATE = r"([0-9]+(?:[.,][0-9]+)?)\s*%"


def tax_rates(frame: pl.DataFrame) -> pl.Series | None:
    """Return the rate of each row as a share of the net price; None where the column holds amounts.

    An order of several rates has none: how much of its total is taxed at which, no total tells.

    Examples
    --------
    >>> tax_rates(pl.DataFrame({"order": ["1", "2"], "tax": ["20%", "VAT 5 %"]})).to_list()
    [0.2, 0.05]
    """
    if "tax" not in frame.columns or not frame["tax"].str.contains("%", literal=True).any():
        return None
    number = pl.col("tax").str.extract(RATE).str.replace(",", ".", literal=True).cast(pl.Float64) / 100
    several = pl.col("tax").str.count_matches(RATE).fill_null(0) > 1
    rates = frame.select("order", pl.when(~several).then(number).alias("rate"), several.alias("several"))
    order = pl.col("order").forward_fill()
    one = (pl.col("rate").n_unique().over(order) - pl.col("rate").is_null().any().over(order).cast(pl.UInt32)) <= 1
    return rates.select(pl.when(one & ~pl.col("several").any().over(order)).then("rate")).to_series()


def tax_of(rate: pl.Series, total: pl.Series, name: str, notes: Notes) -> pl.Series:
    """The tax in each total, minor units: null where no total or no one rate tells."""
    amounts = pl.DataFrame({"rate": rate, "total": total})
    told = amounts.select((pl.col("total") * pl.col("rate") / (1 + pl.col("rate"))).round().cast(pl.Int64))
    found = told.to_series()
    notes.say(
        f"{name}: the column 'tax' holds rates, no amounts: "
        + (
            "taxes are those that the totals hold."
            if found.is_not_null().any()
            else "prices are taken as they stand (placement.trace.tax_rate says that they hold tax)."
        )
    )
    return found
