"""An order that stands in several files counts once, as the newest says."""

from pathlib import Path

import pytest

from scenarios.errors import InputError
from scenarios.traces import Trace, read
from tests.strange_shop import counts, settings

HEADER = "id,placed,status,sku,qty,price"
COLUMNS = {"order": "id", "placed": "placed", "status": "status"}
ITEMS = {"path": "o_*.csv", "key": "id", "columns": {"product": "sku", "quantity": "qty", "price": "price"}}


def rows(first: int, last: int, *, status: str = "paid", quantity: int = 1, month: str = "2026-03") -> list[str]:
    return [f"A{k},{month}-{k % 28 + 1:02d} 10:00:00,{status},S,{quantity},10.00" for k in range(first, last)]


def joined(folder: Path, **files: list[str]) -> Trace:
    for name, lines in files.items():
        (folder / f"{name}.csv").write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    trace = {"columns": COLUMNS, "statuses": {"paid": "open", "refunded": "returned"}, "companions": {"items": ITEMS}}
    return read(settings(path="o_*.csv", **trace), folder)


@pytest.mark.parametrize(("older", "newer"), [("o_1", "o_2"), ("o_2", "o_1")])
def test_the_file_that_reaches_furthest_is_believed(tmp_path: Path, older: str, newer: str) -> None:
    """Whatever the files are called: two more of A14, and A15 has come back."""
    new = [*rows(14, 15, quantity=3), *rows(15, 16, status="refunded"), *rows(16, 28)]
    trace = joined(tmp_path, **{older: rows(0, 16), newer: new})
    assert counts(trace) == (28, 30, 300.0)
    assert trace.sales.returned_units == 1
    assert any("2 orders stand in several files and count as the newest says" in note for note in trace.notes)


def test_two_shops_that_number_alike_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        joined(tmp_path, o_1=rows(0, 10), o_2=rows(9, 20, month="2026-05"))
    assert str(caught.value).startswith(
        "o_2.csv:2: placement.trace.columns.order: A9 stands for two orders, placed 2026-"
    )
    assert "(o_1.csv:11)" in str(caught.value)
