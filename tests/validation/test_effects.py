"""Every lever of stock and stores moves the KPI that the coverage table names, at every step from one end to the other.

Each step is a paired difference over the same customers whose 95 % interval excludes zero: up one way, down the other.
"""

from __future__ import annotations

from itertools import pairwise

import pytest
from levers.circumstances import WHERE
from levers.effects import EFFECTS, Effect
from stores import assert_moves

EVERY_COMMIT = "95"
"""The row of which every effect is seen at every commit; the others every night."""


def effects() -> list[object]:
    """Every effect, most of them marked as slow."""
    nightly = (pytest.mark.nightly,)
    return [pytest.param(one, id=str(one), marks=() if one.row == EVERY_COMMIT else nightly) for one in EFFECTS]


@pytest.mark.parametrize("effect", effects())
def test_it_moves_both_ways(effect: Effect) -> None:
    for low, high in pairwise(effect.values):
        assert_moves(effect.kpi, effect.change(low), effect.change(high), effect.up, base=WHERE[effect.where])


def test_every_circumstance_is_used() -> None:
    assert {effect.where for effect in EFFECTS} == set(WHERE)
    assert len({str(effect) for effect in EFFECTS}) == len(EFFECTS)
