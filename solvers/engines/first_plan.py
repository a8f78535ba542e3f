"""The plan a search starts from: known routes, or the best of cheapest insertion and several lists of savings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from solvers.engines.kernel_data import DISTANT, Setup, laid_out, routes_of
from solvers.kernels.construct import clear, construct, start, vehicles_for
from solvers.kernels.savings import join_tours, shake, worth_joining
from solvers.kernels.state import Array
from solvers.solution import Route

MOST_TRIES, TRIED_STOPS = 16, 800
"""Lists of savings tried for a first plan: so many at most, and fewer the more stops there are."""
NOISE = 100
"""By how many thousandths further lists stray."""
LARGEST_KEY = 1 << 62
"""What a sort key of 64 bits may hold."""


def lay_out(setup: Setup, draws: Array, routes: Sequence[Route]) -> int:
    """Fill an empty plan with known routes, and insert what they do not serve; the cost added."""
    data, plan, work, _ = setup
    return int(start(data, plan, *laid_out(routes)) + construct(data, plan, work, draws, DISTANT, 0))


def first_plan(setup: Setup, draws: Array) -> int:
    """Fill an empty plan with the best of cheapest insertion and savings; the cost added."""
    data, plan, work, _ = setup
    best = int(construct(data, plan, work, draws, DISTANT, 0))
    kept = routes_of(setup, plan.node.following)
    slot = int(np.argmax(plan.fleet.capacity))
    clear(data, plan)
    first, second, saving = worth_joining(data, plan, slot)
    shaken = saving.copy()
    for attempt in range(min(MOST_TRIES, max(1, TRIED_STOPS // data.stops))):
        if attempt:
            clear(data, plan)
            shake(saving, shaken, draws, NOISE)
        stops, ends = join_tours(data, plan, slot, first, second, largest_first(shaken))
        added = int(start(data, plan, stops, ends, vehicles_for(data, plan, stops, ends)))
        added += int(construct(data, plan, work, draws, DISTANT, 0))
        if added <= best:
            best, kept = added, routes_of(setup, plan.node.following)
    clear(data, plan)
    return lay_out(setup, draws, kept)


def largest_first(values: Array) -> Array:
    """Order by falling value, equal ones as they stand.

    The place is made part of the key: numpy's fast sort is not stable, and how it breaks ties depends on the processor.
    """
    if len(values) == 0 or int(np.abs(values).max()) >= LARGEST_KEY // len(values):
        return np.argsort(-values, kind="stable")
    return np.sort(np.arange(len(values)) - values * len(values)) % len(values)
