"""Levers have two sides: every decision, moved to either end, makes profit or a named KPI of service worse.

The decisions are those of the schema, by their marks; what is moved where, and what is excused, stands in `levers`.
Of every fact that can be bad (faults, refusals, prices) profit or a named KPI is worse at its bad end; the others are
neither good nor bad. All is paired, replication by replication.
"""

from __future__ import annotations

import pytest
from levers.excused import AT_AN_END, ONE_SIDED
from levers.facts import BAD
from levers.judging import gap, observed
from levers.moves import MOVES, Move
from levers.neither import NEITHER
from levers.schema import matches, patterns
from levers.worlds import NODE, VAN, WORLDS

pytestmark = pytest.mark.nightly


def pattern_of(change: str) -> str:
    """Whose end a change is, with ``*`` for the names that worlds use."""
    path = change.partition("=")[0]
    named = (
        (NODE, "fulfilment.nodes.*"),
        ("fulfilment.nodes.south", "fulfilment.nodes.*"),
        (VAN, "delivery.fleet.vans.*"),
    )
    for name, pattern in named:
        path = path.replace(name, pattern)
    for kind in ("phone", "mail", "web"):
        path = path.replace(f"channels.{kind}.", "channels.*.")
    return path


def ends() -> dict[str, list[str]]:
    """Every decision, and the ends to which it is moved or need not be."""
    found: dict[str, list[str]] = {pattern: [] for pattern in patterns("decision")}
    for change in [*(move.change for move in MOVES), *ONE_SIDED]:
        for pattern in found:
            if matches(pattern_of(change), pattern):
                found[pattern].append(change)
    return found


def test_every_decision_is_moved_to_both_ends_or_stands_at_one() -> None:
    lacking = {pattern: moved for pattern, moved in ends().items() if not moved}
    assert not lacking, "decisions that nothing moves"
    one = [pattern for pattern, moved in ends().items() if len(moved) < 2 and pattern not in AT_AN_END]
    both = [pattern for pattern in one if not any(end == pattern for end in ONE_SIDED)]
    assert not both, "moved to one end only"


def test_what_is_listed_is_a_decision_or_a_fact() -> None:
    known = patterns("decision")
    for change in [*(move.change for move in MOVES), *ONE_SIDED, *AT_AN_END]:
        assert any(matches(pattern_of(change), pattern) for pattern in known), change
    assert len(set(WORLDS) - {move.world for move in (*MOVES, *BAD)}) == 0, "worlds that no move needs"


def test_every_fact_has_a_bad_end_or_is_neither_good_nor_bad() -> None:
    bad = [pattern_of(move.change) for move in BAD]
    for pattern in patterns("fact"):
        named = any(matches(one, pattern) for one in bad)
        neither = any(pattern == one or pattern.startswith(f"{one}.") for one in NEITHER)
        assert named != neither, f"{pattern}: {'both' if named else 'neither'}"


def stands(move: Move) -> str:
    """Why a move does not do what is said of it; empty where it does."""
    found = gap(move.kpi, observed(move.world), observed(move.world, move.changes))
    if found.worse(move.kpi):
        return ""
    return f"{move.world}: {move.change}: {move.kpi} {found.mean:+.4g}, {found.errors:+.1f} standard errors"


@pytest.mark.parametrize("world", WORLDS)
def test_either_end_of_a_decision_makes_something_worse(world: str) -> None:
    assert [said for move in MOVES if move.world == world and (said := stands(move))] == []


@pytest.mark.parametrize("world", WORLDS)
def test_the_bad_end_of_a_fact_makes_something_worse(world: str) -> None:
    assert [said for move in BAD if move.world == world and (said := stands(move))] == []
