"""Sheets of workbooks: headings, money and widths; and a file that is the same for the same cells."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

MONEY = "#,##0.00;[Red]-#,##0.00"
BOLD, SOFT = Font(bold=True), Font(italic=True, color="808080")
SUM = PatternFill("solid", fgColor="EEF2F7")

BEGINNING = datetime(1980, 1, 1)  # the first day a ZIP archive can name


def saved(book: Workbook, file: io.BytesIO) -> bytes:
    """Return a workbook's bytes, the same for the same cells."""
    book.properties.created = BEGINNING
    book.save(file)
    return _timeless(file)


def _timeless(file: io.BytesIO) -> bytes:
    """Return the archive without the time of day: the same answer is the same bytes."""
    result = io.BytesIO()
    with ZipFile(file) as before, ZipFile(result, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            content = before.read(name)
            if name == "docProps/core.xml":  # openpyxl says when it was saved
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>1980-01-01T00:00:00Z", content)
            after.writestr(ZipInfo(name, BEGINNING.timetuple()[:6]), content, ZIP_DEFLATED)
    return result.getvalue()


def heading(sheet: Worksheet, row: int, column: int, text: str) -> None:
    """Write a heading; what a planner called something is never a formula."""
    cell = sheet.cell(row, column, text)
    cell.font, cell.data_type = BOLD, "s"


def set_widths(sheet: Worksheet, widths: Sequence[int]) -> None:
    """Set the widths of the first columns, in characters."""
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
