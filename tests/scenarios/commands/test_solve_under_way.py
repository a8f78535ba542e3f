"""`orderlab solve --plan --at`: what is driven stays, what is new is planned into the rest."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scenarios.commands.solve import solve
from scenarios.errors import CheckFailed, InputError

ROWS = {1: "10 0", 2: "20 0", 3: "30 0", 4: "15 1"}
FILE = """day

VEHICLE
NUMBER     CAPACITY
  2         10

CUSTOMER
CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE TIME

0 0 0 0 0 1000 0
"""


def day(folder: Path) -> Path:
    """Three stops on a line from the depot, 10 apart, and a fourth between the first two."""
    rows = "".join(f"{stop} {place} 1 0 900 5\n" for stop, place in ROWS.items())
    path = folder / "day.txt"
    path.write_text(FILE + rows, encoding="utf-8")
    return path


def replanned(
    folder: Path, at: float, capsys: pytest.CaptureFixture[str], plan: str = "Route #1: 1 2 3\n"
) -> list[list[int]]:
    sol = folder / "plan.sol"
    sol.write_text(plan, encoding="utf-8")
    assert solve(day(folder), iterations=200, plan=sol, at=at, json=True) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["feasible"]
    routes: list[list[int]] = found["routes"]
    return routes


def test_before_anybody_leaves_all_is_planned_anew(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert sorted(map(sorted, replanned(tmp_path, 0, capsys))) == [[1, 2, 3, 4]]


@pytest.mark.parametrize(("at", "driven"), [(1, [1]), (20, [1, 2]), (40, [1, 2, 3]), (70, [1, 2, 3])])
def test_what_is_driven_stays_and_a_new_stop_comes_with_a_van_that_loads_from_now_on(
    at: float, driven: list[int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    routes = replanned(tmp_path, at, capsys)
    first = next(route for route in routes if 1 in route)
    assert first[: len(driven)] == driven
    assert sorted(first) == [1, 2, 3], "the goods of the fourth stop are not on board"
    assert [4] in routes


def test_a_stop_that_nobody_can_reach_any_more_is_told_by_its_number_in_the_file(tmp_path: Path) -> None:
    sol = tmp_path / "plan.sol"
    sol.write_text("Route #1: 1 2 3\n", encoding="utf-8")
    with pytest.raises(CheckFailed, match=r"stop 4: .* stop 4 is reached at 915, after 900"):
        solve(day(tmp_path), iterations=10, plan=sol, at=900)


def test_what_cannot_be_driven_on_is_refused_in_a_line(tmp_path: Path) -> None:
    path, sol = day(tmp_path), tmp_path / "plan.sol"
    sol.write_text("Route #1: 1 2\nRoute #2: 2 3\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"--plan: .*plan.sol: .*, a feasible plan is accepted"):
        solve(path, iterations=1, plan=sol, at=3)
    sol.write_text("Route #1: 1 2 3 4\n", encoding="utf-8")
    with pytest.raises(InputError, match="--at: -3 is not accepted, use a moment from 0 on, in the units of the file"):
        solve(path, iterations=1, plan=sol, at=-3)
    with pytest.raises(InputError, match="--at: missing, --plan and --at are accepted together"):
        solve(path, iterations=1, plan=sol)
    with pytest.raises(InputError, match="--plan: a folder of instances is not accepted with it"):
        solve(tmp_path, iterations=1, plan=sol, at=3)
    with pytest.raises(InputError, match="--solver: savings lacks several_depots"):
        solve(path, solver="savings", iterations=1, plan=sol, at=3)
