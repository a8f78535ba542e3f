"""The business that is checked by hand, from its order file to the last cent."""

from __future__ import annotations

from pathlib import Path

import pytest
from sheets import Sheets

from scenarios import compare, load
from scenarios.report.workbook import answer_workbook
from scenarios.study.explaining.money import money
from scenarios.traces import tape_source
from sim.kpis import evaluate
from sim.model import simulate

FOLDER = Path(__file__).parents[2] / "examples" / "by_hand"


def kpis(monkeypatch: pytest.MonkeyPatch, *changes: str) -> dict[str, float | None]:
    monkeypatch.chdir(FOLDER)
    scenario = load("by_hand.yaml", list(changes))
    config, tapes = tape_source(scenario.config)
    return evaluate(simulate(config, tapes(275, 0)))


def test_every_line_is_what_it_is_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    found = kpis(monkeypatch)
    expected = {
        "order_volume": 20, "orders_delivered": 20, "online_turnover": 20 * 63.95 - 63.95, "cost_of_goods": 19 * 24.0,
        "cost.shipping": 20 * 4.6, "cost.packaging": 20 * 0.65, "cost.payment": 20 * 1.10, "cost.returns": 4.2,
        "cost.labour": 2 * 8 * 16.0, "cost.vans": 18.0, "profit": 353.85,
    }  # fmt: skip
    assert {key: found[key] for key in expected} == pytest.approx(expected, abs=1e-9)
    others = {key for key in found if key.startswith("cost.") and key not in expected}
    assert all(found[key] == 0 for key in others)


def test_without_the_lease_it_is_eighteen_more(monkeypatch: pytest.MonkeyPatch) -> None:
    assert kpis(monkeypatch, "delivery.fleet.vans.van.cost_per_day=0")["profit"] == 371.85


def test_an_order_system_for_so_much_a_year_costs_its_day(monkeypatch: pytest.MonkeyPatch) -> None:
    changes = "overheads.oms_licence={per_year: 50000}"
    assert kpis(monkeypatch, changes)["profit"] == pytest.approx(353.85 - 136.89)


def test_a_month_without_the_lease_is_worth_its_days_and_the_workbook_beside_it_computes_that(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(FOLDER)
    found = compare("by_hand.yaml", "by_hand.yaml+delivery.fleet.vans.van.cost_per_day=0", replications=1)
    worth = money(found)
    assert worth is not None
    assert worth.profit.mean == 547.88  # 18.00 x 365.25 / 12, to the cent
    assert worth.bridge["cost.vans"] == 547.88
    for content in (answer_workbook([found]), (FOLDER / "answer.xlsx").read_bytes()):
        sheets = Sheets(content)
        rows = {sheets.book["Profit and loss"].cell(row, 1).value: row for row in range(1, 40)}
        a, b, gain = (round(sheets.value("Profit and loss", f"{column}{rows['Profit']}"), 2) for column in "BCD")
        days = 365.25 / 12
        assert (a, b, gain) == pytest.approx((353.85 * days, 371.85 * days, 547.88), abs=0.011)
        assert sheets.book["Profit and loss"][f"D{rows['Profit']}"].value.startswith("=")
        assert sheets.value("Profit and loss", f"D{rows['Vans']}") == 547.88
