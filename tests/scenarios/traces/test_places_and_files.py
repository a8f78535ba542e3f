"""Places and formats of strangers' files: read with their right value, or refused with a setting."""

import gzip
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from openpyxl import Workbook
from strange_shop import ORDERS, PLAIN, clock, counts, settings, shop

from scenarios.errors import InputError
from scenarios.traces import read
from sim.kpis import evaluate
from sim.model import simulate
from sim.units import UNOBSERVED


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

    @pytest.mark.parametrize(
        ("items", "columns"),
        [
            ((), None),
            ([f"A{k},S{k},2,10.00" for k in range(200)], {"price": "price", "quantity": "qty"}),
            ([f"A{k},{f'S{k}' if k % 5 else ''},2,10.00" for k in range(200)], None),
            ([f"A{k},S{k},2,10.00" for k in range(200) if k % 5], None),
        ],
        ids=["no file", "no names", "some names", "some orders"],
    )
    def test_goods_nobody_names_never_run_out_and_cost_nothing_to_hold(
        self, tmp_path: Path, items: list[str], columns: dict[str, str] | None
    ) -> None:
        scarce = {"policy": {"policy": "min_max", "measure": "units", "reorder_point": 2, "order_up_to": 6}}
        business = {"inventory": scarce | {"holding_rate_per_year": 10.0, "leftover_value": 0.0}}
        trace = shop(tmp_path, ORDERS, items, item_columns=columns, simulation=business)
        outcome = simulate(trace.config, trace.tape(1, 0))
        kpis = evaluate(outcome)
        assert kpis["fill_rate"] == 1.0
        assert kpis["cost.holding"] == kpis["cost.obsolescence"] == 0.0
        assert kpis["stock_value"] is None

    def test_stock_of_goods_with_names_is_that_of_the_scenario(self, tmp_path: Path) -> None:
        trace = shop(tmp_path, ORDERS, PLAIN, simulation={"inventory": {"policy": {"policy": "base_stock"}}})
        assert trace.config.inventory.policy.policy == "base_stock"
        assert trace.config.inventory.known
