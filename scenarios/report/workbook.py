"""``answer.xlsx``: profit and loss of A, B and B - A with live formulas, and a register of what they rest on.

The amounts of the parts are figures; every sum, every difference and every sensitivity is a formula, so that whoever
doubts a figure can put another in its place and see what becomes of the answer. A month is 365.25 / 12 days; amounts
are net of VAT and sales tax.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from pydantic import BaseModel

from scenarios.answer import in_words, part_name
from scenarios.reading import KeyPath, plain
from scenarios.scenario import Scenario, standing
from scenarios.study.explaining.accounting import Piece, pieces
from scenarios.study.explaining.inputs import Input, inputs
from scenarios.study.explaining.money import money, parts, rounded
from scenarios.study.labels import name_of
from scenarios.study.running.results import RunResult
from scenarios.study.statistics.comparison import Comparison
from sim.units import DAYS_A_MONTH

MONEY = "#,##0.00;[Red]-#,##0.00"
BOLD, SOFT = Font(bold=True), Font(italic=True, color="808080")
SUM = PatternFill("solid", fgColor="EEF2F7")
FIRST = 5
"""Row of the first part."""

BEGINNING = datetime(1980, 1, 1)  # the first day a ZIP archive can name

UNITS = ("minutes", "hours", "days", "seconds", "kilometres", "kilograms", "litres", "weeks")


@dataclass(frozen=True, slots=True)
class Books:
    """Where the sums stand on a sheet of profit and loss: the row of each part and of the profit."""

    sheet: str
    rows: dict[str, int]
    profit: int


def answer_workbook(comparisons: Sequence[Comparison]) -> bytes:
    """Return the file: two sheets an alternative, the answer in words on the first."""
    book = Workbook()
    book.remove(book.active)
    for number, one in enumerate(comparisons):
        if money(one) is None:
            continue
        tail = f" {number + 1}" if len(comparisons) > 1 else ""
        books = _profit_and_loss(book.create_sheet(f"Profit and loss{tail}"), one)
        _register(book.create_sheet(f"Assumptions{tail}"), one, books)
    if not book.sheetnames:
        book.create_sheet("No profit observed")
    return saved(book, io.BytesIO())


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


def monthly(run: RunResult, like: RunResult) -> dict[str, float]:
    """Return the parts of a run's profit a month, whole cents that add up to it, over replications both have."""
    both = [
        one
        for one, other in zip(run.observed, like.observed, strict=True)
        if one.get("profit") is not None and other.get("profit") is not None
    ]
    factor = DAYS_A_MONTH / run.days_counted / len(both)
    keys = {key: True for one in both for key in parts(one)}
    means = {key: math.fsum(parts(one).get(key, 0.0) for one in both) * factor for key in keys}
    return rounded(means, round(math.fsum(one["profit"] or 0.0 for one in both) * factor, 2))


def _profit_and_loss(sheet: Worksheet, one: Comparison) -> Books:
    worth, currency = money(one), one.a.simulated.currency
    assert worth is not None
    _text(sheet, 1, 1, in_words(one)[0])
    sheet["A2"] = (
        f"{currency} a month of 365.25 / 12 days, net of VAT and sales tax; means of {worth.profit.n} replications"
    )
    sheet["A2"].font = SOFT
    for column, title in enumerate(("", name_of(one.a.scenario), name_of(one.b.scenario), "B - A"), start=1):
        _text(sheet, FIRST - 1, column, title)
    before = monthly(one.a, one.b)
    rows: dict[str, int] = {}
    row = FIRST

    def lines(keys: Sequence[str]) -> tuple[int, int]:
        nonlocal row
        begin = row
        for key in keys:
            rows[key] = row
            amount = before.get(key, 0.0)
            # B is A and the bridge, so that the difference is the bridge to the cent.
            values = (part_name(key).capitalize(), amount, round(amount + worth.bridge[key], 2), f"=C{row}-B{row}")
            for column, value in enumerate(values, start=1):
                sheet.cell(row, column, value).number_format = MONEY
            row += 1
        return begin, row - 1

    def total(title: str, formula: str) -> int:
        nonlocal row
        for column, value in enumerate((title, *(formula.replace("?", at) for at in "BC"), f"=C{row}-B{row}"), start=1):
            cell = sheet.cell(row, column, value)
            cell.number_format, cell.font, cell.fill = MONEY, BOLD, SUM
        row += 1
        return row - 1

    income = [key for key in worth.bridge if key.startswith("turnover.")]
    spent = [key for key in worth.bridge if key.startswith("cost.")]
    first, last = lines(income)
    turnover = total("Turnover", f"=SUM(?{first}:?{last})")
    goods, _ = lines(["cost_of_goods"])
    gross = total("Turnover less goods", f"=?{turnover}+?{goods}")
    first, last = lines(spent)
    costs = total("Costs", f"=SUM(?{first}:?{last})")
    profit = total("Profit", f"=?{gross}+?{costs}")
    row += 1
    for title, value in (
        ("One-off cost", worth.one_off),
        ("Months until it is back", f'=IF(D{profit}>0,B{row}/D{profit},"never")'),
    ):
        sheet.cell(row, 1, title)
        sheet.cell(row, 2, value).number_format = MONEY
        row += 1
    low, high = worth.profit.low, worth.profit.high
    if low is not None and high is not None:
        sheet.cell(
            row, 1, "95 % interval of the change of profit" if _usual(one) else "Interval of the change of profit"
        )
        sheet.cell(row, 3, low).number_format = sheet.cell(row, 4, high).number_format = MONEY
    _widths(sheet, (34, 18, 18, 18))
    sheet.freeze_panes = sheet.cell(FIRST, 2)
    return Books(sheet.title, rows, profit)


def _text(sheet: Worksheet, row: int, column: int, text: str) -> None:
    """Write a heading; what a planner called something is never a formula."""
    cell = sheet.cell(row, column, text)
    cell.font, cell.data_type = BOLD, "s"


def _usual(one: Comparison) -> bool:
    return one.a.scenario.experiment.confidence == 0.95


def _register(sheet: Worksheet, one: Comparison, books: Books) -> None:
    currency = one.a.simulated.currency
    sheet["A1"] = "What the answer rests on: every number somebody had to put in"
    sheet["A1"].font = BOLD
    sheet["A2"] = (
        "Change of profit with a price at -20 and +20 %: by formula, where the number only prices what happened. "
        "Of other numbers only further runs can tell: orderlab compare --explain."
    )
    sheet["A2"].font = SOFT
    head = (
        "assumption", name_of(one.a.scenario), name_of(one.b.scenario), "unit", "meaning", "source", "whose number",
        f"B - A at -20 %, {currency} a month", f"at +20 %, {currency} a month",
    )  # fmt: skip
    for column, title in enumerate(head, start=1):
        _text(sheet, 4, column, title)
    row = 5
    priced: set[str] = set()
    for piece in pieces(one):
        if not piece.paths:
            continue
        priced |= set(piece.paths)
        part = _moved(piece, books)
        ends = [f"='{books.sheet}'!D{books.profit}{sign}0.2*({part})" for sign in ("-", "+")]
        _line(sheet, row, _piece_cells(one, piece), ends)
        row += 1
    for each in inputs(one.a.scenario, one.b.scenario):
        if each.name not in priced:
            _line(sheet, row, _input_cells(one, each), [])
            row += 1
    _widths(sheet, (46, 16, 16, 14, 60, 26, 14, 22, 22))
    sheet.freeze_panes = "B5"
    sheet.auto_filter.ref = f"A4:I{row - 1}"


def _moved(piece: Piece, books: Books) -> str:
    """Return what of the change of profit a piece is: its part's cell, or its share of the labour."""
    part = piece.part.partition(" ")[0]
    return f"'{books.sheet}'!D{books.rows[part]}" if part == piece.part else f"{piece.amount:.2f}"


def _piece_cells(one: Comparison, piece: Piece) -> tuple[str, ...]:
    paths = [tuple(path.split(".")) for path in piece.paths]
    values = [" and ".join(_shown(run.scenario, path, piece) for path in paths) for run in (one.a, one.b)]
    meaning = " and ".join(filter(None, (_meaning(one.b.scenario, path) for path in paths)))
    where = " and ".join(dict.fromkeys(_where(one, path) for path in paths))
    return (
        " and ".join(piece.paths),
        *values,
        one.a.simulated.currency,
        meaning,
        where,
        " and ".join(dict.fromkeys(piece.sources.values())),
    )


def _input_cells(one: Comparison, each: Input) -> tuple[float | str, ...]:
    meaning = _meaning(one.b.scenario if each.b is not None else one.a.scenario, each.path)
    values = ["-" if value is None else value for value in (each.a, each.b)]
    unit = _unit(each, meaning, one.a.simulated.currency)
    return (each.name, *values, unit, meaning, _where(one, each.path), each.source)


def _line(sheet: Worksheet, row: int, cells: Sequence[float | str], formulas: Sequence[str]) -> None:
    for column, value in enumerate((*cells, *formulas), start=1):
        cell = sheet.cell(row, column, value)
        if column > len(cells):
            cell.number_format = MONEY
        elif isinstance(value, str):
            cell.data_type = "s"  # what a planner wrote is never a formula


def _shown(scenario: Scenario, path: KeyPath, piece: Piece) -> str:
    value = standing(scenario, path)
    if isinstance(value, BaseModel | dict):
        return f"{piece.people} people" if piece.people is not None else "several"
    return "-" if value is None else plain(value)


def _where(one: Comparison, path: KeyPath) -> str:
    """Say where a value was written: in B, or in A; nowhere is the model's default."""
    for run in (one.b, one.a):
        for own, where in run.scenario.origins.items():
            if tuple(map(str, own))[: len(path)] == tuple(map(str, path)):
                return where
    return "default of the model"


def _meaning(scenario: Scenario, path: KeyPath) -> str:
    """Return the description of the field at a path."""
    described = ""
    for depth in range(len(path)):
        parent = scenario.laboratory if depth == 0 else standing(scenario, path[:depth])
        for model in _models(parent):
            if (field := type(model).model_fields.get(str(path[depth]))) is not None:
                described = field.description or described
    return described


def _models(value: object) -> Iterator[BaseModel]:
    if isinstance(value, BaseModel):
        yield value


def _unit(each: Input, meaning: str, currency: str) -> str:
    name = str(each.path[-1])
    if "currency" in meaning or name.startswith(("cost_", "wage_", "rate_", "fee_fixed")):
        return currency
    for unit in UNITS:
        if name.endswith(unit) or f"{unit}" in meaning:
            return unit
    if each.whole:
        return "count"
    return "share" if 0 <= each.value <= 1 else ""


def _widths(sheet: Worksheet, widths: Sequence[int]) -> None:
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
