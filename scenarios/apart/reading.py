"""Reading what a worker answered: a map in JSON, finite numbers, short texts. It may hold anything."""

from __future__ import annotations

import json
import math
from typing import Any

from scenarios.errors import one_line, printable

LONGEST = 300
"""Letters of a text of a worker's that are shown."""

MOST_VALUES = 2**24
"""Lists, maps and their members in an answer: two bytes of text are some sixty of memory."""


def read_answer(line: bytes) -> dict[str, Any]:
    """The map that a line holds.

    Raises
    ------
    ValueError
        Where it is none, nested without end, holds more than can be taken, or a number that is not finite.
    """
    if sum(map(line.count, (b",", b"[", b"{"))) > MOST_VALUES:
        raise ValueError(f"more than {MOST_VALUES} values")
    try:
        found = json.loads(line, parse_float=_finite, parse_constant=_finite)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(found, dict):
        raise ValueError("no map")
    return found


def text(given: Any) -> str:
    """A text for a line of ours; empty where it is none."""
    return printable(one_line(given[: 4 * LONGEST]))[:LONGEST] if isinstance(given, str) else ""


def told_by(name: str, said: str) -> str:
    """What code of others says, with its name where that does not stand in it: no word of its own passes for ours."""
    return said if name.rpartition("::")[2] in said else f"{name}: {said}"


def _finite(word: str) -> float:
    number = float(word)
    if not math.isfinite(number):
        raise ValueError(f"{word} is no number")
    return number
