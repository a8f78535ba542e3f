"""A replication as a row of the store: written down, and read again without trust."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from scenarios.study.explaining.parts import parts
from scenarios.study.running.observation import PILOT_VALUES
from scenarios.study.running.replication import Replication
from scenarios.text_tables import COUNTED
from sim.kpis.definitions import definition

MOST = 1e15
"""Beyond any KPI, either way: what is computed of many of them stays a number."""

LEAST = 1e-6
"""A mean count above nothing is at least one of a million."""
NO_PART = ("profit_margin", "utilisation")
"""Shares, or their family, that may lie beyond 0 and 1."""
NOTHING = 1e-9
"""Relative to the parts of a profit: what is left where they add up to it."""

COLUMNS = ("replication", "tape", "kpis", "warnings", "seconds", "failure", "parts")


def written(one: Replication) -> tuple[Any, ...]:
    """A replication in the order of `COLUMNS`; maps and lists as JSON."""
    texts = json.dumps(dict(one.kpis)), json.dumps(one.warnings), json.dumps([dict(part) for part in one.parts])
    return one.number, one.tape, texts[0], texts[1], float(one.seconds), one.failure, texts[2]


def read(row: Sequence[Any]) -> Replication:
    """What `written` wrote.

    Raises
    ------
    ValueError
        With the column that holds something else.
    """
    number, tape, kpis, warnings, seconds, failure, batches = row
    if type(number) is not int or number < 0:
        raise ValueError("replication is no whole number from 0")
    if not isinstance(seconds, float) or not 0.0 <= seconds <= MOST:
        raise ValueError("seconds is no time")
    if not isinstance(tape, str) or not isinstance(failure, str):
        raise ValueError("tape or failure is no text")
    told, seen = _json("warnings", warnings, list), _json("parts", batches, list)
    if not all(isinstance(warning, str) for warning in told):
        raise ValueError("warnings are no texts")
    values = _values("kpis", _json("kpis", kpis, dict))
    parts = tuple(_values("parts", part) for part in seen)
    return Replication(number, tape, values, tuple(told), seconds, failure, parts)


def _json(column: str, text: Any, kind: type) -> Any:
    try:
        found = json.loads(text)
    except (TypeError, ValueError, RecursionError):
        raise ValueError(f"{column} is no JSON") from None
    if not isinstance(found, kind):
        raise ValueError(f"{column} is no {'map' if kind is dict else 'list'}")
    return found


def _values(column: str, found: Any) -> Mapping[str, float | None]:
    """Values by KPI, each one that the KPI can have, and a profit that is what its parts add up to."""
    if not isinstance(found, dict):
        raise ValueError(f"{column} is no map")
    for name, value in found.items():
        if not _is_kpi(name):
            raise ValueError(f"{column}: {name[:80]!r} is no KPI")
        if value is not None and not _is_finite(value):
            raise ValueError(f"{column}: {name[:80]!r} has no finite number up to {MOST:g}")
        if value is not None and not _can_be(name, value):
            raise ValueError(f"{column}: {name[:80]!r} is {value:g}, which it cannot be")
    if (profit := found.get("profit")) is not None:
        made_of = parts(found).values()
        if abs(math.fsum(made_of) - profit) > NOTHING * (1.0 + math.fsum(map(abs, made_of))):
            raise ValueError(f"{column}: 'profit' is not what its parts add up to")
    return found


def _can_be(name: str, value: float) -> bool:
    """Whether a count is none or enough to be a share of, and a share of so many lies within 0 and 1."""
    if name in PILOT_VALUES:
        return True
    unit = definition(name).unit
    if unit in COUNTED:
        return value == 0 or value >= LEAST
    return unit != "share" or name.partition(".")[0] in NO_PART or 0 <= value <= 1


def _is_finite(value: Any) -> bool:
    """Whether it is a number that sums and squares of such numbers can do with."""
    return not isinstance(value, bool) and isinstance(value, int | float) and -MOST <= value <= MOST


@lru_cache(1024)
def _is_kpi(name: str) -> bool:
    if name in PILOT_VALUES:
        return True
    try:
        definition(name)
    except KeyError:
        return False
    return True
