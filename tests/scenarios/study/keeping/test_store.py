import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios import load
from scenarios.errors import InputError
from scenarios.study.keeping.rows import MOST
from scenarios.study.keeping.store import FILE, Store
from scenarios.study.keeping.tables import VERSION
from scenarios.study.running.execute import execute
from scenarios.study.running.plan import Cell, cells
from scenarios.study.running.replication import Replication
from scenarios.text_tables import COUNTED
from sim.kpis.definitions import DEFINITIONS, OF_OPTIONS, definition

FAMILIES = ("wait", "utilisation", "paid", "stage")
NAMES = st.sampled_from(
    [key for key in DEFINITIONS if key not in FAMILIES and key not in OF_OPTIONS and key != "profit"]
) | st.builds("{}.{}".format, st.sampled_from(FAMILIES), st.text(min_size=1))


def value_of(name: str) -> st.SearchStrategy[float | None]:
    """Anything that a KPI may be."""
    bounds = {"share": (0.0, 1.0), **dict.fromkeys(COUNTED, (1.0, MOST))}.get(definition(name).unit, (-MOST, MOST))
    return st.none() | st.floats(*bounds)


VALUES = st.lists(NAMES, unique=True, max_size=6).flatmap(
    lambda names: st.fixed_dictionaries({name: value_of(name) for name in names})
)


EARNED = {"profit": 1.0, "turnover.goods": 1.0}


@pytest.fixture(scope="module")
def cell() -> Cell:
    return cells(load("tiny"), [0])[0]


@given(kpis=VALUES, warnings=st.lists(st.text(), max_size=3))
def test_what_comes_out_is_what_went_in_to_the_last_bit(
    cell: Cell, kpis: dict[str, float | None], warnings: list[str]
) -> None:
    store = Store(Path(":memory:"))
    one = Replication(0, "tape", kpis, tuple(warnings), 0.1)
    store.add(cell, one)
    found = store.results([cell])[cell.key]
    assert found == one
    assert list(found.kpis) == list(kpis)
    store.close()


def test_a_second_run_computes_nothing_and_a_changed_one_its_own_cells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path / FILE)
    before = cells(load("tiny"), range(2))
    first, _ = execute(before, jobs=1, store=store)
    changed = cells(load("tiny+delivery.mode=carrier"), [0])
    execute([*before, *changed], jobs=1, store=store)
    monkeypatch.setattr("scenarios.study.running.execute.attempt", None)  # whoever runs a cell now, fails
    again, _ = execute([*before, *changed], jobs=1, store=store)
    assert again[:2] == first
    assert store.tally().done == 3
    store.close()


def test_a_failure_is_counted_tried_again_and_replaced(cell: Cell) -> None:
    store = Store(Path(":memory:"))
    store.add(cell, Replication(0, "", {}, (), 1.0, "division by zero"))
    assert store.results([cell]) == {}
    assert [one.failure for _, _, one in store.wanted()] == ["division by zero"]
    assert (store.tally().wanted, store.tally().failed) == (1, 1)
    store.add(cell, Replication(0, "tape", EARNED, (), 1.0))
    assert (store.tally().done, store.tally().failed) == (1, 0)
    store.close()


def test_many_cells_are_one_question_each(cell: Cell) -> None:
    store = Store(Path(":memory:"))
    store.add(cell, Replication(0, "tape", {}, (), 1.0))
    many = [replace(cell, replication=number) for number in range(1200)]
    assert set(store.results(many)) == {cell.key}
    assert store.tally().wanted == 1200
    store.close()


def test_a_cell_of_two_names_is_stored_once_and_told_under_both(cell: Cell) -> None:
    store = Store(Path(":memory:"))
    store.results([cell, replace(cell, scenario="other")])
    store.add(cell, Replication(0, "tape", EARNED, (), 1.0))
    assert [(name, seed, one.kpis) for name, seed, one in store.wanted()] == [
        (name, cell.seed, EARNED) for name in ("tiny", "other")
    ]
    store.close()


def test_a_reader_sees_what_is_committed_while_a_run_is_at_work(tmp_path: Path, cell: Cell) -> None:
    store = Store(tmp_path / FILE)
    store.results([cell])
    store.add(cell, Replication(0, "tape", {}, (), 1.0))
    reader = Store(tmp_path / FILE, read_only=True)
    assert reader.tally().done == 1
    reader.close()
    store.close()


def test_a_store_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    Store(tmp_path / FILE).close()
    base = sqlite3.connect(tmp_path / FILE)
    base.execute(f"PRAGMA user_version = {VERSION + 1}")
    base.close()
    before = (tmp_path / FILE).read_bytes()
    with pytest.raises(InputError, match=rf"store\.sqlite: written by a newer version \(store {VERSION + 1}\)"):
        Store(tmp_path / FILE)
    assert (tmp_path / FILE).read_bytes() == before


def test_what_is_no_store_is_one_line(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(json.dumps({"not": "a database"}) * 100)
    with pytest.raises(InputError, match=r"store\.sqlite: file is not a database"):
        Store(tmp_path / FILE)
