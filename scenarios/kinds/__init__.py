"""Kinds of shop to start from: a page each, in place of every value there is."""

from __future__ import annotations

from importlib.resources import files

from scenarios.errors import InputError, nearest
from scenarios.reading import plain


def kinds() -> list[str]:
    """Return the names of the kinds, in alphabetical order."""
    names = (item.name for item in files("scenarios.kinds").iterdir())
    return sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml"))


def new_of_kind(name: str, kind: str) -> str:
    """Write a scenario of a kind.

    Raises
    ------
    InputError
        If there is no such kind.
    """
    if kind not in kinds():
        raise InputError(f"--kind: {kind}: no such kind of shop, {nearest(kind, kinds())}")
    text = files("scenarios.kinds").joinpath(f"{kind}.yaml").read_text(encoding="utf-8")
    return text.replace("name: {name}", f"name: {plain(name)}").replace("{name}", name)
