"""The workbook of a comparison: its formulas compute, and what they compute is the answer."""

import io

import openpyxl
import pytest
from hand_made_runs import run_of
from sheets import Sheets

from scenarios.report.workbook import answer_workbook, monthly
from scenarios.study.explaining.money import money
from scenarios.study.statistics.comparison import Comparison, compared


def week(goods: float, shipping: float, labour: float) -> dict[str, float]:
    return {
        "turnover.goods": goods, "turnover.shipping": 33.33, "cost_of_goods": 0.55 * goods, "cost.shipping": shipping,
        "cost.labour": labour, "paid.support": labour, "orders_delivered": 100.0,
        "profit": 0.45 * goods + 33.33 - shipping - labour, "online_turnover": goods + 33.33,
    }  # fmt: skip


@pytest.fixture
def comparison() -> Comparison:
    a = run_of("tiny+days=7", week(1000, 111.11, 500), week(1010, 120.5, 500), week(990.01, 100, 500))
    b = run_of(
        "tiny+days=7+delivery.mode=carrier+experiment.one_off_cost=900",
        week(1000, 11.11, 480), week(1020, 13.13, 480), week(990.01, 12, 480),
    )  # fmt: skip
    return compared(a, [b])[0]


def test_the_formulas_compute_the_answer_to_the_cent(comparison: Comparison) -> None:
    sheets, worth = Sheets(answer_workbook([comparison])), money(comparison)
    assert worth is not None
    assert worth.profit.mean is not None
    titles = {sheets.book["Profit and loss"].cell(row, 1).value: row for row in range(1, 30)}
    profit = titles["Profit"]
    assert round(sheets.value("Profit and loss", f"D{profit}"), 2) == worth.profit.mean
    assert round(sheets.value("Profit and loss", f"B{profit}"), 2) == round(
        sum(monthly(comparison.a, comparison.b).values()), 2
    )
    assert round(sheets.value("Profit and loss", f"D{titles['Shipping']}"), 2) == worth.bridge["cost.shipping"]
    assert sheets.value("Profit and loss", f"B{titles['Months until it is back']}") == pytest.approx(
        worth.payback.mean, rel=1e-6
    )  # type: ignore[union-attr]


def test_the_register_says_whose_number_and_what_a_fifth_more_of_it_does(comparison: Comparison) -> None:
    sheets, worth = Sheets(answer_workbook([comparison])), money(comparison)
    assert worth is not None
    assert worth.profit.mean is not None
    register = sheets.book["Assumptions"]
    rows = {register.cell(row, 1).value: row for row in range(5, register.max_row + 1)}
    desk = rows["aftersales.support.desk"]
    saved = 20 / 7 * 365.25 / 12
    assert sheets.value("Assumptions", f"I{desk}") == pytest.approx(worth.profit.mean + 0.2 * saved, abs=0.02)
    assert sheets.value("Assumptions", f"H{desk}") == pytest.approx(worth.profit.mean - 0.2 * saved, abs=0.02)
    orders = rows["placement.demand.orders_per_day"]
    assert [register.cell(orders, column).value for column in (2, 3, 7)] == [120, 120, "our default"]
    assert register.cell(orders, 6).value.startswith("tiny.yaml:")
    assert register.cell(rows["processing.payment.decline"], 6).value == "default of the model"


def test_what_is_bought_at_the_counter_has_its_line_though_it_is_within_the_sales() -> None:
    """It has no row of its own among the profit and loss, and the workbook was none."""
    weeks = [week(goods, 10, 5) | {"turnover.stores": 5.0, "extra_basket_sales": 5.0} for goods in (1000, 1010)]
    more = {"turnover.stores": 75.0, "extra_basket_sales": 75.0}
    a = run_of("tiny+days=7", *(one | {"profit": one["profit"] + 5} for one in weeks))
    b = run_of("tiny+days=7", *(one | more | {"profit": one["profit"] + 75} for one in weeks))
    register = Sheets(answer_workbook(compared(a, [b]))).book["Assumptions"]
    moved = {register.cell(row, 1).value: register.cell(row, 9).value for row in range(5, register.max_row + 1)}
    assert any(formula and str(formula).endswith(f"({70 / 7 * 365.25 / 12:.2f})") for formula in moved.values())


def test_the_same_answer_is_the_same_bytes_and_a_title_is_no_formula(comparison: Comparison) -> None:
    content = answer_workbook([comparison])
    assert content == answer_workbook([comparison])
    assert openpyxl.load_workbook(io.BytesIO(content))["Profit and loss"]["A1"].data_type == "s"
