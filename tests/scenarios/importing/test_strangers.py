# ruff: noqa: E501
"""Exports in which a line, a column or a row means other than it looks: counts and money known by hand."""

from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from scenarios.errors import InputError
from scenarios.importing.reading import Understood, understand
from scenarios.traces.sales import summary

PLAIN = "Order,Date,SKU,Qty,Price\n"
WOO = "Date,Order #,Status,Customer,Customer type,Product(s),Items sold,Coupon(s),Net Sales\n"
SHOPIFY = "Name,Email,Financial Status,Currency,Subtotal,Shipping,Taxes,Total,Discount Amount,Lineitem quantity,Lineitem name,Lineitem price,Created at,Refunded Amount\n"


def seen(folder: Path, *texts: str, settings: tuple[str, ...] = ()) -> Understood:
    paths = [folder / f"{number}.csv" for number in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    return understand(paths, None, {}, settings)


def numbers(found: Understood) -> tuple[Any, ...]:
    told = summary(found.sales)
    return tuple(told[name] for name in ("orders", "lines", "units", "value", "returned_units", "returned_value"))


def clocks(found: Understood) -> list[str]:
    return found.sales.orders["placed"].cast(pl.Datetime("us")).dt.strftime("%Y-%m-%d %H:%M").to_list()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (WOO + "2026-03-01 10:00:00,501,completed,A,new,2x Desk,2,,200.00\n2026-03-04 10:00:00,501,refunded,A,new,1x Desk,-1,,-100.00\n", (1, 0, 2, 200.0, 1, 100.0)),
        (WOO + "2026-03-01 10:00:00,501,completed,A,new,2x Desk,2,,200.00\n2026-03-04 10:00:00,503,refunded,A,new,1x Desk,-1,,-100.00\n", (1, 0, 2, 200.0, 1, 100.0)),
        (SHOPIFY + "#1,a@x,refunded,GBP,60.00,0,0,60.00,0,3,Desk,20.00,2026-03-02 09:00:00 +0000,60.00\n", (1, 1, 3, 60.0, 3, 60.0)),
        ("Order,Date,SKU,Qty,Total\n1,2025-03-13 10:00,A,2,20.00\n1,2025-03-13 10:00,B,1,10.00\n2,2025-03-14 10:00,A,1,10.00\n", (2, 3, 4, 40.0, 0, 0.0)),
        ("Order,Date,SKU,Qty,Total\n1,2025-03-13 10:00,A,2,30.00\n1,2025-03-13 10:00,B,1,30.00\n2,2025-03-14 10:00,A,1,10.00\n", (2, 3, 4, 40.0, 0, 0.0)),
        ("Order,Date,SKU,Qty,Amount\n1,2026-03-13,A,1,5.00\n2,2026-03-13,A,2,10.00\nSubtotal,2026-03-13,,3,15.00\n3,2026-03-14,A,2,10.00\nSubtotal,2026-03-14,,2,10.00\nTotal,,,5,25.00\n", (3, 3, 5, 25.0, 0, 0.0)),
        ("Order,Date,SKU,Qty,Amount\n1,2026-03-13,A,1,5.00\n1,2026-03-13,B,1,6.00\n1 Total,,,2,11.00\n2,2026-03-14,A,2,10.00\n2 Total,,,2,10.00\nGrand Total,,,4,21.00\n", (2, 3, 4, 21.0, 0, 0.0)),
        (PLAIN + "1,2026-03-13 10:00,A,1,5\n2,2026-03-13 10:00,A,0,0\n", (1, 1, 1, 5.0, 0, 0.0)),
        ("Order,Date,SKU,Qty,Price,Cancelled\n1,2026-03-13 10:00,A,1,5,no\n2,2026-03-13 10:00,A,1,5,Yes\n", (2, 1, 1, 5.0, 0, 0.0)),
    ],
    ids=["refund row", "refund of its own", "refunded whole", "line totals", "order totals", "subtotals", "subtotals of orders", "nothing", "cancelled yes"],
)  # fmt: skip
def test_counts_and_money_are_those_by_hand(tmp_path: Path, text: str, wanted: tuple[Any, ...]) -> None:
    assert numbers(seen(tmp_path, text)) == wanted


def test_money_that_differs_from_line_to_line_is_summed(tmp_path: Path) -> None:
    """Tax 4 and 2 on lines of 24 and 12: 30 without it. Repeated on each row, an order's tax counts once."""
    header = "Order,Date,SKU,Qty,Unit price,VAT,Total\n"
    own = (
        header
        + "1,2026-03-13,A,2,12.00,4.00,24.00\n1,2026-03-13,B,1,12.00,2.00,12.00\n2,2026-03-14,A,1,12.00,2.00,12.00\n"
    )
    assert seen(tmp_path, own).sales.orders["net_goods"].sum() == 4000
    shared = (
        header
        + "1,2026-03-13,A,2,12.00,6.00,36.00\n1,2026-03-13,B,1,12.00,6.00,36.00\n2,2026-03-14,A,1,12.00,2.00,12.00\n"
    )
    assert seen(tmp_path, shared).sales.orders["net_goods"].sum() == 4000


@pytest.mark.parametrize(
    ("discounts", "net"), [(("10 %", "0 %", "20 %"), 36), (("0.1", "0", "0.2"), 36), (("2.00", "0", "1.00"), 37)]
)
def test_a_discount_is_an_amount_or_a_share_of_the_price(tmp_path: Path, discounts: tuple[str, ...], net: int) -> None:
    lines = zip(("1,2026-03-13,A,2", "1,2026-03-13,B,1", "2,2026-03-14,A,1"), discounts, strict=True)
    text = "".join(f"{line},10.00,{discount}\n" for line, discount in lines)
    found = seen(tmp_path, f"Order,Date,SKU,Qty,Price,Discount\n{text}")
    assert found.sales.orders["net_goods"].sum() == 100 * net


def test_a_share_is_in_the_amount_of_the_line_already(tmp_path: Path) -> None:
    found = seen(
        tmp_path,
        "Order ID,Order Date,Product ID,Sales,Quantity,Discount\n1,13/03/2026,A,18.00,2,0.1\n2,14/03/2026,A,10.00,1,0\n3,14/03/2026,A,8.00,1,0.2\n",
    )
    assert found.sales.orders["net_goods"].sum() == 3600


def test_the_hour_may_stand_in_a_column_of_its_own(tmp_path: Path) -> None:
    found = seen(tmp_path, "Order,Date,Time,SKU,Qty,Price\n1,2026-03-13,09:30,A,1,5\n2,2026-03-14,22:15,A,2,5\n")
    assert clocks(found) == ["2026-03-13 09:30", "2026-03-14 22:15"]


def test_the_day_of_the_week_may_stand_before_the_date(tmp_path: Path) -> None:
    found = seen(tmp_path, PLAIN + '1,"Fri, 13 Mar 2026 09:00:00",A,1,5\n2,"Saturday 14 Mar 2026 10:00:00",A,2,5\n')
    assert clocks(found) == ["2026-03-13 09:00", "2026-03-14 10:00"]


def test_numbers_that_begin_anew_are_refused_and_returns_have_a_day_of_their_own(tmp_path: Path) -> None:
    again = PLAIN + "1,2025-03-13 10:00,A,2,10\n1,2026-03-13 10:00,A,2,10\n2,2026-03-14 10:00,A,1,10\n"
    with pytest.raises(InputError, match=r"0\.csv:3: .*1 of 2 numbers stand for .* 1 on 2025-03-13 and on 2026-03-13"):
        seen(tmp_path, again)
    back = PLAIN + "1,2026-03-13 10:00,A,2,10\n1,2026-03-20 10:00,A,-1,10\n2,2026-03-14 10:00,A,1,10\n"
    assert numbers(seen(tmp_path, back)) == (2, 2, 3, 30.0, 1, 10.0)


def test_files_that_tell_of_no_money_are_refused_unless_a_price_is_said(tmp_path: Path) -> None:
    text = "Order,Date,SKU,Qty\n1,2026-03-13 10:00,A,2\n2,2026-03-13 11:00,A,1\n"
    with pytest.raises(InputError, match=r"no cell tells what was paid, present are: Order, Date, SKU, Qty"):
        seen(tmp_path, text)
    told = seen(tmp_path, text, settings=("placement.trace.default_item_price=20",))
    assert numbers(told) == (2, 2, 3, 60.0, 0, 0.0)


def test_orders_in_other_columns_are_not_left_aside(tmp_path: Path) -> None:
    first, header = PLAIN + "1,2026-03-13 10:00,A,1,5\n", PLAIN.replace("Qty", "Units sold")
    with pytest.raises(InputError, match="1 of 1 rows belong to no order"):
        seen(tmp_path, first, header + "3,2026-04-13 10:00,A,1,5\n")
    lines = "Order,Article,Qty,Amount,Note\n1,A,1,5,x\n"
    with pytest.raises(InputError, match=r"orders in other columns than 0\.csv has"):
        seen(tmp_path, first, lines, header + "3,2026-04-13 10:00,A,1,5\n")


def test_a_time_zone_of_each_row_is_no_clock_unless_it_is_one(tmp_path: Path) -> None:
    rows = ("1,2026-03-13 09:00,{},A,1,5\n", "2,2026-03-13 09:30,{},A,1,5\n")
    header = "Order,Date,Timezone,SKU,Qty,Price\n"
    with pytest.raises(InputError, match=r"0\.csv:3: .*Europe/Berlin and America/New_York; files of one zone"):
        seen(tmp_path, header + rows[0].format("Europe/Berlin") + rows[1].format("America/New_York"))
    assert numbers(seen(tmp_path, header + "".join(row.format("CET") for row in rows)))[0] == 2


def test_carriage_and_tips_among_the_lines_are_no_goods(tmp_path: Path) -> None:
    lines = ("A,1,100", "Shipping,1,5", "Tip,1,2", "Delivery charge,1,1", "Delivery box,1,3")
    found = seen(tmp_path, PLAIN + "".join(f"1,2026-03-13 09:00,{line}\n" for line in lines))
    assert numbers(found) == (1, 2, 2, 103.0, 0, 0.0)
    assert found.sales.orders["net_delivery"].sum() == 600


class TestSpreadsheets:
    HEADER = ("Order", "Date", "SKU", "Qty", "Price")

    def book(self, folder: Path, **sheets: Any) -> Path:
        workbook = openpyxl.Workbook()
        for name, rows in sheets.items():
            sheet = workbook.create_sheet(name)
            for row in rows:
                sheet.append(row)
            sheet.sheet_state = "hidden" if name == "Old" else "visible"
        del workbook["Sheet"]
        workbook.save(folder / "book.xlsx")
        return folder / "book.xlsx"

    def test_months_may_be_sheets_and_a_cover_is_no_table(self, tmp_path: Path) -> None:
        march, april = (1, "2026-03-13 09:30", "A", 2, 10.5), (2, "2026-04-14 10:00", "A", 1, 10.5)
        path = self.book(
            tmp_path, About=[("Sales",)], March=[self.HEADER, march], April=[self.HEADER, april],
            Old=[self.HEADER, (9, "2020-01-01 10:00", "A", 1, 1.0)], Prices=[("SKU", "Price"), ("A", 10.5)],
        )  # fmt: skip
        found = understand([path], None, {}, ())
        assert numbers(found) == (2, 2, 3, 31.5, 0, 0.0)
        assert any("book.xlsx (Prices): none of the files" in sentence for sentence in found.sales.notes.sentences)

    def test_orders_and_their_lines_may_be_sheets(self, tmp_path: Path) -> None:
        orders = [("Order", "Date", "Total"), (1, "2026-03-13 09:30", 26.0), (2, "2026-03-14 09:30", 10.5)]
        lines = [("Order", "SKU", "Qty", "Price"), (1, "A", 2, 10.5), (1, "B", 1, 5), (2, "A", 1, 10.5)]
        found = understand([self.book(tmp_path, Orders=orders, Lines=lines)], None, {}, ())
        assert numbers(found) == (2, 3, 4, 36.5, 0, 0.0)

    def test_formulas_that_were_never_worked_out_are_no_prices(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="no cell tells what was paid"):
            understand(
                [self.book(tmp_path, Orders=[self.HEADER, (1, "2026-03-13 09:30", "A", 2, "=5*2")])], None, {}, ()
            )
