"""The orders file: which rows are orders, and which of their stamps are believed.

The rules, in the order they are applied; ``docs/traces.md`` gives the reasons.

1. A row without an order number and without a placing time belongs to the order above it.
2. A row with only one of the two is left out, and counted as not understood.
3. Of several rows with the same order number the one placed first is kept; what it lacks comes from the others.
4. A status the scenario does not name is an error.
5. An order that the file does not call delivered was placed all the same: it stays as demand, and what happened to it
   counts as unobserved, unless hand-over is the last stage the file knows.
6. A stamp before the order was placed counts as unobserved.
7. A stamp more than ``longest_days`` after it counts as unobserved.
8. Where two stages are stamped in the wrong order, the stamp of the earlier stage counts as unobserved.
"""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import get_args

import polars as pl

from scenarios.errors import InputError, nearest
from scenarios.traces.credits import credit_rows
from scenarios.traces.dates import placing_times, promised_times, without_time
from scenarios.traces.keys import filled, loosened
from scenarios.traces.notes import Moved, Notes
from scenarios.traces.numerals import decimal_mark, read_numbers, to_minor
from scenarios.traces.order_stamps import FIELD, STAGES, all_stamps
from scenarios.traces.shared_rows import refuse_reused
from scenarios.traces.stamps import Stamps
from scenarios.traces.table import Table
from scenarios.traces.tax_rates import tax_of, tax_rates
from sim.placement.trace import Status, TraceConfig
from sim.units import DAY, microseconds

STAGE_PAIRS = tuple(combinations(STAGES, 2))
TEXT = ("order", "customer", "status", "zone", "postcode", "channel", "method", "currency")
MONEY = ("subtotal", "discount", "delivery_charged", "tax", "total", "refunded")
PLAIN = ("latitude", "longitude", "units", "parcels")
WORDS = {
    "approved": "approved",
    "packed": "packed",
    "shipped": "handed to the carrier",
    "delivered": "delivered",
    "promised": "promised",
    "cancelled": "cancelled",
}


def read_orders(
    trace: TraceConfig,
    table: Table,
    notes: Notes,
    *,
    lines_too: bool = False,
    summed: frozenset[str] = frozenset(),
    turned: pl.Series | None = None,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Read and clean the orders.

    Parameters
    ----------
    trace
        The mapping.
    table
        The orders file, read.
    notes
        Is told what was moved.
    lines_too
        Whether the rows are lines, so that a repeated order number is nothing to speak of.
    summed, turned
        Of rows that are lines: the columns of which an order has the sum, and the rows of lines that came back.

    Returns
    -------
    tuple
        One row an order, ascending in ``placed``, then ``order``: text columns; Int64 microseconds since 1970 for
        stamps and Int64 minor units for money, null where not told; ``row`` of its first row.
        And the rows below zero, which are no orders: what came back, as lines are (`credit_rows`).

    Raises
    ------
    InputError
        If the file cannot be used, with the line.
    """
    frame = filled(table, "order", notes, trace.blank_order, starts="placed").frame
    height = frame.height
    columns = {name: _or_nothing(frame, name, pl.String) for name in TEXT}
    stamps = all_stamps(trace, table, notes)
    columns |= {name: found.times for name, found in stamps.items()}
    rate = tax_rates(frame)
    money = [name for name in MONEY if name != "tax" or rate is None]
    marks = decimal_mark(table, [*money, *PLAIN], trace.decimal_mark)
    for name in MONEY:
        columns[name] = to_minor(read_numbers(table, name, marks[name])) if name in marks else _none(height, pl.Int64)
    if rate is not None:
        columns["tax"] = tax_of(rate, columns["total"], Path(table.label).name, notes)
    for name in PLAIN:
        columns[name] = read_numbers(table, name, marks[name]) if name in marks else _none(height, pl.Float64)
    frame = pl.DataFrame({**columns, "row": frame["row"]})
    if trace.match_keys == "loosely":
        frame = frame.with_columns(loosened("order"))
    frame, credits = (frame, credit_rows(frame.head(0))[1]) if lines_too else credit_rows(frame)
    if lines_too:
        found = frame.select("order", "placed", "row")
        refuse_reused(found, pl.Series([], dtype=pl.Int64) if turned is None else turned, table, trace, notes)
    frame = _one_row_an_order(frame, table, notes, lines_too, summed)
    if frame.is_empty():
        raise InputError(
            f"{table.label}:1: {FIELD}.columns: no row has both an order number and a placing time, some are accepted"
        )
    said = Notes()
    frame = _settled_dates(frame, trace, stamps, said)
    frame = _statuses(frame, trace, table)
    frame = _believed(frame, trace, Path(table.label).name, notes).sort("placed", "order")
    notes.rules += said.rules
    return frame, credits


def _none(height: int, kind: type[pl.DataType]) -> pl.Series:
    return pl.Series([None] * height, dtype=kind)


def _or_nothing(frame: pl.DataFrame, name: str, kind: type[pl.DataType]) -> pl.Series:
    return frame[name] if name in frame.columns else _none(frame.height, kind)


def _one_row_an_order(
    frame: pl.DataFrame, table: Table, notes: Notes, lines_too: bool, summed: frozenset[str]
) -> pl.DataFrame:
    label = Path(table.label).name
    told = frame.group_by("order").agg(pl.col("placed").is_not_null().any().alias("dated"))
    frame = frame.join(told, on="order", how="left", nulls_equal=True)
    whole = frame.filter(pl.col("order").is_not_null() & pl.col("dated")).drop("dated")
    lost = frame.filter(pl.col("order").is_null() | ~pl.col("dated"))
    if not lost.is_empty():
        numbered = lost["order"].drop_nulls().n_unique() + lost["order"].null_count()
        total = whole["order"].n_unique() + numbered
        notes.unplaced = numbered
        first = int(lost["row"].min() or 0)  # type: ignore[arg-type]
        one, many = "row without an order number or a placing time", "rows without an order number or a placing time"
        notes.give_up(
            "without an order number or a placing time",
            f"{label}: {lost.height} {one if lost.height == 1 else many} left out, the first is {table.place(first)}.",
            Moved(orders=numbered, value=_sum(lost, "total", "subtotal")),
            f"both in every row are accepted, of {total} orders",
        )
    # Sorted by everything, so that which of two rows is kept does not depend on the order of the file; the rows of one
    # order's lines stand in an order of their own.
    rest = [name for name in whole.columns if name not in ("order", "placed", "row", *summed)]
    sums = [pl.when(pl.col(name).is_not_null().any()).then(pl.col(name).sum()).alias(name) for name in sorted(summed)]
    ordered = whole if lines_too else whole.sort("order", "placed", *rest, "row", nulls_last=True)
    told_once = pl.col("placed", *rest).first(ignore_nulls=True)
    single = ordered.group_by("order", maintain_order=True).agg(told_once, *sums, pl.col("row").min())
    if not lines_too:
        notes.count(
            whole.height - single.height,
            f"{label}: {{}} row repeats an order number and counts once: as the row placed first says.",
            f"{label}: {{}} rows repeat an order number and count once: as the row placed first says.",
        )
    return single


def _sum(frame: pl.DataFrame, *names: str) -> int | None:
    for name in names:
        if frame[name].null_count() < frame.height:
            return int(frame[name].sum())
    return None


def _settled_dates(frame: pl.DataFrame, trace: TraceConfig, stamps: dict[str, Stamps], notes: Notes) -> pl.DataFrame:
    """Dates without a time: spread over the day when they say when it was placed, else the end of the day."""
    if stamps["placed"].dates_only or without_time(frame["placed"]):
        frame = placing_times(frame, notes)
    for name in (*STAGES, "cancelled"):
        if stamps[name].dates_only:
            frame = frame.with_columns(pl.col(name) + DAY - 1)
            notes.say(f"The stamps '{WORDS[name]}' are dates: each means the end of its day.")
    return promised_times(frame, trace.promise_date, stamps["promised"].dates_only, notes)


def _statuses(frame: pl.DataFrame, trace: TraceConfig, table: Table) -> pl.DataFrame:
    """Translate the file's statuses; without a status column, what has a delivery stamp is delivered."""
    gone = pl.col("cancelled").is_not_null()
    if "status" not in table.frame.columns:
        last = pl.col("delivered") if "delivered" in table.frame.columns else pl.col("shipped")
        reached = pl.when(last.is_not_null()).then(pl.lit("delivered")).otherwise(pl.lit("open"))
        return frame.with_columns(pl.when(gone).then(pl.lit("cancelled")).otherwise(reached).alias("status"))
    ours: dict[str, Status] = {name.strip().casefold(): meaning for name, meaning in trace.statuses.items()}
    status = pl.col("status").str.to_lowercase().fill_null("")
    unknown = frame.filter(~status.is_in(list(ours)) & (status != "")).sort("row")
    if not unknown.is_empty():
        row, found = int(unknown["row"][0]), str(unknown["status"][0])
        others = [name for name in unknown["status"].unique(maintain_order=True).to_list() if name != found]
        beside = f" (nor {', '.join(others[:5])})" if others else ""
        table.refuse(
            row,
            "statuses",
            f"the scenario does not name the status {found}{beside}, {nearest(found, trace.statuses)}; "
            f"--set 'placement.trace.statuses.{found}=open' names it ({', '.join(get_args(Status))})",
        )
    known = status.replace_strict(ours, default="open", return_dtype=pl.String)
    return frame.with_columns(pl.when(gone).then(pl.lit("cancelled")).otherwise(known).alias("status"))


def _believed(frame: pl.DataFrame, trace: TraceConfig, name: str, notes: Notes) -> pl.DataFrame:
    """Apply rules 5 to 8, counting each."""

    def note(where: pl.Expr, rule: str, kind: str = "order") -> None:
        met = frame.filter(where)["order"]
        notes.count(met.len(), f"{name}: {{}} {kind} {rule}.", f"{name}: {{}} {kind}s {rule}.", orders=met)

    def distrust(stage: str, where: pl.Expr, rule: str) -> pl.DataFrame:
        note(where, rule)
        return frame.with_columns(pl.when(where.fill_null(False).not_()).then(pl.col(stage)).alias(stage))

    # A story is unfinished where the last stage that the file tells is missing.
    last = next((stage for stage in ("delivered", "shipped") if stage in trace.columns), None)
    ended = pl.col("shipped").is_not_null() if last == "shipped" else pl.lit(False)
    if last is not None or (frame["status"] == "delivered").any():
        unfinished = (pl.col("status") == "open") & ~ended
        note(unfinished, "never finished in the file: demand all the same, what happened afterwards is unobserved")
    if "status" in trace.columns or "cancelled" in trace.columns:
        demand = "demand all the same, " if trace.cancelled_orders == "demand" else ""
        gone = "cancelled or without goods: " + demand + "what happened afterwards is unobserved"
        note(pl.col("status") == "cancelled", gone)
    happened = pl.col("status").is_in(["delivered", "returned"])
    if "delivered" not in trace.columns:
        happened = happened | (pl.col("status") == "open") & pl.col("shipped").is_not_null()
    frame = frame.with_columns(pl.when(happened).then(pl.col(STAGES)))
    for stage in (*STAGES, "promised"):
        early = pl.col(stage) < pl.col("placed")
        frame = distrust(stage, early, f"{WORDS[stage]} before placed: that stamp is unobserved")
    longest_days = trace.longest_days
    if longest_days is not None:
        for stage in STAGES:
            slow = pl.col(stage) - pl.col("placed") > microseconds(longest_days, DAY)
            rule = f"{WORDS[stage]} more than {longest_days:g} days after placed: that stamp is unobserved"
            frame = distrust(stage, slow, rule)
    for earlier, later in STAGE_PAIRS:
        crossed = pl.col(later) < pl.col(earlier)
        rule = f"{WORDS[later]} before {WORDS[earlier]}: the stamp '{WORDS[earlier]}' is unobserved"
        frame = distrust(earlier, crossed, rule)
    for stage in (stage for stage in STAGES if stage in trace.columns):
        rule = f"without a usable stamp '{WORDS[stage]}': unobserved, the order is kept"
        note((pl.col("status") == "delivered") & pl.col(stage).is_null(), rule, "delivered order")
    return frame
