"""What the columns of any plain table mean, guessed by what such columns are called.

Lines stand in the orders file or in one of their own; files (or sheets) whose columns mean the same are months of one
kind. One that has orders too, in other columns, is refused: half of a business is not the business.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from scenarios.errors import InputError
from scenarios.traces.sheets import Sheet
from sim.placement.trace import NEEDED

GOODS = {"product", "quantity", "price", "amount"}
"""Meanings of which a file of lines has at least one."""

Words = Mapping[str, Sequence[str]]


def guess(
    sheets: Sequence[Sheet], words: Words, line_words: Words, told: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, Any], dict[str, tuple[Sheet, ...]]]:
    """Find the orders and their lines.

    Parameters
    ----------
    sheets
        The files.
    words, line_words
        Meaning -> names that such a column has, of orders and of lines.
    told
        Meaning -> column, as the user says.

    Returns
    -------
    tuple
        The columns of the orders, the companions as `placement.trace` takes them, and the files of each kind.

    Raises
    ------
    InputError
        If no file has orders, or one has them in other columns than the others.
    """
    orders = max(sheets, key=lambda sheet: _known(sheet, words))
    columns = guessed(orders, words)
    for meaning, column in told.items():
        if meaning in words and column in orders.header:
            columns = {name: other for name, other in columns.items() if other != column} | {meaning: column}
    missing = [meaning for meaning in NEEDED if meaning not in columns]
    if missing:
        raise InputError(
            f"{orders.label}:1: {' and '.join(missing)}: no column is known to mean it, present are: "
            f"{', '.join(orders.header)}; --map {missing[0]}='COLUMN' says which"
        )

    def alike(one: Sheet, other: Sheet) -> bool:
        return all(guessed(one, some) == guessed(other, some) for some in (words, line_words))

    kinds = {"orders": tuple(sheet for sheet in sheets if alike(sheet, orders))}
    others = [sheet for sheet in sheets if sheet not in kinds["orders"]]
    companions: dict[str, Any] = {}
    lines = max(others, key=lambda sheet: _known(sheet, line_words), default=None)
    if lines is not None and _of_orders(lines, words, line_words):
        found = guessed(lines, {**line_words, "discount": [*line_words["discount"], *words["discount"]]})
        key = guessed(lines, {"order": words["order"]})["order"]
        companions["items"] = {"key": key, "columns": {name: column for name, column in found.items() if column != key}}
        kinds["items"] = tuple(sheet for sheet in others if alike(sheet, lines))
    else:
        taken = set(columns.values())
        found = {meaning: column for meaning, column in guessed(orders, line_words).items() if column not in taken}
        if "quantity" in found or ("product" in found and {"price", "amount"} & set(found)):
            companions["items"] = {"key": columns["order"], "columns": found}
            kinds["items"] = kinds["orders"]
    used = {id(sheet) for group in kinds.values() for sheet in group}
    for sheet in others:
        if id(sheet) not in used and set(NEEDED) <= set(guessed(sheet, words)) and _of_orders(sheet, words, line_words):
            raise InputError(
                f"{sheet.label}:1: {', '.join(sheet.header[:12])}: orders in other columns than {orders.label} has, "
                "files (or sheets) of one kind with the same columns are accepted"
            )
    return columns, companions, kinds


def _of_orders(sheet: Sheet, words: Words, line_words: Words) -> bool:
    """Whether a file has an order's number beside goods."""
    key = guessed(sheet, {"order": words["order"]}).get("order")
    goods = guessed(sheet, line_words)
    return key is not None and any(meaning in GOODS and column != key for meaning, column in goods.items())


def bare(name: str) -> str:
    """A name without case, signs and accents: numéro is numero, Währung is wahrung."""
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKD", name.casefold()))


def guessed(sheet: Sheet, words: Words) -> dict[str, str]:
    """Meaning -> column: the first name in the meaning's list that the file has; no column means two things."""
    spelled = {bare(column.rsplit("/", 1)[-1]): column for column in reversed(sheet.header)}
    spelled |= {bare(column): column for column in reversed(sheet.header)}
    result: dict[str, str] = {}
    for meaning, names in words.items():
        for name in names:
            column = spelled.get(str(name))
            if column is not None and column not in result.values():
                result[meaning] = column
                break
    return result


def _known(sheet: Sheet, words: Words) -> int:
    found = guessed(sheet, words)
    return len(found) + 100 * sum(meaning in found for meaning in NEEDED)
