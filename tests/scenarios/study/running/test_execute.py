import json
import random
from pathlib import Path

import pytest

from scenarios import load, run
from scenarios.study.keeping.store import FILE, Store
from scenarios.study.running.cell import RefusedError
from scenarios.study.running.execute import execute
from scenarios.study.running.plan import Cell, cells
from scenarios.study.running.replication import Replication
from scenarios.study.running.results import RunResult

POISON = Path(__file__).parent / "poison.py"
PLAIN = "tiny+delivery.solver.name=manual"  # no kernels to load in every worker


def healthy(count: int) -> list[Cell]:
    return cells(load(PLAIN), range(count))


def poisoned(how: str, minutes: float | str = "null") -> list[Cell]:
    policy = f"delivery.dispatch={{policy: {POISON}::Poison, how: {how}}}"
    return cells(load(PLAIN, [policy, f"experiment.time_limit_minutes={minutes}"]), [0])


def test_the_numbers_do_not_depend_on_the_number_of_workers(tiny: RunResult) -> None:
    other = run("tiny", replications=3, jobs=2)
    assert json.dumps(other.document()) == json.dumps(tiny.document())


def test_the_same_run_twice_is_the_same_to_the_last_bit(tiny: RunResult) -> None:
    again = run("tiny", replications=3, jobs=1)
    assert [one.kpis for one in again.replications] == [one.kpis for one in tiny.replications]


def test_replications_meet_different_customers_and_scenarios_the_same(tiny: RunResult) -> None:
    assert len({one.tape for one in tiny.replications}) == 3
    other = run("tiny+delivery.solver.name=savings", replications=3, jobs=1)
    assert other.tape == tiny.tape
    assert other.key != tiny.key


def test_a_longer_run_begins_with_the_shorter_one(tiny: RunResult) -> None:
    longer = run("tiny", replications=4, jobs=1)
    assert [one.kpis for one in longer.replications[:3]] == [one.kpis for one in tiny.replications]


def test_another_seed_is_another_world(tiny: RunResult) -> None:
    assert run("tiny", replications=1, seed=3).replications[0].tape != tiny.replications[0].tape


def test_each_replication_is_told_once_and_handed_back_in_order() -> None:
    seen: dict[int, Replication] = {}
    done, outcome = execute(healthy(3), jobs=2, on_done=seen.__setitem__, keep_first=True)
    assert [one.number for one in done] == [0, 1, 2]
    assert done == [seen[place] for place in range(3)]
    assert outcome is not None
    assert outcome.facts.tape.digest() == seen[0].tape


def test_the_order_of_the_cells_moves_no_number() -> None:
    asked = [*healthy(3), *cells(load("tiny+delivery.mode=carrier"), range(3))]
    first = {cell.key: one.kpis for cell, one in zip(asked, execute(asked, jobs=1)[0], strict=True)}
    shuffler = random.Random(5)
    for jobs in (1, 2, 2):
        shuffler.shuffle(asked)
        found, _ = execute(asked, jobs=jobs)
        assert {cell.key: one.kpis for cell, one in zip(asked, found, strict=True)} == first


def test_a_cell_that_is_asked_for_twice_is_run_once_and_told_twice() -> None:
    told: list[int] = []
    (cell,) = healthy(1)
    done, _ = execute([cell, cell], jobs=1, on_done=lambda place, _one: told.append(place))
    assert done[0] is done[1]
    assert told == [0, 1]


def test_every_log_is_written_by_whoever_ran_it(tmp_path: Path) -> None:
    execute(healthy(3), jobs=2, logs=tmp_path)
    for number in range(3):
        tables = {file.stem for file in (tmp_path / f"replication_{number}").glob("*.parquet")}
        assert {"orders", "fulfilments", "events"} <= tables
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ("raise", r"ZeroDivisionError.*poisoned.*\(poison\.py:\d+\)"),
        ("memory", r"MemoryError"),
        ("hang", r"no result after 0\.01 minutes; a higher experiment\.time_limit_minutes is accepted"),
    ],
)
def test_a_poisoned_cell_is_a_row_with_its_reason(how: str, reason: str) -> None:
    store = Store(Path(":memory:"))
    cell, *others = [*poisoned(how, 0.01), *healthy(2)]
    done, _ = execute([cell, *others], jobs=1, store=store)
    assert done[0].kpis == {}
    with pytest.raises(AssertionError, match=reason):
        assert not done[0].failure, done[0].failure
    assert [one.failure for one in done[1:]] == ["", ""]
    assert next(one for _, _, one in store.wanted() if one.failure) == done[0]
    store.close()


def test_a_refusal_is_a_wrong_input_and_no_failure() -> None:
    asked = cells(load("tiny+fulfilment.nodes.north.queue_limit=1"), [0])
    with pytest.raises(RefusedError, match="a higher queue_limit is accepted"):
        execute(asked, jobs=1)


def test_a_cell_that_kills_its_worker_takes_no_other_with_it(tmp_path: Path) -> None:
    store = Store(tmp_path / FILE)
    good = healthy(6)
    wanted, _ = execute(good, jobs=1)
    bad = poisoned("die")
    done, _ = execute([*good[:2], *bad, *good[2:]], jobs=2, store=store)
    assert done[2].failure == "its worker process died twice, killed from outside or for want of memory"
    assert [one.kpis for one in done if not one.failure] == [one.kpis for one in wanted]
    assert (store.tally().done, store.tally().failed) == (6, 1)
    store.close()


@pytest.mark.nightly
def test_what_hangs_where_no_signal_is_heard_costs_its_worker_after_its_time() -> None:
    done, _ = execute([*poisoned("hang_in_c", 0.01), *healthy(2)], jobs=2)
    assert [one.failure[:32] for one in done] == ["no result after 0.01 minutes; a ", "", ""]


def test_a_worker_means_paths_from_where_the_study_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("here", "there"):  # the second study finds the workers of the first
        (tmp_path / name).mkdir()
        monkeypatch.chdir(tmp_path / name)
        Path("run").mkdir()
        execute(healthy(2), jobs=2, logs=Path("run/logs"))
        assert len(list((tmp_path / name / "run/logs").glob("replication_*"))) == 2


def test_a_short_run_starts_no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    def started(*_: object) -> None:
        raise AssertionError("a worker was started")

    monkeypatch.setattr("scenarios.study.running.execute.crew", started)
    run("tiny", replications=3)
