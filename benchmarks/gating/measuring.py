"""Rows and seconds out of two environments: what each commit computes, and how long both take in turns."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any

from gating.environments import Environment, GateError
from gating.judging import Round

HERE = Path(__file__).parent
TURNS = "ABBA"
Table = dict[str, Any]


def exact_table(where: Environment) -> Table:
    """The exact rows and compilations of a commit; computed once an environment, from an empty kernel cache.

    Raises
    ------
    GateError
        When the commit cannot compute them.
    """
    script = HERE / "exact.py"
    kept = where.folder / f"exact-{hashlib.sha1(script.read_bytes(), usedforsecurity=False).hexdigest()[:12]}.json"
    if not kept.is_file():
        shutil.rmtree(where.variables["NUMBA_CACHE_DIR"], ignore_errors=True)
        done = subprocess.run(
            [where.python, script], capture_output=True, text=True, check=False, env=where.variables, cwd=where.folder
        )
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise GateError(f"{where.name}: the exact table cannot be computed: {last}")
        kept.write_text(done.stdout, encoding="utf-8")
    table: Table = json.loads(kept.read_text(encoding="utf-8"))
    return table


def exact_tables(sides: Sequence[Environment]) -> list[Table]:
    """The tables of several environments, side by side: none of this is timed."""
    different = list(dict.fromkeys(sides))  # a commit against itself has one environment
    with ThreadPoolExecutor(len(different)) as pool:
        tables = dict(zip(different, pool.map(exact_table, different), strict=True))
    return [tables[side] for side in sides]


def peak_memory(where: Environment) -> float | None:
    """Peak MB of one replication; None when this commit cannot run it."""
    words = [where.python, HERE / "blocks.py", "--memory"]
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=where.variables, cwd=where.folder)
    return float(done.stdout) if done.returncode == 0 else None


class Worker:
    """A process of one environment that does blocks when it is told to."""

    def __init__(self, where: Environment, core: int) -> None:
        self._process = subprocess.Popen(
            [where.python, HERE / "blocks.py", str(core)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=where.variables,
            cwd=where.folder,
        )
        self._answer()

    def __enter__(self) -> Worker:
        """Use it until the block ends."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End it."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()

    def __call__(self, block: str) -> float | None:
        """CPU seconds of a block; None when it cannot be done here."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{block}\n")
        self._process.stdin.flush()
        answer = self._answer()
        return float(answer) if answer else None

    def _answer(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise GateError("a process that was to be timed has died")
        return line.strip()


def measured(
    base: Environment,
    head: Environment,
    blocks: Iterable[str],
    rounds: int,
    core: int,
    tell: Callable[[str], None] = lambda _: None,
) -> dict[str, list[Round]]:
    """Time blocks in rounds of fresh processes that take turns; a block that one side cannot do has no rounds.

    Each process does a block once before it is timed, which loads what has to be loaded.
    """
    wanted = list(blocks)
    found: dict[str, list[Round]] = {name: [] for name in wanted}
    for number in range(1, rounds + 1):
        tell(f"round {number} of {rounds}")
        with ExitStack() as stack:
            sides = {side: stack.enter_context(Worker(where, core)) for side, where in (("A", base), ("B", head))}
            for name in list(found):
                if None in [worker(name) for worker in sides.values()]:
                    del found[name]
                    continue
                seconds: dict[str, list[float]] = {"A": [], "B": []}
                for side in TURNS:
                    seconds[side].append(sides[side](name) or 0.0)
                found[name].append((tuple(seconds["A"]), tuple(seconds["B"])))
    return found | {name: [] for name in wanted if name not in found}
