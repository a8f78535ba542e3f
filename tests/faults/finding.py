"""Do a room's tests catch a fault in it? The sources are copied, a fault is planted in the copy, its tests run there.

`python -m faults.finding --sim 45 --solvers 15 --seed 7` from the folder of the tests prints a line a fault.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from faults.planting import Fault, drawn

ROOT = Path(__file__).parents[2]
COPIED = ("sim", "solvers", "scenarios", "tests", "benchmarks", "docs", "notebooks", "examples")
LONGEST_SECONDS = 900.0
"""A room's tests take less; a fault that makes them go on for ever is caught."""
ORACLE = "tests/reference"
"""The same business told anew, which every room of the model must agree with."""
OF_ROOM = {
    "instances": ("tests/solvers/instances",),
    "engines": ("tests/solvers/test_engines.py",),
    "kernels": ("tests/solvers/test_kernels.py", "tests/solvers/test_optimum.py", "tests/solvers/test_search.py"),
}
"""Tests of the rooms of solvers, beside the one that mirrors a file."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a room's tests made of a fault; `by` is the first test that failed, empty where none did."""

    fault: Fault
    by: str
    seconds: float

    def __str__(self) -> str:
        return f"{'caught  ' if self.by else 'SURVIVED'} {self.seconds:5.0f} s  {self.fault}  {self.by}"


def room_tests(file: str, root: Path) -> list[str]:
    """The tests of the room that a file stands in: mirrored folder and file, and the oracle for the model."""
    top, *rooms, name = Path(file).parts
    stem = name.removesuffix(".py")
    if top == "sim":
        folders = [f"tests/sim/{room}" for room in rooms[:1]]
        own = next(one for one in (*folders, f"tests/sim/test_{stem}.py", "tests/sim") if (root / one).exists())
        return [own, ORACLE]
    mirrored = f"tests/solvers/test_{stem}.py"
    some = [*OF_ROOM.get("".join(rooms[:1]), ()), *([mirrored] if (root / mirrored).exists() else [])]
    return list(dict.fromkeys(some)) or ["tests/solvers"]


@contextmanager
def copied(root: Path = ROOT) -> Iterator[Path]:
    """A copy of the sources, for the time of the block."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        for name in COPIED:
            if (root / name).is_dir():
                shutil.copytree(root / name, copy / name, ignore=shutil.ignore_patterns("compiled"))
        for file in root.glob("*.*"):
            if file.is_file():
                shutil.copy(file, copy)
        yield copy


def run_tests(copy: Path, tests: Iterable[str], *, plain: bool) -> str:
    """The first test that fails in a copy, or an empty text; `plain` runs kernels as Python."""
    words = ["-q", "-x", "--no-header", "-p", "no:cacheprovider", "-p", "no:randomly", "--tb=no"]
    variables = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(copy), str(copy / "tests"), str(copy / "benchmarks")]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "HYPOTHESIS_STORAGE_DIRECTORY": str(copy / ".hypothesis"),
        **({"NUMBA_DISABLE_JIT": "1"} if plain else {}),
    }
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *words, *tests],
            cwd=copy,
            env=variables,
            capture_output=True,
            text=True,
            timeout=LONGEST_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return "never ends"
    if done.returncode == 0:
        return ""
    lines = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return lines[0].partition(" - ")[0] if lines else f"exit code {done.returncode}"


def find(planted: Iterable[Fault], copy: Path) -> Iterator[Found]:
    """Plant one fault after the other and run the tests of its room."""
    for fault in planted:
        file = copy / fault.file
        source = file.read_text(encoding="utf-8")
        file.write_text(fault.planted(source), encoding="utf-8")
        began = time.perf_counter()
        try:
            # kernels of solvers as plain Python: a fault in one would have all of them compiled again
            by = run_tests(copy, room_tests(fault.file, copy), plain=fault.file.startswith("solvers"))
        finally:
            file.write_text(source, encoding="utf-8")
        yield Found(fault, by, time.perf_counter() - began)


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__)
    for name, default in (("--sim", 45), ("--solvers", 15), ("--seed", 7), ("--skip", 0)):
        words.add_argument(name, type=int, default=default)
    asked = words.parse_args()
    planted = drawn(ROOT, "sim", asked.sim, asked.seed) + drawn(ROOT, "solvers", asked.solvers, asked.seed)
    survivors = 0
    with copied() as copy:
        for found in find(planted[asked.skip :], copy):
            survivors += not found.by
            sys.stdout.write(f"{found}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{len(planted) - asked.skip - survivors} of {len(planted) - asked.skip} caught\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
