"""A replication as a row of the store: written down, and read again without trust."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from scenarios.study.running.observation import PILOT_VALUES
from scenarios.study.running.replication import Replication
from sim.kpis.definitions import definition

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
    if not isinstance(seconds, float) or not 0.0 <= seconds < math.inf:
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
    if not isinstance(found, dict):
        raise ValueError(f"{column} is no map")
    for name, value in found.items():
        if not _is_kpi(name):
            raise ValueError(f"{column}: {name[:80]!r} is no KPI")
        if value is not None and not _is_finite(value):
            raise ValueError(f"{column}: {name[:80]!r} has no finite number")
    return found


def _is_finite(value: Any) -> bool:
    """Whether it is a number that a float can hold."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


@lru_cache(1024)
def _is_kpi(name: str) -> bool:
    if name in PILOT_VALUES:
        return True
    try:
        definition(name)
    except KeyError:
        return False
    return True
