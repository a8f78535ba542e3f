"""When a sequential experiment has seen enough: after how many replications it looks, and what it wants to see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scenarios.document import Sequential
from scenarios.errors import InputError, nearest
from scenarios.study.results import Replication
from scenarios.study.statistics import estimate


def first_look(wanted: int | Sequential) -> int:
    """Return how many replications are run before anything is decided."""
    return wanted.min if isinstance(wanted, Sequential) else wanted


def looks(wanted: Sequential) -> Iterator[int]:
    """Give the numbers of replications at which the rule is asked, from the minimum to the maximum.

    They depend on nothing but the rule, so neither does where the experiment stops.
    """
    yield from range(wanted.min, wanted.max + 1)


def enough(done: Sequence[Replication], wanted: Sequential, confidence: float) -> bool:
    """Say whether the interval is narrow enough, or the maximum is reached.

    Raises
    ------
    InputError
        If no replication has the KPI.
    """
    kpi = wanted.until.kpi
    known = [key for one in done for key in one.kpis]
    if kpi not in known:
        raise InputError(f"experiment.replications.until.kpi: {kpi}: no such KPI, {nearest(kpi, known)}")
    half = estimate([one.kpis.get(kpi) for one in done], confidence).half_width
    return len(done) >= wanted.max or (half is not None and half <= wanted.until.half_width)
