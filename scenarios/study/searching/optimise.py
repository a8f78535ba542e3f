"""The settings that make a KPI smallest or largest within limits, and a claim about them that one can rely on.

A search promises nothing, so there are two rounds. In the *search* many settings meet the same few customers, and the
most promising are noted. In the *final* those meet customers the search never saw, since the luckiest of many trials
flatters itself: there the limits are judged by their intervals, and the best is chosen by procedure KN, with its
probability of correct selection.
"""

from __future__ import annotations

import math
import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scenarios.document import Sequential
from scenarios.errors import InputError
from scenarios.overrides import Override
from scenarios.reading import dotted
from scenarios.resolve import with_values
from scenarios.scenario import Scenario, standing
from scenarios.study.running.replication import Replication
from scenarios.study.running.results import RunResult
from scenarios.study.running.trials import Trials, over
from scenarios.study.searching.finals import FIRST_STAGE, Final, final
from scenarios.study.searching.goals import Constraint, Objective
from scenarios.study.searching.levers import Lever, Range, settings
from scenarios.study.searching.search import Values, everywhere, guided, size
from scenarios.study.statistics.comparison import Comparison, compared
from scenarios.study.statistics.intervals import Estimate
from scenarios.text_tables import counted
from scenarios.without_effect import why_unused

INDIFFERENCE = 0.01
"""Share of the best value that is not worth telling apart, unless a zone is given."""


@dataclass(frozen=True)
class Trial:
    """Settings the search has looked at.

    Parameters
    ----------
    changes
        The settings, as overrides of the scenario.
    scenario
        With the settings.
    found
        Mean and interval of the objective and of each limit's KPI.
    violation
        By how much the means break the limits, summed as shares of them; zero when they keep them.
    failure
        Why a replication of it has no result; empty when all have.
    """

    changes: tuple[Override, ...]
    scenario: Scenario
    found: dict[str, Estimate]
    violation: float
    failure: str = ""

    @property
    def settings(self) -> dict[str, Any]:
        """The settings as path -> value."""
        return {dotted(change.path): change.value for change in self.changes}

    @property
    def set_line(self) -> str:
        """What sets them on a command line."""
        return " ".join(f"--set {shlex.quote(change.text)}" for change in self.changes)


@dataclass(frozen=True)
class Optimum:
    """What was found.

    Parameters
    ----------
    scenario, objective, constraints, levers
        The question.
    trials
        In the order in which the search looked at them.
    exhaustive
        Whether these are all settings there are.
    finalists
        The trials of the final, best of the search first.
    final
        What became of them.
    comparison
        The best against what stands now, over the new customers; None without a best.
    """

    scenario: Scenario
    objective: Objective
    constraints: tuple[Constraint, ...]
    levers: tuple[Lever, ...]
    trials: tuple[Trial, ...]
    exhaustive: bool
    finalists: tuple[Trial, ...]
    final: Final
    comparison: Comparison | None = None

    @property
    def best(self) -> Trial | None:
        """The settings chosen; None when all of the final break a limit."""
        return None if self.final.best is None else self.finalists[self.final.best]

    def at_the_edge(self) -> list[str]:
        """Return the paths of ranges whose end is best: where the search could not look beyond it."""
        if self.best is None:
            return []
        ends = {dotted(one.path): (one.low, one.high) for one in self.levers if isinstance(one, Range)}
        edges = [path for path, value in self.best.settings.items() if value in ends.get(path, ())]
        values = [self.best.settings[dotted(one.path)] for one in self.levers]
        config = with_values(self.scenario, settings(self.levers, values)).config if edges else None
        return [path for path in edges if config is not None and not why_unused(config, path)]

    def document(self) -> dict[str, Any]:
        """Return what `orderlab optimise --json` prints."""
        best = None
        if self.best is not None and self.final.best is not None:
            chosen = self.final.entries[self.final.best]
            best = {"settings": self.best.settings, "set": self.best.set_line, **chosen.document()}
        entries = zip(self.finalists, self.final.entries, strict=True)
        return {
            "scenario": self.scenario.name,
            "objective": {"kpi": self.objective.kpi, "direction": self.objective.direction},
            "constraints": [str(constraint) for constraint in self.constraints],
            "best": best,
            **self.final.document(),
            "finalists": [{"settings": trial.settings, **entry.document()} for trial, entry in entries],
            "exhaustive": self.exhaustive,
            "trials": [
                {
                    "settings": trial.settings,
                    "violation": trial.violation if math.isfinite(trial.violation) else None,
                    "kpis": {kpi: found.mean for kpi, found in trial.found.items()},
                    "failure": trial.failure,
                }
                for trial in self.trials
            ],
        }


def optimise(
    scenario: Scenario,
    objective: Objective,
    constraints: Sequence[Constraint],
    levers: Sequence[Lever],
    runs: Trials,
    *,
    most_trials: int = 60,
    finalists: int = 5,
    indifference: float | None = None,
    say: Callable[[str], None] = lambda _line: None,
) -> Optimum:
    """Find the best settings of some levers.

    Parameters
    ----------
    scenario
        What is varied. Its ``experiment`` says how many replications the search looks at (of a sequential one the
        minimum), the seed and the confidence.
    objective, constraints
        What is wanted, and what must be kept.
    levers
        What may be set.
    runs
        Runs the replications.
    most_trials
        Settings the search may look at; when there are no more, it looks at all.
    finalists
        How many of them go to the final.
    indifference
        Difference in the objective not worth telling apart; one per cent of the best when None.
    say
        Told what is being done.

    Raises
    ------
    InputError
        If a setting is not accepted, or none has the KPI.
    """
    wanted = scenario.experiment.replications
    looked = wanted.min if isinstance(wanted, Sequential) else wanted
    kpis = list(dict.fromkeys([objective.kpi, *(constraint.kpi for constraint in constraints)]))
    confidence = scenario.experiment.confidence
    trials: list[Trial] = []

    def look(many: Sequence[Values]) -> list[float]:
        changes = [tuple(settings(levers, values)) for values in many]
        scenarios = [with_values(scenario, one) for one in changes]
        done = runs.run(scenarios, range(looked))
        fresh = [
            _trial(one, with_them, seen, {kpi: over(seen, kpi, confidence) for kpi in kpis}, constraints)
            for one, with_them, seen in zip(changes, scenarios, done, strict=True)
        ]
        trials.extend(fresh)
        return [_one_number(*_rank(trial, objective)) for trial in fresh]

    exhaustive = size(levers) <= most_trials
    if exhaustive:
        say(f"all {counted(round(size(levers)), 'setting')}, {counted(looked, 'replication')} each")
        look(everywhere(levers))
    else:
        say(f"{counted(most_trials, 'setting')}, {counted(looked, 'replication')} each")
        now = tuple(standing(scenario, lever.path) for lever in levers)
        guided(levers, look, most_trials, scenario.experiment.seed, now)
    observed = [trial for trial in trials if trial.found[objective.kpi].mean is not None]
    if not observed:
        flag = "minimise" if objective.direction == "down" else "maximise"
        why = f" ({trials[0].failure})" if trials[0].failure else ""
        raise InputError(f"--{flag}: {objective.kpi}: not observed in any setting{why}, others are accepted")
    chosen = sorted(observed, key=lambda trial: _rank(trial, objective))[:finalists]
    zone = indifference or INDIFFERENCE * abs(chosen[0].found[objective.kpi].mean or 0.0) or 1e-9
    say(f"{len(chosen)} of them and what stands now, over other customers")

    def fresh(scenarios: Sequence[Scenario], numbers: range) -> list[list[Replication]]:
        # Counted on from the search, so that none of its customers come back.
        return runs.run(scenarios, range(looked + numbers.start, looked + numbers.stop))

    ended = final(scenario, [one.scenario for one in chosen], objective, constraints, fresh, zone)
    comparison = None
    if ended.best is not None:
        pair = [scenario, chosen[ended.best].scenario]
        seen = fresh(pair, range(FIRST_STAGE))
        comparison = compared(RunResult(pair[0], tuple(seen[0])), [RunResult(pair[1], tuple(seen[1]))])[0]
    return Optimum(
        scenario,
        objective,
        tuple(constraints),
        tuple(levers),
        tuple(trials),
        exhaustive,
        tuple(chosen),
        ended,
        comparison,
    )


def _trial(
    changes: tuple[Override, ...],
    scenario: Scenario,
    done: Sequence[Replication],
    found: dict[str, Estimate],
    constraints: Sequence[Constraint],
) -> Trial:
    violation = sum(_violation(constraint, found) for constraint in constraints)
    return Trial(changes, scenario, found, violation, next((one.failure for one in done if one.failure), ""))


def _violation(constraint: Constraint, found: Mapping[str, Estimate]) -> float:
    mean = found[constraint.kpi].mean
    return math.inf if mean is None else constraint.violation(mean) / (abs(constraint.limit) or 1.0)


def _rank(trial: Trial, objective: Objective) -> tuple[float, float]:
    """Order trials: those within the limits by the objective, behind them the others by how far they break them."""
    mean = trial.found[objective.kpi].mean
    return trial.violation, math.inf if mean is None else objective.loss(mean)


def _one_number(violation: float, loss: float) -> float:
    """Return one finite number in the order of `_rank` (Deb 2000, Computer Methods in Applied Mechanics 186)."""
    if math.isinf(violation) or math.isinf(loss):
        return 1e30
    return 1e15 * (1.0 + violation) if violation > 0 else loss
