import json
import re
from pathlib import Path

import pytest

from scenarios import load
from scenarios.errors import InputError
from scenarios.study.keeping.folder import study_folder
from scenarios.study.keeping.request import Request
from scenarios.study.running.plan import cells

pytestmark = pytest.mark.usefixtures("no_report")


def interrupt_after(count, monkeypatch):  # type: ignore[no-untyped-def]
    """Let Ctrl-C come when so many replications are stored; give how to take that back."""
    from scenarios.study.keeping.store import Store

    real = Store.add

    def add(self, cell, one):  # type: ignore[no-untyped-def]
        real(self, cell, one)
        if self.tally().done == count:
            raise KeyboardInterrupt

    monkeypatch.setattr(Store, "add", add)
    return lambda: monkeypatch.setattr(Store, "add", real)


def test_resume_finishes_a_broken_run_and_prints_what_it_would_have_printed(orderlab, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    whole = orderlab("run", "tiny", "--replications", "4", "--out", "whole")
    give_back = interrupt_after(2, monkeypatch)
    broken = orderlab("run", "tiny", "--replications", "4", "--jobs", "1", "--out", "broken")
    assert (broken.code, broken.out) == (130, "")
    assert broken.err.splitlines()[-1] == "interrupted; orderlab resume broken"
    give_back()
    resumed = orderlab("resume", "broken")
    assert (resumed.code, resumed.out) == (0, whole.out)
    assert "2 from the store" in resumed.err
    assert orderlab("resume", "broken", "--json").out == orderlab("resume", "whole", "--json").out


def test_a_scenario_file_that_changed_since_does_not_change_the_question(orderlab, tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "mine.yaml"
    file.write_text("extends: tiny\ndelivery: {mode: carrier}\n")
    whole = orderlab("run", "mine.yaml", "--json", "--out", "whole")
    give_back = interrupt_after(1, monkeypatch)
    orderlab("run", "mine.yaml", "--json", "--out", "broken")
    give_back()
    file.unlink()
    assert orderlab("resume", "broken", "--json").out == whole.out


def test_relative_paths_are_meant_from_where_it_was_asked(orderlab, tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    from pathlib import Path

    policy = Path(__file__).parents[1] / "study" / "running" / "poison.py"
    (tmp_path / "hourly.py").write_text(policy.read_text())
    words = ("run", "tiny+delivery.dispatch={policy: hourly.py::Poison, how: not}", "--json", "--replications", "2")
    whole = orderlab(*words, "--out", "whole")
    assert whole.code == 0
    give_back = interrupt_after(1, monkeypatch)
    orderlab(*words, "--jobs", "1", "--out", "broken")
    give_back()
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    refused = orderlab("resume", "../broken", "--json")
    assert (refused.code, refused.out) == (2, "")
    assert "delivery.dispatch: runs class Poison of hourly.py; --allow-code is accepted" in refused.err
    assert orderlab("resume", "../broken", "--json", "--allow-code").out == whole.out


@pytest.mark.parametrize("folder", ["nowhere", "."])
def test_what_is_no_run_folder_is_one_line(orderlab, folder) -> None:  # type: ignore[no-untyped-def]
    answer = orderlab("resume", folder)
    assert answer.code == 2
    assert answer.err == f"RUN_FOLDER: {folder}: no run store here, a folder that `orderlab runs` lists is accepted\n"


def test_runs_lists_every_study_with_how_far_it_is(orderlab, tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    orderlab("run", "tiny", "--replications", "2", "--out", "runs/whole")
    give_back = interrupt_after(1, monkeypatch)
    orderlab("run", "tiny", "--replications", "3", "--out", "runs/deep/broken")
    give_back()
    found = {one["folder"]: one for one in json.loads(orderlab("runs", "--json").out)["runs"]}
    assert {name: (one["state"], one["done"], one["wanted"]) for name, one in found.items()} == {
        "runs/whole": ("complete", 2, 2),
        "runs/deep/broken": ("unfinished", 1, 3),
    }
    asked = Request("run", (load("tiny"),))
    with study_folder(tmp_path / "runs" / "busy", asked) as folder:
        folder.store.results(cells(asked.scenarios[0], range(3)))
        lines = orderlab("runs").out.splitlines()
    assert next(line for line in lines if "busy" in line).split()[1:6] == ["run:", "tiny", "at", "work", "0"]


def test_a_run_that_cannot_be_held_against_the_baseline_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    from scenarios.commands.runs import _against
    from scenarios.study.keeping.listing import Study

    def refuse(path: Path) -> None:
        if path == Path("runs/long"):
            raise InputError(f"{path}: a steady state, a run with experiment.design: terminating is accepted")

    monkeypatch.setattr("scenarios.study.keeping.finished.finished_run", refuse)
    study = Study(Path("runs/long"), "tiny", "key", 1, 1, "complete", "", "run: tiny", "")
    said = _against(Path("runs/base"), study)
    assert said == "a steady state, a run with experiment.design: terminating is accepted"


def test_runs_tells_studies_apart_and_runs_against_a_baseline(orderlab) -> None:  # type: ignore[no-untyped-def]
    quick = ("--set", "delivery.mode=carrier", "--replications", "2", "--jobs", "1")
    orderlab("run", "tiny", *quick, "--out", "runs/base")
    orderlab("run", "tiny", *quick, "--set", "delivery.carrier.rate_per_parcel.default=9", "--out", "runs/dear")
    orderlab("run", "tiny", *quick, "--seed", "5", "--set", "overheads={}", "--out", "runs/others")
    orderlab("sweep", "tiny", *quick, "--vary", "fulfilment.nodes.north.pickers=1,2", "--out", "runs/grid")
    lines = {line.split()[0]: line for line in orderlab("runs", "--baseline", "runs/base").out.splitlines()[2:]}
    assert "the baseline" in lines["runs/base"]
    assert re.search(r"profit -[\d,]+ a month worse", lines["runs/dear"])
    assert "did not meet the same customers" in lines["runs/others"]
    assert "overheads={}" in lines["runs/others"]
    assert "run: tiny delivery.mode=carrier delivery.carrier.rate_per_parcel.default=9.0  " in lines["runs/dear"]
    assert "sweep: tiny delivery.mode=carrier fulfilment.nodes.north.pickers=1,2" in lines["runs/grid"]
    assert "most profit of 2: pickers 1" in lines["runs/grid"]
    assert len({line.split("  ")[2] for line in lines.values()}) == len(lines)
    found = {
        one["folder"]: one for one in json.loads(orderlab("runs", "--baseline", "runs/base", "--json").out)["runs"]
    }
    assert found["runs/dear"]["against"]["kpis"]["profit"]["verdict"] == "worse"
    assert found["runs/base"]["against"] is None
    refused = orderlab("runs", "--baseline", "runs/grid")
    assert (refused.code, refused.err.count("\n")) == (2, 1)


def test_runs_without_any_says_so(orderlab, tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "empty").mkdir()
    assert orderlab("runs", "empty").out == "no run folder below empty\n"
    assert orderlab("runs").code == 2
