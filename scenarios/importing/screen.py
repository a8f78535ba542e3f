"""One screen of what was understood: counts, money by month, days, zones, channels, and what was left out and why."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl

from scenarios.importing.reading import Understood
from scenarios.importing.values import Value
from scenarios.traces.notes import in_words

MOST = 8


def screen(understood: Understood, values: list[Value]) -> str:
    """Return the text that `orderlab import` shows."""
    sales, found = understood.sales, understood.found
    orders = sales.orders
    files = {kind: ", ".join(sheet.label for sheet in sheets) for kind, sheets in found.sheets.items()}
    currency = sales.currency or next((str(value.value) for value in values if value.path == "currency"), "")
    assumed = "" if sales.currency else " (no column tells the currency)"
    first, last = _day(orders["placed"].min()), _day(orders["placed"].max())
    lines = [
        f"These are {found.title}: {'; '.join(f'{kind} in {name}' for kind, name in files.items())}.",
        f"{_counted(sales.found, 'order')} from {first} to {last}: {_counted(sales.line_count, 'line')}, "
        f"{_counted(sales.units, 'unit')}, "
        f"{sales.value / 100:,.2f} {currency}{assumed} as the lines say, "
        f"{orders['net_goods'].sum() / 100:,.2f} {_without(understood)}.",
    ]
    if sales.returned_value or sales.returned_units:
        lines.append(
            f"Came back: {_counted(sales.returned_units, 'unit')}, {sales.returned_value / 100:,.2f} {currency}."
        )
    lines += ["", "What the columns mean:"]
    lines += [f"  {meaning:17} {_names(column)}" for meaning, column in found.settings["columns"].items()]
    for kind, about in found.settings["companions"].items():
        lines += [f"  {kind + '.' + meaning:17} {_names(column)}" for meaning, column in about["columns"].items()]
    if unused := _unused(understood):
        lines.append(f"Not used: {', '.join(unused)}.")
    lines += ["", *_months(orders)]
    for name, many in (("zone", "Zones"), ("channel", "Channels"), ("method", "Paid with")):
        if orders[name].drop_nulls().n_unique() > 1 or (name == "zone" and orders[name].n_unique() > 1):
            lines.append(f"{many}: {_counts(orders[name])}")
    left = sales.notes.left_out
    lines += ["", "Left out:" if left else "Left out: nothing."]
    lines += [f"  {rule.why}: {in_words(rule.moved, sales.notes.total)}" for rule in left]
    said = sales.notes.sentences
    lines += ["", "Said while reading:", *(f"  {sentence}" for sentence in said)] if said else []
    marks = [value.mark for value in values]
    lines += [
        "",
        f"{marks.count('data')} values are your data, {marks.count('answer')} your answers, "
        f"{marks.count('default')} our defaults.",
    ]
    return "\n".join(lines)


def _counted(number: float, what: str) -> str:
    return f"{number:,.12g} {what if number == 1 else what + 's'}"


def _without(understood: Understood) -> str:
    """What the goods' sum is free of: of tax only where a file or an answer told of one."""
    if understood.trace.tax_rate or (understood.sales.orders["tax"] != 0).any():
        return "without tax and discounts"
    return (
        "without discounts; no tax is told of, so that prices are taken to hold none (tax_rate_percent says otherwise)"
    )


def _unused(understood: Understood) -> list[str]:
    """Columns of the files that mean nothing here."""
    settings = understood.found.settings
    used: set[str] = set()
    for about in (settings, *settings["companions"].values()):
        for column in (*about["columns"].values(), about.get("key") or ()):
            used |= {column} if isinstance(column, str) else set(column)
    header = dict.fromkeys(
        name for sheets in understood.found.sheets.values() for sheet in sheets for name in sheet.header if name
    )
    return [name for name in header if name not in used]


def _names(column: object) -> str:
    return column if isinstance(column, str) else ", else ".join(str(name) for name in column)  # type: ignore[attr-defined]


def _months(orders: pl.DataFrame) -> list[str]:
    month = pl.col("placed").cast(pl.Datetime("us")).dt.strftime("%Y-%m")
    table = orders.group_by(month.alias("month")).agg(
        pl.len(), pl.col("units").sum(), (pl.col("net_goods").sum() / 100).alias("value")
    )
    rows = table.sort("month").tail(2 * MOST).iter_rows()
    return [
        "Month      orders      units          value",
        *(f"{m} {n:9,} {u:10,.12g} {v:14,.2f}" for m, n, u, v in rows),
    ]


def _counts(names: pl.Series) -> str:
    table = names.fill_null("unknown").value_counts(sort=True, name="n").sort("n", names.name, descending=[True, False])
    said = [f"{name} {count:,}" for name, count in table.head(MOST).iter_rows()]
    more = table.height - MOST
    return ", ".join(said) + (f" and {more} more" if more > 0 else "")


def _day(moment: object) -> str:
    return datetime.fromtimestamp(int(str(moment)) / 1_000_000, tz=UTC).date().isoformat()
