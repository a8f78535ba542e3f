"""What the columns of any plain table mean, guessed by what such columns are called.

Lines stand in the orders file or in one of their own; files (or sheets) whose columns mean the same are months of one
kind. One that has orders too, in other columns, is refused: half of a business is not the business. A column whose
cells cannot be what its name says (``Paid: yes`` is no date) is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from scenarios.errors import InputError
from scenarios.importing.headings import WITH_TAX, readings, without_owners
from scenarios.traces.sheets import Sheet, some_cells
from sim.placement.trace import NEEDED

GOODS = {"product", "quantity", "price", "amount"}
"""Meanings of which a file of lines has at least one."""
SEVERAL = "product"
"""The meaning of which all columns count: where no number of an article stands, its name does."""
DATES = ("placed", "approved", "shipped", "delivered", "promised")
OF_GOODS_AND_MONEY = (
    "product", "quantity", "price", "amount", "discount", "returned", "refunded", "subtotal", "delivery_charged",
    "tax", "total", "currency",
)  # fmt: skip
FIGURES = ("quantity", "price", "amount", "discount", "returned", "refunded", "subtotal", "delivery_charged", "tax",
           "total", "units", "latitude", "longitude", "parcels")  # fmt: skip
DATE = re.compile(
    r"\d{1,4}\D{1,3}(\d{1,2}|[^\W\d]{3,})\D{1,3}\d{2,4}|[^\W\d]{3,}\D{1,2}\d{1,2}\D{1,2}\d{2,4}|"
    r"^\d{5}(\.\d+)?$|^\d{8}(\d{6})?$|^\d{10}(\d{3})?$"
)
"""What may be a date: three parts of figures or a word, a spreadsheet's number of days, figures in a row."""
RATE = re.compile(r"(?i)rate|satz|taux|aliquot|tipo|tarief")
PER_CENT = re.compile(r"\d\s*%")
"""A rate of tax is told apart from its amount by its sign alone."""
FIGURE = re.compile(r"\d")

Words = Mapping[str, Sequence[str]]
Columns = dict[str, str | list[str]]


def guess(
    sheets: Sequence[Sheet], words: Words, line_words: Words, told: Mapping[str, str]
) -> tuple[Columns, dict[str, Any], dict[str, tuple[Sheet, ...]]]:
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
        return all(_named(one, some) == _named(other, some) for some in (words, line_words))

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
        found = guessed(orders, line_words, {str(column) for column in columns.values()})
        if "quantity" in found or ("product" in found and {"price", "amount"} & set(found)):
            companions["items"] = {"key": columns["order"], "columns": found}
            kinds["items"] = kinds["orders"]
        elif "amount" in found and not {"total", "subtotal"} & set(columns):
            columns["total"] = found["amount"]  # one row an order: an amount is the order's
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


def guessed(sheet: Sheet, words: Words, taken: set[str] | None = None) -> Columns:
    """Meaning -> column: the first name in the meaning's list that the file has; no column means two things.

    Of the goods all columns that name them are taken, the number of the article before its name.
    """
    used = set(taken or ())
    result: Columns = {}
    for meaning, columns in _named(sheet, words).items():
        fitting = [column for column in columns if column not in used and _can_be(sheet, column, meaning)]
        fitting = [name for name in fitting if some_cells(sheet, name)] or fitting[:1]
        if fitting:
            chosen = fitting if meaning == SEVERAL else fitting[:1]
            result[meaning] = chosen[0] if len(chosen) == 1 else chosen
            used |= set(chosen)
    if "price" in result and "amount" in result:  # of a price without tax and an amount with it, one is enough
        taxed = [name for name in ("price", "amount") if WITH_TAX.search(str(result[name]))]
        if len(taxed) == 1:
            del result[taxed[0]]
    return result


def _named(sheet: Sheet, words: Words) -> dict[str, list[str]]:
    """Meaning -> the columns that are called so, in the order of the meaning's names."""
    owned = {name: column for column in reversed(sheet.header) for name in without_owners(column)}
    spelled: dict[str, str] = {}
    for column in reversed(sheet.header):
        for name in [*readings(column)][:0:-1]:
            spelled[name] = column
    for column in reversed(sheet.header):
        spelled[next(readings(column))] = column
    result: dict[str, list[str]] = {}
    for meaning, names in words.items():
        known = {**owned, **spelled} if meaning in OF_GOODS_AND_MONEY else spelled
        columns = [known[str(name)] for name in names if known.get(str(name))]
        if columns:
            result[meaning] = list(dict.fromkeys(columns))
    return result


def _can_be(sheet: Sheet, column: str, meaning: str) -> bool:
    """Whether any cell of a column can be what its name says."""
    sign = DATE if meaning in DATES else FIGURE if meaning in FIGURES else None
    if meaning == "tax" and RATE.search(column):
        sign = PER_CENT
    if sign is None:
        return True
    cells = some_cells(sheet, column)
    return not cells or any(sign.search(cell) for cell in cells)


def _known(sheet: Sheet, words: Words) -> int:
    found = guessed(sheet, words)
    return len(found) + 100 * sum(meaning in found for meaning in NEEDED)
