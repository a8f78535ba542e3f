import json
from pathlib import Path

import polars
import pytest

from scenarios import load, run
from scenarios.errors import InputError
from scenarios.study.folder import folder_name, whole_folder, write_results
from scenarios.study.results import RunResult

pytestmark = pytest.mark.usefixtures("no_report")


def test_a_folder_appears_complete(tmp_path: Path, tiny: RunResult) -> None:
    target = tmp_path / "deep" / "run"
    with whole_folder(target) as folder:
        write_results(tiny, folder)
        assert not target.exists()
    assert json.loads((target / "run.json").read_text()) == tiny.document()
    assert [file.name for file in target.parent.iterdir()] == ["run"]


def test_a_failure_leaves_nothing_behind(tmp_path: Path) -> None:
    def fail() -> None:
        with whole_folder(tmp_path / "run") as folder:
            (folder / "half").write_text("written")
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_a_run_folder_is_replaced_and_anything_else_is_not(tmp_path: Path) -> None:
    run_folder, other = tmp_path / "run", tmp_path / "photos"
    for folder, name in ((run_folder, "run.json"), (other, "cat.jpg")):
        folder.mkdir()
        (folder / name).write_text("old")
    with whole_folder(run_folder) as partial:
        (partial / "run.json").write_text("new")
    assert (run_folder / "run.json").read_text() == "new"
    with pytest.raises(InputError, match=r"--out: .*photos: exists and is no run folder"), whole_folder(other):
        pass
    assert (other / "cat.jpg").read_text() == "old"


def test_a_place_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(InputError, match=r"--out: .*a folder that can be written is accepted"):  # noqa: SIM117
        with whole_folder(file / "run"):
            pass


def test_kpis_are_kept_one_row_a_replication_and_kpi(tmp_path: Path, tiny: RunResult) -> None:
    write_results(tiny, tmp_path)
    table = polars.read_parquet(tmp_path / "kpis.parquet")
    assert table.height == 3 * len(tiny.kpis())
    stored = table.filter(polars.col("kpi") == "cost_per_order").sort("replication")["value"].to_list()
    assert stored == tiny.values("cost_per_order")


def test_the_resolved_scenario_in_the_folder_gives_the_run_again(tmp_path: Path, tiny: RunResult) -> None:
    write_results(tiny, tmp_path)
    again = run(tmp_path / "scenario.yaml", replications=3, jobs=1)
    assert (again.key, again.tape) == (tiny.key, tiny.tape)
    assert again.values("profit") == tiny.values("profit")


def test_the_default_name_is_the_scenario_and_its_key(tiny: RunResult) -> None:
    scenario = load("tiny", ["experiment.replications=3"])
    assert folder_name(scenario) == f"tiny-{tiny.key}"
