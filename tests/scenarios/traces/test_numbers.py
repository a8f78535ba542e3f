"""Negative, misplaced and large numbers in strangers' files: read with their right value, or refused with a setting."""

from pathlib import Path

import numpy as np
import pytest
from strange_shop import ITEM_COLUMNS, ORDERS, PLAIN, counts, settings, shop

from scenarios.errors import InputError
from scenarios.traces import read
from sim.model import simulate


class TestSigns:
    def test_a_return_is_no_sale(self, tmp_path: Path) -> None:
        trace = shop(tmp_path, ORDERS, [*PLAIN, "A3,S3,-1,10.00"])
        assert counts(trace) == (200, 200, 2000.0)
        assert (trace.sales.returned_units, trace.sales.returned_value) == (1, 1000)
        assert any("1 unit came back, worth 10.00" in note and "0.5 % of units" in note for note in trace.notes)

    def test_a_number_with_nothing_but_returns_is_no_order(self, tmp_path: Path) -> None:
        orders = [*ORDERS, "C7,2026-03-09 12:00:00"]
        trace = shop(tmp_path, orders, [*PLAIN, "C7,S7,-1,10.00", "C7,S8,-1,10.00"])
        assert counts(trace) == (200, 200, 2000.0)
        assert trace.sales.found == 200
        assert (trace.sales.returned_units, trace.sales.returned_value) == (2, 2000)

    def test_credit_notes_are_known_by_their_number(self, tmp_path: Path) -> None:
        orders = [*ORDERS, "C7,2026-03-09 12:00:00"]
        trace = shop(tmp_path, orders, [*PLAIN, "C7,S7,2,10.00"], credit_note="^C")
        assert counts(trace) == (200, 200, 2000.0)
        assert (trace.sales.returned_units, trace.sales.returned_value) == (2, 2000)

    def test_a_discount_is_taken_off_its_order(self, tmp_path: Path) -> None:
        trace = shop(tmp_path, ORDERS, [*PLAIN, "A199,DISCOUNT,1,-5.00"])
        assert counts(trace) == (200, 200, 1995.0)
        assert any("1 discount stands as a line" in note for note in trace.notes)

    def test_discounts_are_shared_out_to_the_cent(self, tmp_path: Path) -> None:
        items = ["A,x,1,10.00", "A,y,1,10.00", "A,z,1,10.00", "A,DISCOUNT,1,-10.00"]
        trace = shop(tmp_path, ["A,2026-03-01 10:00:00"], items)
        assert sorted(trace.goods.price.tolist()) == [666, 667, 667]

    def test_a_missing_quantity_is_not_one(self, tmp_path: Path) -> None:
        trace = shop(tmp_path, ORDERS, [*PLAIN[:-1], "A199,S199,,10.00"])
        assert any("1 row has no quantity" in note for note in trace.notes)
        with pytest.raises(InputError, match=r"^i\.csv: 60 rows have no quantity .* i\.csv:142 .*30 % of units"):
            shop(tmp_path, ORDERS, [*PLAIN[:140], *(f"A{k},S{k},,10.00" for k in range(140, 200))])

    def test_quantity_times_price_against_a_sign_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="signs that contradict"):
            shop(tmp_path, ORDERS, [*PLAIN[:150], *(f"A{k},S{k},-1,-10.00" for k in range(150, 200))])


class TestNumbers:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ('"1,250.00"', 1250.0), ("£1250", 1250.0), ('"1,250"', 1250.0), ("1250.00 GBP", 1250.0), ("1250", 1250.0),
            ("1'250.00", 1250.0), ("1 250.00", 1250.0), ('"$1,250.00"', 1250.0), ('"1,234,567.00"', 1234567.0),
        ],
    )  # fmt: skip
    def test_thousands_and_currencies(self, tmp_path: Path, text: str, value: float) -> None:
        trace = shop(tmp_path, ORDERS, [f"A7,S7,1,{text}" if k == 7 else row for k, row in enumerate(PLAIN)])
        assert counts(trace) == (200, 200, 1990 + value)

    def test_decimal_commas(self, tmp_path: Path) -> None:
        items = ["A0;S;2;1.250,50", "A1;S;1;9,90", "A2;S;1;1.250"]
        trace = shop(tmp_path, ORDERS[:3], [], header="id,placed")
        tmp_path.joinpath("i.csv").write_text("\n".join(["id;sku;qty;price", *items]), encoding="utf-8")
        file = {"path": "i.csv", "key": "id", "columns": ITEM_COLUMNS}
        trace = read(settings(companions={"items": file}), tmp_path)
        assert counts(trace) == (3, 4, 2501.0 + 9.90 + 1250.0)

    def test_a_thousand_that_may_be_a_decimal_is_asked(self, tmp_path: Path) -> None:
        items = ['A0,S,1,"1,250"', "A1,S,1,300"]
        with pytest.raises(InputError, match=r"^i\.csv:2: .*1,250 could be a thousand .*decimal_mark=point or comma"):
            shop(tmp_path, ORDERS[:2], items)
        assert counts(shop(tmp_path, ORDERS[:2], items, decimal_mark="point"))[2] == 1550.0
        assert counts(shop(tmp_path, ORDERS[:2], items, decimal_mark="comma"))[2] == 301.25

    def test_a_format_that_changes_is_refused_with_both(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"^i\.csv:3: .* 12\.50 has a decimal point, 12,50 a decimal comma"):
            shop(tmp_path, ORDERS[:2], ["A0,S,1,12.50", 'A1,S,1,"12,50"'])

    def test_a_cell_that_is_no_number_is_named_however_rare(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"^i\.csv:201: .* ask is no number"):
            shop(tmp_path, ORDERS, [*PLAIN[:-1], "A199,S199,1,ask"])

    def test_goods_by_weight(self, tmp_path: Path) -> None:
        items = ["A0,S,2.5,10", "A1,S,0.4,10", "A2,S,1,10"]
        with pytest.raises(InputError, match=r"^i\.csv:2: .* 2\.5 and 0\.4 .*fractional_quantity=weighed"):
            shop(tmp_path, ORDERS[:3], items)
        trace = shop(tmp_path, ORDERS[:3], items, fractional_quantity="weighed")
        assert counts(trace) == (3, 3, 39.0)
        assert trace.sales.units == 3.9
        assert trace.goods.catalogue.weight.tolist() == [1300]
        assert any("3,900 grams in 3 lines" in note for note in trace.notes)

    def test_line_totals_and_fractions_of_a_penny(self, tmp_path: Path) -> None:
        trace = shop(
            tmp_path,
            ORDERS[:1],
            ["A0,S,4,200.00"],
            item_columns={"product": "sku", "amount": "price", "quantity": "qty"},
        )
        assert counts(trace) == (1, 4, 200.0)
        trace = shop(tmp_path, ORDERS[:1], ["A0,S,1000,0.0215"])
        assert trace.sales.value == 2150


class TestLarge:
    def test_wholesale_lines_are_kept_and_delivered(self, tmp_path: Path) -> None:
        items = ["A0,S,4800,0.21", "A1,S,40000,10", *(f"A2,T{k},1,1.00" for k in range(300))]
        trace = shop(tmp_path, ORDERS[:3], items)
        assert counts(trace) == (3, 45100, 1008.0 + 400000.0 + 300.0)
        plenty = {"policy": {"policy": "min_max", "measure": "units", "reorder_point": 50000, "order_up_to": 99000}}
        trace = shop(tmp_path, ORDERS[:3], items, simulation={"inventory": {**plenty, "record_error": 0}})
        log = simulate(trace.config, trace.tape(1, 0)).log.columns()
        assert (np.asarray(log["orders"]["delivered"]) >= 0).all()
