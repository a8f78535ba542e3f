"""A race runs what its store lacks, and every solve leaves a row."""

import os
import subprocess
import sys
import time
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path

import pytest

from scenarios.study.racing.cores import pinned_workers
from scenarios.study.racing.entries import Task, entrants, tasks
from scenarios.study.racing.race import run
from scenarios.study.racing.solving import solve_one
from solvers import registry

HARD_END = '''
import os
from dataclasses import dataclass
from typing import ClassVar

from solvers.engines.manual import Manual
from solvers.protocol import Capability


@dataclass(frozen=True)
class HardEnd:
    """Takes its process down on larger problems, as memory or a crash in compiled code would."""

    name: ClassVar[str] = "hard_end"
    supports: ClassVar[Capability] = Manual.supports
    iteration_unit: ClassVar[str] = "none"

    def solve(self, problem, budget, rng, *, warm_start=None, on_incumbent=None):
        if problem.stops == 7:
            os._exit(1)
        return Manual().solve(problem, budget, rng)
'''


def test_a_race_goes_on_where_it_was_broken_off(tmp_path: Path) -> None:
    store = tmp_path / "race.jsonl"
    todo = tasks(["waves:5", "waves:6:2"], ["manual", "insertion"], [0.01], [1])
    assert [task.solver for task in todo[:2]] == ["manual", "insertion"]
    rows = run(todo, store)
    assert {row["status"] for row in rows} == {"done"}
    store.write_text("".join(store.read_text().splitlines(keepends=True)[:-2]) + '{"path": "cut o')
    solved = []
    again = run(todo, store, on_row=solved.append)
    assert len(solved) == 2
    assert [row["cost"] for row in again] == [row["cost"] for row in rows]
    run(todo, store, on_row=solved.append)
    assert len(solved) == 2, "what was solved after a line that was cut off counts as well"


def test_a_solver_that_is_not_installed_is_a_row_of_the_same_instance(monkeypatch: pytest.MonkeyPatch) -> None:
    """Under a name of its own it made a second line of the table by instance."""
    monkeypatch.setitem(registry._NEEDS_MODULE, "pyvrp", "no_such_module")
    done, absent = (solve_one(task) for task in tasks(["waves:5"], ["manual", "pyvrp"], [0.01], [1]))
    assert (done["status"], absent["status"]) == ("done", "not_installed")
    assert done["instance"] == absent["instance"]
    assert "pip install" in absent["reason"]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="children are looked up in /proc")
@pytest.mark.parametrize("already", ["importing", "solving"])
def test_workers_end_with_a_race_that_is_killed(tmp_path: Path, already: str) -> None:
    """They would wait for ever, each beside a core that the next race wants."""
    words = ["race", "waves:40:200", "--solvers", "manual", "--seconds", "0.01", "--seeds", "1", "--jobs", "2"]
    program = [sys.executable, "-m", "scenarios.cli", *words]
    with subprocess.Popen(program, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as race:
        children: list[str] = []
        while len(children) < 3:  # two workers, and multiprocessing's tracker of what they share
            assert race.poll() is None
            time.sleep(0.01)
            children = Path(f"/proc/{race.pid}/task/{race.pid}/children").read_text().split()
        if already == "solving":
            assert race.stderr is not None
            assert "(done)" in race.stderr.readline()
        race.kill()
    patience = time.monotonic() + 30
    while any(_runs(child) for child in children):
        assert time.monotonic() < patience
        time.sleep(0.1)


def _runs(process: str) -> bool:
    """Whether it does; in a container nobody may collect the exit code of one that has ended."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_an_instance_in_two_sets_is_solved_once(tmp_path: Path) -> None:
    solved: list[object] = []
    (one,) = tasks(["waves:5", "waves:5:1"], ["manual"], [0.01], [1])
    assert len(run([one, replace(one, set="few")], tmp_path / "race.jsonl", on_row=solved.append)) == 2
    assert len(solved) == 1


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_solver_that_takes_its_process_down_costs_its_own_row(tmp_path: Path, jobs: int) -> None:
    file = tmp_path / "hard_end.py"
    file.write_text(HARD_END)
    todo = tasks(["waves:6", "waves:7", "waves:9"], ["manual", f"{file}::HardEnd"], [0.01], [1])
    rows = run(todo, tmp_path / "race.jsonl", jobs=jobs)
    assert [row["status"] for row in rows] == [*["done"] * 3, "failed", *["done"] * 2]
    assert rows[3]["reason"] == "its worker ended itself with exit code 1"
    assert len((tmp_path / "race.jsonl").read_text().splitlines()) == len(todo)


def test_what_a_solver_cannot_do_is_a_row() -> None:
    row = solve_one(Task("waves:5:1", "waves-5", "numbra", 0.1, 1, "", ""))
    assert row["status"] == "failed"
    assert row["reason"].startswith("ValueError: unknown solver 'numbra'")
    assert row["cost"] is None


def raced(store: Path, solver: Path, instance: Path) -> int:
    """How many solves a race of one solver over one instance took."""
    solved: list[object] = []
    run(tasks([str(instance)], [f"{solver}::HardEnd"], [0.01], [1]), store, on_row=solved.append)
    return len(solved)


def test_an_edited_solver_or_instance_is_raced_again(tmp_path: Path, instance: Path) -> None:
    """A row of the solver before an edit is no row of the solver after it; where the instance lies does not matter."""
    store, solver = tmp_path / "race.jsonl", tmp_path / "mine.py"
    solver.write_text(HARD_END)
    assert [raced(store, solver, instance) for _ in range(2)] == [1, 0]
    solver.write_text(HARD_END + "\n# another idea\n")
    assert [raced(store, solver, instance) for _ in range(2)] == [1, 0]
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    moved = instance.rename(elsewhere / "moved.vrp")
    assert raced(store, solver, moved) == 0
    moved.write_text(moved.read_text().replace("3 0 9", "3 0 8"))
    assert raced(store, solver, moved) == 1


def test_files_of_one_folder_can_race_under_names_of_their_own(tmp_path: Path) -> None:
    for name in ("r_2.txt", "r_4.txt", "c_2.txt", "c_2.sol"):
        (tmp_path / name).touch()
    small = [("small", str(tmp_path / "c_2.txt")), ("small", str(tmp_path / "r_2.txt"))]
    assert entrants([f"small={tmp_path}/*_2.*"]) == small
    assert [name for name, _ in entrants([str(tmp_path)])] == [tmp_path.name] * 3


def test_rows_of_a_store_stand_under_the_set_that_is_raced(tmp_path: Path) -> None:
    todo = tasks(["waves:5"], ["manual"], [0.01], [1])
    run(todo, tmp_path / "race.jsonl")
    renamed = [replace(task, set="few") for task in todo]
    assert [row["set"] for row in run(renamed, tmp_path / "race.jsonl")] == ["few"]


@pytest.mark.parametrize("wrong", ["nowhere", "waves:x", "waves:3:0", "none=nowhere/*.txt", "=x", "x="])
def test_an_unknown_set_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"set: .* accepted"):
        entrants([wrong])


def test_who_stops_waiting_does_not_wait_for_the_solve_that_runs() -> None:
    """Ctrl-C took as long as the solve had to go, up to a minute."""
    asked: list[Future[None]] = []

    def interrupted() -> None:
        with pinned_workers(1) as pool:
            pool.submit(os.getpid).result()
            asked.append(pool.submit(time.sleep, 60))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert isinstance(asked[0].exception(30), BrokenProcessPool), "it was ended, and slept no minute"
