"""The orders file: which rows are orders, and which of their stamps are believed.

The rules, in the order they are applied; ``docs/traces.md`` gives the reasons.

1. A row without an order number or a placing time is dropped.
2. Of several rows with the same order number the one placed first is kept.
3. A status the scenario does not name is an error.
4. An order that the file does not call delivered was placed all the same: it stays as demand, and what happened to it
   counts as unobserved.
5. A stamp before the order was placed counts as unobserved.
6. A stamp more than ``longest_days`` after it counts as unobserved.
7. Where two stages are stamped in the wrong order, the stamp of the earlier stage counts as unobserved.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from scenarios.errors import InputError, nearest
from scenarios.traces.cells import times
from scenarios.traces.notes import Notes
from scenarios.traces.table import Table, read_table
from sim.placement.trace import TraceConfig
from sim.units import DAY, microseconds

FIELD = "placement.trace"
STAGES = ("approved", "shipped", "delivered")
STAGE_PAIRS = (("approved", "shipped"), ("approved", "delivered"), ("shipped", "delivered"))
TEXT = ("order", "customer", "status", "zone")
WORDS = {"approved": "approved", "shipped": "handed to the carrier", "delivered": "delivered", "promised": "promised"}


def read_orders(trace: TraceConfig, path: Path, label: str, notes: Notes) -> pl.DataFrame:
    """Read and clean the orders.

    Returns
    -------
    polars.DataFrame
        One row an order, ascending in ``placed``, then ``order``: text columns order, customer, status (ours) and zone;
        Int64 microseconds since 1970 placed, approved, shipped, delivered, promised; null where not observed.

    Raises
    ------
    InputError
        If the file cannot be used, with the line.
    """
    table = read_table(
        path, label, FIELD, {str(name): column for name, column in trace.columns.items()}, trace.delimiter, notes
    )
    columns = {name: _text(table, name) for name in TEXT}
    for name in ("placed", *STAGES, "promised"):
        columns[name] = (
            times(table, name, trace.date_format, notes, needed=name == "placed")
            if name in trace.columns
            else pl.Series([None] * table.frame.height, dtype=pl.Int64)
        )
    frame = pl.DataFrame({**columns, "line": table.frame["line"]})
    name = Path(label).name
    frame = _one_row_an_order(frame, name, notes)
    if frame.is_empty():
        raise InputError(
            f"{label}:1: {FIELD}.columns: no row has both an order number and a placing time, some are accepted"
        )
    frame = _statuses(frame, trace, table)
    frame = _believed(frame, trace, name, notes).sort("placed", "order")
    return _half(frame, trace.half, notes).drop("line")


def _text(table: Table, name: str) -> pl.Series:
    if name in table.frame.columns:
        return table.frame[name]
    return pl.Series([None] * table.frame.height, dtype=pl.String)


def _one_row_an_order(frame: pl.DataFrame, label: str, notes: Notes) -> pl.DataFrame:
    whole = frame.drop_nulls(["order", "placed"])
    notes.count(
        frame.height - whole.height,
        f"{label}: {{}} row without an order number or a placing time dropped: it has no place in time.",
        f"{label}: {{}} rows without an order number or a placing time dropped: they have no place in time.",
    )
    # Sorted by everything, so that which of two rows is kept does not depend on the order of the file.
    rest = [name for name in whole.columns if name not in ("order", "placed", "line")]
    single = whole.sort("order", "placed", *rest, nulls_last=True).unique("order", keep="first", maintain_order=True)
    notes.count(
        whole.height - single.height,
        f"{label}: {{}} row repeats an order number and is dropped: the row placed first is kept.",
        f"{label}: {{}} rows repeat an order number and are dropped: the row placed first is kept.",
    )
    return single


def _statuses(frame: pl.DataFrame, trace: TraceConfig, table: Table) -> pl.DataFrame:
    """Translate the file's statuses; without a status column, what has a delivery stamp is delivered."""
    if "status" not in trace.columns:
        reached = pl.when(pl.col("delivered").is_not_null()).then(pl.lit("delivered")).otherwise(pl.lit("open"))
        return frame.with_columns(reached.alias("status"))
    status = pl.col("status").fill_null("")
    unknown = frame.filter(~status.is_in(list(trace.statuses)) & (status != "")).sort("line")
    if not unknown.is_empty():
        line, found = int(unknown["line"][0]), str(unknown["status"][0])
        table.refuse(
            line, "statuses", f"the scenario does not name the status {found}, {nearest(found, trace.statuses)}"
        )
    return frame.with_columns(status.replace_strict(trace.statuses, default="open", return_dtype=pl.String))


def _believed(frame: pl.DataFrame, trace: TraceConfig, name: str, notes: Notes) -> pl.DataFrame:
    """Apply rules 4 to 7, counting each."""

    def note(where: pl.Expr, rule: str, kind: str = "order") -> None:
        number = frame.filter(where).height
        notes.count(number, f"{name}: {{}} {kind} {rule}.", f"{name}: {{}} {kind}s {rule}.")

    def distrust(stage: str, where: pl.Expr, rule: str) -> pl.DataFrame:
        note(where, rule)
        return frame.with_columns(pl.when(where.fill_null(False).not_()).then(pl.col(stage)).alias(stage))

    for status, what in (("open", "never finished in the file"), ("cancelled", "cancelled or without goods")):
        # A file that tells nothing of what happened has no unfinished stories either.
        told = "status" in trace.columns or any(stage in trace.columns for stage in STAGES)
        note(
            (pl.col("status") == status) & told, f"{what}: demand all the same, what happened afterwards is unobserved"
        )
    happened = pl.col("status") == "delivered"
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
        note(happened & pl.col(stage).is_null(), rule, "delivered order")
    return frame


def _half(frame: pl.DataFrame, half: str, notes: Notes) -> pl.DataFrame:
    if half == "all":
        return frame
    kept = frame.gather_every(2, offset=0 if half == "even" else 1)
    notes.say(f"The {half} half of the orders is replayed: {kept.height} of {frame.height}.")
    if kept.is_empty():
        raise InputError(f"--set: {FIELD}.half: no order is in the {half} half, all is accepted")
    return kept
