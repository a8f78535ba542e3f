"""stdout and stderr of a command: harmless for a terminal, and there even where the caller closed or filled them.

A caller may close a stream (``>&-``) or point it at a full disk. What cannot be written to stdout is told on stderr;
what cannot be written to stderr is told nowhere, and stops nothing.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import Any

from scenarios.errors import printable

WIDTHS = range(20, 1001)
"""Columns of a terminal that are believed; the pages of help are laid out in them."""


class UnwritableError(Exception):
    """stdout cannot be written; the message is why."""


class Kept:
    """A stream that a caller may have closed or filled; everything but writing is the stream's own.

    Parameters
    ----------
    stream
        None where the caller closed it.
    raises
        Whether failing to write raises UnwritableError; a broken pipe raises its own error.
    """

    def __init__(self, stream: Any, *, raises: bool) -> None:
        self._stream = stream
        self._raises = raises

    def write(self, text: str) -> int:
        """Write a text of any origin: what a terminal might obey is written as escapes."""
        words = printable(text, lines=True)
        return self._tried(lambda: self._stream.write(words))

    def flush(self) -> None:
        """Hand over what was written; of a stream that its owner has closed since, nothing is left."""
        if getattr(self._stream, "closed", False):
            return
        self._tried(lambda: self._stream.flush() or 0)

    def _tried(self, act: Any) -> int:
        try:
            if self._stream is None:
                raise OSError(errno.EBADF, "it is closed")
            return int(act())
        except BrokenPipeError:
            if self._raises:
                raise
        except OSError as error:
            if self._raises:
                raise UnwritableError(error.strerror or str(error)) from None
        except ValueError as error:  # closed by whoever runs the command in a process of their own
            if self._raises:
                raise UnwritableError(str(error)) from None
        return 0

    def isatty(self) -> bool:
        """No: colours and moving lines would be written as escapes."""
        return False

    @property
    def terminal(self) -> Any:
        """The stream itself where it is a terminal, for who draws on it and makes texts of others printable."""
        return self._stream if self._stream is not None and self._stream.isatty() else None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def drawable(stream: Any) -> Any:
    """What a moving line may be drawn on: the terminal behind a stream, None where there is none."""
    if isinstance(stream, Kept):
        return stream.terminal
    return stream if stream.isatty() else None


@contextmanager
def kept_streams() -> Iterator[None]:
    """Both streams kept for the time of the block; and no width of a terminal that cannot be."""
    _open_the_closed()
    if not (width := os.environ.get("COLUMNS", "80")).isdecimal() or len(width) > 4 or int(width) not in WIDTHS:
        del os.environ["COLUMNS"]
    stdout, stderr = Kept(sys.stdout, raises=True), Kept(sys.stderr, raises=False)
    with redirect_stdout(stdout), redirect_stderr(stderr):
        yield


def silence(number: int) -> None:
    """Let what a stream of the process still holds vanish: the interpreter would complain of it at exit."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, number)
        os.close(nowhere)
    except OSError:
        pass


def _open_the_closed() -> None:
    """Keep the numbers of closed streams from being given to files: what prints to them would be in those files."""
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            nowhere = os.open(os.devnull, os.O_RDWR)
            if nowhere != number:
                os.dup2(nowhere, number)
                os.close(nowhere)
