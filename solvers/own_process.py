"""A process that runs code of others stays ours: what a call did to what there is one of is put right as it returns.

A worker claims itself when it begins. After each call of code of others the standard streams are where they were: the
next file that anything of ours opens would have the number of one that was closed, and be closed by the next call. What
is written next is a file that its owner may read. A copy that a call made of the process, and that comes back from it,
ends here: two would answer.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

STREAMS = (0, 1, 2)
KEPT_FROM = 200
"""File numbers of what is kept, where nobody looks."""


@dataclass(frozen=True, slots=True)
class _Claim:
    process: int
    kept: tuple[int, ...]
    files: tuple[tuple[int, int] | None, ...]
    umask: int


_claimed: _Claim | None = None


def claim() -> None:
    """Say that this process is there to run code of others, and keep its streams."""
    global _claimed
    kept = tuple(os.dup2(stream, KEPT_FROM + stream, inheritable=False) for stream in STREAMS)
    os.umask(umask := os.umask(0))
    _claimed = _Claim(os.getpid(), kept, tuple(map(_file, STREAMS)), umask)


def reclaim() -> None:
    """After a call of code of others: put back the mask of files, and streams that were closed; end a copy."""
    if _claimed is None:
        return
    if os.getpid() != _claimed.process:
        os._exit(0)
    os.umask(_claimed.umask)
    for stream, kept, file in zip(STREAMS, _claimed.kept, _claimed.files, strict=True):
        if _file(stream) != file:
            _put_back(stream, kept)


def _file(number: int) -> tuple[int, int] | None:
    """What is open under a file number; None where nothing is."""
    try:
        found = os.fstat(number)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _put_back(stream: int, kept: int) -> None:
    """Into the dark where what was kept is closed too."""
    try:
        os.dup2(kept, stream)
    except OSError:
        dark = os.open(os.devnull, os.O_RDWR)
        if dark != stream:
            os.dup2(dark, stream)
            os.close(dark)
