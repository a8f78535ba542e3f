"""Which column of a plain table tells what became of an order: told by its name, and by what its cells say.

In Spanish a column called estado holds a status or a province, in English state does; and shops call theirs what they
like (fulfilment, payment). A column of which every cell is a status is one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scenarios.importing.headings import bare
from scenarios.importing.plain_tables import Columns, Words
from scenarios.traces.sheets import Sheet, some_cells
from sim.placement.trace import Status

REGIONS = ("state", "estado", "stato", "etat")
"""A column that is called so holds the status of an order, or where it goes."""
RETURNED = ("returned", "isreturned", "return", "refunded", "isrefunded", "retourniert", "retour", "devuelto")
YES_OR_NO: dict[str, Status] = {
    "yes": "returned", "y": "returned", "true": "returned", "ja": "returned", "oui": "returned", "si": "returned",
    "sí": "returned", "no": "open", "n": "open", "false": "open", "nein": "open", "non": "open", "nee": "open",
}  # fmt: skip
"""What a yes or a no means in a column that asks whether something came back."""
LOOKED_AT = 2_000
"""Rows that tell what a column holds."""


def without_regions(sheets: Sequence[Sheet], words: Words, statuses: Mapping[str, str]) -> Words:
    """The words for columns, where one called state that holds no status (but Kentucky) is none of them."""
    region = set()
    for name in REGIONS:
        columns = [(sheet, column) for sheet in sheets for column in sheet.header if bare(column) == name]
        cells = [cell.casefold() for sheet, column in columns for cell in some_cells(sheet, column)]
        if cells and not any(cell in statuses for cell in cells):
            region.add(name)
    if not region:
        return words
    return {**words, "status": [name for name in words["status"] if name not in region]}


def status_column(sheet: Sheet, used: set[str], statuses: Mapping[str, str]) -> str | None:
    """The unused column that tells most of what became of orders: each cell is a status; None without one."""
    best: tuple[int, str] | None = None
    for column in dict.fromkeys(name for name in sheet.header if name and name not in used):
        cells = {cell.casefold() for cell in some_cells(sheet, column, LOOKED_AT)}
        if not cells or not all(cell in statuses for cell in cells):
            continue
        told = len({statuses[cell] for cell in cells})
        if best is None or told > best[0]:
            best = told, column
    return None if best is None else best[1]


def returned_column(sheet: Sheet, used: set[str]) -> str | None:
    """The unused column that says of each row whether it came back, yes or no; None without one."""
    for column in (name for name in sheet.header if bare(name) in RETURNED and name not in used):
        cells = {cell.casefold() for cell in some_cells(sheet, column, LOOKED_AT)}
        if cells and cells <= set(YES_OR_NO):
            return column
    return None


def used_columns(columns: Columns) -> set[str]:
    """The columns that mean something already."""
    return {name for column in columns.values() for name in ([column] if isinstance(column, str) else column)}
