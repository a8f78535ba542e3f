from pathlib import Path

import pytest
from data_folder import data_file

from scenarios.provenance import source
from scenarios.resolve import load

PICKERS = ("fulfilment", "nodes", "north", "pickers")


def test_whose_number_it_is(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("extends: city_day\nfulfilment: {nodes: {north: {pickers: 9}}}\n")
    scenario = load(str(file), ["days=2"])
    assert source(scenario, PICKERS) == "your answer"
    assert source(scenario, ("days",)) == "your answer"
    assert source(scenario, ("fulfilment", "nodes", "north", "packers")) == "our default"  # city_day.yaml
    assert source(scenario, ("tracking", "missed_scans")) == "our default"  # the model
    assert source(load("tiny+days=2"), ("days",)) == "your answer"


def test_a_copy_that_is_called_like_a_shipped_file_is_yours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("tiny.yaml").write_text("extends: tiny\nfulfilment: {nodes: {north: {pickers: 3}}}\n")
    scenario = load("tiny.yaml")
    assert source(scenario, PICKERS) == "your answer"
    assert scenario.origins[PICKERS] == "./tiny.yaml:2"
    assert source(scenario, ("placement", "catalogue", "items")) == "our default"


def test_what_an_order_file_settles_is_your_data() -> None:
    orders = data_file("traces", "olist_orders_5k.csv.gz")
    scenario = load("trace_replay", [f"placement.trace.path={orders}"])
    assert source(scenario, ("days",)) == "your data"
    assert source(load("trace_replay"), ("days",)) == "our default"
