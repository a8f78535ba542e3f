"""Fixtures that every folder of tests may use."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from two_workers import pytest_cmdline_main, pytest_sessionstart

from scenarios.cli import main

__all__ = ["pytest_cmdline_main", "pytest_sessionstart"]
"""Hooks: how many workers run the tests, and what is compiled before they do."""

TINY = """NAME : tiny
TYPE : CVRP
DIMENSION : 4
EDGE_WEIGHT_TYPE : EUC_2D
CAPACITY : 10
NODE_COORD_SECTION
1 0 0
2 3 4
3 0 9
4 6 8
DEMAND_SECTION
1 0
2 4
3 5
4 6
DEPOT_SECTION
1
-1
"""


class Answer(NamedTuple):
    """What a command left behind: exit code, stdout, stderr."""

    code: int
    out: str
    err: str


@pytest.fixture
def orderlab(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Answer]:
    """Run the command in this process, in an empty folder of its own."""
    monkeypatch.chdir(tmp_path)

    def call(*words: str | Path) -> Answer:
        capsys.readouterr()
        code = main([str(word) for word in words])
        return Answer(code, *capsys.readouterr())

    return call


@pytest.fixture
def no_report(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the pictures out of a run whose report nobody looks at: they take longer than the run."""
    monkeypatch.setattr("scenarios.report.page.render", lambda _result, _first=None: "")


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """Three stops, two routes, a best-known cost of 40."""
    path = tmp_path / "tiny.vrp"
    path.write_text(TINY)
    (tmp_path / "bks.csv").write_text("instance,bks_cost\ntiny,40\n")
    return path
