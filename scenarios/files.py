"""Reading somebody's file without trust: it is a regular file, and no larger than it may be, packed or not."""

from __future__ import annotations

import errno
import gzip
import io
import os
import stat
import zlib
from collections.abc import Iterator
from pathlib import Path

from scenarios.errors import InputError

MEGABYTE = 2**20


def read_limited(file: Path, most: int, label: str | None = None, *, unpack: bool = False) -> bytes:
    """Read a file whole.

    Parameters
    ----------
    file
        Its path; a device, a pipe or a folder is refused and never waited for.
    most
        Bytes that are accepted, after unpacking too.
    label
        What it is called in a message; its path when None.
    unpack
        Whether gzip is unpacked, as far as `most` bytes.

    Raises
    ------
    InputError
        In one line, with what is accepted.
    """
    name = label or str(file)
    try:
        content = regular_bytes(file, most + 1)
        if len(content) <= most and unpack:
            content = gzip.GzipFile(fileobj=io.BytesIO(content)).read(most + 1)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise InputError(f"{name}: cannot be unpacked ({error}), a whole gzip file is accepted") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise InputError(f"{name}: cannot be read ({reason}), a regular file is accepted") from None
    if len(content) > most:
        raise InputError(f"{name}: more than {_size(most)}, at most that is accepted")
    return content


def regular_bytes(file: Path, most: int) -> bytes:
    """At most so many bytes of a regular file; OSError for anything else, which is never waited for."""
    handle = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as opened:
        if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
            raise OSError(errno.EINVAL, "no regular file")
        return opened.read(most)


def folders_below(folder: Path) -> Iterator[tuple[Path, list[os.DirEntry[str]]]]:
    """A folder and those below it, however deep, links not followed, with their entries by name.

    What cannot be listed, or lies deeper than a path can tell, has none. `os.walk` calls itself for each level.
    """
    waiting = [folder]
    while waiting:
        at = waiting.pop()
        try:
            with os.scandir(at) as found:
                entries = sorted(found, key=lambda one: one.name)
        except OSError:
            continue
        yield at, entries
        waiting += [Path(one.path) for one in reversed(entries) if one.is_dir(follow_symlinks=False)]


def _size(size: int) -> str:
    return f"{size / MEGABYTE:,.0f} MB" if size >= MEGABYTE else f"{size} bytes"
