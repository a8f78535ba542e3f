"""Sourcing rules: which node serves an order, from what the records say.

A rule is a frozen dataclass with one method. Add one in a file of your own and name it in the
scenario (`fulfilment.sourcing.rule`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol

from sim.records import Records, RecordsView


class Request(NamedTuple):
    """What is asked for and where it goes: address in metres, items, units."""

    x: int
    y: int
    items: tuple[int, ...]
    quantities: tuple[int, ...]


class SourcingRule(Protocol):
    """Chooses the node that serves an order.

    What `placed` returns may have a third method, ``reset(rng)``, called once before the run with a random stream of
    its own; what it returns is its state, handed to every `choose` as the keyword ``state``.
    """

    def choose(self, request: Request, records: Records | RecordsView) -> int:
        """Number of the node, in the scenario's order."""

    def placed(self, nodes: tuple[tuple[int, int], ...]) -> SourcingRule:
        """The rule with the nodes' coordinates (metres), called once before the run."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest node that has every line; if none has, the nearest of those with most lines."""

    def placed(self, nodes: tuple[tuple[int, int], ...]) -> SourcingRule:
        """The rule among these nodes."""
        return _NearestOf(nodes)

    def choose(self, request: Request, records: Records | RecordsView) -> int:
        """Raises TypeError: call `placed` first."""
        raise TypeError("call placed() with the nodes' coordinates first")


@dataclass(frozen=True, slots=True)
class _NearestOf:
    nodes: tuple[tuple[int, int], ...]

    def placed(self, nodes: tuple[tuple[int, int], ...]) -> SourcingRule:
        return _NearestOf(nodes)

    def choose(self, request: Request, records: Records | RecordsView) -> int:
        def rank(node: int) -> tuple[int, int, int]:
            promisable = records.promisable[node]
            lines = sum(
                promisable[item] >= units for item, units in zip(request.items, request.quantities, strict=True)
            )
            x, y = self.nodes[node]
            return (-lines, (x - request.x) ** 2 + (y - request.y) ** 2, node)

        return min(range(len(self.nodes)), key=rank)
