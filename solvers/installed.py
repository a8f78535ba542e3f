"""What installed packages bring: the entry points under which solvers and policies are found by name."""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoints, entry_points


def entry_points_of(group: str) -> EntryPoints:
    """The entry points of a group; those of all groups are read once a process."""
    return _all().select(group=group)


@cache
def _all() -> EntryPoints:
    """Read the metadata of every installed package, which takes ten milliseconds."""
    return entry_points()
