"""A steady-state design from the document to the numbers."""

import json

import pytest

from scenarios import load, run
from scenarios.errors import InputError
from scenarios.scenario import Scenario
from scenarios.study.api import compare_all
from scenarios.study.keeping.store import Store
from scenarios.study.running.execute import execute
from scenarios.study.running.observation import Observation
from scenarios.study.running.plan import cells, run_key
from scenarios.study.running.results import RunResult
from scenarios.study.statistics.steady_state import settle

FULL = "inventory.opening=full"


def steady(*changes: str) -> Scenario:
    return load("tiny", ["experiment.design=steady_state", *changes])


@pytest.fixture(scope="module")
def long_run() -> RunResult:
    """One long run in six batches of three days."""
    days = ("days=21", "experiment.warm_up_days=2", "experiment.cool_down_days=1", "experiment.batches=6")
    return run(steady(*days), replications=1, jobs=1)


def test_only_orders_of_the_days_that_count_are_counted() -> None:
    chosen = steady("days=6", "experiment.warm_up_days=2", "experiment.cool_down_days=1")
    result = run(chosen, replications=2, jobs=1)
    whole = run(load("tiny", ["days=6"]), replications=2, jobs=1)
    assert result.tape == whole.tape
    assert result.days_counted == 3
    for counted, everything in zip(result.values("order_volume"), whole.values("order_volume"), strict=True):
        assert counted is not None
        assert everything is not None
        assert 0 < counted < everything


def test_one_long_run_has_its_interval_from_batches(long_run: RunResult) -> None:
    kpi = long_run.kpis()["order_cycle_time"]
    assert kpi.n == 6
    assert len(long_run.values("cost_per_order")) == 6
    assert long_run.days_counted == 3
    assert kpi.low is not None
    assert kpi.high is not None
    assert kpi.low < kpi.high
    total = long_run.replications[0].kpis["order_volume"]
    assert sum(value or 0.0 for value in long_run.values("order_volume")) == total


def test_batches_of_two_scenarios_are_compared_over_the_same_customers() -> None:
    rule = ("days=9", "experiment.warm_up_days=1", "experiment.cool_down_days=2", "experiment.batches=3")
    (found,) = compare_all([steady(*rule), "tiny+days=9+delivery.solver.name=savings"], replications=1, jobs=1)
    assert found.same_customers
    assert found.b.days_counted == 2
    assert found.kpis()["order_volume"].estimate.mean == 0
    assert found.kpis()["cost_per_order"].estimate.n == 3


def test_a_pilot_finds_the_days_and_all_arms_share_them() -> None:
    once = "experiment.replications=1"
    arms = [steady("days=24", once, FULL), steady("days=24", once, FULL, "delivery.solver.name=savings")]
    first, second = _settled(arms)
    assert (first.warm_up, first.cool_down) == (second.warm_up, second.cool_down)
    # Shelves start with more than the policy keeps; it takes days until they are down.
    assert first.warm_up >= 2
    assert first.cool_down >= 1


def _settled(arms: list[Scenario]) -> list[Observation]:
    found = settle(arms, lambda wanted: execute(wanted, jobs=1)[0])
    assert all(one.counted is not None and one.counted.settled for one in found)
    return [cells(one.scenario, [0])[0].observation for one in found]


def test_what_is_stored_is_what_was_observed(tmp_path, long_run: RunResult) -> None:  # type: ignore[no-untyped-def]
    cell = cells(long_run.scenario, [0])[0]
    store = Store(tmp_path / "store.sqlite")
    store.add(cell, long_run.replications[0])
    again = store.results([cell])[cell.key]
    assert json.dumps(again.parts) == json.dumps(long_run.replications[0].parts)
    assert store.results(cells(long_run.scenario, [0], Observation(pilot=True))) == {}
    assert [one.parts for _, _, one in store.wanted()] == [again.parts], "a pilot is no part of the answer"
    store.close()


def test_the_key_of_a_result_moves_with_the_days_that_count() -> None:
    days = [
        [f"experiment.warm_up_days={first}", f"experiment.cool_down_days={last}"] for first, last in ((1, 2), (2, 1))
    ]
    chosen = [load("tiny"), *(steady(*one) for one in days)]
    assert len({cells(one, [0])[0].key for one in chosen}) == 3
    assert len({run_key(one, 1) for one in chosen}) == 3


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (("days=2",), "too short for a steady state"),
        (("days=3", "experiment.warm_up_days=2", "experiment.cool_down_days=1"), r"leave\s+none to count"),
        (
            ("days=3", "experiment.warm_up_days=0", "experiment.cool_down_days=1", "experiment.replications=1"),
            "at least 20 are needed",
        ),
    ],
)
def test_a_run_that_is_too_short_is_refused_in_one_line(changes: tuple[str, ...], message: str) -> None:
    with pytest.raises(InputError, match=message):
        run(steady(*changes), jobs=1)


def test_automatic_days_must_be_settled_before_cells_are_made() -> None:
    with pytest.raises(InputError, match=r"experiment\.warm_up_days: automatic is settled by run"):
        cells(steady(), [0])
