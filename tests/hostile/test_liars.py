"""What a solver says of itself counts nowhere: not in a race, not in a solve, not in a run, not in a comparison."""

import json
from pathlib import Path

import pytest
from hostile import own_file

from solvers import create
from solvers.conformance import check_solver

ONE_SOLVE = ("--iterations", "2", "--seeds", "1", "--json")
REFUSED = {
    "Liar": ("failed", "reports cost 1, the audit says"),
    "NotANumber": ("failed", "reports cost nan, the audit says"),
    "Shrinker": ("failed", "ValueError: cannot set WRITEABLE flag to True of this array"),
    "Zeroer": ("failed", "changed the problem it was handed: "),
    "Twice": ("infeasible", "is visited twice"),
    "Impostors": ("infeasible", "is visited twice"),
    "Empty": ("infeasible", "stop 1 is neither visited nor declared unserved"),
    "Beyond": ("infeasible", "route 1: stop 999999 does not exist"),
    "Backwards": ("infeasible", "route 1: stop -1 does not exist"),
    "OneVan": ("infeasible", "is above the capacity"),
    "ManyVans": ("infeasible", "is visited twice"),
    "NoSuchVan": ("infeasible", "does not exist"),
    "DeclaredBeyond": ("infeasible", "is declared unserved and does not exist"),
    "Halves": ("failed", "a stop is 1.5, a whole number is accepted"),
    "Lists": ("failed", "a route is of type list, a Route is accepted"),
    "Nothing": ("failed", "returned None, a SolveResult is accepted"),
    "Raises": ("failed", "ZeroDivisionError: line one line two"),
    "Unspeakable": ("failed", "NoWordsError"),
}
"""Solver -> status of its row and a part of the reason."""


@pytest.fixture
def liars(tmp_path: Path) -> Path:
    """The solvers, in the folder of the command."""
    return own_file.write(tmp_path, "liars.py")


def test_a_race_refuses_and_names_them_and_leaves_the_others_alone(orderlab, liars) -> None:  # type: ignore[no-untyped-def]
    names = ",".join(f"liars.py::{name}" for name in REFUSED)
    alone = json.loads(orderlab("race", "waves:12:2", "--solvers", "savings,insertion", *ONE_SOLVE).out)["rows"]
    answer = orderlab("race", "waves:12:2", "--solvers", f"savings,{names},insertion", *ONE_SOLVE, "--store", "b.jsonl")
    assert answer.code == 1
    rows = json.loads(answer.out)["rows"]
    failed = [row for row in rows if row["status"] == "failed"]
    assert answer.err.splitlines()[-1].startswith(f"{len(failed)} solves failed, the first: liars.py::")
    others = [row for row in rows if "::" not in row["solver"]]
    same = [key for key in alone[0] if key != "cpu_seconds"]
    assert [[row[key] for key in same] for row in others] == [[row[key] for key in same] for row in alone]
    assert len(rows) == len(others) + 2 * len(REFUSED)
    for row in rows:
        if row not in others:
            status, reason = REFUSED[row["solver"].partition("::")[2]]
            assert (row["status"], row["gap"]) == (status, None), row
            assert reason in row["reason"]
            assert len(row["reason"].splitlines()) == 1


def test_a_plan_for_another_problem_is_costed_on_ours(orderlab, liars) -> None:  # type: ignore[no-untyped-def]
    """A van that was made larger in the hands of the solver is as small as ever in ours."""
    answer = orderlab("race", "waves:40", "--solvers", "liars.py::Truck,liars.py::ShorterWorld", *ONE_SOLVE)
    for row in json.loads(answer.out)["rows"]:
        assert row["status"] in ("infeasible", "failed")
        assert row["reason"]


def test_the_trace_is_what_was_audited(orderlab, liars) -> None:  # type: ignore[no-untyped-def]
    brief = ("--seconds", "0.01", "--seeds", "1", "--json")
    orderlab("race", "waves:12", "--solvers", "liars.py::EarlyBird,liars.py::Prophet", *brief)
    early, prophet = (json.loads(line) for line in Path("race.jsonl").read_text().splitlines())
    assert early["trace_by"] == "audit"
    assert [cost for _, cost in early["trace"]] == [early["cost"]]
    assert prophet["trace_by"] == "solver"
    from scenarios.study.racing.judging import with_gaps

    integrals = [row["primal_integral"] for row in with_gaps([early, prophet])]
    assert integrals[0] > 0.0
    assert integrals[1] is None


def test_a_plan_is_known_when_it_was_read(orderlab, liars) -> None:  # type: ignore[no-untyped-def]
    """Stops that were another number later, and a plan that was worked out while it was read, were known at once."""
    names = ("Afterthought", "WorksUnderTheClock")
    solvers = ",".join(f"liars.py::{name}" for name in names)
    orderlab("race", "waves:12", "--solvers", solvers, "--seconds", "0.05", "--seeds", "1", "--json")
    rows = [json.loads(line) for line in Path("race.jsonl").read_text().splitlines()]
    assert len(rows) == len(names)
    for row in rows:
        assert row["cpu_seconds"] > 0.09, row
        assert next(when for when, cost in row["trace"] if cost == row["cost"]) > 0.09, row


def test_more_seconds_than_the_budget_are_out_of_the_ranking(orderlab, liars) -> None:  # type: ignore[no-untyped-def]
    answer = orderlab(
        "race",
        "waves:12",
        "--solvers",
        "liars.py::Slow,liars.py::Orphans,liars.py::Honest",
        "--seconds",
        "0.05",
        "--seeds",
        "1",
        "--json",
    )
    document = json.loads(answer.out)
    assert [row["status"] for row in document["rows"]] == ["over_budget", "over_budget", "done"]
    assert [row["gap"] for row in document["rows"]] == [None, None, 0.0]
    counted = {row["solver"].partition("::")[2]: row["n"] for row in document["summary"]}
    assert counted == {"Slow": 0, "Orphans": 0, "Honest": 1}


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_a_solve_refuses_and_names_them(orderlab, liars, instance, name: str) -> None:  # type: ignore[no-untyped-def]
    answer = orderlab(
        "solve", instance, "--solver", f"liars.py::{name}", "--iterations", "2", "--json", "--sol", "x.sol"
    )
    status, reason = REFUSED[name]
    assert (answer.code, answer.err.count("\n")) == (1, 1)
    assert f"liars.py::{name}" in answer.err
    if name != "Shrinker":  # the file has coordinates, which numpy refuses in other words
        assert reason in answer.err or status in answer.err
    assert not Path("x.sol").exists()
    if answer.out:
        document = json.loads(answer.out)
        assert document["feasible"] is False
        assert document["cost"] != 1


def test_a_required_stop_left_out_is_exit_1(orderlab, liars, instance) -> None:  # type: ignore[no-untyped-def]
    answer = orderlab("solve", instance, "--solver", "liars.py::Lazy", "--iterations", "1", "--json")
    assert answer.code == 1
    assert json.loads(answer.out)["feasible"] is False
    why = "there is a place for it, where the search did not put it"
    assert answer.err == f"liars.py::Lazy on tiny.vrp: 3 required stops are not served, stop 1: {why}\n"
    answer = orderlab("race", instance, "--solvers", "liars.py::Lazy", *ONE_SOLVE)
    (row,) = json.loads(answer.out)["rows"]
    assert (row["status"], row["feasible"], row["cost"]) == ("infeasible", False, None)
    assert row["reason"] == "3 required stops not served, the first is 1"


@pytest.mark.parametrize(
    "name",
    ["Liar", "Zeroer", "Nothing"]
    + [pytest.param(name, marks=pytest.mark.nightly) for name in ("Shrinker", "Twice", "Empty", "Beyond", "Lists")],
)
def test_a_conformance_check_finds_them(liars, name: str) -> None:  # type: ignore[no-untyped-def]
    found = check_solver(create(f"{liars}::{name}"), rounds=1)
    assert not found.passed
    assert not any("IndexError" in text for text in found.findings)


@pytest.mark.parametrize(
    "name",
    ["Liar", "Shrinker", "Zeroer", "Twice", "Impostors", "Empty"]
    + [pytest.param(name, marks=pytest.mark.nightly) for name in ("Beyond", "Backwards", "ManyVans")],
)
def test_a_run_fails_the_cell_with_solver_wave_stop_and_reason(orderlab, liars, no_report, name: str) -> None:  # type: ignore[no-untyped-def]
    word = f"delivery.solver.name=liars.py::{name}"
    answer = orderlab("run", "tiny", "--set", word, "--replications", "1", "--jobs", "1")
    assert answer.code == 1
    assert f"liars.py::{name}: wave 1 of " in answer.err
    assert REFUSED[name][1] in answer.err
    assert "Traceback" not in answer.err


def test_a_comparison_tells_the_failed_arm_and_the_honest_one(orderlab, liars) -> None:  # type: ignore[no-untyped-def]
    arms = [f"tiny+delivery.solver.name=liars.py::{name}" for name in ("Honest", "Twice")]
    answer = orderlab("compare", *arms, "--replications", "2", "--jobs", "1")
    assert answer.code == 1
    assert "is visited twice" in answer.err
    assert "liars.py::Twice: wave 1 of " in answer.err


def test_supports_is_asked_in_the_simulation(orderlab, liars) -> None:  # type: ignore[no-untyped-def]
    liars.write_text(liars.read_text().replace("Capability.everything()", "Capability.CAPACITY"))
    answer = orderlab("run", "tiny", "--set", "delivery.solver.name=liars.py::Honest", "--replications", "1")
    assert answer.code == 2
    assert "delivery.solver.name: Honest lacks time_windows" in answer.err.splitlines()[-1]
