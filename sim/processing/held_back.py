"""Parts of an order that wait at their nodes until the rest of it is there, where an order is not split."""

from __future__ import annotations

from sim.parcels import Part

Parts = dict[int, list[Part]]
"""Parts by the node that has them."""


class HeldBack:
    """What waits for the rest of its order, and orders that wait no longer: something of them was let go."""

    __slots__ = ("_let_go", "_parts")

    def __init__(self) -> None:
        self._parts: dict[int, Parts] = {}
        self._let_go: set[int] = set()

    def let_go(self, order: int) -> None:
        """Something of the order leaves: what comes to it later does not wait for more."""
        self._let_go.add(order)

    def is_let_go(self, order: int) -> bool:
        """Whether something of it has left."""
        return order in self._let_go

    def hold(self, order: int, parts: Parts) -> None:
        """These parts wait."""
        self._parts[order] = parts

    def add(self, order: int, node: int, part: Part) -> None:
        """One more part waits; units of a line that waits there already join it."""
        waiting = self._parts.setdefault(order, {}).setdefault(node, [])
        line, item, units = part
        before = next((k for k, (one, _, _) in enumerate(waiting) if one == line), None)
        if before is None:
            waiting.append(part)
        else:
            waiting[before] = (line, item, waiting[before][2] + units)

    def take(self, order: int) -> Parts:
        """All of the order that waits: the rest is there."""
        return self._parts.pop(order)
