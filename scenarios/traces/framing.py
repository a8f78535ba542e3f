"""What stands around the rows of a table: a title above the header, the header once more, a total below.

A row of totals is known by its word, or by numbers that are the sums of those above; read as an order it would double
the business.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from scenarios.traces.figures import plain

SEARCHED = 10
"""Rows within which the header stands."""
LOWEST = 3
"""Rows at the end that can be totals."""
ENOUGH = 3
"""Numbers above, below which a sum may be chance."""
SUMMED = (
    "quantity", "amount", "units", "value", "subtotal", "discount", "delivery_charged", "tax", "total", "refunded",
)  # fmt: skip
TOTAL = re.compile(
    r"(?i)^\W*(?:(?:grand|sub|overall)[ -]?)?"
    r"(?:totals?|sum|summe|gesamt(?:summe|ergebnis)?|ergebnis|zwischensumme|totaal|somme|totale?|suma)"
    r"(?: (?:general|général|geral|orders))?\W*$"
)
BEHIND = r"(?i) (?:total|result|ergebnis|summe|somme)$"
"""What a spreadsheet writes behind the name of a group that it adds up."""
NUMBER = r"^\S*[0-9]\S*$"
"""What numbers of orders look like: a figure in them, and no blank."""
SHORTENED = r"^-?[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]{2}$"
"""A long number as a spreadsheet shows and saves it: its last figures are lost."""


def delimiter_line(text: bytes) -> tuple[str | None, bytes]:
    """The delimiter that a first line ``sep=;`` names (Excel), and the text with that line left blank."""
    found = re.match(rb"sep=(.)\r?\n", text)
    return (found[1].decode("latin-1"), b"\n" + text[found.end() :]) if found else (None, text)


def header_row(rows: Sequence[Sequence[str | None]]) -> int | None:
    """The place of the header among the first rows: the first that is no mere title; None where all are blank."""
    counts = [sum(bool(cell and cell.strip()) for cell in row) for row in rows[: SEARCHED * 2]]
    widest = max(counts[:SEARCHED], default=0) or max(counts, default=0)
    return next((place for place, count in enumerate(counts) if count and 2 * count > widest), None)


def between(key: str) -> pl.Expr:
    """Whether a row adds up those of a day or of an order: its number is a word for that, or ``1001 Total``."""
    bare = pl.col(key).str.replace(BEHIND, "")
    behind = (bare != pl.col(key)) & (bare == pl.col(key).forward_fill().shift())
    return (pl.col(key).str.contains(TOTAL.pattern) | behind).fill_null(value=False)


def totals(frame: pl.DataFrame, key: str) -> list[int]:
    """The places of the rows at the end of a file that add up those above."""
    found: list[int] = []
    for place in range(frame.height - 1, max(-1, frame.height - 1 - LOWEST), -1):
        row = frame.row(place, named=True)
        named = any(TOTAL.match(cell) for cell in row.values() if isinstance(cell, str))
        own = row.get(key)
        if not (own is None or TOTAL.match(own)) or not (
            named or (not row.get("product") and _adds_up(frame.head(place), row))
        ):
            break
        found.append(place)
    return found


def footers(frame: pl.DataFrame, key: str) -> list[int]:
    """The places of the rows at the end that only say something: ``3, record(s) downloaded``.

    Such a row has words where those above have the number of an order, no date and no amount.
    """
    above = frame[key].head(max(1, frame.height - LOWEST)).drop_nulls().str.contains(NUMBER)
    if 2 * int(above.sum()) <= above.len():
        return []
    found: list[int] = []
    for place in range(frame.height - 1, max(-1, frame.height - 1 - LOWEST), -1):
        row = frame.row(place, named=True)
        own = row[key]
        if own is None or re.search(NUMBER, own) or row.get("placed") or _has_amount(row):
            break
        found.append(place)
    return found


def _has_amount(row: dict[str, str | None]) -> bool:
    cells = pl.Series([row.get(name) for name in (*SUMMED, "price")], dtype=pl.String).drop_nulls()
    return any(_read(cells, mark).is_not_null().any() for mark in ".,")


def _adds_up(above: pl.DataFrame, row: dict[str, str | None]) -> bool:
    """Whether every number of a row that could be a sum is that of its column."""
    met = 0
    for name in SUMMED:
        cell = row.get(name)
        if cell is None:
            continue
        readings = [_read(pl.Series([cell]), mark)[0] for mark in ".,"]
        if all(value in (None, 0.0) for value in readings):
            continue
        sums = [_read(above[name], mark) for mark in ".,"]
        if not any(
            value is not None
            and column.drop_nulls().len() >= ENOUGH
            and abs(value - float(column.sum())) <= 0.01 + 1e-9 * abs(value)
            for value, column in zip(readings, sums, strict=True)
        ):
            return False
        met += 1
    return met > 0


def _read(texts: pl.Series, mark: str) -> pl.Series:
    bare = plain(texts).str.replace_all("," if mark == "." else ".", "", literal=True)
    return bare.str.replace(mark, ".", literal=True).cast(pl.Float64, strict=False)
