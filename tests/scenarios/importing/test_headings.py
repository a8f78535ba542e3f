# ruff: noqa: E501
"""Plain tables and public layouts whose headings, statuses and dates are written otherwise: counts and money by hand."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from scenarios.importing.headings import bare, readings, without_owners
from scenarios.importing.reading import Understood, understand
from scenarios.importing.screen import screen
from scenarios.traces.sales import summary

LINES = "Order,Date,SKU,Product name,Qty,Price\n"
STATUS = "Order,Date,{},SKU,Qty,Price\n1,2026-03-02 10:00,{},A,2,10\n2,2026-03-03 10:00,{},A,1,10\n3,2026-03-03 11:00,{},A,4,10\n"


def seen(folder: Path, text: str, encoding: str = "utf-8") -> Understood:
    path = folder / "orders.csv"
    path.write_bytes(text.encode(encoding))
    return understand([path], None, {}, ())


def counted(found: Understood) -> tuple[Any, ...]:
    """Orders, lines, units, value; net goods and delivery."""
    told, orders = summary(found.sales), found.sales.orders
    money = tuple(orders[name].sum() / 100 for name in ("net_goods", "net_delivery"))
    return (*(told[name] for name in ("orders", "lines", "units", "value")), *money)


def clocks(found: Understood) -> list[str]:
    return found.sales.orders["placed"].cast(pl.Datetime("us")).dt.strftime("%Y-%m-%d %H:%M").to_list()


@pytest.mark.parametrize(
    ("heading", "name"),
    [("Price (GBP)", "price"), ("Prix unitaire TTC", "prixunitaire"), ("order date (DateOrders)", "orderdate"),
     ("Ship To - Country", "country"), ("Order Lines/Quantity", "quantity"), ("total_usd", "total")],
)  # fmt: skip
def test_a_heading_has_several_readings(heading: str, name: str) -> None:
    assert next(readings(heading)) == bare(heading)
    assert name in readings(heading)


def test_a_heading_in_cents_has_none_but_its_own() -> None:
    assert set(readings("Price (pence)")) == {"pricepence"}
    assert not list(without_owners("item_price_cents"))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("transaction_id,transaction_date,transaction_time,transaction_qty,product_id,unit_price,product_detail\n1,1/1/2023,07:06:11,2,32,3,Ethiopia\n2,1/13/2023,07:08:56,1,57,2.5,Chai\n", (2, 2, 3, 8.5, 8.5, 0.0)),
        ("Order - Number,Date - Order Date,Amount - Order Total,Amount - Order Shipping,Item - SKU,Item - Qty,Item - Price,Order - Status\n1,3/2/2026 10:00:00 AM,75.00,5.00,M,2,20.00,Shipped\n1,3/2/2026 10:00:00 AM,75.00,5.00,L,1,30.00,Shipped\n2,3/13/2026 10:00:00 PM,20.00,0.00,M,1,20.00,Shipped\n", (2, 3, 4, 90.0, 90.0, 5.0)),
        ("Référence;Date de commande;Statut;Produit;Quantité;Prix unitaire TTC;Frais de livraison;Total TTC\nF1;02/03/2026 10:15;Livré;T;2;19,90;4,90;1 343,70\nF1;02/03/2026 10:15;Livré;C;1;1 299,00;4,90;1 343,70\nF2;13/03/2026 10:15;Payé;T;1;19,90;4,90;24,80\nF3;14/03/2026 10:15;Annulé;T;1;19,90;4,90;24,80\n", (3, 3, 4, 1358.7, 1358.7, 9.8)),
        ("Order,Date,Paid,Product ID,Product Name,Qty,Price\n1,2026-03-02 10:00,yes,,Mug,2,10\n1,2026-03-02 10:00,yes,,Lamp,1,5\n2,2026-03-03 10:00,no,7,Cup,1,10\n", (2, 3, 4, 35.0, 35.0, 0.0)),
        ("id,Created date (UTC),Amount,Amount Refunded,Currency,Status,Invoice ID\nc1,2026-03-02 10:00:00,30.50,0.00,gbp,Paid,\nc2,2026-03-03 10:00:00,40.00,10.00,gbp,Paid,\nc3,2026-03-04 10:00:00,90.00,0.00,gbp,Failed,\n", (3, 0, 0, 70.5, 70.5, 0.0)),
        ('"Order #","Purchased From (Store)","Purchased On","Bill to Name","G.T. (Base)","Status"\n"1","Main\n  Store","Mar 2, 2026 10:11:12 AM","J","$50.00","Complete"\n"2","Main\n  Store","Mar 13, 2026 10:11:12 PM","J","$1,060.00","Processing"\n"3","Main\n  Store","Mar 14, 2026 1:11:12 PM","J","$70.00","Canceled"\n', (3, 0, 0, 1110.0, 1110.0, 0.0)),
        ("Row ID,Order ID,Order Date,Ship Date,Customer ID,Product ID,Product Name,Sales,Quantity,Discount\n1,A,11/18/2016,11/21/2016,C,P,Case,100,2,0\n2,B,11/19/2016,11/21/2016,C,P,Case,200,2,0.45\n", (2, 2, 4, 300.0, 300.0, 0.0)),
        ("order_id,order_number,order_date,status,shipping_total,tax_total,cart_discount,discount_total,order_total,order_subtotal,order_currency,line_item_1\n101,101,2026-03-02 10:00:00,completed,5.00,10.60,2,2,63.60,50.00,GBP,name:Mug|quantity:2\n102,102,2026-03-03 10:00:00,processing,0,3.00,0,0,18.00,15.00,GBP,name:Mug|quantity:1\n", (2, 0, 0, 65.0, 63.0, 5.0)),
        ("Date,Receipt Number,Line Type,Quantity,Subtotal,Sales Tax,Total,Details,Status,Sku\n2026-03-02 10:00:00,101,Sale,3,58.33,11.67,70.00,2 X Mug + Lamp,CLOSED,\n2026-03-02 10:00:00,101,Sale Line,2,33.33,6.67,40.00,Mug,,M\n2026-03-02 10:00:00,101,Sale Line,1,25.00,5.00,30.00,Lamp,,L\n2026-03-02 10:00:00,101,Payment,,,,,Cash,,\n", (1, 2, 3, 58.33, 58.33, 0.0)),
        ("orderId;number;status;orderTime;invoiceAmount;invoiceShipping;currency;articleNumber;price;quantity;articleName\n15;20001;0;2026-03-02 08:51:46;44.90;4.90;EUR;S1;20;2;Tasse\n16;20002;4;2026-03-03 08:51:46;20;0;EUR;S1;20;1;Tasse\n", (2, 1, 2, 40.0, 40.0, 4.9)),
    ],
    ids=["prefix", "shipstation", "french", "names", "stripe", "magento 1", "superstore", "webtoffee", "lightspeed", "shopware"],
)  # fmt: skip
def test_headings_of_others_are_understood(tmp_path: Path, text: str, wanted: tuple[Any, ...]) -> None:
    assert counted(seen(tmp_path, text)) == wanted


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("Status", ("Versendet", "Abgeschlossen", "Storniert")),
        ("Stato", ("Spedito", "Completato", "Annullato")),
        ("Estado", ("Enviado", "Completado", "Cancelado")),
        ("Statut", ("Expédié", "Livrée", "Annulée")),
        ("Fulfillment Status", ("fulfilled", "unfulfilled", "cancelled")),
    ],
)
def test_what_was_cancelled_is_no_sale_in_any_language(tmp_path: Path, heading: str, words: tuple[str, ...]) -> None:
    assert counted(seen(tmp_path, STATUS.format(heading, *words)))[:4] == (3, 2, 3, 30.0)


@pytest.mark.parametrize(
    ("states", "wanted"),
    [(("shipped", "cancelled"), (2, 2, 3, 30.0, 0)), (("cancelled", "shipped"), (2, 2, 2, 60.0, 0)),
     (("cancelled", "cancelled"), (2, 1, 1, 10.0, 0)), (("shipped", "returned"), (2, 3, 4, 80.0, 1))],
)  # fmt: skip
def test_a_status_that_differs_within_an_order_is_each_lines_own(
    tmp_path: Path, states: tuple[str, str], wanted: tuple[Any, ...]
) -> None:
    rows = f"1,2026-03-02 10:00,{states[0]},A,2,10\n1,2026-03-02 10:00,{states[1]},B,1,50\n2,2026-03-03 10:00,shipped,A,1,10\n"
    found = seen(tmp_path, f"Order,Date,Status,SKU,Qty,Price\n{rows}")
    assert (*counted(found)[:4], found.sales.returned_units) == wanted


def test_a_line_that_says_it_was_returned_came_back(tmp_path: Path) -> None:
    rows = "1,2026-03-02 10:00,A,2,10,No\n1,2026-03-02 10:00,B,1,50,Yes\n2,2026-03-03 10:00,A,1,10,Yes\n"
    found = seen(tmp_path, f"Order,Date,SKU,Qty,Price,Returned\n{rows}")
    assert (*counted(found)[:4], found.sales.returned_units, found.sales.returned_value) == (2, 3, 4, 80.0, 2, 6000)


def test_a_rate_of_tax_is_no_amount_of_it(tmp_path: Path) -> None:
    text = "Order,Date,SKU,Qty,Line total,VAT rate,Total\n1,2026-03-13 10:00,A,2,24,{0},24\n2,2026-03-14 10:00,A,1,12,{0},12\n"
    assert counted(seen(tmp_path, text.format("20%")))[4] == 30.0
    assert "tax" not in seen(tmp_path, text.format("20")).found.settings["columns"]


@pytest.mark.parametrize(("price", "cents"), [("10,-", 1000), ("Rs. 1250", 125000), ("1,25,000.50", 12500050)])
def test_prices_as_the_dutch_and_indians_write_them(tmp_path: Path, price: str, cents: int) -> None:
    assert seen(tmp_path, f"Order;Date;SKU;Qty;Price\n1;2026-03-02 10:00;A;1;{price}\n").sales.value == cents


def test_a_million_units_are_shown_to_the_unit(tmp_path: Path) -> None:
    found = seen(tmp_path, "Order,Date,SKU,Qty,Price\n1,2026-03-02 10:00,A,1234567,1\n")
    assert "1,234,567 units" in screen(found, [])


def test_rules_of_goods_know_an_article_by_its_name_too(tmp_path: Path) -> None:
    lines = ("M,Mug,2,10", "G,Gift card,1,50", "S,Shipping: next day,1,5", "D,Discount SPRING,1,2", "T,VAT 20%,1,4",
             "B,Gift box,1,3", "C,Discount mugs,1,1")  # fmt: skip
    found = seen(tmp_path, LINES + "".join(f"1,2026-03-02 10:00,{line}\n" for line in lines))
    assert counted(found) == (1, 3, 4, 22.0, 22.0, 5.0)


def test_rows_without_a_column_of_units_are_said_to_be_one_each(tmp_path: Path) -> None:
    found = seen(tmp_path, "Order,Date,SKU,Price\n1,2026-03-02 10:00,A,10\n1,2026-03-02 10:00,B,10\n")
    assert counted(found)[2] == 2
    assert any("each row is one" in sentence for sentence in found.sales.notes.sentences)


@pytest.mark.parametrize(("heading", "currency"), [("Price (GBP)", "GBP"), ("Price €", "EUR"), ("price_usd", "USD")])
def test_a_heading_may_tell_the_currency(tmp_path: Path, heading: str, currency: str) -> None:
    found = seen(tmp_path, f"Order,Date,SKU,Qty,{heading}\n1,2026-03-02 10:00,A,2,10\n")
    assert (found.sales.currency, found.sales.value) == (currency, 2000)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("02-Mär-26 13:05", "14-Dez-26 00:15"), ("13. März 2026 13:05", "14. Dezember 2026 00:15"),
        ("vendredi 13 mars 2026 à 13:05", "lundi 14 décembre 2026 à 00:15"), ("13 févr. 2026 13:05", "14 déc. 2026 00:15"),
        ("13 de marzo de 2026 13:05", "14 de diciembre de 2026 00:15"), ("13.03.2026, 13:05 Uhr", "14.12.2026, 00:15 Uhr"),
        ("Mar-13-26 13:05", "Dec-14-26 00:15"), ("Mar 13, 2026 1:05:00 PM PST", "Dec 14, 2026 12:15:00 AM PST"),
        ("13 mrt. 2026 13:05", "14 dec. 2026 00:15"), ("20260313130500", "20261214001500"), ("13/03/2026 13h05", "14/12/2026 00h15"),
    ],
)  # fmt: skip
def test_dates_may_be_written_in_words_of_other_languages(tmp_path: Path, first: str, second: str) -> None:
    text = f"Order;Date;SKU;Qty;Price\n1;{first};A;2;10\n2;{second};A;1;10\n"
    day = "2026-02-13" if "févr" in first else "2026-03-02" if first.startswith("02") else "2026-03-13"
    assert clocks(seen(tmp_path, text)) == [f"{day} 13:05", "2026-12-14 00:15"]


def test_day_zero_of_a_database_is_no_day(tmp_path: Path) -> None:
    text = "Order,Date,Shipped,SKU,Qty,Price\n1,2026-03-02 10:00,0000-00-00 00:00:00,A,2,10\n2,2026-03-03 10:00,2026-03-04 10:00,A,1,10\n"
    assert seen(tmp_path, text).sales.orders["shipped"].null_count() == 1
