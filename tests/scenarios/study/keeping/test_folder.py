import json
import os
from pathlib import Path

import polars
import pytest

from scenarios import load, run
from scenarios.errors import InputError, Interrupted
from scenarios.study.keeping.files import writing
from scenarios.study.keeping.folder import StudyFolder, at_work, default_folder, reopened, study_folder
from scenarios.study.keeping.request import Request
from scenarios.study.keeping.run_files import result_files
from scenarios.study.running.plan import cells
from scenarios.study.running.results import RunResult

pytestmark = pytest.mark.usefixtures("no_report")


@pytest.fixture
def asked() -> Request:
    return Request("run", (load("tiny", ["experiment.replications=3"]),))


def write_results(result: RunResult, folder: StudyFolder) -> None:
    for name, content in result_files(result).items():
        folder.write(name, content)


def test_a_folder_is_complete_when_its_last_file_is_there(tmp_path: Path, tiny: RunResult, asked: Request) -> None:
    target = tmp_path / "deep" / "run"
    with study_folder(target, asked) as folder:
        write_results(tiny, folder)
        assert not (target / "run.json").exists()
        folder.finish(tiny.document(), "the story")
    assert json.loads((target / "run.json").read_text()) == tiny.document()
    assert not list(target.rglob("*partial*"))
    with study_folder(target, asked) as folder:
        assert folder.printed_before(tiny.document()) == "the story"
        assert folder.printed_before({**tiny.document(), "seed": 3}) is None


def test_another_question_in_the_same_folder_keeps_the_results_and_nothing_else(
    tmp_path: Path, tiny: RunResult, asked: Request
) -> None:
    (cell,) = cells(tiny.scenario, [0])
    with study_folder(tmp_path, asked) as folder:
        folder.store.add(cell, tiny.replications[0])
        (folder.logs / "replication_0").mkdir(parents=True)
        folder.finish(tiny.document(), "the story")
    other = Request("run", (load("tiny", ["experiment.replications=4"]),))
    with study_folder(tmp_path, other) as folder:
        assert not (tmp_path / "run.json").exists()
        assert not folder.logs.exists()
        assert folder.store.results([cell]) == {cell.key: tiny.replications[0]}


def test_a_question_that_cannot_be_answered_leaves_nothing_behind(tmp_path: Path, asked: Request) -> None:
    with pytest.raises(InputError, match="no such thing"), study_folder(tmp_path / "run", asked):
        raise InputError("no such thing")
    assert list(tmp_path.iterdir()) == []


def test_an_interruption_says_how_to_go_on(tmp_path: Path, asked: Request) -> None:
    with pytest.raises(Interrupted, match=rf"^orderlab resume {tmp_path}"), study_folder(tmp_path / "run", asked):
        raise KeyboardInterrupt
    with reopened(tmp_path / "run") as (request, folder):
        assert (request, folder) == (asked, tmp_path / "run")


def test_anything_else_is_left_alone(tmp_path: Path, asked: Request) -> None:
    (tmp_path / "cat.jpg").write_text("meow")
    with pytest.raises(InputError, match=r"--out: .*exists and is no run folder"), study_folder(tmp_path, asked):
        pass
    assert (tmp_path / "cat.jpg").read_text() == "meow"


def test_two_at_once_are_one_too_many(tmp_path: Path, asked: Request) -> None:
    with study_folder(tmp_path, asked):
        assert at_work(tmp_path)
        with pytest.raises(InputError, match="another orderlab is at work in it"), study_folder(tmp_path, asked):
            pass
    assert not at_work(tmp_path)


def test_a_place_that_cannot_be_written_is_one_line(tmp_path: Path, asked: Request) -> None:
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(InputError, match=r"--out: .*a folder that can be written is accepted"):  # noqa: SIM117
        with study_folder(file / "run", asked):
            pass


def test_a_full_disk_is_told_apart(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"No space left on device, a place with room is accepted"), writing(tmp_path):
        raise OSError(28, os.strerror(28))


def test_a_folder_without_a_store_cannot_be_resumed(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^RUN_FOLDER: .*no run store here"), reopened(tmp_path):
        pass


def test_kpis_are_kept_one_row_a_replication_and_kpi(tmp_path: Path, tiny: RunResult, asked: Request) -> None:
    with study_folder(tmp_path, asked) as folder:
        write_results(tiny, folder)
    table = polars.read_parquet(tmp_path / "kpis.parquet")
    assert table.height == 3 * len(tiny.kpis())
    stored = table.filter(polars.col("kpi") == "cost_per_order").sort("replication")["value"].to_list()
    assert stored == tiny.values("cost_per_order")


def test_the_resolved_scenario_in_the_folder_gives_the_run_again(
    tmp_path: Path, tiny: RunResult, asked: Request
) -> None:
    with study_folder(tmp_path, asked) as folder:
        write_results(tiny, folder)
    again = run(tmp_path / "scenario.yaml", replications=3, jobs=1)
    assert (again.key, again.tape) == (tiny.key, tiny.tape)
    assert again.values("profit") == tiny.values("profit")


def test_the_default_name_is_the_scenario_and_its_key(tiny: RunResult, asked: Request) -> None:
    assert default_folder(asked) == Path("runs") / f"tiny-{tiny.key}"
    assert default_folder(Request("sweep", asked.scenarios)).name.startswith("sweep-tiny-")
