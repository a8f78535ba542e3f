"""Python's cyclic garbage collector in a process of our own."""

from __future__ import annotations

import atexit
import gc

OBJECTS = 50_000
"""New objects after which Python looks for circles among them; by itself it does after 700."""


def collect_seldom() -> None:
    """Once a process: seldom look for circles while it works, and not at all as it ends.

    What a command loads stays until its end: looking through it took a tenth of the CPU seconds of a short run, and
    looking through everything once more at the end a fifth. What a replication leaves is freed by the model itself
    (`sim.collector`).
    """
    gc.set_threshold(OBJECTS, *gc.get_threshold()[1:])
    atexit.register(gc.freeze)
