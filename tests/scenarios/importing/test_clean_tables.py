"""The clean tables of an import: inert in a spreadsheet, and read instead of a file of the same name elsewhere."""

from pathlib import Path
from typing import Any

import polars as pl

from scenarios import load
from scenarios.importing.folder import inert
from scenarios.importing.staffing.workbook import sheet_title

HEAD = "Order ID,Order Date,SKU,Product,Quantity,Unit Price\n"
FORMULAS = ("=1+1", "+A1", "-A1", "@SUM(1)", '"=HYPERLINK(""http://x"",""y"")"')


def test_a_text_that_begins_like_a_formula_is_written_behind_an_apostrophe() -> None:
    texts = ["=1", "+44", "-a", "@b", "\tc", "-5", "-.5", "5", "a=1", "", "'=1", None]
    frame = inert(pl.DataFrame({"text": texts, "number": [-1.5] * len(texts)}))
    expected = ["'=1", "'+44", "'-a", "'@b", "'\tc", "-5", "-.5", "5", "a=1", "", "'=1", None]
    assert frame["text"].to_list() == expected
    assert frame["number"].to_list() == [-1.5] * len(texts)


def test_tables_of_an_import_hold_no_formula_and_are_those_that_a_run_reads(orderlab: Any) -> None:
    lines = [
        f"{'=A' if day % 7 == 0 else ''}{day},2026-02-{day:02d} 10:00,{FORMULAS[day % 5]},{FORMULAS[day % 5]},1,9.99\n"
        for day in range(1, 28)
    ]
    Path("orders.csv").write_text(HEAD + "".join(lines))
    assert orderlab("import", "orders.csv", "--out", "shop").code == 0
    tables = list(Path("shop/tables").glob("*.csv"))
    assert {table.name for table in tables} == {"orders.csv", "items.csv"}
    for table in tables:
        cells = [cell for row in pl.read_csv(table, infer_schema=False).rows() for cell in row if cell]
        assert not any(cell.startswith(("=", "+", "@", "-")) for cell in cells), table
        assert any(cell.startswith("'=") for cell in cells), table
    trace = load("shop").config.placement.trace
    assert trace is not None
    assert Path(trace.path) == Path("shop/tables/orders.csv"), "another orders.csv stands in this folder"


def test_a_title_of_a_sheet_is_one_whatever_a_node_is_called() -> None:
    assert sheet_title("picking.a/b[c]:*?'d\\") == "picking a b c     d "
    assert len(sheet_title("p" * 80)) == 31
