"""The final of a search: a few settings over customers the search never saw, and the choice among them.

First the limits: a setting is observed until the intervals show that it keeps them or breaks one, or until it has had
its share of replications. Among those that keep them the best is chosen by procedure KN (see `selection`); where none
is shown to keep them, among those still open, and that is said.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from scenarios.errors import InputError
from scenarios.scenario import Scenario
from scenarios.study.running.replication import Replication
from scenarios.study.running.trials import over
from scenarios.study.searching.goals import Constraint, Objective, Standing, judge_all
from scenarios.study.statistics.intervals import Difference, Estimate, difference
from scenarios.study.statistics.selection import Selection, select_best

FIRST_STAGE = 10
MOST = 200
"""Replications of a setting before anything is decided, and at most."""

LOOKS = 6
"""Times the limits are looked at between the two; each look gets its share of the error, so that all keep the whole."""

Fresh = Callable[[Sequence[Scenario], range], list[list[Replication]]]
"""Runs replications of these numbers, counted from 0, of each scenario."""


@dataclass(frozen=True)
class Entry:
    """A setting in the final: its KPIs over the new customers, and how it keeps the limits."""

    found: dict[str, Estimate]
    limits: Standing

    def document(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {
            "limits": self.limits,
            "kpis": {
                kpi: {"mean": one.mean, "low": one.low, "high": one.high, "n": one.n} for kpi, one in self.found.items()
            },
        }


@dataclass(frozen=True)
class Final:
    """How a final ended.

    Parameters
    ----------
    entries
        In the order of the settings.
    best
        Position of the one chosen; None when every one breaks a limit.
    selection
        Among how many it was chosen and with what probability; None without a choice.
    indifference
        A difference of this much was not worth telling apart, in the KPI's unit.
    gain
        Best minus what stands now over the same customers.
    """

    entries: tuple[Entry, ...]
    best: int | None
    selection: Selection | None
    indifference: float
    gain: Difference | None

    def document(self) -> dict[str, Any]:
        """Return the claim as JSON."""
        gain = self.gain
        return {
            "probability_of_correct_selection": None if self.selection is None else self.selection.probability,
            "guaranteed": None if self.selection is None else self.selection.guaranteed,
            "indifference": self.indifference,
            "gain": None
            if gain is None
            else {
                "difference": gain.estimate.mean,
                "low": gain.estimate.low,
                "high": gain.estimate.high,
                "verdict": gain.verdict,
            },
        }


def final(
    now: Scenario,
    settings: Sequence[Scenario],
    objective: Objective,
    constraints: Sequence[Constraint],
    fresh: Fresh,
    indifference: float,
) -> Final:
    """Judge and choose.

    Parameters
    ----------
    now
        What stands now; its ``experiment`` says how sure the claims shall be.
    settings
        The scenarios to choose from.
    objective, constraints
        What is wanted, and what must be kept.
    fresh
        Runs replications that the search has not seen.
    indifference
        Difference not worth telling apart, in the objective's unit; positive.
    """
    confidence = now.experiment.confidence
    kpis = list(dict.fromkeys([objective.kpi, *(constraint.kpi for constraint in constraints)]))
    entries = _judged(settings, kpis, constraints, fresh, confidence)
    eligible = [place for place, entry in enumerate(entries) if entry.limits == "holds"]
    eligible = eligible or [place for place, entry in enumerate(entries) if entry.limits == "open"]
    if not eligible:
        return Final(tuple(entries), None, None, indifference, None)

    def observe(systems: Sequence[int], number: int) -> list[float]:
        # Ten ahead, so that workers have something to do.
        begun = number // FIRST_STAGE * FIRST_STAGE
        chosen = [settings[eligible[system]] for system in systems]
        done = fresh(chosen, range(begun, begun + FIRST_STAGE))
        return [_value(one, seen[number - begun], objective.kpi) for one, seen in zip(chosen, done, strict=True)]

    selection = select_best(
        len(eligible),
        observe,
        indifference=indifference,
        confidence=confidence,
        direction=objective.direction,
        first_stage=FIRST_STAGE,
        maximum=MOST,
    )
    best = eligible[selection.best]
    before, after = (
        [one.kpis.get(objective.kpi) for one in seen] for seen in fresh([now, settings[best]], range(FIRST_STAGE))
    )
    gain = difference(before, after, objective.direction, confidence)
    return Final(tuple(entries), best, selection, indifference, gain)


def _judged(
    settings: Sequence[Scenario],
    kpis: Sequence[str],
    constraints: Sequence[Constraint],
    fresh: Fresh,
    confidence: float,
) -> list[Entry]:
    """Observe each setting until its limits are decided: ten replications, then twice as many each time."""
    entries: dict[int, Entry] = {}
    going, count = list(range(len(settings))), FIRST_STAGE
    while going:
        done = fresh([settings[place] for place in going], range(count))
        for place, seen in zip(going, done, strict=True):
            found = {kpi: over(seen, kpi, confidence) for kpi in kpis}
            wider = 1 - (1 - confidence) / LOOKS
            entries[place] = Entry(found, judge_all(constraints, {kpi: over(seen, kpi, wider) for kpi in kpis}))
        going = [place for place in going if entries[place].limits == "open" and count < MOST]
        count = min(MOST, 2 * count)
    return [entries[place] for place in range(len(settings))]


def _value(scenario: Scenario, one: Replication, kpi: str) -> float:
    value = one.kpis.get(kpi)
    if value is None:
        raise InputError(f"{scenario.name}: {kpi}: not observed in replication {one.number}, another KPI is accepted")
    return value
