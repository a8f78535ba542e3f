"""The whole suite runs on two workers that share one warm cache; anything less starts at once, in this process.

`pytest` alone asks for the whole suite: two workers (one where there is one core), after one process has compiled the
kernels, because two cold workers would both compile all of them. A room, a file, `-k`, `-s` or `--pdb` is somebody at
work on one thing: no workers, and only that is compiled which the tests need. `-n` says otherwise.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scenarios.environment import cores

WORKERS = 2
"""More than that gain nothing: a few long tests set the pace, and each worker takes half a gigabyte."""


def asks_for_everything(config: pytest.Config) -> bool:
    """Whether the words after `pytest` leave nothing out and want nothing to look at."""
    chosen = config.option.keyword or config.getoption("usepdb") or config.option.collectonly
    looking = config.option.capture == "no"
    return config.args_source is not config.ArgsSource.ARGS and not (chosen or looking)


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Choose the workers before pytest-xdist looks for them."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        return  # a worker, and whatever it starts, is not to have workers of its own: they would have theirs
    option = config.option
    if getattr(option, "numprocesses", 0) is None and option.dist == "no" and not option.tx:
        option.numprocesses = min(WORKERS, cores()) if asks_for_everything(config) else 0
    if getattr(option, "numprocesses", None) and option.dist == "no":
        # tests of a file stay together as far as can be: they share what their module has prepared
        option.dist = "worksteal"


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Compile once, before the workers begin."""
    if getattr(session.config.option, "tx", None) and not hasattr(session.config, "workerinput"):
        subprocess.run([sys.executable, str(Path(__file__).with_name("warm_kernels.py"))], check=False)
