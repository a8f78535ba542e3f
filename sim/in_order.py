"""Event rows in canonical order, block by block: by time, then order, then as written."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sim.log import EVENT_TYPE, Log

ROWS_AT_ONCE = 2**19


def rows_in_order(log: Log, at_once: int = ROWS_AT_ONCE) -> Iterator[NDArray[np.void]]:
    """Give what ``log.rows()`` has, in blocks of about so many rows; at least one, which may be empty.

    Rows of one moment stay together. The log is read once for each block, so that no more than a block is in memory.
    """
    times = np.concatenate([np.zeros(0, dtype=np.int64), *(chunk["time"] for chunk in log.chunks())])
    times.sort()
    edges = np.setdiff1d(times[at_once::at_once], times[:1]).tolist()
    del times
    for low, high in pairwise((np.iinfo(np.int64).min, *edges, np.iinfo(np.int64).max)):
        parts = [np.empty(0, dtype=EVENT_TYPE)]
        for chunk in log.chunks():
            time = chunk["time"]
            parts.append(chunk.take(np.flatnonzero((time >= low) & (time < high))))
        block = np.concatenate(parts)
        yield block.take(np.lexsort((block["order"], block["time"])))
