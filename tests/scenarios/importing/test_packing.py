"""Stamps of packing in a file: beside those of hand-over they are a stage of their own, alone the last that is told."""

from pathlib import Path

import polars as pl
import pytest

from scenarios.importing.reading import Understood, understand
from scenarios.importing.tables import tables

BOTH = "Order,Created,Packed at,Handed over,SKU,Qty,Price\n1,2026-03-13 10:00,2026-03-13 11:30,2026-03-13 18:00,A,1,5\n"


def seen(folder: Path, text: str) -> Understood:
    path = folder / "orders.csv"
    path.write_text(text, encoding="utf-8")
    return understand([path], None, {}, ())


@pytest.mark.parametrize("name", ["Packed at", "Fulfilled at", "Labelled at"])
def test_packing_is_a_stage_beside_the_hand_over(tmp_path: Path, name: str) -> None:
    found = seen(tmp_path, BOTH.replace("Packed at", name))
    assert found.trace.columns["packed"] == name
    assert found.trace.columns["shipped"] == "Handed over"
    assert found.trace.shipped_stamp == "collected"
    row = tables(found, b"key")["orders"]
    assert row["packed"].to_list() == ["2026-03-13 11:30:00"]
    assert row["shipped"].to_list() == ["2026-03-13 18:00:00"]


def test_packing_alone_is_where_the_file_ends(tmp_path: Path) -> None:
    found = seen(tmp_path, BOTH.replace(",Handed over", "").replace(",2026-03-13 18:00", ""))
    assert found.trace.shipped_stamp == "packed"
    assert found.sales.orders.select(pl.col("shipped") - pl.col("placed")).item() == 90 * 60 * 1_000_000


def test_packed_after_the_hand_over_is_not_believed(tmp_path: Path) -> None:
    found = seen(tmp_path, BOTH.replace("13 11:30", "14 11:30"))
    assert found.sales.orders["packed"].to_list() == [None]
    assert found.sales.orders["shipped"].null_count() == 0
