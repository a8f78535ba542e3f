"""`orderlab solve` and `orderlab audit` on a file."""

import json

import pytest

from scenarios.commands.solve import audit, solve
from scenarios.errors import CheckFailed, InputError


def test_solve_and_audit_commands(instance, tmp_path, capsys):
    plan = tmp_path / "tiny.sol"
    assert solve(instance, solver="insertion", iterations=1, sol=plan, json=True) == 0
    solved = json.loads(capsys.readouterr().out)
    assert set(solved) == {
        "solver", "cost", "objective", "convention", "feasible", "unserved", "vehicles", "routes", "seconds", "trace",
    }  # fmt: skip
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
