"""Currencies, taxes, discounts and statuses of strangers' files: read with their right value, or refused."""

from pathlib import Path

import numpy as np
import pytest
from strange_shop import ORDERS, counts, shop

from scenarios.errors import InputError


@pytest.mark.parametrize(("price", "currency"), [("£{}", "GBP"), ("{} GBP", "GBP"), ("{}", None), ("${}", None)])
def test_a_sign_beside_the_amounts_tells_their_currency(tmp_path: Path, price: str, currency: str | None) -> None:
    trace = shop(tmp_path, ORDERS, [f"A{k},S{k},1,{price.format('10.00')}" for k in range(200)])
    assert trace.sales.currency == currency


def test_amounts_of_two_currencies_are_no_sum(tmp_path: Path) -> None:
    signs = [f"A{k},S{k},1,{'€' if k == 7 else '£'}10.00" for k in range(200)]
    with pytest.raises(InputError, match=r"i\.csv:9: .*price: the currency changes within the column: £10\.00 and €10"):
        shop(tmp_path, ORDERS, signs)


class TestMoney:
    HEADER = "id,placed,sub,ship,vat,total,off,back,cur"
    COLUMNS = {
        "subtotal": "sub", "delivery_charged": "ship", "tax": "vat", "total": "total", "discount": "off",
        "refunded": "back", "currency": "cur",
    }  # fmt: skip

    def test_tax_that_prices_hold_is_taken_out(self, tmp_path: Path) -> None:
        rows = ["A0,2026-03-01 10:00:00,120.00,5.00,20.00,125.00,0,0,GBP"]
        trace = shop(tmp_path, rows, ["A0,Desk,1,100.00", "A0,Lamp,1,20.00"], header=self.HEADER, columns=self.COLUMNS)
        order = trace.sales.orders.row(0, named=True)
        assert order["net_goods"] + order["net_delivery"] == 10500
        assert trace.sales.value == 12000
        assert trace.tape(1, 0).delivery_charged is not None
        assert any("prices hold it" in note for note in trace.notes)

    def test_tax_on_top_is_no_turnover(self, tmp_path: Path) -> None:
        rows = ["A0,2026-03-01 10:00:00,120.00,5.00,10.00,135.00,0,0,GBP"]
        trace = shop(tmp_path, rows, ["A0,Desk,1,100.00", "A0,Lamp,1,20.00"], header=self.HEADER, columns=self.COLUMNS)
        order = trace.sales.orders.row(0, named=True)
        assert (order["net_goods"], order["net_delivery"]) == (12000, 500)

    def test_a_discount_column_is_taken_off_once(self, tmp_path: Path) -> None:
        rows = ["A0,2026-03-01 10:00:00,110.00,5.00,0,115.00,10.00,0,GBP"]
        trace = shop(tmp_path, rows, ["A0,Desk,1,100.00", "A0,Lamp,1,20.00"], header=self.HEADER, columns=self.COLUMNS)
        assert trace.sales.orders["net_goods"].to_list() == [11000]
        assert counts(trace)[2] == 110.0

    def test_tax_that_nobody_can_place_is_asked(self, tmp_path: Path) -> None:
        columns = {"tax": "vat"}
        rows = ["A0,2026-03-01 10:00:00,20.00"]
        with pytest.raises(InputError, match=r"placement\.trace\.tax=included or on_top"):
            shop(tmp_path, rows, ["A0,Desk,1,120.00"], header="id,placed,vat", columns=columns)
        trace = shop(tmp_path, rows, ["A0,Desk,1,120.00"], header="id,placed,vat", columns=columns, tax="included")
        assert counts(trace)[2] == 100.0

    def test_one_currency_is_replayed(self, tmp_path: Path) -> None:
        row = "{},2026-03-01 10:00:00,50,0,0,50,0,0,{}"
        rows = [row.format("A0", "GBP"), row.format("A1", "GBP"), row.format("A2", "USD")]
        items = ["A0,S,1,50", "A1,S,1,50", "A2,S,1,50"]
        trace = shop(tmp_path, rows, items, header=self.HEADER, columns=self.COLUMNS)
        assert counts(trace) == (2, 2, 100.0)
        assert trace.sales.found == 3
        assert any("1 order is in USD and left out" in note and "33.3 % of money" in note for note in trace.notes)
        with pytest.raises(InputError, match=r"order A0 is in GBP, A2 in USD; placement\.trace\.currency=GBP"):
            shop(tmp_path, [rows[0], rows[2]], items[:1], header=self.HEADER, columns=self.COLUMNS)

    def test_the_scenarios_money_is_not_mixed_with_the_files(self, tmp_path: Path) -> None:
        rows = ["A0,2026-03-01 10:00:00,50,0,0,50,0,0,USD"]
        with pytest.raises(InputError, match="the orders are in USD, the scenario's costs in GBP"):
            shop(tmp_path, rows, header=self.HEADER, columns=self.COLUMNS)

    def test_totals_are_worth_more_than_a_default(self, tmp_path: Path) -> None:
        rows = ["A0,2026-03-01 10:00:00,,5,0,125,0,0,GBP", "A1,2026-03-01 11:00:00,,5,0,55,0,0,GBP"]
        trace = shop(tmp_path, rows, header=self.HEADER, columns=self.COLUMNS)
        assert counts(trace)[2] == 170.0
        assert not any("our default" in note for note in trace.notes)

    def test_refunds_are_told_apart(self, tmp_path: Path) -> None:
        rows = ["A0,2026-03-01 10:00:00,200,0,0,200,0,50,GBP"]
        trace = shop(tmp_path, rows, ["A0,Chair,4,50"], header=self.HEADER, columns=self.COLUMNS)
        assert (trace.sales.value, trace.sales.returned_value) == (20000, 5000)


class TestWords:
    METHODS = {"processing": {"payment": {"methods": {"credit_card": {"share": 1, "clearing_hours": [0, 1]}}}}}

    def test_a_method_the_scenario_does_not_name_is_refused(self, tmp_path: Path) -> None:
        rows = [f"{row},{'PayPal' if k % 2 else 'Credit Card'}" for k, row in enumerate(ORDERS[:50])]
        where = {"header": "id,placed,how", "columns": {"method": "how"}, "simulation": self.METHODS}
        with pytest.raises(InputError, match="25 orders are paid with PayPal"):
            shop(tmp_path, rows, **where)
        trace = shop(tmp_path, rows, **where, methods={"PayPal": "credit_card"})
        assert set(trace.paid_with) == {"credit_card"}

    def test_channels_are_those_of_the_file(self, tmp_path: Path) -> None:
        rows = [f"{row},{'phone' if k < 5 else 'pos'}" for k, row in enumerate(ORDERS[:20])]
        trace = shop(tmp_path, rows, header="id,placed,via", columns={"channel": "via"})
        tape = trace.tape(1, 0)
        assert tape.channels == ("phone", "pos")
        assert trace.config.placement.channels["phone"].staffed
        assert np.bincount(tape.channel).tolist() == [5, 15]
