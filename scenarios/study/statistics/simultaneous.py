"""Many differences looked at together: what they show when no more than one family in twenty may show anything false.

Who looks at eight KPIs of three alternatives looks at 24 intervals, and some of them would miss by chance. So a family
of paired differences is judged as one (ADR 031):

- a verdict is that of Holm's step-down test (1979, Scandinavian Journal of Statistics 6, 65-70): smallest p first,
  against alpha / m, the next against alpha / (m - 1), and so on to the first that fails. With the stated probability
  no verdict of the family is false.
- an interval has Bonferroni's level alpha / m, so that all cover at once. Where only a later step of Holm's test shows
  a difference the interval has the level of that step, so that an interval without zero is one where a difference
  is shown (or is too small to matter, which is called equal). The ADR counts what that costs.

A difference that never varies between replications is no question of chance and belongs to no family.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy.special import stdtr

from scenarios.study.statistics.intervals import (
    UNCLEAR,
    Difference,
    difference,
    estimate,
    gaps,
    replications_needed,
    variance,
    verdict,
)


@dataclass(frozen=True, slots=True)
class Pair:
    """One KPI of two scenarios in each replication, and how it is judged; see `intervals.difference`."""

    a: Sequence[float | None]
    b: Sequence[float | None]
    direction: str
    margin: float = 0.0
    however_small: bool = False
    step: float = 0.0


def differences(
    family: Sequence[Pair], confidence: float = 0.95, degrees_of_freedom: int | None = None
) -> list[Difference]:
    """Compare every pair, replication by replication, with intervals and verdicts that hold together.

    Parameters
    ----------
    family
        Everything that is looked at together, in any order.
    confidence
        Probability that no verdict of the family is false.
    degrees_of_freedom
        At most this many, as `estimate` takes them.

    Returns
    -------
    list
        One difference a pair, in the order of the family.
    """
    chance = 1 - confidence
    alone = [
        difference(
            pair.a,
            pair.b,
            pair.direction,
            confidence,
            degrees_of_freedom,
            pair.margin,
            however_small=pair.however_small,
            step=pair.step,
        )
        for pair in family
    ]
    observed = [gaps(pair.a, pair.b) for pair in family]
    in_question = [place for place, values in enumerate(observed) if variance(values, family[place].step) > 0]
    p_values = {place: p_value(observed[place], degrees_of_freedom, family[place].step) for place in in_question}
    found = list(alone)
    still_shown = True
    for step, place in enumerate(sorted(in_question, key=lambda place: p_values[place])):
        level = chance / len(in_question)
        still_shown = still_shown and p_values[place] <= chance / (len(in_question) - step)
        if still_shown and p_values[place] > level:
            level = chance / (len(in_question) - step)
        one, pair, needed = alone[place], family[place], None
        interval = estimate(observed[place], 1 - level, degrees_of_freedom, step=pair.step)
        said = verdict(interval, pair.direction, pair.margin, however_small=pair.however_small)
        if said == UNCLEAR:
            needed = replications_needed(observed[place], pair.margin, 1 - level, degrees_of_freedom, step=pair.step)
        found[place] = Difference(one.a, one.b, interval, one.variance_reduction, said, pair.margin, needed)
    return found


def p_value(values: Sequence[float], degrees_of_freedom: int | None = None, step: float = 0.0) -> float:
    """Two-sided p of Student's test that the mean of values that vary is zero."""
    n = len(values)
    t = math.fsum(values) / n / math.sqrt(variance(values, step) / n)
    freedom = n - 1 if degrees_of_freedom is None else min(n - 1, degrees_of_freedom)
    return 2 * float(stdtr(freedom, -abs(t)))
