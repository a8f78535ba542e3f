"""Where to look among settings: everywhere where there are few, else where optuna's estimator expects most.

The search knows levers and one number a setting, smaller being better; what the number means is the caller's. Settings
are asked for a few at a time, always the same few, so that what is found does not depend on the number of workers.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from typing import Any

from scenarios.reading import plain
from scenarios.study.searching.levers import Choice, Lever

BATCH = 4
"""Settings asked for at a time."""

Values = tuple[Any, ...]
"""A value for each lever, in their order."""

Look = Callable[[Sequence[Values]], Sequence[float]]
"""Evaluates settings: one finite number each, smaller is better."""


def size(levers: Sequence[Lever]) -> float:
    """Return how many settings there are; infinite when a range has no steps."""
    return math.prod(len(lever.listed()) or math.inf for lever in levers)


def everywhere(levers: Sequence[Lever]) -> list[Values]:
    """Return every setting, the last lever moving fastest."""
    return list(itertools.product(*(lever.listed() for lever in levers)))


def guided(levers: Sequence[Lever], look: Look, most: int, seed: int, first: Values | None = None) -> None:
    """Look at settings one batch after the other, each where the batches before promise most.

    By the tree-structured Parzen estimator (Bergstra, Bardenet, Bengio and Kégl 2011, Advances in Neural Information
    Processing Systems 24) as optuna has it. It learns from ranks only.

    Parameters
    ----------
    levers
        What may be set.
    look
        Called with settings it has not been called with before.
    most
        Settings to look at.
    seed
        Of the estimator's draws.
    first
        A setting to begin with, for instance what stands now; left out where the levers do not reach it.
    """
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    sampler = optuna.samplers.TPESampler(seed=seed % 2**32, n_startup_trials=max(10, most // 5))
    study = optuna.create_study(sampler=sampler)
    space = {str(place): _distribution(lever) for place, lever in enumerate(levers)}
    drawn = None if first is None else [_drawn(lever, value) for lever, value in zip(levers, first, strict=True)]
    if drawn is not None and None not in drawn:
        study.enqueue_trial({str(place): one for place, one in enumerate(drawn)})
    seen: dict[str, float] = {}
    # An estimator that is sure asks for the same settings again and again; it must not do so for ever.
    for _ in range(max(4, 4 * most // BATCH)):
        trials = [study.ask(space) for _ in range(BATCH)]
        asked = {}
        for trial in trials:
            values = tuple(_value(lever, trial.params[str(place)]) for place, lever in enumerate(levers))
            asked[trial.number] = (plain(list(values)), values)
        fresh = dict(one for one in asked.values() if one[0] not in seen)
        fresh = dict(list(fresh.items())[: most - len(seen)])
        seen |= zip(fresh, look(list(fresh.values())) if fresh else [], strict=True)
        for trial in trials:
            key = asked[trial.number][0]
            if key in seen:
                study.tell(trial, seen[key])
        if len(seen) >= most:
            return


def _distribution(lever: Lever) -> Any:
    """Return what optuna draws for a lever: a position among its values, or the number itself."""
    from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

    if isinstance(lever, Choice):
        places = len(lever.values)
        return IntDistribution(0, places - 1) if _rising(lever) else CategoricalDistribution(tuple(range(places)))
    if lever.step is not None:
        return IntDistribution(0, lever.steps)
    return FloatDistribution(lever.low, lever.high)


def _value(lever: Lever, drawn: Any) -> Any:
    if isinstance(lever, Choice):
        return lever.values[drawn]
    return lever.at(drawn if lever.step is None else lever.low + drawn * lever.step)


def _drawn(lever: Lever, value: Any) -> Any:
    """Return what optuna would have drawn for a value; None if it could not have."""
    if isinstance(lever, Choice) or lever.step is not None:
        listed = lever.listed()
        return listed.index(value) if value in listed else None
    return value if isinstance(value, int | float) and lever.low <= value <= lever.high else None


def _rising(lever: Choice) -> bool:
    """Tell whether the values are numbers in rising order, so that neighbours are alike."""
    numbers = [value for value in lever.values if isinstance(value, int | float) and not isinstance(value, bool)]
    return len(numbers) == len(lever.values) and numbers == sorted(numbers)
