"""Which difference matters: below it, two alternatives are called equal.

``experiment.margins`` names the margin of a KPI in its own unit. Where it names none: half a percentage point of a
share, 0.05 stars, a thousandth of the turnover for profit, and one per cent of A's mean for everything else.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from sim.kpis import definition

Values = Mapping[str, float | None]

SHARE = 0.005
STARS = 0.05
OF_TURNOVER = 0.001
OF_MEAN = 0.01


def margin(key: str, a: Sequence[Values], named: Mapping[str, float]) -> float:
    """Return the difference of a KPI that matters, in its unit.

    Parameters
    ----------
    key
        Of the KPI.
    a
        Values by KPI of each replication of A.
    named
        ``experiment.margins``.
    """
    if key in named:
        return named[key]
    unit = definition(key).unit
    if unit == "share":
        return SHARE
    if unit == "stars":
        return STARS
    if key in ("profit", "contribution"):
        return OF_TURNOVER * abs(_mean("online_turnover", a))
    return OF_MEAN * abs(_mean(key, a))


def _mean(key: str, seen: Sequence[Values]) -> float:
    values = [value for one in seen if (value := one.get(key)) is not None]
    return math.fsum(values) / len(values) if values else 0.0
