"""A worker and all it has started, as Linux tells them: their processor time and memory are the worker's.

Without `/proc` nothing is known but the worker itself, and its word stands.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
MOST_MEMBERS = 1_000
_OWN, _ENDED = slice(11, 13), slice(13, 15)
"""Where `/proc/PID/stat` has the time of a process and of its children that have ended, counted behind its name."""


def family(process: int) -> Iterator[int]:
    """A process and its descendants, as far as they are still its own."""
    waiting, given = [process], 0
    while waiting and given < MOST_MEMBERS:
        member = waiting.pop()
        yield member
        given += 1
        try:
            for thread in Path(f"/proc/{member}/task").iterdir():
                waiting += map(int, (thread / "children").read_text().split())
        except (OSError, ValueError):
            continue


def takes_more(process: int, most: int) -> bool:
    """Whether a family's resident memory is above `most` bytes; what members share counts once."""
    members = list(family(process))
    return sum(map(_resident, members)) > most and sum(map(_share, members)) > most


def cpu_seconds(process: int) -> float:
    """Processor time that a family has taken, members that have ended and were waited for included."""
    ticks = 0
    for member in family(process):
        try:
            told = Path(f"/proc/{member}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += sum(map(int, (*told[_OWN], *told[_ENDED])))
    return ticks / TICKS


def _share(process: int) -> int:
    """Resident memory, pages that several processes have shared out among them; slower to ask for."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    except (OSError, StopIteration, ValueError):
        return _resident(process)


def _resident(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * PAGE_BYTES
    except (OSError, IndexError, ValueError):
        return 0
