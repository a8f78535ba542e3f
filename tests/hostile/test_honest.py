"""No false refusals: whatever honest people write runs, whichever way they write it."""

import json
import os
import random
from pathlib import Path
from typing import Any

import pytest
from hostile.honest import dispatch_text, scenario, solver_text
from hostile.values import loaded, write_house

from scenarios import load, race, run
from scenarios.errors import InputError
from sim.delivery.needs import unmet
from solvers import registry

RARE = pytest.mark.nightly
SMALL = ["delivery.solver.name=manual", "placement.demand.orders_per_day=40"]


def some(count: int, at_once: int) -> list[Any]:
    """The first few by default, all of them nightly."""
    return [*range(at_once), *(pytest.param(number, marks=RARE) for number in range(at_once, count))]


@pytest.mark.parametrize("number", some(40, 6))
def test_an_honest_solver_races_and_plans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.chdir(tmp_path)
    text = solver_text(random.Random(f"solver {number}"))
    Path("own.py").write_text(text)
    (row,) = race("waves:12", "own.py::Own", iterations=1, seeds=1, in_process=True).rows
    assert (row["status"], row["reason"], row["in_process"]) == ("done", "", True), text
    done = run(load("tiny", [*SMALL, "delivery.solver.name=own.py::Own"]), replications=1).replications[0]
    assert done.failure == "", text


@pytest.mark.parametrize("number", some(30, 3))
def test_an_honest_policy_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.chdir(tmp_path)
    text = dispatch_text(random.Random(f"policy {number}"))
    Path("own.py").write_text(text)
    done = run(load("tiny", [*SMALL, "delivery.dispatch={policy: own.py::Own}"]), replications=1).replications[0]
    assert done.failure == "", text


@pytest.mark.parametrize("number", some(30, 3))
def test_an_honest_scenario_runs(tmp_path: Path, number: int) -> None:
    write_house(tmp_path)

    def accepted(document: dict[str, Any]) -> bool:
        """Whether it loads and its solver knows what it needs, as a user would see to."""
        try:
            config = loaded(document, tmp_path).config
        except InputError:
            return False
        solver = config.delivery.solver
        return not unmet(config, registry.create(solver.name, **solver.params))

    document = scenario(random.Random(f"scenario {number}"), accepted)
    (done,) = run(loaded(document, tmp_path), replications=1).replications
    assert done.failure == "" or "no result after" in done.failure, document


def test_a_solver_of_a_notebook_cell_races_and_its_print_is_shown(tmp_path: Path, capsys) -> None:  # type: ignore[no-untyped-def]
    """Defined where it is used, with a debugger's `set_trace` in reach: it runs in this very process."""
    cell = {"__name__": "__main__"}
    exec(solver_text(random.Random("solver 0")), cell)  # as a notebook does
    here: list[int] = []

    class Watched(cell["Own"]):  # type: ignore[name-defined,misc]
        def solve(self, *words: Any, **options: Any) -> Any:
            print("a word of mine")  # noqa: T201
            here.append(os.getpid())
            return super().solve(*words, **options)

    rows = race("waves:12", [Watched(), "savings"], iterations=1, seeds=1, in_process=True, store=tmp_path / "s").rows
    assert [(row["status"], row["in_process"]) for row in rows] == [("done", True)] * 2
    assert rows[0]["cost"] == rows[1]["cost"]
    assert "a word of mine" in capsys.readouterr().out
    assert set(here) == {os.getpid()}


@pytest.mark.nightly
def test_forty_honest_solvers_race_in_workers_of_their_own(orderlab) -> None:  # type: ignore[no-untyped-def]
    names = []
    for number in range(40):
        Path(f"own{number}.py").write_text(solver_text(random.Random(f"solver {number}")))
        names.append(f"own{number}.py::Own")
    words = ("--solvers", ",".join(names), "--iterations", "1", "--seeds", "1", "--jobs", "2", "--json")
    answer = orderlab("race", "waves:12", *words)
    rows = json.loads(answer.out)["rows"]
    assert {row["solver"]: row["reason"] for row in rows if row["status"] != "done"} == {}
    assert len(rows) == 40
    assert answer.code == 0
