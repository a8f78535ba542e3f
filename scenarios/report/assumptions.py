"""The sheet of assumptions: every number that somebody had to put in, and what the answer is when prices move."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from openpyxl.worksheet.worksheet import Worksheet
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from scenarios.reading import KeyPath, plain
from scenarios.report.sheets import BOLD, MONEY, SOFT, heading, set_widths
from scenarios.report.units import unit_of
from scenarios.scenario import Scenario, standing
from scenarios.study.explaining.accounting import Piece, pieces
from scenarios.study.explaining.inputs import Input, inputs
from scenarios.study.labels import name_of
from scenarios.study.statistics.comparison import Comparison


@dataclass(frozen=True, slots=True)
class Books:
    """Where the sums stand on a sheet of profit and loss: the row of each part and of the profit."""

    sheet: str
    rows: dict[str, int]
    profit: int


def write_assumptions(sheet: Worksheet, one: Comparison, books: Books) -> None:
    """Write one line an assumption; where it only prices what happened, the answer at -20 and +20 % as formulas."""
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
        heading(sheet, 4, column, title)
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
    set_widths(sheet, (46, 16, 16, 14, 60, 26, 14, 22, 22))
    sheet.freeze_panes = "B5"
    sheet.auto_filter.ref = f"A4:I{row - 1}"


def _moved(piece: Piece, books: Books) -> str:
    """Return what of the change of profit a piece is: its part's cell; of what is within another part, how much."""
    row = books.rows.get(piece.part)
    return f"{piece.amount:.2f}" if row is None else f"'{books.sheet}'!D{row}"


def _piece_cells(one: Comparison, piece: Piece) -> tuple[str, ...]:
    paths = [tuple(path.split(".")) for path in piece.paths]
    values = [" and ".join(_shown(run.scenario, path, piece) for path in paths) for run in (one.a, one.b)]
    meaning = " and ".join(filter(None, (_meaning(one.b.scenario, path) for path in paths)))
    where = " and ".join(dict.fromkeys(_where(one, path) for path in paths))
    return (
        " and ".join(piece.paths),
        *values,
        " and ".join(filter(None, dict.fromkeys(_unit(one, path) for path in paths))),
        meaning,
        where,
        " and ".join(dict.fromkeys((*piece.sources.values(), *piece.counts.values()))),
    )


def _input_cells(one: Comparison, each: Input) -> tuple[float | str, ...]:
    meaning = _meaning(one.b.scenario if each.b is not None else one.a.scenario, each.path)
    values = ["-" if value is None else value for value in (each.a, each.b)]
    scenario = one.b.scenario if each.b is not None else one.a.scenario
    name, field = str(each.path[-1]), _field(scenario, each.path)
    unit = unit_of(name, field, one.a.simulated.currency, whole=each.whole)
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


def _unit(one: Comparison, path: KeyPath) -> str:
    """Return the unit of what prices a part; blocks of several numbers have that of their amounts, if any."""
    value, field = standing(one.b.scenario, path), _field(one.b.scenario, path)
    if value is None or isinstance(value, BaseModel | dict):
        return one.a.simulated.currency if field is not None and "currency" in (field.description or "") else ""
    return unit_of(str(path[-1]), field, one.a.simulated.currency, whole=isinstance(value, int))


def _meaning(scenario: Scenario, path: KeyPath) -> str:
    """Return the description of the field at a path, or of the block around it."""
    described = ""
    for depth in range(1, len(path) + 1):
        field = _field(scenario, path[:depth])
        described = (field.description if field is not None else None) or described
    return described


def _field(scenario: Scenario, path: KeyPath) -> FieldInfo | None:
    """Return the field at a path; an entry of a map of numbers has that of the map."""
    parent = scenario.laboratory if len(path) == 1 else standing(scenario, path[:-1])
    for model in _models(parent):
        return type(model).model_fields.get(str(path[-1]))
    numbers = isinstance(parent, dict) and not isinstance(standing(scenario, path), BaseModel | dict)
    return _field(scenario, path[:-1]) if numbers and len(path) > 1 else None


def _models(value: object) -> Iterator[BaseModel]:
    if isinstance(value, BaseModel):
        yield value
