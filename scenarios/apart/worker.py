"""One worker process for the code of others, seen from its parent.

A question goes in as pickle, which we wrote; the answer comes back as JSON, which can hold no code. While the parent
waits, for the question to be taken and for the answer, it watches the wall clock and the worker's resident memory, and
kills the worker, with all it has started, when it has had too much of either. What the worker prints is passed on to
stderr through a pipe of the parent's own, so that no worker ever holds a pipe of whoever called us.
"""

from __future__ import annotations

import os
import pickle
import select
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from scenarios.apart.family import cpu_seconds, family, takes_more
from scenarios.apart.reading import read_answer, text
from scenarios.errors import CheckFailed, printable
from scenarios.study.running.workers import ONE_THREAD

MEGABYTE = 2**20
MEMORY_MEGABYTES = 3_072
"""Resident memory that a worker may take."""
LOOK_EVERY_SECONDS = 0.05
INTERRUPT_SECONDS = 3.0
"""What a worker has to answer in after Ctrl-C."""
LARGEST_ANSWER = 512 * MEGABYTE
MOST_PRINTED = MEGABYTE
"""Bytes of what a worker prints that are passed on."""

# Linux ends a child when the *thread* that started it ends: workers are started by a thread that lasts.
_starter = ThreadPoolExecutor(1, thread_name_prefix="starts-workers")


class EndedError(CheckFailed):
    """A worker gave no answer; the message says why, `out_of_time` whether it had had its time."""

    def __init__(self, reason: str, *, out_of_time: bool = False) -> None:
        super().__init__(reason)
        self.out_of_time = out_of_time


class Worker:
    """A process that runs what it is asked, one task after the other.

    Parameters
    ----------
    core
        The core it is to stay on; any when None.
    """

    def __init__(self, core: int | None = None) -> None:
        self._process, self._jobs, self._answers = _starter.submit(_start, -1 if core is None else core).result()
        self._rest = b""

    def ask(self, task: str, arguments: dict[str, Any], seconds: float | None = None) -> Any:
        """Run a task of `scenarios.apart.tasks.TASKS`; a worker that was asked in vain is gone.

        Parameters
        ----------
        task, arguments
            Which, with what.
        seconds
            Wall seconds it may take; None is for ever.

        Raises
        ------
        EndedError
            When it failed, died, or took too much time or memory.
        """
        deadline = float("inf") if seconds is None else time.monotonic() + seconds
        self._refuse_unasked()
        self._hand_over(pickle.dumps((task, arguments)), deadline, seconds)
        interrupted = False
        try:
            line = self._line(deadline, seconds)
        except KeyboardInterrupt:  # passed on: a solver may have a best plan so far
            interrupted = True
            line = self._interrupted()
        try:
            found = read_answer(line)
        except ValueError:
            self.close()
            raise EndedError("its worker answered what is no answer") from None
        if "answer" not in found and interrupted:
            raise KeyboardInterrupt
        if "answer" not in found:
            raise EndedError(text(found.get("failed")) or "its worker answered nothing")
        return found["answer"]

    @property
    def alive(self) -> bool:
        """Whether it can be asked again."""
        return self._process.poll() is None

    @property
    def cpu_seconds(self) -> float:
        """Processor time that it and all it has started have taken; 0 where the system does not say."""
        return cpu_seconds(self._process.pid)

    def close(self) -> None:
        """End it, and what it has started."""
        members = list(family(self._process.pid)) if self.alive else []
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        for member in members[1:]:  # those that left its group
            with suppress(ProcessLookupError, PermissionError):
                os.kill(member, signal.SIGKILL)
        self._process.wait()
        for pipe in (self._jobs, self._answers):
            with suppress(OSError):
                os.close(pipe)
        self._jobs = self._answers = -1

    def _interrupted(self) -> bytes:
        """What a worker answers within a few seconds of an interrupt."""
        try:
            os.kill(self._process.pid, signal.SIGINT)
            return self._line(time.monotonic() + INTERRUPT_SECONDS, INTERRUPT_SECONDS)
        except (EndedError, ProcessLookupError):
            raise KeyboardInterrupt from None

    def _refuse_unasked(self) -> None:
        """What stands in the pipe before a question would be taken for its answer."""
        poll = select.poll()
        poll.register(self._answers, select.POLLIN)
        if self._rest or (self.alive and poll.poll(0)):
            self.close()
            raise EndedError("its worker answered what is no answer to a question")

    def _hand_over(self, question: bytes, deadline: float, seconds: float | None) -> None:
        """Write as the worker reads; one that reads no more is waited for no longer than for an answer."""
        poll = select.poll()
        poll.register(self._jobs, select.POLLOUT)
        left = memoryview(question)
        while left:
            if not poll.poll(LOOK_EVERY_SECONDS * 1000):
                self._refuse_too_much(deadline, seconds)
                continue
            try:
                left = left[os.write(self._jobs, left) :]
            except BlockingIOError:
                continue
            except BrokenPipeError:
                raise EndedError(self._death()) from None

    def _line(self, deadline: float, seconds: float | None) -> bytes:
        """Wait for a line of the answer."""
        poll = select.poll()
        poll.register(self._answers, select.POLLIN | select.POLLHUP)
        parts = [self._rest]
        size = 0
        while b"\n" not in parts[-1]:
            if not poll.poll(LOOK_EVERY_SECONDS * 1000):
                self._refuse_too_much(deadline, seconds)
                if not self.alive and not poll.poll(0):  # what it has started may hold the pipe for ever
                    raise EndedError(self._death())
                continue
            part = os.read(self._answers, MEGABYTE)
            if not part:
                raise EndedError(self._death())
            parts.append(part)
            size += len(part)
            if size > LARGEST_ANSWER:
                self.close()
                raise EndedError("its worker answered more than can be taken")
            self._refuse_too_much(deadline, seconds)
        line, _, self._rest = b"".join(parts).partition(b"\n")
        return line

    def _refuse_too_much(self, deadline: float, seconds: float | None) -> None:
        if time.monotonic() > deadline:
            self.close()
            raise EndedError(f"no answer after {seconds:g} seconds", out_of_time=True)
        if takes_more(self._process.pid, MEMORY_MEGABYTES * MEGABYTE):
            self.close()
            raise EndedError(f"took more than {MEMORY_MEGABYTES} megabytes of memory")

    def _death(self) -> str:
        """Why there is no answer: the process is no more, or has closed the pipe it would answer through."""
        try:
            code = self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.close()
            return "its worker closed the pipe of its answers"
        self.close()
        if code < 0:
            return f"its worker was ended by {_signal(-code)}"
        return f"its worker ended itself with exit code {code}"


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:  # those between SIGRTMIN and SIGRTMAX have no names
        return f"signal {number}"


def _start(core: int) -> tuple[subprocess.Popen[bytes], int, int]:
    jobs, to_jobs = os.pipe()
    from_answers, answers = os.pipe()
    said, to_said = os.pipe()
    # -P: the folder of the command is no place to import our own packages from
    words = [sys.executable, "-P", "-m", "scenarios.apart.child", *map(str, (os.getpid(), jobs, answers, core))]
    try:
        process = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=to_said,
            stderr=to_said,
            pass_fds=(jobs, answers),
            env={**os.environ, **ONE_THREAD, "PYTHONUNBUFFERED": "1"},
            start_new_session=True,
        )
    finally:
        for pipe in (jobs, answers, to_said):
            os.close(pipe)
    os.set_blocking(to_jobs, False)
    threading.Thread(target=_pass_on, args=(said,), daemon=True).start()
    return process, to_jobs, from_answers


def _pass_on(pipe: int) -> None:
    """Print on stderr what a worker prints, made harmless for a terminal."""
    left = MOST_PRINTED
    with os.fdopen(pipe, "rb", buffering=0) as said:
        while content := said.read(65_536):
            if left > 0:
                with suppress(OSError, ValueError):
                    sys.stderr.write(printable(content[:left].decode(errors="replace"), lines=True))
                    sys.stderr.flush()
            left -= len(content)
