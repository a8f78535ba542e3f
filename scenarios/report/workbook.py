"""``answer.xlsx``: profit and loss of A, B and B - A with live formulas, and a register of what they rest on.

The amounts of the parts are figures; every sum, every difference and every sensitivity is a formula, so that whoever
doubts a figure can put another in its place and see what becomes of the answer. A month is 365.25 / 12 days; amounts
are net of VAT and sales tax.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from scenarios.answer import in_words, part_name
from scenarios.report.assumptions import Books, write_assumptions
from scenarios.report.sheets import BOLD, MONEY, SOFT, SUM, heading, saved, set_widths
from scenarios.study.explaining.money import money, rounded
from scenarios.study.explaining.parts import parts
from scenarios.study.labels import name_of
from scenarios.study.running.results import RunResult
from scenarios.study.statistics.comparison import Comparison
from scenarios.text_tables import counted
from sim.units import DAYS_A_MONTH

FIRST = 5
"""Row of the first part."""


def answer_workbook(comparisons: Sequence[Comparison]) -> bytes:
    """Return the file: two sheets an alternative, the answer in words on the first."""
    book = Workbook()
    book.remove(book.active)
    for number, one in enumerate(comparisons):
        if money(one) is None:
            continue
        tail = f" {number + 1}" if len(comparisons) > 1 else ""
        books = _profit_and_loss(book.create_sheet(f"Profit and loss{tail}"), one)
        write_assumptions(book.create_sheet(f"Assumptions{tail}"), one, books)
    if not book.sheetnames:
        book.create_sheet("No profit observed")
    return saved(book, io.BytesIO())


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
    heading(sheet, 1, 1, in_words(one)[0])
    sheet["A2"] = (
        f"{currency} a month of 365.25 / 12 days, net of VAT and sales tax; "
        f"means of {counted(worth.profit.n, 'replication')}"
    )
    sheet["A2"].font = SOFT
    for column, title in enumerate(("", name_of(one.a.scenario), name_of(one.b.scenario), "B - A"), start=1):
        heading(sheet, FIRST - 1, column, title)
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
    set_widths(sheet, (34, 18, 18, 18))
    sheet.freeze_panes = sheet.cell(FIRST, 2)
    return Books(sheet.title, rows, profit)


def _usual(one: Comparison) -> bool:
    return one.a.scenario.experiment.confidence == 0.95
