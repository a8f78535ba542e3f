"""`orderlab solve` and `orderlab audit` on files and folders."""

import json
import signal

import pytest

from scenarios.cli import main
from scenarios.commands.audit import audit
from scenarios.commands.solve import solve
from scenarios.errors import CheckFailed, InputError, Interrupted
from solvers import NOWHERE, RoutingProblem, Vehicle
from solvers.engines.savings import Savings
from solvers.instances import write_problem

SOLOMON = """late

VEHICLE
NUMBER     CAPACITY
  25         10

CUSTOMER
CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE TIME

0 0 0 0 0 100 0
1 3 4 4 0 3 10
2 6 8 5 0 100 10
"""
STOPPED = '''
from dataclasses import dataclass
from typing import ClassVar

from solvers import Route
from solvers.protocol import Capability


@dataclass(frozen=True)
class Stopped:
    """Calls with a plan or none, and then Ctrl-C is pressed."""

    name: ClassVar[str] = "stopped"
    supports: ClassVar[Capability] = Capability.CAPACITY | Capability.COORDINATES_ONLY
    iteration_unit: ClassVar[str] = "plans"
    plans: ClassVar[tuple] = PLANS

    def solve(self, problem, budget, rng, *, warm_start=None, on_incumbent=None):
        for cost, stops in self.plans:
            on_incumbent(0.0, cost, tuple(Route(0, one) for one in stops))
        raise KeyboardInterrupt
'''
SOLVED = {
    "solver", "cost", "objective", "convention", "feasible", "unserved", "vehicles", "routes", "seconds", "trace",
    "split",
}  # fmt: skip


@pytest.fixture
def late(tmp_path):
    """A Solomon file whose first stop no vehicle reaches in time."""
    path = tmp_path / "late.txt"
    path.write_text(SOLOMON)
    return path


def test_solve_and_audit_commands(instance, tmp_path, capsys):
    plan = tmp_path / "tiny.sol"
    assert solve(instance, solver="insertion", iterations=1, sol=plan, json=True) == 0
    solved = json.loads(capsys.readouterr().out)
    assert set(solved) == SOLVED
    assert sum(solved["split"].values()) == solved["split"]["distance"] == solved["cost"]
    assert audit(instance, plan, json=True) == 0
    checked = json.loads(capsys.readouterr().out)
    assert checked == {"cost": solved["cost"], "feasible": True, "violations": []}
    plan.write_text("Route #1: 1 2 3\n")
    with pytest.raises(CheckFailed, match="load 15 is above the capacity 10"):
        audit(instance, plan)


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
        solve(instance, **({"solver": "manual", "iterations": 1} | changes))


def test_a_required_stop_unserved_is_exit_1_and_says_what_would_help(late, tmp_path, capsys):
    words = [
        "solve",
        str(late),
        "--solver",
        "savings",
        "--iterations",
        "1",
        "--sol",
        str(tmp_path / "late.sol"),
        "--json",
    ]
    assert main(words) == 1
    answer = capsys.readouterr()
    solved = json.loads(answer.out)
    reason = "'vehicle' reaches it at 5 at the earliest, its window closes at 3"
    assert solved["unserved"] == {"1": f"{reason}; closing its window 2 later (at 5) would do"}
    assert not solved["feasible"]
    assert answer.err == f"savings on late.txt: 1 required stop is not served, stop 1: {solved['unserved']['1']}\n"
    assert main(["audit", str(late), str(tmp_path / "late.sol")]) == 1


def test_a_timetable(instance, tmp_path, capsys):
    plan = tmp_path / "plan.sol"
    plan.write_text("Route #1: 1 2\nRoute #2: 3\n")
    assert audit(instance, plan, timetable=True) == 0
    words = capsys.readouterr().out
    assert "1 vehicles" not in words
    audit(instance, plan, timetable=True, json=True)
    first, second = json.loads(capsys.readouterr().out)["timetable"]
    assert [event["at"] for event in first["events"]] == ["depot", "stop 1", "stop 2", "depot"]
    for route in (first, second):
        leave, *stops, back = route["events"]
        assert (
            leave["departure"] <= stops[0]["arrival"] <= stops[0]["start"] <= stops[-1]["departure"] <= back["arrival"]
        )
        assert f"route {route['route']} ('vehicle')" in words


def test_the_timetable_of_a_plan_that_is_late_tells_how_late(tmp_path, capsys):
    problem, plan = tmp_path / "open.json", tmp_path / "plan.sol"
    write_problem(
        problem,
        RoutingProblem(
            demand=[0, 1, 1],
            vehicles=(Vehicle("van", 1, 9, (0, 30), end=NOWHERE),),
            distance=[[0, 20, 40], [20, 0, 20], [40, 20, 0]],
        ),
    )
    plan.write_text("Route #1: 1 2\n")
    with pytest.raises(CheckFailed, match=r"plan\.sol: route 1: it ends at 40, after 30"):
        audit(problem, plan, timetable=True, json=True)
    (route,) = json.loads(capsys.readouterr().out)["timetable"]
    assert [event.get("arrival") for event in route["events"]] == [None, 20, 40, 40]
    plan.write_text("Route #1:\n")
    with pytest.raises(CheckFailed):
        audit(problem, plan, timetable=True)
    assert not capsys.readouterr().out.endswith("\n\n")


def test_a_stated_cost_that_is_untrue_is_told(instance, tmp_path, capsys):
    plan = tmp_path / "tiny.sol"
    plan.write_text("Route #1: 1 2\nRoute #2: 3\nCost 39\n")
    assert main(["audit", str(instance), str(plan), "--json"]) == 0
    answer = capsys.readouterr()
    cost = json.loads(answer.out)["cost"]
    assert json.loads(answer.out) == {"cost": cost, "feasible": True, "violations": [], "stated": 39.0}
    assert answer.err == f"{plan}: states cost 39, the audit finds {cost}\n"


def test_a_folder_of_problems(instance, late, tmp_path, capsys):
    plans = tmp_path / "plans"
    plans.mkdir()
    words = ["solve", str(tmp_path), "--solver", "savings", "--iterations", "1", "--sol", str(plans), "--json"]
    assert main(words) == 1
    answer = capsys.readouterr()
    found = json.loads(answer.out)["problems"]
    assert [one["file"] for one in found] == ["late.txt", "tiny.vrp"]
    assert [one["feasible"] for one in found] == [False, True]
    assert answer.err.startswith("1 of 2 problems, the first: savings on late.txt: 1 required stop is not served")
    assert main(["audit", str(tmp_path), str(plans), "--json"]) == 1
    checked = json.loads(capsys.readouterr().out)["plans"]
    assert [(one["file"], one["feasible"]) for one in checked] == [("late.sol", False), ("tiny.sol", True)]
    assert checked[1]["cost"] == found[1]["cost"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["solve", "{folder}", "--sol", "{folder}/one.sol"], "--sol: .* is no folder"),
        (["solve", "{folder}/empty"], "folder: holds no instance"),
        (["solve", "{folder}/tiny.vrp", "--sol", "{folder}/no/one.sol"], "--sol: the folder of .* does not exist"),
        (["solve", "{folder}/tiny.vrp", "--sol", "{folder}"], "--sol: .* is a folder"),
        (["audit", "{folder}", "{folder}/empty"], "no plan of an instance in"),
        (["audit", "{folder}/tiny.vrp", "{folder}/none.sol"], "none.sol: file: No such file"),
    ],
)
def test_folders_and_files_that_do_not_go_together(instance, tmp_path, capsys, words, message):
    (tmp_path / "empty").mkdir()
    words = [word.format(folder=tmp_path) for word in words]
    words += ["--iterations", "1", "--solver", "savings"] if words[0] == "solve" else []
    assert main(words) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    with pytest.raises(InputError, match=message):
        raise InputError(error)


def test_ctrl_c_keeps_the_best_plan(instance, tmp_path, capsys):
    own, plan = tmp_path / "stopped.py", tmp_path / "tiny.sol"
    plans = ((50, ((1,), (2,), (3,))), (45, ((1, 2), (3,))), (1, ((1, 2, 3),)))
    own.write_text(STOPPED.replace("PLANS", repr(plans)))
    with pytest.raises(Interrupted, match=r"the best plan so far of tiny\.vrp is in "):
        solve(instance, solver=f"{own}::Stopped", iterations=1, sol=plan, json=True)
    solved = json.loads(capsys.readouterr().out)
    assert solved["routes"] == [[1, 2], [3]], "the last one breaks the capacity"
    assert plan.read_text().startswith("Route #1: 1 2\nRoute #2: 3\nCost ")
    assert main(["solve", str(instance), "--solver", f"{own}::Stopped", "--iterations", "1"]) == 130
    own.write_text(STOPPED.replace("PLANS", "()"))
    capsys.readouterr()
    assert main(["solve", str(instance), "--solver", f"{own}::Stopped", "--iterations", "1", "--json"]) == 1
    assert "Stopped failed on tiny.vrp: KeyboardInterrupt" in capsys.readouterr().err


def test_a_solver_that_notices_ends_by_its_budget(instance, monkeypatch, capsys):
    """Ctrl-C takes the budget back; the plan is the solver's own, as if its budget had ended."""
    before = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr(Savings, "solve", pressing(Savings.solve))
    assert main(["solve", str(instance), "--solver", "savings", "--iterations", "1000000000", "--json"]) == 130
    answer = capsys.readouterr()
    assert json.loads(answer.out)["feasible"]
    assert answer.err == "interrupted; the best plan so far of tiny.vrp is above\n"
    assert signal.getsignal(signal.SIGINT) is before


def pressing(solve):
    def pressed(self, problem, budget, rng, **options):
        if problem.name == "tiny":
            signal.raise_signal(signal.SIGINT)
        return solve(self, problem, budget, rng, **options)

    return pressed


def test_distances_that_are_not_rounded(instance, tmp_path, capsys):
    plan = tmp_path / "tiny.sol"
    plan.write_text("Route #1: 1 2\nRoute #2: 3\n")
    for options, cost in (((), 40), (("--unrounded",), 39.8310)):
        assert main(["audit", str(instance), str(plan), "--json", *options]) == 0
        assert json.loads(capsys.readouterr().out)["cost"] == pytest.approx(cost, abs=1e-4)
    assert main(["solve", str(instance), "--solver", "savings", "--iterations", "5", "--unrounded", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["convention"].startswith("Euclidean not rounded")
