"""The grid of a sweep: its points, their names and keys, and what differs between them."""

from pathlib import Path

import pytest

from scenarios.errors import InputError
from scenarios.resolve import load
from scenarios.study.api import run, run_all
from scenarios.study.searching.sweep import Sweep, axes, cell_count, points, varying

DOCUMENT = """
extends: tiny
sweep:
  delivery.mode: [fleet, carrier]
  zip:
    - inventory.policy.reorder_point: [2, 3, 4]
      inventory.policy.order_up_to: [4, 6, 8]
"""
PICKERS = "fulfilment.nodes.north.pickers"


@pytest.fixture
def week(tmp_path: Path) -> str:
    file = tmp_path / "week.yaml"
    file.write_text(DOCUMENT)
    return str(file)


def test_a_sweep_block_is_a_product_and_zip_moves_together(week: str) -> None:
    scenario = load(week)
    found = [tuple(point.settings.values()) for point in points(scenario, axes(scenario))]
    assert found == [(mode, low, 2 * low) for mode in ("fleet", "carrier") for low in (2, 3, 4)]


def test_vary_adds_an_axis_or_stands_in_place_of_one(week: str) -> None:
    scenario = load(week)
    assert len(points(scenario, axes(scenario, [f"{PICKERS}=1:4"]))) == 24
    assert len(points(scenario, axes(scenario, ["delivery.mode=carrier"]))) == 3
    with pytest.raises(InputError, match="moves with others under zip"):
        axes(scenario, ["inventory.policy.reorder_point=1,2"])


def test_a_path_in_two_places_of_a_block_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "twice.yaml"
    file.write_text("extends: tiny\nsweep: {days: [1, 2], zip: [{days: [1, 2]}]}\n")
    scenario = load(str(file))
    with pytest.raises(InputError, match="days: swept twice"):
        axes(scenario)


def test_nothing_to_vary_is_one_line() -> None:
    with pytest.raises(InputError, match=r"^--vary: missing, path=a,b,c is accepted"):
        axes(load("tiny"))


def test_cells_are_counted_before_anything_is_built() -> None:
    scenario = load("tiny+experiment.replications=7")
    grid = axes(scenario, [f"{PICKERS}=1:1000", "fulfilment.nodes.north.packers=1:1000"])
    assert cell_count(scenario, grid) == 7_000_000


def test_a_value_is_refused_before_anything_is_run(week: str) -> None:
    scenario = load(week)
    with pytest.raises(InputError, match=PICKERS):
        points(scenario, axes(scenario, [f"{PICKERS}=1,-1"]))


def test_a_point_is_the_run_of_its_label() -> None:
    scenario = load("tiny+experiment.replications=2+experiment.jobs=1")
    grid = points(scenario, axes(scenario, [f"{PICKERS}=2,3"]))
    results = run_all([point.scenario for point in grid])
    sweep = Sweep(scenario, tuple(grid), tuple(results))
    alone = run(grid[1].scenario.name)
    assert results[1].document() == alone.document()
    document = sweep.document()
    assert [point["key"] for point in document["points"]] == [result.key for result in results]
    assert document["swept"] == [PICKERS]
    # One more picker is paid in any week; how many orders were placed is the same customers' doing.
    shown = varying(sweep)
    assert "cost.labour" in shown
    assert "order_volume" not in shown
    assert varying(sweep, ["order_volume"]) == ["order_volume"]
    rows = sweep.rows()
    assert rows[0][PICKERS] == 2
    assert rows[0]["cost_per_order.low"] <= rows[0]["cost_per_order"] <= rows[0]["cost_per_order.high"]


def test_keys_do_not_depend_on_the_other_points() -> None:
    scenario = load("tiny")
    few = points(scenario, axes(scenario, [f"{PICKERS}=2,3"]))
    many = points(scenario, axes(scenario, [f"{PICKERS}=4,3,2,1"]))
    from scenarios.study.running.plan import run_key

    assert {run_key(one.scenario, 3) for one in few} < {run_key(one.scenario, 3) for one in many}
