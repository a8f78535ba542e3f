"""Routing files that a command names: one, or a folder of them, all read before any is solved."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from solvers import RoutingProblem


def files_of(file: Path) -> list[Path]:
    """The instances that a path names: a file, or those of a folder."""
    from scenarios.errors import InputError
    from solvers.instances import InstanceError, instance_files

    try:
        return instance_files(file) if file.is_dir() else [file]
    except InstanceError as error:
        raise InputError(str(error)) from None


def problems_of(file: Path, unrounded: bool) -> list[tuple[Path, RoutingProblem]]:
    """The problems of a file or folder: all are read before any is solved."""
    from scenarios.errors import InputError
    from solvers.instances import InstanceError, read_instance

    try:
        return [(path, read_instance(path, unrounded=unrounded)) for path in files_of(file)]
    except InstanceError as error:
        raise InputError(str(error)) from None
