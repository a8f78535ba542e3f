"""Whether a move makes something worse: a KPI of the moved world less that of the unmoved, pair by pair."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from levers.worlds import WORLDS, scenario_of

from scenarios import load, run
from sim.kpis import definition

REPLICATIONS = 8
SURE = 3.0
"""Standard errors beyond which a paired mean is no chance, though some two hundred are looked at."""

Kpis = Mapping[str, float | None]


@dataclass(frozen=True)
class Gap:
    """Mean of paired differences, and how many standard errors that is; infinitely many where all are the same."""

    mean: float
    errors: float

    def worse(self, kpi: str) -> bool:
        """Whether it is shown to be a loss in this KPI."""
        direction = definition(kpi).direction
        assert direction in ("up", "down"), kpi
        return (self.mean < 0) == (direction == "up") and abs(self.errors) >= SURE


@cache
def observed(world: str, change: tuple[str, ...] = ()) -> tuple[Kpis, ...]:
    """The KPIs of each replication of a world, after a change."""
    result = run(load(scenario_of(world), [*WORLDS[world], *change]), replications=REPLICATIONS, jobs=1)
    assert not result.failures, result.failures[0].failure
    return tuple(one.kpis for one in result.replications)


def gap(kpi: str, before: Sequence[Kpis], after: Sequence[Kpis]) -> Gap:
    """The paired difference of a KPI over the replications that saw it in both."""
    pairs = [(a.get(kpi), b.get(kpi)) for a, b in zip(before, after, strict=True)]
    found = [b - a for a, b in pairs if a is not None and b is not None]
    assert len(found) > REPLICATIONS / 2, f"{kpi} is hardly observed"
    mean = math.fsum(found) / len(found)
    spread = math.sqrt(math.fsum((one - mean) ** 2 for one in found) / (len(found) - 1) / len(found))
    return Gap(mean, mean / spread if spread else math.copysign(math.inf, mean) if mean else 0.0)
