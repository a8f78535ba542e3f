"""May code that a scenario or a run folder names be run?

Whoever reads somebody else's file must not run somebody else's code. In a command it is run where the user named it in
the words of the command, where its file lies in the folder the command is given in, or where ``--allow-code`` says so.
A library call runs what it is told to.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING

from scenarios.errors import InputError
from solvers.names import is_command
from solvers.own_files import runs_here

if TYPE_CHECKING:
    from sim.config import SimConfig

FLAG = "--allow-code"
allowed: ContextVar[bool] = ContextVar("allowed", default=False)
"""Whether the command was given with `FLAG`."""


def described(name: str) -> str:
    """Say what code a name stands for: class and file, program, or plug-in."""
    file, _, attribute = name.partition("::")
    if attribute:
        return f"runs class {attribute} of {file}"
    return f"runs the program {name.split()[0]}" if is_command(name) else f"runs the plug-in {name}"


def refuse_code(config: SimConfig, typed: Callable[[str], bool], where: Callable[[str], str]) -> None:
    """Refuse a configuration whose code may not be run.

    Parameters
    ----------
    config
        What is to be run.
    typed
        Tells whether the user typed what stands at a path.
    where
        Names the place of a path for a message.

    Raises
    ------
    InputError
        With the class and the file.
    """
    from scenarios.apart.looking import foreign

    if runs_here() or allowed.get():
        return
    for path, _, name, _ in foreign(config):
        if typed(path) or _lies_here(name):
            continue
        raise InputError(
            f"{where(path)}: {path}: {described(name)}, which does not lie in this folder; {FLAG} is accepted, "
            "if you trust it"
        )


def refuse_any_code(configs: Sequence[SimConfig], place: str) -> None:
    """Refuse to run code that a run folder names, unless the command allows it.

    Raises
    ------
    InputError
        With the class and the file.
    """
    from scenarios.apart.looking import foreign

    if runs_here() or allowed.get():
        return
    for config in configs:
        for path, _, name, _ in foreign(config):
            raise InputError(f"{place}: {path}: {described(name)}; {FLAG} is accepted, if you trust it")


def _lies_here(name: str) -> bool:
    """Whether a file of code lies in the folder of the command; a plug-in was installed on purpose."""
    file, _, attribute = name.partition("::")
    if not attribute:
        return not is_command(name)
    return Path(file).resolve().is_relative_to(Path.cwd().resolve())
