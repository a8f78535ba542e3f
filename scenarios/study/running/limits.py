"""The time a replication may take, in two ways of stopping it.

An alarm stops Python code wherever it is and leaves the process as it was. Compiled code hears no alarm, nor does a
thread of a cluster's worker; there a watchdog ends the whole process a little later, and whoever waits for the
replication sees that its worker died.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

MINUTE = 60.0
GRACE_SECONDS = 2.0
"""The watchdog waits so much longer than the alarm."""
SOON_SECONDS = 0.001
"""An alarm that is set to nothing is off."""


class OutOfTime(BaseException):
    """A replication has had all the time it may take; like KeyboardInterrupt, nothing on the way catches it."""


@contextmanager
def time_limit(minutes: float | None, *, expendable: bool) -> Iterator[None]:
    """Raise `OutOfTime` when the block takes longer.

    Parameters
    ----------
    minutes
        How long it may take; None is for ever.
    expendable
        Whether the process may be ended where nothing else helps; true for workers only.
    """
    if minutes is None:
        yield
        return
    seconds = minutes * MINUTE
    with _watchdog(seconds + GRACE_SECONDS if expendable else None), _alarm(seconds):
        yield


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():  # only the main thread hears signals
        yield
        return

    deadline = time.monotonic() + seconds

    def ring(_signal: int, _frame: FrameType | None) -> None:
        left = deadline - time.monotonic()
        if left <= 0:
            raise OutOfTime
        signal.setitimer(signal.ITIMER_REAL, max(left, SOON_SECONDS))  # code of others has set it

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def _watchdog(seconds: float | None) -> Iterator[None]:
    if seconds is None:
        yield
        return
    # A thread of C code, so that it needs no lock of the interpreter; its traceback is discarded.
    with Path(os.devnull).open("w") as nowhere:
        faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()
