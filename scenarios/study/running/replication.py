"""One replication as it is kept: its number, its tape, and the KPIs that came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Replication:
    """One replication, run.

    Parameters
    ----------
    number
        Counted from 0.
    tape
        Hash of everything that happened *to* the business in it.
    kpis
        Value by key; None where a KPI was not observed.
    warnings
        What the model wants to be known, for instance rows of a trace that were dropped.
    seconds
        Wall-clock time it took; not part of any result.
    failure
        Why it has no result; empty when it has one. A replication that failed has no KPIs.
    parts
        The same values of each part of it: batches of a long run, hours of a pilot; mostly none.
    """

    number: int
    tape: str
    kpis: Mapping[str, float | None]
    warnings: tuple[str, ...]
    seconds: float
    failure: str = ""
    parts: tuple[Mapping[str, float | None], ...] = ()
