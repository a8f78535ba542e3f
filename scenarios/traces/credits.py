"""Rows of an orders file that are below zero: not orders, but what came back of them (refunds as shops list them)."""

from __future__ import annotations

import polars as pl

REFUND = "(refund)"
"""What came back, where no line names the goods."""


def credit_rows(orders: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Part the orders from the rows below zero.

    Parameters
    ----------
    orders
        One row a row of the file: ``order``, ``units``, ``subtotal``, ``total`` and ``row`` among its columns.

    Returns
    -------
    tuple
        The orders, and the others as lines of kind ``return`` (see `read_lines`).

    Examples
    --------
    >>> row = {"order": "7", "units": -1.0, "subtotal": -500, "total": None, "row": 3}
    >>> credit_rows(pl.DataFrame([row], schema_overrides={"total": pl.Int64}))[1]["amount"].to_list()
    [500]
    """
    worth = pl.coalesce("subtotal", "total")
    below = ((pl.col("units") < 0) | (worth < 0)).fill_null(value=False)
    back = orders.filter(below).select(
        "order",
        pl.lit(REFUND).alias("product"),
        pl.col("units").abs().fill_null(0.0).alias("quantity"),
        worth.abs().fill_null(0).alias("amount"),
        pl.lit("return").alias("kind"),
        pl.lit(value=True).alias("priced"),
        pl.lit(value=False).alias("weighed"),
        "row",
    )
    return orders.filter(~below), back
