"""Ctrl-C and SIGTERM: both stop a command in the same way, and its exit code says which of them it was."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from scenarios.errors import INTERRUPTED, TERMINATED

_codes = [INTERRUPTED]


@contextmanager
def heeding_terminate() -> Iterator[None]:
    """Let SIGTERM stop the block as Ctrl-C does, by a KeyboardInterrupt; only the main thread hears signals."""
    _codes[:] = [INTERRUPTED]
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _terminate)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def note(number: int) -> None:
    """Remember a signal that came to stop the command."""
    if number == signal.SIGTERM:
        _codes[:] = [TERMINATED]


def code() -> int:
    """The exit code of a command that was stopped."""
    return _codes[0]


def word() -> str:
    """What happened to it, in a word."""
    return "terminated" if code() == TERMINATED else "interrupted"


def _terminate(number: int, _frame: FrameType | None) -> None:
    note(number)
    raise KeyboardInterrupt
