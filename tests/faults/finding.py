"""Do a room's tests catch a fault in it? The sources are copied, a fault is planted in the copy, its tests run there.

`python -m faults.finding --sim 45 --solvers 15 --seed 7` from the folder of the tests prints a line a fault; the tests
are run on the untouched copy first, for one that fails by itself would catch everything.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from faults.known import INVISIBLE, known
from faults.planting import Fault, drawn

from scenarios.apart.family import cpu_seconds, family

ROOT = Path(__file__).parents[2]
COPIED = ("sim", "solvers", "scenarios", "tests", "benchmarks", "docs", "notebooks", "examples")
LONGEST_SECONDS = 400
"""Of the processor: a room's tests take less, however busy the machine; a fault that makes them go on is caught."""
LONGEST_WAIT = 10 * LONGEST_SECONDS
"""Of the wall clock, for what waits and takes no time."""
CHOSEN, LEAST_CAUGHT = 60, 56
ORACLE = "tests/reference"
"""The same business told anew, which every room of the model must agree with."""
OF_ROOM = {
    "instances": ("tests/solvers/instances",),
    "engines": ("tests/solvers/test_engines.py",),
    "kernels": ("tests/solvers/test_kernels.py",),
    "kernels.rich": tuple(
        f"tests/solvers/test_rich_search.py::test_{name}"
        for name in (
            "what_is_kept_of_a_route_is_what_a_fresh_look_gives",
            "one_van_makes_second_trips",
            "goods_released_late_go_on_a_later_trip",
            "open_routes_end_where_they_are",
            "each_depot_serves_its_side",
            "routes_are_read_back_as_laid_out",
        )
    ),
}
"""Tests of the rooms of solvers, beside the one that mirrors a file; those of kernels, which run as plain Python."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a room's tests made of a fault; `by` is the first test that failed, empty where none did."""

    fault: Fault
    by: str
    seconds: float

    @property
    def why_not(self) -> str:
        """Why nobody can see this fault, empty where that is not known."""
        return "" if self.by else INVISIBLE.get(self.fault.change, "")

    def __str__(self) -> str:
        verdict = "caught" if self.by else "unseen" if self.why_not else "SURVIVED"
        return f"{verdict:8} {self.seconds:5.0f} s  {self.fault}  {self.by or self.why_not}"


def room_tests(file: str, root: Path) -> list[str]:
    """The tests of the room that a file stands in: mirrored folder and file, and the oracle for the model."""
    top, *rooms, name = Path(file).parts
    stem = name.removesuffix(".py")
    if top == "sim":
        names = [name for room in rooms[:1] for name in (f"tests/sim/{room}", f"tests/sim/test_{room}.py")]
        own = next((one for one in (*names, f"tests/sim/test_{stem}.py") if (root / one).exists()), None)
        most = (
            ["tests/sim"] if rooms else sorted(one.relative_to(root).as_posix() for one in root.glob("tests/sim/*.py"))
        )
        return [*([own] if own else most), ORACLE]
    mirrored = f"tests/solvers/test_{stem}.py"
    some = [*OF_ROOM.get(".".join(rooms), ()), *([mirrored] if (root / mirrored).exists() else [])]
    return list(dict.fromkeys(some)) or ["tests/solvers"]


@contextmanager
def copied(root: Path = ROOT) -> Iterator[Path]:
    """A copy of the sources, for the time of the block."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        for name in COPIED:
            if (root / name).is_dir():
                shutil.copytree(root / name, copy / name)
        for file in root.glob("*.*"):
            if file.is_file():
                shutil.copy(file, copy)
        yield copy


def run_tests(copy: Path, tests: Iterable[str], fault: Fault | None = None) -> str:
    """The first test that fails in a copy, or an empty text; without a fault they may take as long as they take.

    Kernels of solvers with a fault run as Python, for all of them would have to be compiled again; those of the model
    are compiled into a folder of their own, for numba does not look whether what they call has changed.
    """
    words = ["-q", "-x", "--no-header", "-p", "no:cacheprovider", "-p", "no:randomly", "--tb=no"]
    variables = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(copy), str(copy / "tests"), str(copy / "benchmarks")]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "HYPOTHESIS_STORAGE_DIRECTORY": str(copy / ".hypothesis"),
    }
    if fault is not None and fault.file.startswith("solvers/kernels/"):
        variables["NUMBA_DISABLE_JIT"] = "1"
    elif fault is not None and "/kernels/" in fault.file:
        variables["NUMBA_CACHE_DIR"] = str(copy / f".numba/{fault.start}")
    said = copy / "said.txt"
    with said.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "pytest", *words, *tests], cwd=copy, env=variables, stdout=out, stderr=out
        )
        code = _ended(process, LONGEST_SECONDS if fault else float("inf"))
    if not code:
        return "" if code == 0 else "never ends"
    lines = [line for line in said.read_text().splitlines() if line.startswith(("FAILED", "ERROR"))]
    return lines[0].partition(" - ")[0] if lines else f"exit code {code}"


def _ended(process: subprocess.Popen[bytes], most: float) -> int | None:
    """The exit code; None for tests that were ended when they had had their time.

    A limit of the system's (`RLIMIT_CPU`) would make the clocks that the tests look at tick every few milliseconds.
    """
    deadline = time.monotonic() + LONGEST_WAIT
    while True:
        try:
            return process.wait(timeout=1.0)
        except subprocess.TimeoutExpired:
            if time.monotonic() < deadline and cpu_seconds(process.pid) < most:
                continue
        for member in list(family(process.pid)):
            with suppress(ProcessLookupError):
                os.kill(member, signal.SIGKILL)
        process.wait()
        return None


def find(planted: Iterable[Fault], copy: Path) -> Iterator[Found]:
    """Plant one fault after the other and run the tests of its room."""
    for fault in planted:
        file = copy / fault.file
        source = file.read_text(encoding="utf-8")
        file.write_text(fault.planted(source), encoding="utf-8")
        began = time.perf_counter()
        try:
            by = run_tests(copy, room_tests(fault.file, copy), fault)
        finally:
            file.write_text(source, encoding="utf-8")
        yield Found(fault, by, time.perf_counter() - began)


def main(given: Sequence[str] | None = None) -> int:
    """Plant and run; 0 where enough is caught and nothing survives unexplained."""
    words = argparse.ArgumentParser(description=__doc__)
    for name, default in (("--sim", 45), ("--solvers", 15), ("--seed", 7), ("--skip", 0)):
        words.add_argument(name, type=int, default=default)
    words.add_argument("--only", default="", help="a part of the line of the faults to plant")
    asked = words.parse_args(given)
    planted = [fault for fault in chosen(asked.sim, asked.solvers, asked.seed) if asked.only in str(fault)]
    planted = planted[asked.skip :]
    caught, survivors = 0, 0
    with copied() as copy:
        if by := run_tests(copy, sorted({test for fault in planted for test in room_tests(fault.file, copy)})):
            sys.stderr.write(f"without a fault: {by}\n")
            return 1
        for found in find(planted, copy):
            caught += bool(found.by)
            survivors += not (found.by or found.why_not)
            sys.stdout.write(f"{found}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{caught} of {len(planted)} caught, {survivors} survived unexplained\n")
    return int(survivors > 0 or caught * CHOSEN < LEAST_CAUGHT * len(planted))


def chosen(sim: int, solvers: int, seed: int) -> list[Fault]:
    """So many faults of the model and the solvers: those that once survived, and others that are drawn."""
    first = known(ROOT)
    rest = {"sim": sim, "solvers": solvers}
    for fault in first:
        rest[Path(fault.file).parts[0]] -= 1
    return first + [fault for folder, count in rest.items() for fault in drawn(ROOT, folder, max(0, count), seed)]


if __name__ == "__main__":
    sys.exit(main())
