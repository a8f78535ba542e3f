"""The worker's side: waits for a task, runs it, answers in one line of JSON; and again.

What the code of others prints goes to the parent's stderr, never to its stdout. Between tasks the working directory,
the environment and the global random states are put back. The worker ends with its parent, however that dies.
"""

from __future__ import annotations

import ctypes
import json
import os
import pickle
import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from scenarios.apart.tasks import TASKS
from scenarios.study.running.workers import follow_parent
from solvers.own_process import claim, reclaim

PR_SET_CHILD_SUBREAPER = 36
"""Of Linux' `prctl`."""
NO_WORDS = 70
"""Exit code of a worker that cannot even say what went wrong: code of others has changed what it says it with."""


def main(parent: int, jobs: int, answers: int, core: int) -> None:
    """Serve until the pipe of jobs is closed."""
    follow_parent(parent, at_once=True)
    adopt_orphans()
    if core >= 0 and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {core})
    for pipe in (jobs, answers):
        os.set_inheritable(pipe, False)
    claim()
    with os.fdopen(jobs, "rb") as questions:
        while True:
            try:
                task, arguments = pickle.load(questions)
            except EOFError:
                os._exit(0)  # threads that the code of others left running are not waited for
            _write(answers, _line(_answer(task, arguments)))


def adopt_orphans() -> None:
    """What this process has started stays its own when whoever started it has ended: its time, memory and end."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)


def _line(found: dict[str, Any]) -> bytes:
    """An answer as a line of JSON; one that cannot be written down is a failure."""
    try:
        return json.dumps(found, allow_nan=False).encode() + b"\n"
    except (TypeError, ValueError, RecursionError) as error:
        return json.dumps({"failed": f"answered what cannot be written down: {error}"}).encode() + b"\n"


def _answer(task: str, arguments: dict[str, Any]) -> dict[str, Any]:
    from solvers.protocol import failure

    module, _, function = TASKS[task].partition(":")
    try:
        with _put_back():
            return {"answer": getattr(import_module(module), function)(**arguments)}
    except BaseException as error:  # SystemExit and what else an outside class may raise are failures
        return {"failed": failure(error)}


@contextmanager
def _put_back() -> Iterator[None]:
    """Leave working directory, environment and random states as they were."""
    import numpy as np

    folder, variables, state, numbers = os.getcwd(), dict(os.environ), random.getstate(), np.random.get_state()  # noqa: NPY002, PTH109
    try:
        yield
    finally:
        reclaim()
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(variables)
        random.setstate(state)
        np.random.set_state(numbers)  # noqa: NPY002


def _write(pipe: int, content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[os.write(pipe, left) :]


if __name__ == "__main__":
    try:
        main(*(int(word) for word in sys.argv[1:5]))
    except BaseException:
        os._exit(NO_WORDS)
