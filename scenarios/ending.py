"""The end of a process of our own."""

from __future__ import annotations

import atexit
import gc


def end_at_once() -> None:
    """Once a process: at its end nothing is looked through for circles, all of it goes with the process.

    Python collects its garbage several times as it ends, which takes a fifth of the CPU seconds of a short run.
    """
    atexit.register(gc.freeze)
