# ruff: noqa: E501
"""Exports of market places, tills and business systems: counts and money known by hand."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from scenarios.errors import InputError
from scenarios.importing.answers import questions
from scenarios.importing.reading import Understood, understand
from scenarios.traces.sales import summary

PLAIN = "Order,Date,SKU,Qty,Price\n"
AMAZON = "amazon-order-id\tpurchase-date\torder-status\tproduct-name\tsku\tquantity\tcurrency\titem-price\tshipping-price\titem-promotion-discount\n"
EBAY = '"Sales record number","Order number","Custom label","Item title","Quantity","Sold for","Postage and packaging","Total price","Sale date"\n'
ETSY = "Sale Date,Item Name,Buyer,Quantity,Price,Discount Amount,Order Shipping,Order Sales Tax,Item Total,Currency,Transaction ID,Order ID\n"
BIG = "Order ID,Customer ID,Order Date,Order Time,Order Status,Subtotal (ex tax),Tax Total,Shipping Cost (ex tax),Order Total (inc tax),Total Quantity,Order Currency Code\n"
SQUARE = "Date,Time,Time Zone,Item,Qty,SKU,Gross Sales,Discounts,Net Sales,Tax,Transaction ID,Event Type\n"
ODOO = '"Order Reference","Order Date","Status","Order Lines/Product","Order Lines/Quantity","Order Lines/Unit Price","Order Lines/Discount (%)","Order Lines/Taxes","Order Lines/Subtotal","Untaxed Amount","Total"\n'
SAP = "Auftragsliste;;;;;;\n;;;;;;\nVerkaufsbeleg;Angelegt am;Auftraggeber;Material;Auftragsmenge;Nettowert;Währung\n"
UCI = "InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,Country\n"


def seen(folder: Path, *texts: str, encoding: str = "utf-8") -> Understood:
    paths = [folder / f"{number}.csv" for number in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding=encoding)
    return understand(paths, None, {}, ())


def counted(found: Understood) -> tuple[Any, ...]:
    """Layout, orders, lines, units, value, what came back (units, value); net goods and delivery."""
    told, orders = summary(found.sales), found.sales.orders
    names = ("orders", "lines", "units", "value", "returned_units", "returned_value")
    money = tuple(orders[name].sum() / 100 for name in ("net_goods", "net_delivery"))
    return (found.found.name, *(told[name] for name in names), *money)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (  # prices are of the line; an inch is no quote; what was cancelled asks for nothing, its amount may stand
            AMAZON
            + '1\t2026-03-02T10:14:22+00:00\tShipped\tLamp 5" shade\tL\t2\tGBP\t40.00\t4.00\t\n1\t2026-03-02T10:14:22+00:00\tShipped\tBulb\tB\t1\tGBP\t10.00\t\t\n2\t2026-03-03T10:00:00+00:00\tCancelled\tLamp\tL\t0\tGBP\t20.00\t\t\n3\t2026-03-04T10:00:00+00:00\tShipped - Delivered to Buyer\tLamp\tL\t1\tGBP\t20.00\t4.00\t2.00\n',
            ("amazon", 3, 3, 4, 70.0, 0, 0.0, 68.0, 8.0),
        ),
        (  # an order of several lines has a row of its own; remarks stand at the end
            EBAY
            + '"1","03-1","LAMP","Lamp","2","£20.00","£3.50","£43.50","02-Mar-26"\n"2","03-2","","","3","£1,030.00","£0.00","£1,030.00","03-Mar-26"\n"2","03-2","LAMP","Lamp","1","£20.00","£0.00","","03-Mar-26"\n"2","03-2","SOFA","Sofa","2","£505.00","£0.00","","03-Mar-26"\n\n3,record(s) downloaded,from ,02-Mar-26, to ,03-Mar-26\nSeller ID : shop1\n',
            ("ebay", 2, 3, 5, 1070.0, 0, 0.0, 1070.0, 3.5),
        ),
        (  # the item's total has the discount taken off; shipping is the order's
            ETSY
            + "03/14/26,Mug,ann,2,12.50,2.50,4.00,0,22.50,USD,9001,3001\n03/14/26,Plate,ann,1,30,0,4.00,0,30,USD,9002,3001\n03/15/26,Plate,bob,1,30,0,4.00,2.40,30,USD,9003,3002\n",
            ("etsy", 2, 3, 4, 82.5, 0, 0.0, 82.5, 8.0),
        ),
        (
            BIG
            + "201,11,2026-03-14,09:15:00,Shipped,60.00,13.00,5.00,78.00,3,GBP\n202,12,2026-03-14,22:15:00,Awaiting Fulfillment,20.00,5.00,5.00,30.00,1,GBP\n203,13,2026-03-16,22:15:00,Cancelled,20.00,5.00,5.00,30.00,1,GBP\n204,13,2026-03-17,22:15:00,Refunded,20.00,5.00,5.00,30.00,1,GBP\n",
            ("bigcommerce", 4, 0, 5, 100.0, 1, 20.0, 100.0, 15.0),
        ),
        (
            SQUARE
            + "03/14/2026,09:15:00,Pacific,Latte,2.0,L,$10.00,$0.00,$10.00,$0.80,T1,Payment\n03/14/2026,09:15:00,Pacific,Cake,1.0,C,$4.00,-$1.00,$3.00,$0.24,T1,Payment\n03/15/2026,10:15:00,Pacific,Latte,-1.0,L,-$5.00,$0.00,-$5.00,-$0.40,T3,Refund\n",
            ("square", 1, 2, 3, 14.0, 1, 5.0, 13.0, 0.0),
        ),
        (  # per cents by the column's name, rates of tax, a note among the lines, a quotation that is no order
            ODOO
            + '"S1","2026-03-02 08:12:11","Sales Order","Desk","2.00","100.00","10.00","20%","180.00","230.00","276.00"\n"","","","Chair","1.00","50.00","0.00","20%","50.00","",""\n"","","","","0.00","0.00","0.00","","0.00","",""\n"S2","2026-03-04 09:12:11","Quotation","Chair","1.00","50.00","0.00","20%","50.00","50.00","60.00"\n',
            ("odoo", 2, 2, 3, 230.0, 0, 0.0, 230.0, 0.0),
        ),
        (  # stock that was counted anew is no customer's return, and no order
            UCI
            + "536365,A,6,12/13/2010 8:26,2.55,United Kingdom\nC536391,A,-2,12/13/2010 10:24,2.55,United Kingdom\n536589,B,-10,12/13/2010 16:50,0.00,United Kingdom\n",
            ("invoices", 1, 1, 6, 15.3, 2, 5.1, 15.3, 0.0),
        ),
    ],
    ids=["amazon", "ebay", "etsy", "bigcommerce", "square", "odoo", "uci"],
)  # fmt: skip
def test_exports_of_others_are_counted_as_by_hand(tmp_path: Path, text: str, wanted: tuple[Any, ...]) -> None:
    assert counted(seen(tmp_path, text)) == wanted


def test_a_list_of_a_business_system_in_latin_1(tmp_path: Path) -> None:
    rows = "12001;13.03.2026;Müller;M-1;1.200,000;12.000,00;EUR\n12001;13.03.2026;Müller;M-2;3,000;45,50;EUR\n12002;14.03.2026;Kurz;M-2;1,000-;15,17-;EUR\n;;;;Summe;12.030,33;\n"
    assert counted(seen(tmp_path, SAP + rows, encoding="latin-1"))[:7] == (
        "plain", 1, 2, 1203, 12045.5, 1, 15.17,
    )  # fmt: skip


@pytest.mark.parametrize("column", ["Price", "Amount"])
def test_totals_tell_whether_a_price_is_of_the_unit_or_of_the_line(tmp_path: Path, column: str) -> None:
    """Order 1 of 2 and 1 units for 25.00, order 2 of three for 30.00: "price" holds the lines', "amount" the units'."""
    first, third = (20.0, 30.0) if column == "Price" else (10.0, 10.0)
    text = f"Order,Date,SKU,Qty,{column},Shipping,Total\n1,13/03/2026 10:00,A,2,{first},5,30.00\n1,13/03/2026 10:00,B,1,5,5,30.00\n2,14/03/2026 10:00,A,3,{third},0,30.00\n"
    found = seen(tmp_path, text)
    assert counted(found) == ("plain", 2, 3, 6, 55.0, 0, 0.0, 55.0, 5.0)
    assert any(f"the column '{column.lower()}' is the" in sentence for sentence in found.sales.notes.sentences)


def test_where_totals_say_nothing_else_a_price_is_of_the_unit(tmp_path: Path) -> None:
    text = "Order,Date,SKU,Qty,Price,Total\n1,13/03/2026 10:00,A,2,20.00,40.00\n2,14/03/2026 10:00,A,3,30.00,17.00\n"
    assert counted(seen(tmp_path, text))[4] == 130.0


def test_rates_of_tax_take_the_tax_out_of_prices_that_hold_it(tmp_path: Path) -> None:
    text = "Order,Date,SKU,Qty,Price,VAT,Total\n1,13/03/2026 10:00,A,2,12.00,20%,24.00\n2,14/03/2026 10:00,A,1,10.50,5%,10.50\n"
    assert counted(seen(tmp_path, text))[7] == 30.0
    found = seen(tmp_path, text.replace(",Total", ",Note"))
    assert counted(found)[7] == 34.5
    assert any("prices are taken as they stand" in sentence for sentence in found.sales.notes.sentences)


def test_an_order_of_several_rates_keeps_its_prices(tmp_path: Path) -> None:
    text = "Order,Date,SKU,Qty,Price,VAT,Total\n1,13/03/2026 10:00,A,1,12.00,20%,22.50\n1,13/03/2026 10:00,B,1,10.50,5%,22.50\n2,14/03/2026 10:00,A,1,12.00,20%,12.00\n"
    assert counted(seen(tmp_path, text))[7] == 32.5


def test_lines_of_their_own_have_their_own_discount(tmp_path: Path) -> None:
    orders = "OrderID,OrderDate,Freight\n1,1996-07-14 10:00,5.00\n2,1996-07-15 10:00,0.00\n"
    lines = "OrderID,ProductID,UnitPrice,Quantity,Discount\n1,11,10.00,12,0.25\n1,42,8.00,10,0.0\n2,14,20.00,1,0.15\n"
    assert counted(seen(tmp_path, orders, lines)) == ("plain", 2, 3, 23, 220.0, 0, 0.0, 187.0, 5.0)


def test_a_state_is_a_region_unless_it_is_a_status(tmp_path: Path) -> None:
    found = seen(
        tmp_path, "Order,Date,SKU,Qty,Price,State\n1,2026-03-13 09:30,A,1,5,Kentucky\n2,2026-03-14 09:30,A,1,5,Ohio\n"
    )
    assert "status" not in found.found.settings["columns"]
    assert found.found.settings["columns"]["zone"] == "State"
    found = seen(
        tmp_path, "Order,Date,SKU,Qty,Price,State\n1,2026-03-13 09:30,A,1,5,done\n2,2026-03-14 09:30,A,1,5,cancel\n"
    )
    assert counted(found)[:3] == ("plain", 2, 1)


@pytest.mark.parametrize("stamps", [("1773394200", "1773480600"), ("1773394200000", "1773480600000")])
def test_seconds_and_milliseconds_since_1970_are_stamps_in_utc(tmp_path: Path, stamps: tuple[str, str]) -> None:
    found = seen(tmp_path, PLAIN + "".join(f"{k},{stamp},A,1,5\n" for k, stamp in enumerate(stamps)))
    times = found.sales.orders["placed"].cast(pl.Datetime("us")).dt.strftime("%Y-%m-%d %H:%M").to_list()
    assert times == ["2026-03-13 09:30", "2026-03-14 09:30"]
    assert any("UTC" in sentence for sentence in found.sales.notes.sentences)


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Numéro de commande;Date de commande;Réf. produit;Quantité;Prix unitaire HT;Montant TTC", "25,20"),
        ("Nº Pedido;Fecha;Artículo;Cantidad;Precio;Otro", "x"),
        ("Numero ordine;Data ordine;Codice articolo;Quantità;Prezzo unitario;Note", "x"),
        ("Ordernummer;Besteldatum;Artikelnummer;Aantal;Prijs;Opmerking", "x"),
    ],
)
def test_tables_may_be_in_other_languages(tmp_path: Path, header: str, value: str) -> None:
    rows = f"1;13-03-2026 10:00;A;2;10,50;{value}\n2;14-03-2026 10:00;A;1;1.010,50;{value}\n"
    assert counted(seen(tmp_path, f"{header}\n{rows}"))[1:8] == (2, 2, 3, 1031.5, 0, 0.0, 1031.5)


def test_an_order_without_a_date_at_the_end_is_no_remark(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="without an order number or a placing time"):
        seen(tmp_path, PLAIN + "A1,2026-03-13 10:00,A,1,5\nA2,,A,1,5\n")


def test_a_column_that_a_layout_names_in_two_spellings_is_one(tmp_path: Path) -> None:
    row = "1\t2026-03-02T10:14:22+00:00\tShipped\tLamp\tL\t2\tGBP\t40.00\t4.00\t\n"
    columns = seen(tmp_path, AMAZON + row).found.settings["companions"]["items"]["columns"]
    assert columns["product"] == ["sku", "product-name"]


@pytest.mark.parametrize(("sign", "currency"), [("$", "USD"), ("kr ", "SEK"), ("", "GBP")])
def test_a_sign_of_several_currencies_is_asked_about_as_what_it_most_likely_means(
    tmp_path: Path, sign: str, currency: str
) -> None:
    sales = seen(tmp_path, PLAIN + f"1,2026-03-13 10:00,A,1,{sign}5.00\n").sales
    assert sales.currency is None
    assert {one.name: one.default for one in questions(sales)}["currency"] == currency
