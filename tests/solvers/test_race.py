"""The race over solvers; it lives in `scenarios`, and is tested here with what it races."""

import json

import pytest

from scenarios.commands import race as command
from scenarios.commands import solve as solving
from scenarios.errors import CheckFailed, InputError
from scenarios.study import race

TINY = """NAME : tiny
TYPE : CVRP
DIMENSION : 4
EDGE_WEIGHT_TYPE : EUC_2D
CAPACITY : 10
NODE_COORD_SECTION
1 0 0
2 3 4
3 0 9
4 6 8
DEMAND_SECTION
1 0
2 4
3 5
4 6
DEPOT_SECTION
1
-1
"""


@pytest.fixture
def instance(tmp_path):
    path = tmp_path / "tiny.vrp"
    path.write_text(TINY)
    (tmp_path / "bks.csv").write_text("instance,bks_cost\ntiny,40\n")
    return path


def test_a_race_resumes_and_judges(instance, tmp_path, capsys):
    store = tmp_path / "race.jsonl"
    todo = race.tasks([str(instance), "waves:6:2"], ["manual", "insertion"], [0.01], [1])
    assert [task.solver for task in todo[:2]] == ["manual", "insertion"]
    rows = race.run(todo, store)
    assert {row["status"] for row in rows} == {"done"}
    store.write_text("".join(store.read_text().splitlines(keepends=True)[:-2]) + '{"cut o')
    seen = []
    again = race.run(todo, store, on_row=seen.append)
    assert len(seen) == 2
    assert [row["cost"] for row in again] == [row["cost"] for row in rows]
    judged = race.with_gaps(again)
    assert judged[0]["best_known"] == 40.0
    assert min(row["gap"] for row in judged if row["set"] == "waves-6") == 0.0
    assert {row["solver"] for row in race.summary(judged)} == {"manual", "insertion"}
    assert all(row["verdict"] == "no difference shown" for row in race.verdicts(judged))
    assert (
        command.race(str(instance), solvers="manual,insertion", seconds="0.01", seeds="1", store=store, json=True) == 0
    )
    document = json.loads(capsys.readouterr().out)
    assert set(document["summary"][0]) >= {"set", "solver", "seconds", "mean_gap", "n"}


def test_what_a_solver_cannot_do_is_a_row():
    row = race.solve_one(race.Task("waves:5:1", "waves-5", "numbra", 0.1, 1))
    assert row["status"].startswith("failed: ValueError: unknown solver 'numbra'")
    assert row["cost"] is None


@pytest.mark.parametrize("wrong", ["nowhere", "waves:x", "waves:3:0"])
def test_an_unknown_set_is_refused(wrong):
    with pytest.raises(ValueError, match="set: "):
        race.entrants([wrong])
    with pytest.raises(InputError, match="race: set: "):
        command.race(wrong)


def test_solve_and_audit_commands(instance, tmp_path, capsys):
    plan = tmp_path / "tiny.sol"
    assert solving.solve(instance, solver="insertion", iterations=1, sol=plan, json=True) == 0
    solved = json.loads(capsys.readouterr().out)
    assert set(solved) == {
        "solver", "cost", "objective", "convention", "feasible", "unserved", "vehicles", "routes", "seconds", "trace",
    }  # fmt: skip
    assert solving.audit(instance, plan, json=True) == 0
    checked = json.loads(capsys.readouterr().out)
    assert checked == {"cost": solved["cost"], "feasible": True, "violations": []}
    plan.write_text("Route #1: 1 2 3\n")
    with pytest.raises(CheckFailed, match="load 15 is above the capacity 10"):
        solving.audit(instance, plan)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"iterations": None}, "--seconds: missing"),
        ({"iterations": 0}, "--iterations: 0 is not accepted"),
        ({"solver": "numbra"}, "--solver: unknown solver 'numbra'"),
    ],
)
def test_solve_refuses_bad_input(instance, changes, message):
    with pytest.raises(InputError, match=message):
        solving.solve(instance, **({"solver": "manual", "iterations": 1} | changes))
