"""Do a room's tests catch a fault in it? The sources are copied, a fault is planted in the copy, its tests run there.

`python -m faults.finding --sim 45 --solvers 15 --seed 7` from the folder of the tests prints a line a fault. What
caught one is run on untouched sources as well: a test that fails by itself catches nothing.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Queue

from faults.known import INVISIBLE, known
from faults.planting import Fault, drawn

from scenarios.apart.family import cpu_seconds, family
from scenarios.environment import cores

ROOT = Path(__file__).parents[2]
COPIED = ("sim", "solvers", "scenarios", "tests", "benchmarks", "docs", "notebooks", "examples")
LONGEST_SECONDS = 400
"""Of the processor: a room's tests take less, however busy the machine; a fault that makes them go on is caught."""
LONGEST_WAIT = 10 * LONGEST_SECONDS
"""Of the wall clock, for what waits and takes no time."""
LOOK_EVERY_SECONDS = 0.5
CHOSEN, LEAST_CAUGHT = 60, 56
ENDLESS = "never ends"
MOST_MINUTES = 60.0
"""Of the processor, for all of them."""
_BY_TEST = re.compile(r"(?:FAILED|ERROR) ([^\s\[]+)")
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
    """What a room's tests made of a fault, in how many processor seconds; `by` is the first that failed, if one did."""

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
    """The tests of the room that a file stands in, the nearest first: those that are called like the file, those that
    name it, the others of its folder, and for the model the oracle.
    """
    top, *rooms, name = Path(file).parts
    stem = name.removesuffix(".py")
    if top == "sim":
        names = [name for room in rooms[:1] for name in (f"tests/sim/{room}", f"tests/sim/test_{room}.py")]
        own = next((one for one in (*names, f"tests/sim/test_{stem}.py") if (root / one).exists()), None)
        most = (
            ["tests/sim"] if rooms else sorted(one.relative_to(root).as_posix() for one in root.glob("tests/sim/*.py"))
        )
        return [*_nearest_first(file, [own] if own else most, root), *_nearest_first(file, [ORACLE], root)]
    mirrored = f"tests/solvers/test_{stem}.py"
    some = [*([mirrored] if (root / mirrored).exists() else []), *OF_ROOM.get(".".join(rooms), ())]
    return _nearest_first(file, list(dict.fromkeys(some)) or ["tests/solvers"], root)


def _nearest_first(file: str, tests: Iterable[str], root: Path) -> list[str]:
    """The files of tests below some folders, in an order in which a fault of `file` is likely to be caught early."""
    files = []
    for test in tests:
        inside = sorted((root / test).rglob("test_*.py"))
        files += [one.relative_to(root).as_posix() for one in inside] if (root / test).is_dir() else [test]
    stem = Path(file).stem
    module = re.compile(rf"\b{re.escape(file.removesuffix('.py').replace('/', '.'))}\b")

    def far(test: str) -> int:
        if Path(test).name == f"test_{stem}.py":
            return 0
        path = root / test.partition("::")[0]
        return 1 if module.search(path.read_text(encoding="utf-8")) else 2

    return sorted((test for test in files if Path(test).name.startswith("test_")), key=far)


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


def run_tests(copy: Path, tests: Iterable[str], fault: Fault | None = None) -> tuple[str, float]:
    """The first test that fails in a copy, or an empty text; and the processor seconds that took.

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
        code, seconds = _ended(process)
    if not code:
        return "" if code == 0 else ENDLESS, seconds
    lines = [line for line in said.read_text().splitlines() if line.startswith(("FAILED", "ERROR"))]
    return (lines[0].partition(" - ")[0] if lines else f"exit code {code}"), seconds


def _ended(process: subprocess.Popen[bytes]) -> tuple[int | None, float]:
    """The exit code, None for tests that were ended when they had had their time; and their processor seconds.

    A limit of the system's (`RLIMIT_CPU`) would make the clocks that the tests look at tick every few milliseconds.
    """
    deadline = time.monotonic() + LONGEST_WAIT
    while True:
        ended, status, usage = os.wait4(process.pid, os.WNOHANG)
        if ended:
            process.returncode = os.waitstatus_to_exitcode(status)
            return process.returncode, usage.ru_utime + usage.ru_stime
        if time.monotonic() < deadline and (spent := cpu_seconds(process.pid)) < LONGEST_SECONDS:
            time.sleep(LOOK_EVERY_SECONDS)
            continue
        for member in list(family(process.pid)):
            with suppress(ProcessLookupError):
                os.kill(member, signal.SIGKILL)
        process.wait()
        return None, spent


def find(planted: Iterable[Fault], jobs: int = 1) -> Iterator[Found]:
    """Plant faults, each in a copy that is otherwise untouched, and run the tests of its room; so many at a time."""
    with ExitStack() as stack, ThreadPoolExecutor(jobs) as threads:
        copies: Queue[Path] = Queue()
        for _ in range(jobs):
            copies.put(stack.enter_context(copied()))
        waiting = [threads.submit(_found, fault, copies) for fault in planted]
        try:
            for one in as_completed(waiting):
                yield one.result()
        finally:
            threads.shutdown(cancel_futures=True)


def _found(fault: Fault, copies: Queue[Path]) -> Found:
    if fault.change in INVISIBLE:  # every test would run to its end and catch nothing
        return Found(fault, "", 0.0)
    copy = copies.get()
    file = copy / fault.file
    source = file.read_text(encoding="utf-8")
    file.write_text(fault.planted(source), encoding="utf-8")
    try:
        return Found(fault, *run_tests(copy, room_tests(fault.file, copy), fault))
    finally:
        file.write_text(source, encoding="utf-8")
        copies.put(copy)


def fails_by_itself(found: Iterable[Found]) -> str:
    """The first test that caught a fault and fails without one too; empty where each of them passes.

    What ended without a test's name (a fault that goes on for ever) is held against all tests of its room.
    """
    tests: set[str] = set()
    for one in found:
        test = _BY_TEST.match(one.by)
        tests |= {test[1]} if test else set(room_tests(one.fault.file, ROOT)) if one.by else set()
    with copied() as copy:
        return run_tests(copy, sorted(tests))[0] if tests else ""


def main(given: Sequence[str] | None = None) -> int:
    """Plant and run; 0 where enough is caught and nothing survives unexplained."""
    words = argparse.ArgumentParser(description=__doc__)
    for name, default in (("--sim", 45), ("--solvers", 15), ("--seed", 7), ("--jobs", cores())):
        words.add_argument(name, type=int, default=default)
    words.add_argument("--only", default="", help="a part of the line of the faults to plant")
    asked = words.parse_args(given)
    planted = [fault for fault in chosen(asked.sim, asked.solvers, asked.seed) if asked.only in str(fault)]
    found = []
    for one in find(planted, asked.jobs):
        found.append(one)
        sys.stdout.write(f"{one}\n")
        sys.stdout.flush()
    caught = sum(bool(one.by) for one in found)
    survivors = sum(not (one.by or one.why_not) for one in found)
    wrong = fails_by_itself(found)
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    minutes = (usage.ru_utime + usage.ru_stime) / 60
    told = f"{caught} of {len(planted)} caught, {survivors} survived unexplained"
    sys.stdout.write(f"{told}, in {minutes:.0f} of {MOST_MINUTES:.0f} processor minutes\n")
    if wrong:
        sys.stdout.write(f"without a fault: {wrong}\n")
    enough = caught * CHOSEN >= LEAST_CAUGHT * len(planted)
    return int(bool(wrong) or survivors > 0 or not enough or minutes > MOST_MINUTES)


def chosen(sim: int, solvers: int, seed: int) -> list[Fault]:
    """So many faults of the model and the solvers: those that once survived, and others that are drawn."""
    first = known(ROOT)
    rest = {"sim": sim, "solvers": solvers}
    for fault in first:
        rest[Path(fault.file).parts[0]] -= 1
    return first + [fault for folder, count in rest.items() for fault in drawn(ROOT, folder, max(0, count), seed)]


if __name__ == "__main__":
    sys.exit(main())
