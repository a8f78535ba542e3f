"""Names of solvers as people type them: a name, its parameters in brackets, and lists of both.

`numba`, `numba[ruin_neighbours=50, tail_trials=2]`, `mine.py::Mine[depth=3]`, or the command of a program that reads
a problem and writes routes: `./mine {problem} {routes} {seconds}`.
"""

from __future__ import annotations

import ast
from typing import Any

COMMAND = "{problem}"
"""What a command holds and no other name does."""
_PAIRS = {"[": "]", "{": "}", "(": ")"}


def is_command(name: str) -> bool:
    """Whether a name is the command of a program."""
    return COMMAND in name


def split_names(text: str) -> list[str]:
    """The names of a list separated by commas; a comma in brackets, braces or quotes separates nothing."""
    return [name for name in _split(text) if name]


def split_parameters(name: str) -> tuple[str, dict[str, Any]]:
    """A name without its brackets, and what stands in them.

    Raises
    ------
    ValueError
        For brackets that are not closed, or hold anything but `key=value`.
    """
    base, bracket, rest = name.partition("[")
    if not bracket or is_command(name):
        return name, {}
    if not rest.endswith("]"):
        raise ValueError(f"solver {name!r}: the bracket is not closed, numba[ruin_neighbours=50] is accepted")
    parameters: dict[str, Any] = {}
    for part in split_names(rest[:-1]):
        key, sign, value = (word.strip() for word in part.partition("="))
        if not sign or not key.isidentifier() or key in parameters:
            raise ValueError(f"solver {name!r}: {part!r} is not accepted, key=value, each key once, is")
        parameters[key] = _value(value)
    return base, parameters


def _value(text: str) -> Any:
    """A number, a truth value, a text or a list of them."""
    plain = {"true": True, "false": False, "null": None}
    if text.lower() in plain:
        return plain[text.lower()]
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text


def _split(text: str) -> list[str]:
    found, open_until, quote = [""], [""], ""
    for sign in text:
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        elif sign in _PAIRS:
            open_until.append(_PAIRS[sign])
        elif sign == open_until[-1]:
            open_until.pop()
        elif sign == "," and len(open_until) == 1:
            found.append("")
            continue
        found[-1] += sign
    return [name.strip() for name in found]
