"""What customers of the model do not answer: unless an elasticity says so they order as much whatever delivery costs.

A change of such a value shows its money and its work, and none of the orders it wins or loses; an answer that does not
say so would be a free lunch.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scenarios.reading import KeyPath, leaves
from scenarios.scenario import Scenario

Values = Mapping[KeyPath, Any]

UNANSWERED: dict[tuple[str, ...], str] = {
    ("placement", "catalogue", "price"): "what goods cost",
    ("placement", "markdown", "off"): "what is off the price of goods",
    ("delivery", "price"): "what delivery costs",
    ("delivery", "promise"): "what is promised",
    ("aftersales", "returns", "window_days"): "how long they may send back",
    ("aftersales", "returns", "fee"): "what sending back costs",
    ("aftersales", "late"): "what a late order gives them back",
}
"""Path -> what customers would answer in life."""

ELASTICITIES: dict[tuple[str, ...], tuple[str, ...]] = {
    ("placement", "markdown", "off"): ("placement", "markdown", "elasticity"),
    ("delivery", "price"): ("placement", "checkout", "price_elasticity"),
    ("delivery", "promise"): ("placement", "checkout", "promise_elasticity"),
}
"""Path -> what makes them answer it."""


def unanswered(a: Scenario, b: Scenario) -> list[str]:
    """Return what of that differs between two scenarios, in words."""
    before, after = (dict(leaves(one.values())) for one in (a, b))
    changed = _changed(before, after)
    for start, elasticity in ELASTICITIES.items():
        if before.get(elasticity) or after.get(elasticity):
            changed = [path for path in changed if not _begins(path, start)]
    return [words for start, words in UNANSWERED.items() if any(_begins(path, start) for path in changed)]


def answered_in_one(a: Scenario, b: Scenario) -> list[tuple[str, str, str]]:
    """Return what differs and is answered by the customers of one scenario alone: its words, A or B, the elasticity."""
    before, after = (dict(leaves(one.values())) for one in (a, b))
    changed = _changed(before, after)
    return [
        (UNANSWERED[start], "A" if before.get(elasticity) else "B", ".".join(elasticity))
        for start, elasticity in ELASTICITIES.items()
        if bool(before.get(elasticity)) != bool(after.get(elasticity)) and any(_begins(path, start) for path in changed)
    ]


def _changed(before: Values, after: Values) -> list[KeyPath]:
    return [path for path in {**before, **after} if before.get(path) != after.get(path)]


def _begins(path: KeyPath, start: tuple[str, ...]) -> bool:
    return path[: len(start)] == start
