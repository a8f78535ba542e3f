import json
from dataclasses import replace
from pathlib import Path

import pytest

from scenarios import load, run
from scenarios.errors import InputError
from scenarios.scenario import Scenario
from scenarios.study.keeping.store import Store
from scenarios.study.running.cell import failed
from scenarios.study.running.plan import cells
from scenarios.study.running.together import run_all
from scenarios.study.statistics.comparison import compared

PLAIN = "tiny+delivery.solver.name=manual"


def scenario(change: str = "", replications: int | str = 2) -> Scenario:
    return load(f"{PLAIN}{change}", [f"experiment.replications={replications}"])


def test_two_scenarios_together_are_what_each_is_alone() -> None:
    arms = [scenario(), scenario("+delivery.mode=carrier", 3)]
    together = run_all(arms, jobs=1)
    assert [one.document() for one in together] == [run(arm, jobs=1).document() for arm in arms]


def test_the_pairs_of_a_comparison_are_complete_first() -> None:
    told: list[tuple[str, int]] = []
    arms = [scenario(), scenario("+delivery.mode=carrier")]
    run_all(arms, jobs=1, on_done=lambda name, one: told.append((name, one.number)))
    assert told == [(arm.name, number) for number in range(2) for arm in arms]


def test_a_refusal_names_the_scenario_and_where_it_was_written(tmp_path: Path) -> None:
    file = tmp_path / "narrow.yaml"
    file.write_text("extends: tiny\ndelivery:\n  fleet:\n    vans:\n      van: {count: 1, capacity_litres: 1}\n")
    with pytest.raises(InputError, match=r"narrow\.yaml:4: delivery\.fleet\.vans: item"):
        run_all([scenario(), load(file, ["delivery.solver.name=manual"])], jobs=1)


def test_where_a_sequential_run_stops_does_not_depend_on_the_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = scenario(replications="{min: 4, max: 11, until: {kpi: order_cycle_time, half_width: 2.0}}")
    documents, run_ahead = [], []
    for workers in (1, 2, 7):
        store = Store(Path(":memory:"))
        monkeypatch.setattr("scenarios.study.running.together.cores", lambda workers=workers: workers)
        documents.append(run_all([rule], store=store)[0].document())
        run_ahead.append(store.tally().done)
        store.close()
    assert documents[0] == documents[1] == documents[2]
    assert 4 < documents[0]["replications"] < 11, "the rule is to stop within its bounds, or the test shows nothing"
    assert run_ahead[0] == documents[0]["replications"] < run_ahead[2]


def test_a_sequential_run_stops_when_the_interval_is_narrow() -> None:
    wide = scenario(replications="{min: 2, max: 6, until: {kpi: order_cycle_time, half_width: 1000000}}")
    narrow = scenario(replications="{min: 2, max: 4, until: {kpi: order_cycle_time, half_width: 0.000001}}")
    assert [len(one.replications) for one in run_all([wide, narrow], jobs=1)] == [2, 4]


def test_a_failed_replication_is_a_gap_in_its_values() -> None:
    poison = Path(__file__).parent / "poison.py"
    result = run(load(PLAIN, [f"delivery.dispatch={{policy: {poison}::Poison}}"]), replications=2, jobs=1)
    assert [one.number for one in result.failures] == [0, 1]
    assert result.values("profit") == [None, None]
    assert json.loads(json.dumps(result.document()))["failed"][0]["replication"] == 0


def test_a_failure_in_one_arm_leaves_the_other_pairs_of_a_comparison() -> None:
    a, b = (run(scenario(change), jobs=1) for change in ("", "+delivery.mode=carrier"))
    broken = replace(b, replications=(b.replications[0], failed(cells(b.scenario, [1])[0], "by chance")))
    (found,) = compared(a, [broken])
    assert found.same_customers
    assert found.kpis()["cost_per_order"].estimate.n == 1
