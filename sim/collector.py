"""Python's cyclic garbage collector during a replication: paused while the clock runs, asked once at the end."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[None]:
    """Pause the collector: tokens form no cycles, and millions of them slow it down."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@contextmanager
def freed_at_the_end() -> Iterator[None]:
    """Free what came to be meanwhile and hangs together in circles, as the rooms of a replication do.

    They hold as much memory as the log that is left of them. Nothing older is looked at, so that it takes about a
    millisecond.
    """
    if gc.get_freeze_count():  # somebody else's arrangement
        yield
        return
    gc.freeze()
    try:
        yield
    finally:
        gc.collect()
        gc.unfreeze()
