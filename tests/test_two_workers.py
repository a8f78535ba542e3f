"""The suite's own workers: asked for by the whole suite alone, and never by a worker."""

from types import SimpleNamespace

import pytest
import two_workers

ARGS, TESTPATHS = pytest.Config.ArgsSource.ARGS, pytest.Config.ArgsSource.TESTPATHS


def chosen(source: object, **options: object) -> int | None:
    option = SimpleNamespace(
        **{"numprocesses": None, "dist": "no", "tx": [], "keyword": "", "collectonly": False, "capture": "fd"} | options
    )
    config = SimpleNamespace(
        option=option, args_source=source, ArgsSource=pytest.Config.ArgsSource, getoption=lambda name: False
    )
    two_workers.pytest_cmdline_main(config)  # type: ignore[arg-type]
    return option.numprocesses


@pytest.mark.parametrize(
    ("source", "options", "workers"),
    [
        (TESTPATHS, {}, 2),
        (ARGS, {}, 0),
        (TESTPATHS, {"keyword": "stock"}, 0),
        (TESTPATHS, {"capture": "no"}, 0),
        (TESTPATHS, {"numprocesses": 1}, 1),
    ],
)
def test_the_whole_suite_alone_takes_workers(monkeypatch, source, options, workers) -> None:
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    monkeypatch.setattr(two_workers, "cores", lambda: 8)
    assert chosen(source, **options) == workers


def test_a_worker_takes_none_of_its_own(monkeypatch) -> None:
    """Else each of them would start two, whose workers would start two."""
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw0")
    assert chosen(TESTPATHS) is None
