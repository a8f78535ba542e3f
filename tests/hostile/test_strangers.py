"""Tricks of a stranger cost their own row: types that lie, errors that nobody can say, objects that would run code."""

import json
from pathlib import Path

import pytest
from hostile import own_file
from hostile.strangers import HONEST, REFUSED

from scenarios import race
from scenarios.apart.pool import close_all

IN_PROCESS = ("Unspeakable", "UnspeakableRoutes", "Endlessly", "TwoFaced", "Disguised", "ComparesAsItLikes")
ONE_SOLVE = ("--iterations", "1", "--seeds", "1", "--jobs", "2", "--wall-seconds", "60", "--json")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The solvers stand in the folder of the command."""
    own_file.write(tmp_path, "strangers.py")
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", IN_PROCESS)
def test_a_trick_is_seen_in_a_notebook_too(name: str) -> None:
    """What an exception or a class says of itself was believed where it was put in words, and ended the race."""
    (row,) = race("waves:10", f"strangers.py::{name}", iterations=1, seeds=1, in_process=True).rows
    status, reason = REFUSED[name]
    assert row["status"] == status
    assert reason in row["reason"]
    assert len(row["reason"]) <= 300


@pytest.mark.nightly
def test_tricks_cost_their_own_rows(orderlab) -> None:  # type: ignore[no-untyped-def]
    names = (*REFUSED, *HONEST)
    solvers = ",".join(["savings", *(f"strangers.py::{name}" for name in names)])
    answer = orderlab("race", "waves:10", "--solvers", solvers, *ONE_SOLVE)
    close_all()
    assert answer.code == 1
    assert not set("\x1b\u202e") & set(answer.out + answer.err)
    ours, *rows = json.loads(answer.out)["rows"]
    assert [row["solver"] for row in rows] == [f"strangers.py::{name}" for name in names]
    for name, row in zip(names, rows, strict=True):
        status, reason = REFUSED.get(name, ("done", ""))
        assert row["status"] == status, row
        assert reason in row["reason"]
        assert name in REFUSED or row["cost"] == ours["cost"]
    assert not Path("canary").exists()


@pytest.mark.nightly
@pytest.mark.parametrize("name", [*REFUSED, *HONEST])
def test_a_trick_costs_its_own_cell(orderlab, no_report, name: str) -> None:  # type: ignore[no-untyped-def]
    changes = (f"delivery.solver.name=strangers.py::{name}", "experiment.time_limit_minutes=2")
    sets = [word for change in changes for word in ("--set", change)]
    answer = orderlab("run", "tiny", *sets, "--replications", "1", "--json")
    close_all()
    assert answer.code == (name in REFUSED), answer.err
    assert name in HONEST or f"strangers.py::{name}" in answer.err
    assert not set("\x1b\u202e") & set(answer.out + answer.err)
    assert not Path("canary").exists()
