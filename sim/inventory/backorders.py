"""Who waits for an item at a node, in the order in which units are given to them."""

from __future__ import annotations

from bisect import insort

from sim.inventory.config import BackorderRule

Wish = tuple[int, int, int, int, int]
"""Rank by the rule, number among all wishes, order, line on the tape, units."""


def waiters_first(rule: BackorderRule) -> bool:
    """Whether newcomers get nothing while somebody waits."""
    return rule != "shelf_open"


class Backorders:
    """Queues by node and item. Among equals who waited first is first."""

    __slots__ = ("_asked", "_queues", "_rule")

    def __init__(self, rule: BackorderRule) -> None:
        self._rule = rule
        self._asked = 0
        self._queues: dict[tuple[int, int], list[Wish]] = {}

    def wait(self, node: int, item: int, order: int, line: int, units: int, priority: int) -> None:
        """A line waits for so many units; priority 0 is express."""
        rank = {"express_first": priority, "smallest_first": units}.get(self._rule, 0)
        insort(self._queues.setdefault((node, item), []), (rank, self._asked, order, line, units))
        self._asked += 1

    def first(self, node: int, item: int) -> tuple[int, int, int] | None:
        """Order, line and units of who is next, None where nobody waits."""
        queue = self._queues.get((node, item))
        return queue[0][2:] if queue else None

    def everybody(self) -> list[tuple[int, int, int, int, int]]:
        """Order, line, node, item and units of all who wait, by order and line."""
        return sorted(
            (order, line, node, item, units)
            for (node, item), queue in self._queues.items()
            for _, _, order, line, units in queue
        )

    def leave(self, node: int, item: int, line: int) -> None:
        """A line waits there no longer."""
        queue = self._queues[node, item]
        del queue[next(place for place, wish in enumerate(queue) if wish[3] == line)]

    def served(self, node: int, item: int, units: int) -> bool:
        """Who is next gets so many units; whether that was all."""
        queue = self._queues[node, item]
        rank, number, order, line, wanted = queue[0]
        if units < wanted:
            left = wanted - units
            queue[0] = (left if self._rule == "smallest_first" else rank, number, order, line, left)
            return False
        del queue[0]
        return True
