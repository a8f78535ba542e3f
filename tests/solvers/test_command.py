"""A program of anybody's as a solver: audited, capped, and told when it fails."""

import sys
from pathlib import Path

import numpy as np
import pytest

from solvers import Budget, RoutingProblem, Vehicle, create
from solvers.audited import audited_solve
from solvers.city import city_wave
from solvers.protocol import failure

ONE_BY_ONE = """
import json, sys, time
problem = json.load(open(sys.argv[1]))
free = [at for at, one in enumerate(problem["vehicles"]) for _ in range(one["count"])]
must = [at for at in range(1, len(problem["demand"])) if problem.get("prize", [None] * 999)[at] is None]
lines = [f"Route #{at}: {stop}" for at, stop in enumerate(must, start=1)]
with open(sys.argv[2], "w") as file:
    file.write("\\n".join(lines) + "\\nCost 1\\n")
"""
BURNS = "while True: pass\n"


def program(folder: Path, text: str, words: str = "{problem} {routes}") -> str:
    file = folder / "mine.py"
    file.write_text(text)
    return f"{sys.executable} {file} {words}"


def test_its_routes_are_read_and_audited(tmp_path: Path) -> None:
    place = np.array([[0.0, 0.0], [3.0, 4.0], [0.0, 9.0], [6.0, 8.0]])
    problem = RoutingProblem(demand=np.array([0, 4, 5, 6]), vehicles=(Vehicle("van", 3, 10),), coordinates=place)
    plan = audited_solve(create(program(tmp_path, ONE_BY_ONE)), problem, Budget(iterations=1), np.random.default_rng(1))
    assert (plan.status, plan.reason) == ("done", "")
    assert [len(route.stops) for route in plan.routes] == [1, 1, 1]
    assert plan.audit is not None
    assert plan.audit.cost == 2 * (5 + 9 + 10), "what it says of itself does not count"
    assert plan.seconds > 0.01, "the program's own CPU time counts"


def test_a_script_is_found_from_where_the_command_was_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program runs in a folder of its own, in which no script of anybody's lies."""
    program(tmp_path, ONE_BY_ONE)
    monkeypatch.chdir(tmp_path)
    solver = create(f"{sys.executable} mine.py {{problem}} {{routes}}")
    result = solver.solve(city_wave(3, 1), Budget(iterations=1), np.random.default_rng(1))
    assert {stop for route in result.routes for stop in route.stops} | set(result.unserved) == {1, 2, 3}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("import sys; sys.exit('no licence')", "exit code 1: no licence"),
        ("pass", "it ended well and wrote no routes where {routes} stands"),
        (BURNS, "ended by signal"),
    ],
)
def test_a_program_that_fails_is_told(tmp_path: Path, text: str, complaint: str) -> None:
    solver = create(program(tmp_path, text))
    with pytest.raises(RuntimeError, match=complaint) as told:
        solver.solve(city_wave(3, 1), Budget(seconds=0.1), np.random.default_rng(1))
    assert failure(told.value) == str(told.value), "neither a class nor a line of ours"


@pytest.mark.parametrize(
    ("template", "complaint"),
    [
        ("nowhere/mine {problem} {routes}", "nowhere/mine is no program here"),
        ("cat {problem}", r"\{routes\} is missing"),
        ("/bin/true", r"a program, '/bin/true \{problem\} \{routes\} \{seconds\}' says where"),
        ("cat '{problem} {routes}", "No closing quotation"),
    ],
)
def test_a_command_that_cannot_run_is_refused(template: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        create(template)


def test_a_budget_that_is_asked_for_is_given(tmp_path: Path) -> None:
    solver = create(program(tmp_path, "pass", "{problem} {routes} {seconds}"))
    with pytest.raises(ValueError, match=r"\{seconds\} is asked for"):
        solver.solve(city_wave(3, 1), Budget(iterations=3), np.random.default_rng(1))
