"""The staff plan as a spreadsheet: a sheet a task with people by hour and weekday, vans by day, and the targets."""

from __future__ import annotations

import io
import re

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from scenarios.importing.staffing.plan import Staffed
from scenarios.report.sheets import BOLD, saved
from sim.settings import WEEKDAYS

_NOT_IN_TITLES = re.compile(r"[.\[\]:*?/\\']")
LONGEST_NAME = 31


def staff_workbook(plan: Staffed, notes: list[str]) -> bytes:
    """Return the file.

    Parameters
    ----------
    plan
        What it tells.
    notes
        Sentences on what it rests on.
    """
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    first.title = "Targets"
    _rows(
        first,
        ["target", "now", "with this plan", "with more people than work"],
        [[str(target), now, planned, most] for target, now, planned, most in plan.targets],
    )
    first.append([])
    first.append(["cost of labour a month", *plan.labour])
    first.append([])
    for note in notes:
        first.append([note])
    for name, people in plan.plans.items():
        sheet = book.create_sheet(sheet_title(name))
        hours = [[f"{hour:02d}:00", *people[:, hour].tolist()] for hour in range(people.shape[1])]
        _rows(sheet, ["from", *WEEKDAYS], hours)
        last = len(hours) + 1
        sheet.append(["hours", *(f"=SUM({column}2:{column}{last})" for column in "BCDEFGH")])
    vans = book.create_sheet("Vans by day")
    _rows(vans, ["day", "vans"], [list(pair) for pair in zip(WEEKDAYS, plan.vans, strict=True)] if plan.vans else [])
    if not plan.vans:
        vans.append(["the carrier delivers all: no vans"])
    return saved(book, io.BytesIO())


def sheet_title(task: str) -> str:
    """What a sheet of a task is called: some signs stand in no title, whatever a node is called."""
    return _NOT_IN_TITLES.sub(" ", task)[:LONGEST_NAME]


def _rows(sheet: Worksheet, head: list[str], rows: list[list[object]]) -> None:
    sheet.append(head)
    for cell in sheet[1]:
        cell.font = BOLD
    for row in rows:
        sheet.append(row)
    sheet.freeze_panes = "B2"
    sheet.column_dimensions["A"].width = 32
