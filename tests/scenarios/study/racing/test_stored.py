"""A store of somebody else's is no word to be taken: rows are read as anything may be, and plans audited again."""

import json
from pathlib import Path
from typing import Any

import pytest

from scenarios import race
from scenarios.errors import InputError

NOT_FINITE = float("inf")


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    store = tmp_path_factory.mktemp("race") / "race.jsonl"
    raced(store)
    return [json.loads(line) for line in store.read_text().splitlines()]


def raced(store: Path) -> Any:
    solvers = ["savings", "insertion"]
    return race("waves:10", solvers, iterations=1, seeds=1, store=store, in_process=True).rows


def changed(tmp_path: Path, rows: list[dict[str, Any]], change: dict[str, Any]) -> Path:
    store = tmp_path / "race.jsonl"
    store.write_text("".join(json.dumps(row) + "\n" for row in (rows[0] | change, *rows[1:])))
    return store


def refusal(store: Path) -> str:
    with pytest.raises(InputError) as refused:
        raced(store)
    return str(refused.value)


@pytest.mark.parametrize(
    "change",
    [
        {"cost": float("nan")}, {"cost": NOT_FINITE}, {"cost": "1"}, {"cost": True}, {"cost": 10**400}, {"cost": None},
        {"status": "best"}, {"status": ["done"]}, {"solver": 5}, {"reason": None}, {"seed": 0.5}, {"seconds": -1},
        {"cpu_seconds": -1}, {"feasible": "no"}, {"feasible": False}, {"vehicles": 1.5}, {"best_known": "1"},
        {"trace": [[NOT_FINITE, 1]]}, {"trace": [[0.0]]}, {"routes": {}}, {"routes": [[0, [1.5]]]},
        {"routes": [[0, 1]]}, {"routes": [[True, [1]]]}, {"reason": "q" * 5_000},
    ],
    ids=str,
)  # fmt: skip
def test_a_row_of_anything_else_is_refused_with_its_field(tmp_path: Path, rows: Any, change: dict[str, Any]) -> None:
    said = refusal(changed(tmp_path, rows, change))
    field = next(iter(change)) if change != {"feasible": False} else "cost"
    assert said.startswith(f"--store: {tmp_path / 'race.jsonl'}:1: {field}: ")
    assert said.count("\n") == 0
    assert len(said) < 400 + len(str(tmp_path))


@pytest.mark.parametrize("line", ["[" * 100_000, "[1]", "9" * 5_000, '{"a": 1}', "\0"])
def test_a_line_of_anything_else_is_refused(tmp_path: Path, line: str) -> None:
    store = tmp_path / "race.jsonl"
    store.write_text(line + "\n")
    assert refusal(store).startswith(f"--store: {store}:1: row: is not one of a race")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda row: {"cost": 1, "trace": [[0.0, 1]]}, "savings on city-10-1, seed 1: cost: says 1, its routes cost "),
        (lambda row: {"routes": row["routes"] * 2}, "routes: route 3: stop "),
        (lambda row: {"routes": [[99, [1]]]}, "routes: route 1: vehicle type 99 does not exist"),
        (lambda row: {"routes": [[0, [-1]]]}, "routes: route 1: stop -1 does not exist"),
        (lambda row: {"trace": []}, "trace: does not fall to the cost of the plan"),
        (lambda row: {"trace": [[0.0, 1], *row["trace"]]}, "trace: does not fall to the cost of the plan"),
    ],
)
def test_a_plan_that_is_not_what_its_row_says_is_refused(tmp_path: Path, rows: Any, change: Any, said: str) -> None:
    assert said in refusal(changed(tmp_path, rows, change(rows[0])))


def test_a_best_known_cost_that_a_row_made_up_does_not_count(tmp_path: Path, rows: Any) -> None:
    first, _ = raced(changed(tmp_path, rows, {"best_known": 1}))
    assert (first["gap"], first["best_known"]) == (0.0, first["cost"])


def test_rows_of_other_races_stand_as_they_are_and_count_nowhere(tmp_path: Path, rows: Any) -> None:
    store = changed(tmp_path, rows, {"problem_hash": "another", "cost": 1, "trace": [[0.0, 1]]})
    again = raced(store)
    assert [row["cost"] for row in again] == [row["cost"] for row in rows]
    assert len(store.read_text().splitlines()) == len(rows) + 1
