from pathlib import Path

import pytest
from data_folder import data_file

from scenarios.provenance import source
from scenarios.resolve import load
from scenarios.scenario import as_simulated
from scenarios.writing import to_yaml

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


def test_what_the_file_does_not_tell_stays_ours(tmp_path: Path) -> None:
    """An order file without prices or units prices nothing: each order is one unit at our price."""
    (tmp_path / "bare.csv").write_text("id,at,value\n" + "".join(f"{k},2026-01-02 1{k}:00,20\n" for k in range(9)))
    told = {"": "our default", ", total: value": "your data"}
    for column, whose in told.items():
        columns = f"placement.trace.columns={{order: id, placed: at{column}}}"
        scenario = load("tiny", [f"placement.trace.path={tmp_path / 'bare.csv'}", columns, "delivery.mode=carrier"])
        assert source(scenario, ("placement", "catalogue", "price")) == whose
        assert source(scenario, ("placement", "baskets", "quantity")) == "our default"
        assert source(scenario, ("placement", "demand", "orders_per_day")) == "your data"
        shown = to_yaml(as_simulated(scenario))
        assert 'start: "2026-01-02"' in shown
        assert "orders_per_day: 9" in shown
