"""Fixtures that every folder of tests may use."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from two_workers import pytest_cmdline_main, pytest_sessionstart

from scenarios.cli import main

__all__ = ["pytest_cmdline_main", "pytest_sessionstart"]
"""Hooks: how many workers run the tests, and what is compiled before they do."""


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
    monkeypatch.setattr("scenarios.report.page.render", lambda _result: "")
