"""What an order file says, before anything is simulated: orders, lines, money, and what was left out and why.

This is the one reading of foreign files: a scenario that replays a trace and `orderlab import` both start from it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import polars as pl

from scenarios.errors import InputError
from scenarios.traces.companions import Companions, join_customers, join_payments, join_places, join_reviews
from scenarios.traces.figures import currency_of_headings
from scenarios.traces.line_states import with_line_states
from scenarios.traces.lines import read_lines, whole_rows
from scenarios.traces.money import net_lines, with_money
from scenarios.traces.notes import Moved, Notes
from scenarios.traces.numerals import currency_of
from scenarios.traces.order_stamps import FIELD
from scenarios.traces.orders import MONEY, read_orders
from scenarios.traces.shared_rows import told_apart
from scenarios.traces.spans import within_days
from scenarios.traces.table import Table
from scenarios.traces.versions import newest
from sim.placement.trace import TraceConfig

LIKELY = {"$": "USD", "Rs": "INR", "Rs.": "INR", "¥": "JPY", "kr": "SEK", "kr.": "DKK"}
"""What signs of several currencies most likely mean."""
AMOUNTS = (*MONEY, "price", "amount")
"""Columns that may carry the sign of their currency."""


@dataclass(frozen=True, slots=True, eq=False)
class Sales:
    """The facts of an order file.

    Parameters
    ----------
    orders
        One row an order that is replayed, ascending in ``placed``, then ``order``; the columns of `read_orders`, of
        `with_money` and of the companions (person, paid, method, stars).
    lines
        Their sales: order, product, quantity, ``value`` (minor units, without tax and discounts), priced, weighed.
    found
        Distinct orders in the file, whatever became of them.
    line_count, units, value
        What was sold: lines, units as the file counts them, minor units as its line amounts say.
    returned_units, returned_value
        What came back, positive.
    currency
        The currency of the file, None where it does not tell.
    likely_currency
        The one that a sign which is that of several (a dollar, a krone) most likely means; None without such a sign.
    notes
        What was left out, moved or not found.
    """

    orders: pl.DataFrame
    lines: pl.DataFrame
    found: int
    line_count: int
    units: float
    value: int
    returned_units: float
    returned_value: int
    currency: str | None
    notes: Notes
    likely_currency: str | None = None


def read_sales(trace: TraceConfig, tables: dict[str, Table], notes: Notes) -> Sales:
    """Read orders, lines and money.

    Parameters
    ----------
    trace
        The mapping.
    tables
        ``orders``, and the companions by name. Orders and items are taken out, so that their cells need not stay in
        memory when they are understood.
    notes
        Is told what was moved.

    Raises
    ------
    InputError
        One line: file, line, field, what is wrong and what is accepted; also when more than the scenario allows was
        not understood.
    """
    orders_table, items = tables.pop("orders"), tables.pop("items", None)
    companions = cast("Companions", tables)
    same_file = items is not None and Path(items.label).name == Path(orders_table.label).name
    label = Path(orders_table.label).name
    orders_table, items = newest(trace, orders_table, items, notes, same_file=same_file)
    if items is not None:
        before = items.frame["row"]
        items = whole_rows(items, trace, notes)
        if same_file and items.frame.height < before.len():
            again = before.filter(~before.is_in(items.frame["row"].implode()))
            kept = orders_table.frame.filter(~pl.col("row").is_in(again.implode()))
            orders_table = replace(orders_table, frame=kept)
    if items is not None and same_file:
        orders_table, items = with_line_states(trace, orders_table, items)
    rows = told_apart(orders_table, items, notes, same_file=same_file)
    orders_table, items = rows.orders, rows.items
    orders, credits = read_orders(
        trace, orders_table, notes, lines_too=same_file, summed=rows.summed, turned=rows.turned
    )
    del rows
    # Of the cells that are understood, signs of currency alone are asked for once more.
    signed = [name for name in (*AMOUNTS, "row", "file") if name in orders_table.frame.columns]
    orders_table = replace(orders_table, frame=orders_table.frame.select(signed))
    # Credit notes are no orders: what they say of goods is returns.
    credit = pl.col("order").str.contains(trace.credit_note) if trace.credit_note else pl.lit(False)
    real = orders.filter(~credit) if trace.credit_note else orders
    if real.is_empty():
        raise InputError(
            f"{orders_table.label}:1: {FIELD}.columns.order: every number is a credit note, some are accepted"
        )
    lines = read_lines(trace, items, orders, orders_table.label, notes)
    returns_only = _returns_only(real.filter(pl.col("status") != "cancelled"), lines)
    _say_nothing_ordered(returns_only, lines, label, notes)
    lines = pl.concat([lines, credits.filter(~pl.col("order").is_in(lines["order"].implode()))])
    found = real.height - len(returns_only) + notes.unplaced
    orders, currency = _one_currency(
        real.filter(~pl.col("order").is_in(returns_only.implode())) if len(returns_only) else real,
        trace,
        label,
        notes,
        lines,
        [orders_table, *([items] if items is not None else [])],
    )
    source, numbers = orders_table.label, real["order"]
    del orders_table, items, real, credits
    orders = join_payments(join_customers(orders, companions, notes), companions, trace)
    orders = join_places(join_reviews(orders, companions, trace, notes), companions, trace, notes)
    orders = with_money(orders, lines, trace, label, notes)
    gone = orders.filter(pl.col("status") == "cancelled")
    sold = orders.filter(pl.col("status") != "cancelled") if gone.height else orders
    if gone.height and trace.cancelled_orders == "left_out":
        number = gone.height
        notes.leave_out(
            "cancelled",
            f"{label}: {number} {'order was' if number == 1 else 'orders were'} cancelled and left out.",
            Moved(number, float(gone["units"].sum()), int(gone["gross"].sum())),
        )
        orders = sold
    orders = within_days(orders, trace, source, notes)
    if trace.cancelled_orders == "left_out":
        sold = orders
    loose = lines.filter((pl.col("kind") == "return") & ~pl.col("order").is_in(numbers.implode()))
    loose = pl.concat(
        [loose, lines.filter((pl.col("kind") == "return") & pl.col("order").is_in(returns_only.implode()))]
    )
    # An order that went back whole: its file may tell the money alone, or nothing of it.
    whole = sold.filter((pl.col("status") == "returned") & (pl.col("back_units") == 0))
    unpaid = whole.filter(pl.col("came_back") == 0)
    result = Sales(
        orders=orders,
        lines=net_lines(orders, lines),
        found=found,
        line_count=int(sold["line_count"].sum()),
        units=_whole(float(sold["units"].sum())),
        value=int(sold["gross"].sum()),
        returned_units=_whole(
            float(sold["back_units"].sum()) + float(loose["quantity"].sum()) + float(whole["units"].sum())
        ),
        returned_value=int(sold["came_back"].sum()) + int(loose["amount"].sum()) + int(unpaid["gross"].sum()),
        currency=None if currency in LIKELY else currency,
        notes=notes,
        likely_currency=LIKELY.get(currency or ""),
    )
    known = orders.select("order", "units", pl.col("gross").fill_null(0).alias("value"))
    lost = [rule.moved for rule in notes.left_out]
    notes.weigh(
        known,
        Moved(
            found,
            float(orders["units"].sum()) + sum(moved.units or 0.0 for moved in lost),
            int(orders["gross"].fill_null(0).sum()) + sum(moved.value or 0 for moved in lost),
        ),
    )
    notes.stop_at(trace.most_not_understood)
    return result


def _whole(number: float) -> float:
    return round(number, 6)


def _returns_only(orders: pl.DataFrame, lines: pl.DataFrame) -> pl.Series:
    """The numbers that have lines under which nothing was sold: goods came back, or there are no goods at all."""
    kinds = lines.group_by("order").agg((pl.col("kind") == "sale").any().alias("sale"))
    return kinds.filter(~pl.col("sale")).join(orders.select("order"), on="order", how="semi")["order"]


def _say_nothing_ordered(numbers: pl.Series, lines: pl.DataFrame, label: str, notes: Notes) -> None:
    """Orders of which every line asks for nothing at no price."""
    some = lines.filter(pl.col("order").is_in(numbers.implode()))
    empty = some.group_by("order").agg((pl.col("kind") == "nothing").all().alias("empty")).filter("empty")
    if not empty.is_empty():
        number = empty.height
        what = "order asks for nothing and is" if number == 1 else "orders ask for nothing and are"
        notes.leave_out("nothing ordered", f"{label}: {number} {what} left out.", Moved(number, 0.0, 0))


def _one_currency(
    orders: pl.DataFrame, trace: TraceConfig, label: str, notes: Notes, lines: pl.DataFrame, tables: Sequence[Table]
) -> tuple[pl.DataFrame, str | None]:
    """Keep the orders of one currency; an order that does not say is taken to be in it."""
    orders = orders.with_columns(pl.col("currency").str.to_uppercase())
    counts = (
        orders["currency"]
        .drop_nulls()
        .value_counts(sort=True, name="number")
        .sort("number", "currency", descending=[True, False])
    )
    if counts.is_empty():
        return orders, trace.currency or currency_of(tables, AMOUNTS) or currency_of_headings(_amounts(trace))
    main = str(counts["currency"][0]) if trace.currency is None else trace.currency
    others = orders.filter(pl.col("currency") != main)
    if others.is_empty():
        return orders, main
    if trace.currency is None and 2 * others.height >= orders["currency"].drop_nulls().len():
        first = orders.filter(pl.col("currency") == main).sort("row")["order"][0]
        other = others.sort("row").row(0, named=True)
        raise InputError(
            f"{label}:1: {FIELD}.columns.currency: the currency changes within the file: order {first} is in {main}, "
            f"{other['order']} in {other['currency']}; placement.trace.currency={main} replays those orders alone"
        )
    for name in others["currency"].unique().sort():
        some = others.filter(pl.col("currency") == name)
        sold = lines.filter((pl.col("kind") == "sale") & pl.col("order").is_in(some["order"].implode()))
        value = int(sold["amount"].sum()) if sold.height else int(some["total"].fill_null(0).sum())
        notes.leave_out(
            f"in {name}, not {main}",
            f"{label}: {some.height} {'order is' if some.height == 1 else 'orders are'} in {name} and left out; "
            f"placement.trace.currency={name} replays those instead.",
            Moved(some.height, float(sold["quantity"].sum()), value),
        )
    return orders.filter(pl.col("currency").is_null() | (pl.col("currency") == main)), main


def _amounts(trace: TraceConfig) -> list[str]:
    """The columns of money, as the files call them."""
    items = trace.companions.get("items")
    mappings: list[Mapping[str, str | Sequence[str]]] = [{str(k): name for k, name in trace.columns.items()}]
    mappings += [items.columns] if items else []
    named = [columns[name] for columns in mappings for name in AMOUNTS if name in columns]
    return [name for one in named for name in ([one] if isinstance(one, str) else one)]


def summary(sales: Sales) -> Mapping[str, object]:
    """Return the counts as `import --json` prints them."""
    units = sales.units
    return {
        "orders": sales.found,
        "lines": sales.line_count,
        "units": int(units) if units == int(units) else units,
        "value": sales.value / 100,
        "returned_units": int(sales.returned_units)
        if sales.returned_units == int(sales.returned_units)
        else sales.returned_units,
        "returned_value": sales.returned_value / 100,
        "left_out": [
            {
                "why": rule.why,
                "orders": rule.moved.orders or 0,
                "units": rule.moved.units or 0,
                "value": (rule.moved.value or 0) / 100,
            }
            for rule in sales.notes.left_out
        ],
    }
