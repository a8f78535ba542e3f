"""From a stranger's files to what was understood: recognise them, lay the user's word upon it, read the sales."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
from pydantic import ValidationError

from scenarios.errors import InputError, one_line
from scenarios.importing.layouts import PLAIN, Found, mapped, recognise
from scenarios.overrides import parse_override
from scenarios.reading import dotted
from scenarios.traces.notes import Notes
from scenarios.traces.order_stamps import FIELD
from scenarios.traces.sales import Sales, read_sales
from scenarios.traces.sheets import Sheet, open_sheets
from scenarios.traces.table import Table, read_table
from sim.forms import said
from sim.placement.trace import TraceConfig


@dataclass(frozen=True, slots=True, eq=False)
class Understood:
    """What files are, and what they say.

    Parameters
    ----------
    found
        The layout and the mapping.
    trace
        The mapping as the reader takes it.
    sales
        Orders, lines and money.
    """

    found: Found
    trace: TraceConfig
    sales: Sales


def understand(
    paths: Sequence[Path], layout: str | None, mapping: Mapping[str, str], settings: Sequence[str]
) -> Understood:
    """Read files of one shop.

    Parameters
    ----------
    paths
        The files, in any order: several of a kind are months.
    layout
        A layout's name or file; recognised when None.
    mapping
        ``meaning -> column`` of the user's.
    settings
        ``placement.trace.*=value`` of the user's.

    Raises
    ------
    InputError
        One line that says what to mend.
    """
    missing = next((path for path in paths if not path.exists()), None)
    if missing is not None:
        raise InputError(f"FILES: {missing}: no such file, the files of a shop's export are accepted")
    labels = _labels(paths)
    sheets = [sheet for path, label in zip(paths, labels, strict=True) for sheet in open_sheets(path, label, FIELD)]
    found = mapped(recognise(sheets, layout, mapping), mapping)
    trace = trace_config(found, settings)
    notes = Notes()
    for label in found.unread:
        notes.say(f"{label}: none of the files of this layout ({found.title}), not read.")
    orders = found.sheets["orders"]
    columns = {str(name): column for name, column in trace.columns.items()}
    tables: dict[str, Table] = {"orders": read_table(orders, orders[0].label, FIELD, columns, notes)}
    for kind, file in trace.companions.items():
        group = found.sheets[kind]
        field = f"{FIELD}.companions.{kind}"
        tables[kind] = read_table(group, group[0].label, field, {"key": file.key, **file.columns}, notes)
    with_lines = "items" in tables
    if with_lines and found.name == PLAIN and "quantity" not in trace.companions["items"].columns:
        notes.say(f"{tables['items'].label}: no column tells how many units: each row is one.")
    sales = read_sales(trace, tables, notes)
    _refuse_without_money(sales, trace, orders)
    if with_lines:
        bare = sales.orders.filter(pl.col("line_count") == 0).height
        notes.count(
            bare,
            "{} order has no lines: it counts by the total, as one unit of a stand-in item.",
            "{} orders have no lines: they count by their totals, as one unit of a stand-in item each.",
        )
    elif not sales.units:
        notes.say("No file tells what an order is made of: each counts by its total, as one unit of a stand-in item.")
    return Understood(found, trace, sales)


def _refuse_without_money(sales: Sales, trace: TraceConfig, sheets: Sequence[Sheet]) -> None:
    """Refuse files that tell of no money, which is not ours to make up, unless the user says a price."""
    told = sales.orders.select(pl.col("total", "subtotal", "paid").is_not_null().any()).row(0)
    priced = (sales.lines["priced"] & (sales.lines["kind"] == "sale")).any()
    if any(told) or priced or "default_item_price" in trace.model_fields_set:
        return
    present = dict.fromkeys(name for sheet in sheets for name in sheet.header)
    raise InputError(
        f"{sheets[0].label}:1: amount: no cell tells what was paid, present are: {', '.join(present)}; "
        "--map items.amount='COLUMN' (or items.price, total) says which, "
        f"--set {FIELD}.default_item_price=20 takes one price for every unit"
    )


def _labels(paths: Sequence[Path]) -> list[str]:
    names = [path.name for path in paths]
    return [path.name if names.count(path.name) == 1 else str(path) for path in paths]


def trace_config(found: Found, settings: Sequence[str]) -> TraceConfig:
    """Return the mapping of a layout with the user's settings."""
    values: dict[str, Any] = {"fractional_quantity": "weighed", **found.settings}
    values["path"] = found.sheets["orders"][0].label
    values["companions"] = {
        kind: {"path": found.sheets[kind][0].label, "optional": False, **about}
        for kind, about in found.settings["companions"].items()
    }
    for text in settings:
        change = parse_override(text, "--set")
        if change.path[:2] != ("placement", "trace") or len(change.path) < 3:
            raise InputError(
                f"--set: {dotted(change.path)}: not about reading files, {FIELD}.KEY=value is accepted here; "
                "change the rest in the scenario that is written"
            )
        here = values
        for name in change.path[2:-1]:
            inner = here.get(str(name))
            here[str(name)] = here = dict(inner) if isinstance(inner, dict) else {}
        here[str(change.path[-1])] = change.value
    try:
        return TraceConfig.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in ("placement", "trace", *first["loc"]))
        raise InputError(f"--set: {where}: {one_line(said(first))}") from None
