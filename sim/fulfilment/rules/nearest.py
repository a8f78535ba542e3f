"""The nearest node that has everything."""

from __future__ import annotations

from dataclasses import dataclass

from sim.fulfilment.rules.looking import Nodes, NotAtNodes
from sim.fulfilment.sourcing import Request, SourcingRule
from sim.records import Records, RecordsView


@dataclass(frozen=True, slots=True)
class Nearest(NotAtNodes):
    """The nearest node that has every line; if none has, the nearest of those with most lines."""

    def at_nodes(self, nodes: tuple[tuple[int, int], ...]) -> SourcingRule:
        """The rule among these nodes."""
        return _NearestOf(Nodes(nodes))


@dataclass(frozen=True, slots=True)
class _NearestOf(Nearest):
    nodes: Nodes

    def choose(self, request: Request, records: Records | RecordsView) -> int:
        """Most lines, then the shortest way."""
        return self.nodes.best(request, records)
