# ruff: noqa: E501
"""Exports as shops write them, some of them dirty, with counts and money known by hand; and the folder that is written."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scenarios.importing.layouts import layouts
from scenarios.resolve import load
from tests.made_up_shop import write_export

Run = Callable[..., Any]

SHOPIFY = """Name,Email,Phone,Financial Status,Paid at,Fulfilled at,Currency,Subtotal,Shipping,Taxes,Total,Discount Amount,\
Lineitem quantity,Lineitem name,Lineitem price,Created at,Cancelled at,Refunded Amount,Billing Name,Billing Street,Shipping Zip
#1001,ann@example.com,+447700900001,paid,{0} 10:00:00 +0000,{0} 16:00:00 +0000,GBP,120.00,5.00,20.83,125.00,0.00,\
1,Desk,100.00,{0} 09:30:00 +0000,,0.00,Ann Archer,1 High Street,'SW1A 1AA
#1001,ann@example.com,,,,,,,,,,,1,Lamp,20.00,{0} 09:30:00 +0000,,,,,
#1002,bob@example.com,+447700900002,partially_refunded,{1} 10:00:00 +0100,{1} 17:00:00 +0100,GBP,190.00,0.00,31.67,190.00,\
10.00,4,Chair,50.00,{1} 08:15:00 +0100,,50.00,Bob Baker,2 Low Street,'N1 9GU
#1003,cat@example.com,,voided,,,GBP,20.00,0.00,3.33,20.00,0.00,1,Lamp,20.00,{1} 12:00:00 +0100,{1} 13:00:00 +0100,0.00,\
Cat Cook,3 Mid Street,'N1 9GU
""".format("2026-03-28", "2026-03-30")
"""Daylight saving in between; prices hold tax; 2 orders sold (6 units, 320.00), one voided (20.00)."""

WOO = """Date,Order #,Status,Customer,Customer type,Product(s),Items sold,Coupon(s),Net Sales
2026-03-01 10:00:00,501,completed,Ann Archer,new,2x Desk,2,,200.00
2026-03-02 11:00:00,502,processing,Bob Baker,new,1x Lamp,1,,20.00
2026-03-02 12:00:00,503,cancelled,Cat Cook,new,1x Lamp,1,,20.00
"""

WOO_LINES = """Order Number,Order Status,Order Date,Email (Billing),Order Shipping Amount,Order Total Tax Amount,\
Order Total Amount,Payment Method Title,Item Name,Quantity,Item Cost
501,Completed,2026-03-01 10:00,ann@example.com,5.00,41.00,246.00,Card,Desk,2,100.00
501,Completed,2026-03-01 10:00,ann@example.com,5.00,41.00,246.00,Card,Lamp,0,0.00
502,Refunded,2026-03-02 11:00,bob@example.com,0.00,4.00,24.00,PayPal,Lamp,1,20.00
503,Failed,2026-03-02 12:00,cat@example.com,0.00,4.00,24.00,PayPal,Lamp,1,20.00
"""
"""Tax on top: 501 is 205 + 41, 502 sold and sent back, 503 never paid."""

MAGENTO = """ID,Purchase Point,Purchase Date,Bill-to Name,Ship-to Name,Grand Total (Base),Grand Total (Purchased),Status
000000001,Main Website,"Mar 1, 2026 10:00:00 AM",Ann Archer,Ann Archer,£125.00,£125.00,complete
000000002,Main Website,"Mar 2, 2026 3:05:00 PM",Bob Baker,Bob Baker,"£1,250.00","£1,250.00",processing
000000003,Main Website,"Mar 2, 2026 4:05:00 PM",Cat Cook,Cat Cook,£20.00,£20.00,canceled
"""

INVOICES = """InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
536365,85123A,HEART,6,12/1/2010 8:26,2.55,17850,United Kingdom
536365,71053,LANTERN,6,12/1/2010 8:26,3.39,17850,United Kingdom
536365,POST,POSTAGE,1,12/1/2010 8:26,18.00,17850,United Kingdom
C536379,D,Discount,-1,12/1/2010 9:41,27.50,14527,United Kingdom
C536383,85123A,HEART,-2,12/13/2010 9:49,2.55,17850,United Kingdom
536390,22728,CLOCK,480,12/14/2010 10:19,3.75,17511,France
A563185,B,Adjust bad debt,1,12/14/2010 14:50,-11062.06,,United Kingdom
536544,22960,JAM,1,12/15/2010 14:32,4.25,,United Kingdom
"""
"""3 orders, 493 units for 15.30 + 20.34 + 1800 + 4.25; 2 hearts came back; a discount and a debt are no goods."""

PLAIN = """Auftragsnummer;Datum;Kundennummer;Artikel;Menge;Einzelpreis
A-1;01.03.2026 09:15;K1;Schreibtisch;1;1.250,00
A-1;01.03.2026 09:15;K1;Käse;2;9,90
A-2;13.03.2026 10:00;K2;Lampe;3;20,00
"""


def imported(orderlab: Run, text: str | bytes, *words: Any, name: str = "export.csv") -> dict[str, Any]:
    Path(name).write_bytes(text if isinstance(text, bytes) else text.encode())
    answer = orderlab("import", name, "--out", "shop", "--json", *words)
    assert answer.code == 0, answer.err
    result: dict[str, Any] = json.loads(answer.out)
    return result


def numbers(found: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(
        found[name] for name in ("layout", "orders", "lines", "units", "value", "returned_units", "returned_value")
    )


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (SHOPIFY, ("shopify", 3, 3, 6, 320.0, 0, 50.0)),
        (WOO, ("woocommerce", 3, 0, 3, 220.0, 0, 0.0)),
        (WOO_LINES, ("woocommerce_lines", 3, 2, 3, 220.0, 1, 20.0)),
        (MAGENTO, ("magento", 3, 0, 0, 1375.0, 0, 0.0)),
        (INVOICES, ("invoices", 3, 4, 493, 1839.89, 2, 5.1)),
        (PLAIN, ("plain", 2, 3, 6, 1329.80, 0, 0.0)),
        (SHOPIFY.encode("utf-16"), ("shopify", 3, 3, 6, 320.0, 0, 50.0)),
        (PLAIN.encode("latin-1"), ("plain", 2, 3, 6, 1329.80, 0, 0.0)),
        (gzip.compress(SHOPIFY.encode()), ("shopify", 3, 3, 6, 320.0, 0, 50.0)),
        (SHOPIFY.replace(",", "\t"), ("shopify", 3, 3, 6, 320.0, 0, 50.0)),
        (SHOPIFY + "\n".join(SHOPIFY.splitlines()[1:3]) + "\n", ("shopify", 3, 3, 6, 320.0, 0, 50.0)),
    ],
    ids=["shopify", "woo", "woo-lines", "magento", "invoices", "german", "utf16", "latin1", "gzip", "tabs", "twice"],
)  # fmt: skip
def test_counts_and_money_are_those_by_hand(orderlab: Run, text: str | bytes, wanted: tuple[Any, ...]) -> None:
    assert numbers(imported(orderlab, text)) == wanted


def test_what_is_left_out_has_its_reason_and_is_not_in_the_sums(orderlab: Run) -> None:
    found = imported(orderlab, SHOPIFY)
    assert found["left_out"] == [{"why": "cancelled", "orders": 1, "units": 1, "value": 20.0}]
    assert found["values"]["currency"] == "data"
    assert set(found["values"].values()) <= {"data", "answer", "default"}


def test_the_orders_own_tax_is_taken_out(orderlab: Run) -> None:
    imported(orderlab, SHOPIFY)
    rows = [row.split(",") for row in Path("shop/tables/items.csv").read_text(encoding="utf-8").splitlines()[1:]]
    first = sum(float(row[3]) for row in rows if row[0] == "#1001")
    charged = 5 * (1 - 20.83 / 125)
    assert first + charged == pytest.approx(125 - 20.83, abs=0.011)


@pytest.mark.parametrize("flag", [(), ("--exact-places",)])
def test_nobody_s_name_is_written_anywhere(orderlab: Run, flag: tuple[str, ...]) -> None:
    imported(orderlab, SHOPIFY, *flag)
    written = "".join(path.read_text(encoding="utf-8") for path in Path("shop").rglob("*") if path.is_file())
    for secret in ("ann@", "example.com", "Archer", "High Street", "7700900001", "Ann"):
        assert secret not in written
    assert ("1AA" in written) == bool(flag)


def test_currency_is_the_files_never_another_business_s(orderlab: Run) -> None:
    imported(orderlab, SHOPIFY.replace(",GBP,", ",SEK,"))
    config = load("shop").config
    assert config.currency == "SEK"
    assert config.delivery.carrier.rate_per_parcel["default"] > 40
    assert list(config.fulfilment.nodes) == ["warehouse"]


def test_the_folder_runs_and_is_the_files_business(orderlab: Run) -> None:
    imported(orderlab, SHOPIFY)
    answer = orderlab("check", "shop")
    assert answer.code == 0, answer.out
    kept = "aftersales.returns.changed_mind=0"  # everybody keeps what came
    answer = orderlab("run", "shop", "--replications", 2, "--set", kept, "--json")
    assert answer.code == 0, answer.err
    kpis = json.loads(answer.out)["kpis"]
    assert kpis["order_volume"]["mean"] == 2
    assert kpis["fill_rate"]["mean"] == 1
    assert kpis["turnover.goods"]["mean"] == pytest.approx((120 + 190) - 20 - 31.67, abs=0.1)


def test_the_mapping_written_is_a_layout_that_reads_the_file_again(orderlab: Run) -> None:
    first = imported(orderlab, PLAIN)
    mapping = Path("mine.yaml")
    mapping.write_text(Path("shop/mapping.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    again = imported(orderlab, PLAIN, "--layout", "mine.yaml")
    assert numbers(again)[1:] == numbers(first)[1:]


def test_a_column_can_be_named(orderlab: Run) -> None:
    text = PLAIN.replace("Auftragsnummer", "Akte").replace("Einzelpreis", "Posten")
    Path("x.csv").write_text(text, encoding="utf-8")
    answer = orderlab("import", "x.csv", "--out", "shop")
    assert answer.code == 2
    assert "order: no column is known to mean it, present are: Akte, Datum" in answer.err
    found = imported(orderlab, text, "--map", "order=Akte", "--map", "items.amount=Posten")
    assert found["value"] == 1279.9


def test_answers_are_marked_and_a_question_that_is_not_asked_is_refused(orderlab: Run) -> None:
    Path("a.yaml").write_text("pickers: 3\nhour_costs: 17.5\n", encoding="utf-8")
    found = imported(orderlab, SHOPIFY, "--answers", "a.yaml")
    assert found["values"]["fulfilment.nodes"] == "answer"
    assert load("shop").config.fulfilment.nodes["warehouse"].wage_per_hour == 17.5
    Path("a.yaml").write_text("picker: 3\n", encoding="utf-8")
    answer = orderlab("import", "export.csv", "--out", "shop", "--answers", "a.yaml")
    assert answer.code == 2
    assert "did you mean pickers" in answer.err


def test_a_folder_of_somebody_else_s_is_left_as_it_is(orderlab: Run) -> None:
    imported(orderlab, SHOPIFY)
    before = Path("shop/scenario.yaml").read_bytes()
    Path("export.csv").write_text(SHOPIFY.replace("120.00,5.00", "abc,5.00"), encoding="utf-8")
    answer = orderlab("import", "export.csv", "--out", "shop")
    assert answer.code == 2
    assert answer.err.startswith("export.csv:2: placement.trace.columns.subtotal: abc is no number")
    assert Path("shop/scenario.yaml").read_bytes() == before
    assert sorted(path.name for path in Path().iterdir()) == ["export.csv", "shop"]
    Path("shop/diary.txt").write_text("mine", encoding="utf-8")
    assert "holds diary.txt" in orderlab("import", "export.csv", "--out", "shop").err


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "the file is empty"),
        (SHOPIFY.splitlines()[0] + "\n", "the file is empty, rows below the header"),
        (SHOPIFY.replace("voided", "vanished"), "the scenario does not name the status vanished"),
        (SHOPIFY.replace("2026-03-30 08:15:00 +0100", "2026-03-30 08:15:00 -0500"), "the time zone changes"),
        ("Order,Date,Qty,Price\n1,01/02/2026,1,5.00\n", "could be 01 Feb 2026 or 02 Jan 2026"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_line(orderlab: Run, text: str, complaint: str) -> None:
    Path("export.csv").write_text(text, encoding="utf-8")
    answer = orderlab("import", "export.csv", "--out", "shop")
    assert answer.code == 2
    assert answer.err.count("\n") == 1
    assert complaint in answer.err
    assert not Path("shop").exists()


def test_check_lists_every_problem_at_once(orderlab: Run) -> None:
    imported(orderlab, SHOPIFY)
    orders = Path("shop/tables/orders.csv")
    orders.write_text(orders.read_text(encoding="utf-8").replace("2026-03-30 08:15:00", "soon"), encoding="utf-8")
    with Path("shop/tables/items.csv").open("a", encoding="utf-8") as file:
        file.write("#9,Desk,-1,abc\n")
    answer = orderlab("check", "shop", "--json")
    assert answer.code == 2
    found = {(one["sheet"], one["row"], one["column"]) for one in json.loads(answer.out)["problems"]}
    assert found == {
        ("tables/orders.csv", 3, "placed"), ("tables/items.csv", 5, "quantity"), ("tables/items.csv", 5, "amount"),
        ("tables/items.csv", 5, "order"),
    }  # fmt: skip


def test_one_order_is_a_business_too(orderlab: Run) -> None:
    found = imported(orderlab, "order,date,qty,price\n1,2026-03-28 10:00,1,5.00\n")
    assert numbers(found) == ("plain", 1, 1, 1, 5.0, 0, 0.0)


def test_layouts_are_short(orderlab: Run) -> None:
    for name, path in layouts().items():
        limit = 60 if name != "plain" else 180  # a dictionary
        assert len(path.read_text(encoding="utf-8").splitlines()) < limit, name


@pytest.mark.parametrize("word", ["W\u00e4hrung", "Waehrung", "Currency", "Devise", "WA\u0308HRUNG"])
def test_a_currency_column_is_known_by_its_name_in_any_spelling(orderlab: Run, word: str) -> None:
    rows = PLAIN.splitlines()
    text = "\n".join([f"{rows[0]};{word};Notiz", *(f"{row};CHF;x" for row in rows[1:])]) + "\n"
    assert imported(orderlab, text)["currency"] == "CHF"
    shown = orderlab("import", "export.csv", "--out", "again").out
    assert "Not used: Notiz." in shown
    assert "no tax is told of" in shown


def test_a_currency_and_a_tax_that_nobody_told_are_said_to_be_assumed(orderlab: Run) -> None:
    Path("export.csv").write_text(PLAIN, encoding="utf-8")
    shown = orderlab("import", "export.csv", "--out", "shop").out
    assert "GBP (no column tells the currency)" in shown
    Path("answers.yaml").write_text("currency: EUR\ntax_rate_percent: 19\n", encoding="utf-8")
    answer = orderlab("import", "export.csv", "--out", "other", "--answers", "answers.yaml")
    assert "without tax and discounts" in answer.out
    assert "currency: EUR  # your answer" in Path("other/scenario.yaml").read_text(encoding="utf-8")


def test_nothing_is_said_of_stock_that_was_made_up(orderlab: Run) -> None:
    imported(orderlab, SHOPIFY)
    answer = orderlab("run", "shop", "--replications", 1, "--json")
    assert answer.code == 0, answer.err
    assert "stock had not settled" not in answer.err
    kpis = json.loads(answer.out)["kpis"]
    for key in ("stock_value", "inventory_turnover", "days_of_supply", "record_accuracy"):
        assert kpis[key]["mean"] is None
    mine = "inventory={known: true, policy: {policy: min_max, reorder_point: 10, order_up_to: 30}}"
    answer = orderlab("run", "shop", "--replications", 1, "--json", "--set", mine)
    assert json.loads(answer.out)["kpis"]["stock_value"]["mean"] > 0


def test_check_lists_everything_that_is_wrong_in_the_scenario_too(orderlab: Run) -> None:
    imported(orderlab, SHOPIFY)
    file = Path("shop/scenario.yaml")
    text = file.read_text(encoding="utf-8")
    changed = text.replace("follow_up_days: 60", "follow_up_days: soon")
    changed = changed.replace("delivery.carrier.lost: 0.002", "delivery.carrier.lost: 2")
    changed = changed.replace("inventory.record_error: 0 ", "inventory.record_error: -1 ")
    file.write_text(changed, encoding="utf-8")
    answer = orderlab("check", "shop", "--json")
    assert answer.code == 2
    problems = json.loads(answer.out)["problems"]
    lines = text.splitlines()
    for name in ("follow_up_days", "delivery.carrier.lost", "inventory.record_error"):
        row = next(k for k, line in enumerate(lines, start=1) if line.strip().startswith(name))
        assert [one["row"] for one in problems if name in one["complaint"]] == [row], name
    file.write_text(
        text.replace("delivery.carrier.lost:", "delivery.carier.lost:").replace(
            "inventory.record_error:", "inventory.record:"
        ),
        encoding="utf-8",
    )
    answer = orderlab("check", "shop", "--json")
    assert len(json.loads(answer.out)["problems"]) == 2


def test_an_order_without_lines_is_told_of(orderlab: Run) -> None:
    """Its goods were cut off: it has a total."""
    write_export(Path("orders_export.csv"), 40)
    rows = [row.split(",") for row in Path("orders_export.csv").read_text(encoding="utf-8").splitlines()]
    numbers = [row[0] for row in rows]
    single = next(row for row in rows[1:] if numbers.count(row[0]) == 1 and row[2] == "paid")
    for name in ("Lineitem quantity", "Lineitem name", "Lineitem price"):
        single[rows[0].index(name)] = ""
    Path("orders_export.csv").write_text("\n".join(map(",".join, rows)) + "\n", encoding="utf-8")
    answer = orderlab("import", "orders_export.csv", "--out", "shop")
    assert answer.code == 0, answer.err
    assert "1 order has no lines: it counts by the total, as one unit of a stand-in item." in answer.out


def test_a_file_that_is_not_there_is_named(orderlab: Run) -> None:
    answer = orderlab("import", "nothing.csv", "--out", "shop")
    assert (answer.code, answer.err[:28]) == (2, "FILES: nothing.csv: no such ")
    assert not Path("shop").exists()
