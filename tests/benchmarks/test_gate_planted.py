"""The gate itself, on a clone with a fault planted in its last commit: slower, worse and more to compile are told."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.nightly
REPOSITORY = Path(__file__).parents[2]
COMPILED = Path("solvers", "kernels", "compiled")
SLOWER = """

_as_it_was = simulate


def simulate(*words, **more):
    import time

    began = time.process_time()
    found = _as_it_was(*words, **more)
    ended = time.process_time()
    while time.process_time() < ended + 0.3 * (ended - began):
        pass
    return found
"""
WORSE = """

_as_it_was = NumbaSearch.solve


def _half(self, problem, budget, rng, **more):
    from dataclasses import replace

    return _as_it_was(self, problem, replace(budget, iterations=max(1, budget.iterations // 2)), rng, **more)


NumbaSearch.solve = _half
"""
MORE_TO_COMPILE = """

from numba import njit

_as_it_was = uniforms


@njit
def _planted(number):
    return number + 1


def uniforms(*words):
    _planted(1)
    return _as_it_was(*words)
"""


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(folder), "-c", "user.name=n", "-c", "user.email=e@x", *words], check=True)


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone of the last commit, with the kernels that stand compiled here."""
    if not (REPOSITORY / ".git").exists():
        pytest.skip("no git repository, whose commits the gate compares")
    folder = tmp_path_factory.mktemp("clone") / "orderlab"
    git(REPOSITORY, "clone", "--quiet", "--no-hardlinks", str(REPOSITORY), str(folder))
    git(folder, "tag", "before")
    if (REPOSITORY / COMPILED).is_dir():
        shutil.copytree(REPOSITORY / COMPILED, folder / COMPILED)
    return folder


@pytest.mark.parametrize(
    ("file", "planted", "told", "timed"),
    [
        ("sim/model.py", SLOWER, "city_day, a day: 1.", True),
        ("solvers/engines/numba_search.py", WORSE, "exact rows differ; if that is meant", False),
        ("sim/streams.py", MORE_TO_COMPILE, "| compilations | ", False),
    ],
    ids=["three tenths slower", "half the search", "one more kernel"],
)
def test_a_planted_fault_is_found(clone: Path, file: str, planted: str, told: str, timed: bool) -> None:
    git(clone, "checkout", "--quiet", "--detach", "before")
    with (clone / file).open("a", encoding="utf-8") as source:
        source.write(planted)
    git(clone, "commit", "--quiet", "--all", "--message", "planted")
    words = [sys.executable, str(clone / "benchmarks" / "gate.py"), "before", "HEAD", "--quick"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    assert done.stdout.startswith("## Gate: failed")
    assert told in done.stdout
    assert ("round 1 of" in done.stderr) == timed, "a difference of results blocks before anything is timed"


def test_a_commit_that_does_not_build_is_told_in_a_line(clone: Path) -> None:
    git(clone, "checkout", "--quiet", "--detach", "before")
    build = clone / "pyproject.toml"
    build.write_text(
        build.read_text(encoding="utf-8").replace('"hatchling.build"', '"nothing.there"'), encoding="utf-8"
    )
    git(clone, "commit", "--quiet", "--all", "--message", "broken")
    words = [sys.executable, str(clone / "benchmarks" / "gate.py"), "HEAD", "before"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("HEAD: cannot be installed: ")
    assert line.endswith("a commit that builds is accepted")
