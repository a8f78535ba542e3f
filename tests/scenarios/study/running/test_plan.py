from pathlib import Path

import pytest

from scenarios import load
from scenarios.study.running.plan import cells, run_key


def test_a_key_does_not_depend_on_how_the_scenario_is_written(tmp_path: Path) -> None:
    one, other = tmp_path / "one.yaml", tmp_path / "other.yaml"
    one.write_text("extends: tiny\ndays: 2\nplacement: {demand: {orders_per_day: 90}}\n")
    other.write_text("title: the same\nextends: tiny\nset: {placement.demand.orders_per_day: 90.0, days: 2}\n")
    assert run_key(load(one), 3) == run_key(load(other), 3)


@pytest.mark.parametrize(
    "change", ["days=2", "experiment.seed=8", "delivery.solver.name=savings", "placement.baskets.lines=2.1999"]
)
def test_a_key_moves_with_everything_the_numbers_depend_on(change: str) -> None:
    assert run_key(load("tiny", [change]), 3) != run_key(load("tiny"), 3)


def test_a_key_does_not_move_with_workers_or_memory() -> None:
    assert run_key(load("tiny", ["experiment.jobs=2", "log_budget_megabytes=9"]), 3) == run_key(load("tiny"), 3)


def test_the_cells_of_a_run_are_its_replications_in_order_and_all_different() -> None:
    found = cells(load("tiny"), range(4))
    assert [cell.replication for cell in found] == [0, 1, 2, 3]
    assert len({cell.key for cell in found}) == 4
