"""Numbers and tables as text: how a value of a unit is written, and columns laid out for a screen."""

from __future__ import annotations

from collections.abc import Sequence

Row = tuple[str, ...]
WORDS = (
    "asked",
    "answer",
    "against the baseline",
    "unit",
    "verdict",
    "what it is",
    "one iteration",
    "takes",
    "value",
    "solver",
    "paired over instances",
)
"""Columns that hold words and are set to the left."""
WIDTH = 100
"""Columns of a sentence below a table."""

COUNTED = ("orders", "offers", "vehicles", "calls", "drives")
"""Units of what is counted one by one."""


def number(value: float | None, unit: str) -> str:
    """Write a value as its unit wants it: a share as per cent, money with two decimals, the rest with three digits."""
    if value is None:
        return "-"
    if unit == "share":
        return f"{100 * value:.1f}"
    if unit == "money":
        return f"{value:,.2f}"
    if unit in COUNTED or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3f}" if abs(value) < 1 else f"{value:.2f}"


def unit_label(unit: str, currency: str) -> str:
    """Write a unit as a screen shows it."""
    return {"share": "%", "money": currency}.get(unit, unit)


def signed(value: float | None, unit: str) -> str:
    """Write a difference with its sign."""
    text = number(value, unit)
    if value is None or not any(digit in text for digit in "123456789"):
        return text.lstrip("-") if value is not None else text
    return text if value < 0 else f"+{text}"


def counted(number: int, noun: str) -> str:
    """``1 vehicle``, ``2 vehicles``."""
    return f"{number:,} {noun}{'s' * (number != 1)}"


def text_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Lay columns out with two spaces between them: names to the left, numbers to the right."""
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    words = {column for column, title in enumerate(head) if column == 0 or title in WORDS}

    def line(row: Sequence[str]) -> str:
        cells = (
            cell.ljust(width) if column in words else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        return "  ".join(cells).rstrip()

    return "\n".join([line(head), "  ".join("-" * width for width in widths), *map(line, rows)])
