import json
import os
from pathlib import Path

import pytest

from scenarios import load, run
from scenarios.study.execute import execute
from scenarios.study.plan import cells
from scenarios.study.results import Replication, RunResult
from scenarios.study.workers import ONE_THREAD


def test_the_numbers_do_not_depend_on_the_number_of_workers(tiny: RunResult) -> None:
    other = run("tiny", replications=3, jobs=2)
    assert json.dumps(other.document()) == json.dumps(tiny.document())


def test_the_same_run_twice_is_the_same_to_the_last_bit(tiny: RunResult) -> None:
    again = run("tiny", replications=3, jobs=1)
    assert [one.kpis for one in again.replications] == [one.kpis for one in tiny.replications]


def test_replications_meet_different_customers_and_scenarios_the_same(tiny: RunResult) -> None:
    assert len({one.tape for one in tiny.replications}) == 3
    other = run("tiny+delivery.solver.name=savings", replications=3, jobs=1)
    assert other.tape == tiny.tape
    assert other.key != tiny.key


def test_a_longer_run_begins_with_the_shorter_one(tiny: RunResult) -> None:
    longer = run("tiny", replications=4, jobs=1)
    assert [one.kpis for one in longer.replications[:3]] == [one.kpis for one in tiny.replications]


def test_another_seed_is_another_world(tiny: RunResult) -> None:
    assert run("tiny", replications=1, seed=3).replications[0].tape != tiny.replications[0].tape


def test_each_replication_is_told_once_and_handed_back_in_order() -> None:
    seen: dict[int, Replication] = {}
    done, outcome = execute(cells(load("tiny"), range(3)), jobs=2, on_done=seen.__setitem__, keep_first=True)
    assert [one.number for one in done] == [0, 1, 2]
    assert done == [seen[place] for place in range(3)]
    assert outcome is not None
    assert outcome.facts.tape.digest() == seen[0].tape


def test_every_log_is_written_by_whoever_ran_it(tmp_path: Path) -> None:
    execute(cells(load("tiny"), range(3)), jobs=2, logs=tmp_path)
    for number in range(3):
        tables = {file.stem for file in (tmp_path / f"replication_{number}").glob("*.parquet")}
        assert {"orders", "fulfilments", "events"} <= tables


def test_starting_workers_leaves_this_process_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    execute(cells(load("tiny"), range(3)), jobs=2)
    assert {name: os.environ.get(name) for name in ONE_THREAD} == before


def test_a_sequential_run_stops_when_the_interval_is_narrow() -> None:
    wide = "{min: 2, max: 6, until: {kpi: order_cycle_time, half_width: 1000000}}"
    narrow = "{min: 2, max: 4, until: {kpi: order_cycle_time, half_width: 0.000001}}"
    assert len(run(load("tiny", [f"experiment.replications={wide}"])).replications) == 2
    assert len(run(load("tiny", [f"experiment.replications={narrow}"])).replications) == 4
