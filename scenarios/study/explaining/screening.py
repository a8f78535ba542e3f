"""Which of some hundred inputs matter for a difference, found with far fewer runs than there are inputs.

A supersaturated design: in each run every input is a little above or a little below where it stands, at random but
balanced, and all are moved at once, so each run tells something about all of them (Satterthwaite 1959, Technometrics 1;
Booth and Cox 1962, Technometrics 4). Moving one input at a time would take more runs and drown small effects in the
luck of single runs; sequential bifurcation (Bettonvil and Kleijnen 1997) needs to know the sign of every effect, which
for a difference between two scenarios nobody does. What is found are main effects, by forward selection: the input that
explains most, then the one that explains most of the rest. It is a screen: it finds the few that stand out, and
is no proof that the others do nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scenarios.overrides import Override
from scenarios.resolve import with_values
from scenarios.scenario import Scenario
from scenarios.study.explaining.inputs import Input, moved
from scenarios.study.explaining.money import profits
from scenarios.study.running.trials import Trials

RUNS = 64
"""Runs of each scenario; an effect is told from luck when it is above half the spread of single runs, roughly."""

FACTOR = 1.1
"""How far an input is moved, up or down: far enough to be seen, near enough not to overload a business by all moves."""

DAYS = 1
"""Days of demand of each run, or fewer if the scenario has fewer."""


def screen(
    a: Scenario, b: Scenario, candidates: Sequence[Input], runs: Trials, wanted: int, count: int = RUNS
) -> list[Input]:
    """Return the inputs that move the gain of B over A most, profit a month, strongest first.

    Parameters
    ----------
    a, b
        The scenarios.
    candidates
        The inputs to choose from; those that can be moved neither way are left out.
    runs
        Runs the replications, over the customers of replication 0.
    wanted
        How many to return, at most.
    count
        Runs of each scenario, an even number.
    """
    short_a, short_b = shortened(a), shortened(b)
    steps = [(one, factors) for one in candidates if (factors := _steps(short_a, short_b, one)) is not None]
    if not steps:
        return []
    design = supersaturated(count, len(steps), a.experiment.seed)
    pairs = []
    rows = []
    for row in design:
        moves = [(one, factors[int(level > 0)]) for (one, factors), level in zip(steps, row, strict=True)]
        pair = moved(short_a, moves), moved(short_b, moves)
        if pair[0] is not None and pair[1] is not None:
            pairs.append((pair[0], pair[1]))
            rows.append(row)
    done = runs.run([one for pair in pairs for one in pair], range(1))
    found = [
        profits(before, after, short_a.config.days)[0] for before, after in zip(done[::2], done[1::2], strict=True)
    ]
    kept = [place for place, gain in enumerate(found) if gain is not None]
    answers = np.array([found[place] for place in kept], dtype=np.float64)
    chosen = strongest(np.array(rows)[kept], answers, min(wanted, len(steps))) if kept else []
    return [steps[place][0] for place in chosen]


def shortened(scenario: Scenario) -> Scenario:
    """Return the scenario over a few days that all count; where an order file says which days there are, over those."""
    days = min(DAYS, scenario.config.days)
    changes = {("experiment", "design"): "terminating", ("days",): days}
    return with_values(scenario, [Override(path, value, "--explain") for path, value in changes.items()])


def supersaturated(runs: int, inputs: int, seed: int) -> NDArray[np.float64]:
    """Return levels -1 and +1, float64 (runs, inputs): every column half and half, in random order."""
    rng = np.random.default_rng([seed % 2**63, 5])
    half = np.repeat([-1.0, 1.0], runs // 2)
    return np.column_stack([rng.permutation(half) for _ in range(inputs)])


def strongest(design: NDArray[np.float64], answers: NDArray[np.float64], wanted: int) -> list[int]:
    """Return the columns that explain most of the answers by forward selection, strongest effect first.

    Parameters
    ----------
    design
        Float64 (runs, inputs).
    answers
        Float64 (runs,).
    wanted
        How many columns.
    """
    columns = design - design.mean(axis=0)
    lengths = np.sqrt((columns**2).sum(axis=0))
    centred = answers - answers.mean()
    chosen: list[int] = []
    effects = np.empty(0)
    rest = centred
    while len(chosen) < min(wanted, len(answers) - 2):
        fit = np.abs(columns.T @ rest) / np.where(lengths > 0, lengths, np.inf)
        fit[chosen] = -1.0
        chosen.append(int(np.argmax(fit)))
        effects = np.linalg.lstsq(columns[:, chosen], centred, rcond=None)[0]
        rest = centred - columns[:, chosen] @ effects
    order = np.argsort(-np.abs(effects), kind="stable")
    return [chosen[place] for place in order]


def _steps(a: Scenario, b: Scenario, one: Input) -> tuple[float, float] | None:
    """Return the lower and the upper factor of an input; None if it cannot be moved.

    A small count would jump by half or more, so it stays below and goes one up.
    """
    low = 1.0 if one.whole and one.value * (FACTOR - 1) < 0.5 else 1 / FACTOR
    for factors in ((low, FACTOR), (1 / FACTOR, 1.0), (1.0, FACTOR)):
        if all(
            moved(scenario, [(one, factor)]) is not None for scenario in (a, b) for factor in factors if factor != 1
        ):
            return factors
    return None
