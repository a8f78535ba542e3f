"""Columns: tables of the log, and those that the clock's callbacks read one value at a time.

A ``memoryview`` gives Python ints in 20 ns where a numpy element takes 45; an ``array('q')`` does the
same, and can grow.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Columns = dict[str, NDArray[np.int64]]
"""A table of the log by name of its column, int64 (rows,) each."""


def column(values: NDArray[np.generic]) -> memoryview:
    """`values` rounded to whole units, int64, to be read one by one."""
    return memoryview((np.rint(values) if values.dtype.kind == "f" else values).astype(np.int64))
