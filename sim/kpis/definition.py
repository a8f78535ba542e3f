"""What a KPI is: a key, a title, a unit, which way is better, its formula in words, and a function.

The function takes a `View` (log, facts and the integer sums of one pass over the events) and
returns a float in the KPI's unit, or None where it was not observed; never NaN. Units are those of
files and screens: hours, minutes, shares, kilometres, and money in the scenario's currency.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sim.kpis.view import View

Direction = Literal["up", "down", "none"]


@dataclass(frozen=True, slots=True)
class Definition:
    """One KPI as it is shown and documented.

    `direction` says which way is better; `denominator` names what the figure is measured against,
    and is empty where it is a total.
    """

    key: str
    title: str
    unit: str
    direction: Direction
    formula: str
    denominator: str = ""


@dataclass(frozen=True, slots=True)
class Kpi:
    """A definition and the function that evaluates it."""

    definition: Definition
    value: Callable[[View], float | None]


def share(part: int, whole: int) -> float | None:
    """`part` of `whole`, or None where there is no whole to be part of."""
    return part / whole if whole else None
