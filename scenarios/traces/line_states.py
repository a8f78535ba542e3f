"""A status that differs between the lines of an order is each line's own: one was cancelled, the others were sent."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from scenarios.traces.table import Table
from sim.placement.trace import TraceConfig

STATE = "state"
"""What became of a line: ``cancelled`` or ``returned``; null where the order's status holds."""
OF_LINES = ("cancelled", "returned")


def with_line_states(trace: TraceConfig, orders: Table, items: Table) -> tuple[Table, Table]:
    """Give lines of one file with their orders their own state, and the orders the status of their other lines.

    Parameters
    ----------
    trace
        The mapping; what its statuses mean.
    orders, items
        Rows of the same file, those of ``items`` with the number of their order (``key``).
    """
    if "status" not in orders.frame.columns:
        return orders, items
    meant = {name.strip().casefold(): meaning for name, meaning in trace.statuses.items()}
    told = pl.col("status").str.to_lowercase().replace_strict(meant, default=None, return_dtype=pl.String)
    rows = orders.frame.select("row", told.alias("told")).join(items.frame.select("row", "key"), on="row")
    own = pl.col("told").is_in(OF_LINES) & (pl.col("told").drop_nulls().n_unique().over("key") > 1)
    rows = rows.filter(own).select("row", pl.col("told").alias(STATE))
    if rows.is_empty():
        return orders, items
    kept = pl.when(~pl.col("row").is_in(rows["row"].implode())).then("status").alias("status")
    marked = items.frame.join(rows, on="row", how="left", maintain_order="left")
    return replace(orders, frame=orders.frame.with_columns(kept)), replace(items, frame=marked)
