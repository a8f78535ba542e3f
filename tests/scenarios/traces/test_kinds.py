"""What strangers' files hold: each kind of fact read with its right value, or refused with examples and a setting."""

import gzip
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from openpyxl import Workbook

from scenarios.errors import InputError
from scenarios.traces import Trace, read
from sim.config import SimConfig
from sim.delivery.promise import promise_windows
from sim.model import simulate
from sim.units import DAY, UNOBSERVED

ORDERS = [f"A{k},2026-03-{k % 28 + 1:02d} 10:{k % 60:02d}:00" for k in range(200)]
PLAIN = [f"A{k},S{k},1,10.00" for k in range(200)]
ITEM_COLUMNS = {"product": "sku", "price": "price", "quantity": "qty"}


def settings(**trace: Any) -> SimConfig:
    columns = {"order": "id", "placed": "placed", **trace.pop("columns", {})}
    simulation = trace.pop("simulation", {})
    values = {"path": "o.csv", "columns": columns, **trace}
    values = {"placement": {"trace": values}, "delivery": {"mode": "carrier"}, **simulation}
    return SimConfig.model_validate(values)


def shop(
    folder: Path,
    orders: Sequence[str],
    items: Sequence[str] = (),
    header: str = "id,placed",
    item_header: str = "id,sku,qty,price",
    item_columns: dict[str, str] | None = None,
    **trace: Any,
) -> Trace:
    folder.joinpath("o.csv").write_text("\n".join([header, *orders]) + "\n", encoding="utf-8")
    if items:
        folder.joinpath("i.csv").write_text("\n".join([item_header, *items]) + "\n", encoding="utf-8")
        file = {"path": "i.csv", "key": "id", "columns": item_columns or ITEM_COLUMNS}
        trace = {"companions": {"items": file}, **trace}
    return read(settings(**trace), folder)


def counts(trace: Trace) -> tuple[int, int, float]:
    """Orders, units and money on the tape."""
    quantity = trace.goods.baskets.quantity
    return trace.placed.size, int(quantity.sum()), int((trace.goods.price * quantity).sum()) / 100


def clock(trace: Trace, order: int) -> str:
    start = datetime.combine(trace.config.start, datetime.min.time())
    return str(start + timedelta(microseconds=int(trace.placed[order])))


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


class TestKeys:
    ITEMS = ("1001.0,S,2,10.00", "1002.0,S,3,10.00")
    ROWS = ("1001,2026-03-01 10:00:00", "1002,2026-03-01 11:00:00")

    def test_numbers_that_do_not_meet_are_refused_with_both_spellings(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"^i\.csv:2: .*key: 2 of 2 rows .* 1001\.0 here, 1001 in o\.csv") as error:
            shop(tmp_path, self.ROWS, self.ITEMS)
        assert "match_keys=loosely" in str(error.value)

    @pytest.mark.parametrize("spelling", ["{}.0", "#{}", "0{}", "{}"])
    def test_loosely_they_meet(self, tmp_path: Path, spelling: str) -> None:
        items = [
            row.replace("1001.0", spelling.format(1001)).replace("1002.0", spelling.format(1002)) for row in self.ITEMS
        ]
        assert counts(shop(tmp_path, self.ROWS, items, match_keys="loosely")) == (2, 5, 50.0)

    def test_blank_parent_cells_belong_to_the_order_above(self, tmp_path: Path) -> None:
        orders = ["S1,2026-03-02 09:00:00", ",", ",", "S2,2026-03-02 10:00:00", ",", "S3,2026-03-03 11:30:00"]
        items = [
            "S1,Desk,1,100.00",
            ",Chair,4,50.00",
            ",Lamp,2,20.00",
            "S2,Chair,2,50.00",
            ",Desk,1,100.00",
            "S3,Lamp,1,20.00",
        ]
        trace = shop(tmp_path, orders, items)
        assert counts(trace) == (3, 11, 560.0)
        assert trace.goods.baskets.item.size == 6
        assert any("3 rows without an order number belong to the order above" in note for note in trace.notes)
        with pytest.raises(InputError, match=r"^i\.csv:2: .*key: no order number and no order stands above"):
            shop(tmp_path, orders, [",Chair,4,50.00", *items])

    def test_an_order_that_stands_there_twice_counts_once(self, tmp_path: Path) -> None:
        orders = [*ORDERS[:3], ORDERS[0]]
        trace = shop(tmp_path, orders, ["A0,S,1,10", "A0,T,2,5", "A1,S,1,10", "A2,S,1,10", "A0,S,1,10", "A0,T,2,5"])
        assert counts(trace) == (3, 5, 40.0)
        assert any("1 order stands there again" in note for note in trace.notes)

    def test_two_equal_lines_of_an_order_are_two_lines(self, tmp_path: Path) -> None:
        assert counts(shop(tmp_path, ORDERS[:2], ["A0,S,1,10", "A0,S,1,10", "A1,S,1,10"])) == (2, 3, 30.0)


class TestClocks:
    def test_an_offset_is_the_shops_own_clock(self, tmp_path: Path) -> None:
        rows = ["A,2026-03-28T23:30:00+01:00", "B,2026-03-29T03:30:00+02:00", "C,2026-03-30T00:30:00+02:00"]
        for form in ("automatic", "%Y-%m-%dT%H:%M:%S%z"):
            trace = shop(tmp_path, rows, date_format=form)
            found = [clock(trace, k) for k in range(3)]
            assert found == ["2026-03-28 23:30:00", "2026-03-29 03:30:00", "2026-03-30 00:30:00"]
            assert trace.config.days == 3

    def test_z_is_read_and_turned_to_a_zone(self, tmp_path: Path) -> None:
        assert clock(shop(tmp_path, ["A,2026-07-28T23:30:00Z"]), 0) == "2026-07-28 23:30:00"
        trace = shop(tmp_path, ["A,2026-07-28T23:30:00Z"], time_zone="Europe/London")
        assert clock(trace, 0) == "2026-07-29 00:30:00"

    def test_a_zone_that_does_not_exist_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match="time_zone"):
            shop(tmp_path, ["A,2026-07-28T23:30:00Z"], time_zone="Europe/Atlantis")

    def test_a_clock_that_changes_is_refused_with_both(self, tmp_path: Path) -> None:
        rows = ["A,2026-03-01T10:00:00+01:00", "B,2026-03-02T10:00:00-05:00"]
        with pytest.raises(InputError, match=r"^o\.csv:3: .*-05:00 and .*\+01:00; placement\.trace\.time_zone="):
            shop(tmp_path, rows)
        with pytest.raises(InputError, match=r"^o\.csv:3: .*2026-03-02 10:00:00 has no offset"):
            shop(tmp_path, ["A,2026-03-01 10:00:00+01:00", "B,2026-03-02 10:00:00"])
        trace = shop(tmp_path, rows, time_zone="Europe/Paris")
        assert clock(trace, 1) == "2026-03-02 16:00:00"

    @pytest.mark.parametrize(
        ("placed", "due"), [("%Y-%m-%d %H:%M:%S", ""), ("automatic", ""), ("automatic", " 00:00:00")]
    )
    def test_a_promise_is_kept_until_the_end_of_its_day(self, tmp_path: Path, placed: str, due: str) -> None:
        rows = [f"{row},{row.split(',')[1][:10]}{due}" for row in ORDERS[:50]]
        trace = shop(tmp_path, rows, header="id,placed,due", columns={"promised": "due"}, date_format=placed)
        tape = trace.tape(1, 0)
        assert set((promise_windows(tape, trace.config)[1] // DAY - tape.placed // DAY).tolist()) == {0}

    def test_next_day_promises_at_midnight_mean_the_day(self, tmp_path: Path) -> None:
        rows = [
            f"A{k},2026-03-{k + 1:02d} 10:00:00,2026-03-{k + 2:02d} 10:00:00,2026-03-{k + 2:02d} 00:00:00"
            for k in range(20)
        ]
        columns = {"delivered": "came", "promised": "due"}
        trace = shop(tmp_path, rows, header="id,placed,came,due", columns=columns)
        assert (trace.observed.delivered <= trace.observed.promised).all()

    def test_one_early_order_is_asked_about(self, tmp_path: Path) -> None:
        rows = ["A0,2024-03-01 09:00:00", *ORDERS[1:50]]
        with pytest.raises(InputError, match=r"1 of 50 orders lies far .*first_day=2026-03-01 leaves it out"):
            shop(tmp_path, rows)
        assert shop(tmp_path, rows, first_day="2026-03-01").config.days == 28
        assert shop(tmp_path, rows, first_day="2024-03-01").config.days == 758

    def test_shipped_may_be_the_last_stage(self, tmp_path: Path) -> None:
        rows = [f"{row},{row.split(',')[1][:10]} 18:00:00" for row in ORDERS[:50]]
        trace = shop(tmp_path, rows, header="id,placed,left", columns={"shipped": "left"})
        assert int((trace.observed.shipped != UNOBSERVED).sum()) == 50


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


class TestPlaces:
    def test_coordinates_are_metres_around_the_middle(self, tmp_path: Path) -> None:
        rows = [f"A{k},2026-03-0{k + 1} 10:00:00,{51.5 + k / 100:.2f},-0.1" for k in range(3)]
        columns = {"latitude": "lat", "longitude": "lon"}
        trace = shop(tmp_path, rows, header="id,placed,lat,lon", columns=columns)
        assert trace.address.x.tolist() == [0, 0, 0]
        assert trace.address.y.tolist() == pytest.approx([-1112, 0, 1112], abs=1)

    def test_postcodes_are_looked_up(self, tmp_path: Path) -> None:
        rows = ["A0,2026-03-01 10:00:00,sw1a1aa", "A1,2026-03-01 11:00:00,N1 9GU", "A2,2026-03-01 12:00:00,"]
        tmp_path.joinpath("p.csv").write_text("code,lat,lon\nSW1A 1AA,51.501,-0.142\nN1,51.53,-0.1\n", encoding="utf-8")
        places = {"path": "p.csv", "key": "code", "columns": {"latitude": "lat", "longitude": "lon"}}
        trace = shop(
            tmp_path, rows, header="id,placed,code", columns={"postcode": "code"}, companions={"places": places}
        )
        assert trace.sales.orders["latitude"].to_list() == [51.501, 51.53, None]
        assert any("1 order was not located" in note for note in trace.notes)


class TestFiles:
    TEXT = "id,placed,who\nA0,2026-03-01 10:00:00,Zoë\nA1,2026-03-02 10:00:00,José\n"

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1"])
    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    def test_encodings_and_delimiters(self, tmp_path: Path, encoding: str, delimiter: str) -> None:
        tmp_path.joinpath("o.csv").write_bytes(self.TEXT.replace(",", delimiter).encode(encoding))
        trace = read(settings(columns={"customer": "who"}), tmp_path)
        assert trace.sales.orders["person"].to_list() == ["Zoë", "José"]

    def test_a_spreadsheet(self, tmp_path: Path) -> None:
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.append(["id", "placed", "total"])
        sheet.append([1001, datetime(2026, 3, 1, 10, 30), 12.5])
        sheet.append([1002, datetime(2026, 3, 2), 8])
        book.save(tmp_path / "o.xlsx")
        trace = read(settings(path="o.xlsx", columns={"total": "total"}), tmp_path)
        assert [clock(trace, k) for k in range(2)] == ["2026-03-01 10:30:00", "2026-03-02 00:00:00"]
        assert counts(trace)[2] == 20.5

    def test_months_are_one_below_the_other(self, tmp_path: Path) -> None:
        for month in (1, 2):
            rows = "\n".join(f"{month}{k},2026-0{month}-01 1{k}:00:00" for k in range(3))
            tmp_path.joinpath(f"orders_{month}.csv.gz").write_bytes(gzip.compress(f"id,placed\n{rows}\n".encode()))
        trace = read(settings(path="orders_*.csv.gz"), tmp_path)
        assert trace.placed.size == 6
        assert trace.config.days == 32

    def test_a_file_that_unfolds_without_end_is_refused(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("scenarios.traces.opening.MOST_BYTES", 10_000)
        tmp_path.joinpath("o.csv").write_bytes(gzip.compress(b"x" * 20_000))
        with pytest.raises(InputError, match="unfolds to more than"):
            read(settings(), tmp_path)

    def test_a_pipe_is_no_file(self, tmp_path: Path) -> None:
        import os

        os.mkfifo(tmp_path / "o.csv")
        with pytest.raises(InputError, match="no regular file"):
            read(settings(), tmp_path)

    def test_a_trace_without_items_never_runs_out(self, tmp_path: Path) -> None:
        trace = shop(tmp_path, ORDERS)
        columns = simulate(trace.config, trace.tape(1, 0)).log.columns()["orders"]
        assert (np.asarray(columns["delivered"]) != UNOBSERVED).mean() > 0.9
