"""A race as a function: the same rows as the command, frames, figures, and objects as solvers."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest

from scenarios import race
from scenarios.errors import InputError
from scenarios.study.racing.result import RaceResult
from solvers import Capability, create


@dataclass(frozen=True)
class Mine:
    """A solver of a notebook."""

    name: ClassVar[str] = "mine"
    supports: ClassVar[Capability] = create("savings").supports
    iteration_unit: ClassVar[str] = "plans"

    def solve(self, problem, budget, rng, *, warm_start=None, on_incumbent=None):  # type: ignore[no-untyped-def]
        return create("savings").solve(problem, budget, rng)


@pytest.fixture(scope="module")
def raced() -> RaceResult:
    return race(
        ["waves:6:3", "waves:9:3"], "savings,insertion,manual",
        seconds=0.02, seeds=1, in_process=True,
    )  # fmt: skip


def test_rows_keep_routes_and_are_judged_over_all_sets(raced: RaceResult) -> None:
    assert {row["status"] for row in raced.rows} == {"done"}
    assert all(sum(len(stops) for _, stops in row["routes"]) <= 9 for row in raced.rows)
    assert [row["set"] for row in raced.verdicts()][-3:] == ["all sets"] * 3
    assert raced.verdicts()[-1]["n"] == 6
    lines = raced.by_instance()
    assert len(lines) == 18
    assert {row["instance"] for row in lines} == {f"city-{stops}-{seed}" for stops in (6, 9) for seed in (1, 2, 3)}


def test_frames_hold_a_row_a_solve(raced: RaceResult) -> None:
    frame = raced.to_polars()
    assert frame.height == 18
    assert {"instance", "solver", "gap", "status"} <= set(frame.columns)
    pandas = pytest.importorskip("pandas")
    assert isinstance(raced.to_pandas(), pandas.DataFrame)


def test_figures_are_drawn_on_axes(raced: RaceResult) -> None:
    for axes in (raced.plot_profile(), raced.plot_gap(), raced.plot_time_to_target(within=5.0)):
        labels = [text.get_text() for text in axes.get_legend().get_texts()]
        assert labels == ["savings", "insertion", "manual"]
    own = raced.plot_profile()
    assert raced.plot_time_to_target(own) is own
    assert raced._repr_html_().count("<tr>") == 7
    assert "city-6-1" in raced.table()


def test_a_store_is_taken_up_again(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    asked = {"iterations": 1, "seeds": (1, 2), "store": tmp_path / "race.jsonl", "in_process": True}
    first = race("waves:5", "savings", **asked, on_row=lambda _, done, of: told.append((done, of)))
    assert told == [(1, 2), (2, 2)]
    more = race("waves:5", "savings,manual", **asked, on_row=lambda _, done, of: told.append((done, of)))
    assert told[2:] == [(1, 2), (2, 2)]
    assert [row["cost"] for row in more.rows if row["solver"] == "savings"] == [row["cost"] for row in first.rows]


def test_an_object_and_its_likeness_by_name_find_the_same(tmp_path: Path) -> None:
    found = race("waves:12", ["savings", Mine()], iterations=1, seeds=1)
    costs = {row["solver"]: row["cost"] for row in found.rows}
    assert costs["mine"] == costs["savings"]
    files = found.write_plans(tmp_path / "plans")
    assert [file.name for file in files] == [
        f"city-12-1.{name}.1-iterations.seed-1.sol" for name in ("savings", "mine")
    ]


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ({"sets": []}, "SET: missing"),
        ({"solvers": []}, "--solvers: empty"),
        ({"solvers": "numbra"}, "race: unknown solver"),
        ({"seconds": 0}, "--seconds: 0 is not accepted"),
        ({"seeds": []}, "--seeds: empty"),
        ({"jobs": 0}, "--jobs: 0 is not accepted"),
        ({"sets": "nowhere"}, "race: set: nowhere does not exist"),
    ],
)
def test_what_is_refused(wrong: dict[str, object], complaint: str) -> None:
    with pytest.raises(InputError, match=complaint):
        race(**{"sets": "waves:5", "solvers": "manual", "seconds": 1} | wrong)  # type: ignore[arg-type]


def test_a_script_that_hides_nothing_races_once(tmp_path: Path) -> None:
    """Workers do not run the script that called: it has no test for `__main__`, as scripts of researchers have none."""
    script = tmp_path / "mine.py"
    script.write_text(
        "from scenarios import race\n"
        "print('once', race('waves:5:1', 'savings', iterations=1, seeds=1).rows[0]['status'])\n"
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "once done\n"), done.stderr


def test_a_program_that_asks_for_seconds_races(instance: Path, tmp_path: Path) -> None:
    """Nothing is run to warm a program up: with no seconds to name it failed before the race began."""
    file = tmp_path / "mine.py"
    plan = "".join(f"Route #{stop}: {stop}\n" for stop in (1, 2, 3)) + "Cost 1\n"
    file.write_text(f"import sys\nopen(sys.argv[2], 'w').write({plan!r})\nassert float(sys.argv[3]) == 2\n")
    command = f"{sys.executable} {file} {{problem}} {{routes}} {{seconds}}"
    (row,) = race(str(instance), command, seconds=2, seeds=1, store=tmp_path / "race.jsonl").rows
    assert (row["status"], row["reason"]) == ("done", "")


def test_what_is_named_twice_is_raced_and_counted_once() -> None:
    raced = race(["waves:6:2", "waves:6"], "savings,manual,savings", iterations=[1, 1], seeds=[1, 1], in_process=True)
    assert len(raced.rows) == 4
    assert {row["solver"]: row["n"] for row in raced.summary()} == {"savings": 2, "manual": 2}


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ({"seeds": "x"}, "--seeds: 'x' is not accepted, use whole numbers >= 0"),
        ({"seeds": [1, 1.5]}, "--seeds: 1.5 is not accepted"),
        ({"seeds": -1}, "--seeds: -1 is not accepted"),
        ({"seconds": "1"}, "--seconds: '1' is not accepted, use numbers above 0"),
        ({"iterations": 2.5}, "--iterations: 2.5 is not accepted, use whole numbers above 0"),
    ],
)
def test_wrong_numbers_are_refused(wrong, complaint: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InputError) as error:
        race("waves:6", "savings", **{"iterations": 1, "in_process": True, **wrong})
    assert str(error.value).startswith(complaint)
