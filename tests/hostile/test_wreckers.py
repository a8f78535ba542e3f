"""Plug-ins that hang, die, shout, fork and close pipes cost their own row or cell, and nothing else."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hostile import forgers, own_file, wreckers
from hostile.oddities import HARMLESS
from hostile.wreckers import ENDED

from scenarios.apart.pool import close_all

FAILING = wreckers.FAILING | forgers.FAILING
FILES = dict.fromkeys((*wreckers.FAILING, *ENDED, "Hoards"), "wreckers.py")
FILES |= dict.fromkeys(forgers.FAILING, "forgers.py") | dict.fromkeys(HARMLESS, "oddities.py")
WALL_SECONDS, SLACK_SECONDS = 12, 60
TWELVE = (
    "Leaves", "Exits", "Interrupts", "Crashes", "ClosesAll", "Babbles", "RaisesSigns", "Patches",
    "Shouts", "Wanders", "Threads", "Forks",
)  # fmt: skip
ASKED = ("--iterations", "1", "--seeds", "1", "--jobs", "2", "--wall-seconds", str(WALL_SECONDS), "--json")


@pytest.fixture(autouse=True)
def files(tmp_path: Path) -> Any:
    """The solvers, in the folder of the command; their workers end with the test."""
    yield own_file.write(tmp_path, "wreckers.py", "forgers.py", "oddities.py")
    close_all()


def named(name: str) -> str:
    """How a command names one of them."""
    return f"{FILES[name]}::{name}"


def raced(orderlab: Any, names: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """Race some of them beside two solvers of ours: rows by name. Every row of ours is as it is without them."""
    alone = json.loads(orderlab("race", "waves:10", "--solvers", "savings,insertion", *ASKED).out)["rows"]
    solvers = ",".join(["savings", *map(named, names), "insertion"])
    answer = orderlab("race", "waves:10", "--solvers", solvers, *ASKED, "--store", "other.jsonl")
    rows = json.loads(answer.out)["rows"]
    ours = [row for row in rows if "::" not in row["solver"]]
    same = [key for key in alone[0] if key != "cpu_seconds"]
    assert [[row[key] for key in same] for row in ours] == [[row[key] for key in same] for row in alone]
    failed = [row for row in rows if row["status"] == "failed"]
    assert answer.code == bool(failed)
    if failed:
        assert answer.err.splitlines()[-1].startswith(f"{len(failed)} solve")
    assert answer.err.isascii() or "\x1b" not in answer.err
    return {row["solver"].partition("::")[2]: row for row in rows if "::" in row["solver"]} | {"savings": ours[0]}


def held(rows: dict[str, dict[str, Any]], names: tuple[str, ...]) -> None:
    """Each has the row it deserves."""
    for name in names:
        row = rows[name]
        assert len(row["reason"].splitlines()) <= 1
        assert len(row["reason"]) <= 300
        if name in HARMLESS:
            assert (row["status"], row["cost"]) == ("done", rows["savings"]["cost"]), row
        elif name in ENDED:
            assert row["reason"] == f"no answer after {WALL_SECONDS} seconds"
        elif name == "Patches":  # what it says of itself is not asked, and the audit is in another process
            assert row["cost"] in (None, rows["savings"]["cost"])
        else:
            assert (row["status"], row["gap"]) == ("failed", None), row
            assert FAILING[name] in row["reason"]


def test_twelve_wreckers_cost_their_own_rows(orderlab) -> None:  # type: ignore[no-untyped-def]
    held(raced(orderlab, TWELVE), TWELVE)


@pytest.mark.nightly
@pytest.mark.parametrize(
    "names", [tuple(FAILING), (*ENDED, "Hoards"), HARMLESS], ids=["failing", "endless", "harmless"]
)
def test_every_wrecker_costs_its_own_row(orderlab, names: tuple[str, ...]) -> None:  # type: ignore[no-untyped-def]
    began = time.monotonic()
    rows = raced(orderlab, names)
    hoard = rows.pop("Hoards", None)
    if hoard is not None:
        assert hoard["reason"] in ("took more than 3072 megabytes of memory", f"no answer after {WALL_SECONDS} seconds")
    held(rows, tuple(name for name in names if name != "Hoards"))
    assert time.monotonic() - began < len(names) * (WALL_SECONDS + SLACK_SECONDS)


@pytest.mark.nightly
@pytest.mark.parametrize("name", [*FAILING, *ENDED, *HARMLESS])
def test_a_run_fails_the_cells_of_a_wrecker_and_ends(orderlab, no_report, name: str) -> None:  # type: ignore[no-untyped-def]
    """In a simulation the plug-in shares its worker with the model: `Patches` may falsify its own cell."""
    changes = (f"delivery.solver.name={named(name)}", f"experiment.time_limit_minutes={WALL_SECONDS / 60}")
    sets = [word for change in changes for word in ("--set", change)]
    answer = orderlab("run", "tiny", *sets, "--replications", "2", "--jobs", "2", "--json")
    if name in HARMLESS:
        assert answer.code == 0, answer.err
        assert json.loads(answer.out)["kpis"]
    elif name != "Patches":
        assert answer.code == 1, answer.err
        assert named(name) in answer.err
    assert "Traceback" not in answer.err
    assert "\x1b" not in answer.err
    if answer.out:
        json.loads(answer.out)


def test_what_was_simulated_is_told_where_code_of_others_cannot_do_it_again(orderlab) -> None:  # type: ignore[no-untyped-def]
    """A run had two results, showed none, and said why it had no report."""
    words = ("run", "tiny", "--set", "delivery.solver.name=oddities.py::Tires", "--replications", "1", "--json")
    answer = orderlab(*words)
    assert answer.code == 1
    assert json.loads(answer.out)["kpis"]
    why = "oddities.py::Tires, simulated again: its worker ended itself with exit code 9"
    assert answer.err.splitlines()[-1] == f"tiny: no report: {why}"
    assert not list(Path().rglob("run.json"))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("NoCapability", "supports is 42, a solvers.protocol.Capability is accepted"),
        ("NoWords", "NoWords lacks name, supports, iteration_unit or solve()"),
        ("NoSolve", "NoSolve lacks name, supports, iteration_unit or solve()"),
        ("NotMade", "is not a dataclass; its fields are its parameters"),
        ("Missing", "no class 'Missing'"),
    ],
)
def test_what_is_no_solver_is_refused_before_anything_is_solved(orderlab, name: str, said: str) -> None:  # type: ignore[no-untyped-def]
    answer = orderlab("race", "waves:10", "--solvers", f"oddities.py::{name},savings", *ASKED)
    assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1)
    assert said in answer.err
