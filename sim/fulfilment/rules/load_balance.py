"""Load balance: work goes to who has had least of it today."""

from __future__ import annotations

from dataclasses import dataclass

from sim.fulfilment.rules.looking import Nodes, NotAtNodes
from sim.fulfilment.sourcing import Request, SourcingRule
from sim.records import Records, RecordsView


@dataclass(frozen=True, slots=True)
class LoadBalance(NotAtNodes):
    """The node with most lines; of these the one that was given fewest orders today for its pickers; the nearest."""

    def at_nodes(self, nodes: tuple[tuple[int, int], ...]) -> SourcingRule:
        """The rule among these nodes."""
        return _LoadBalanceOf(Nodes(nodes))


@dataclass(frozen=True, slots=True)
class _LoadBalanceOf(LoadBalance):
    nodes: Nodes

    def choose(self, request: Request, records: Records | RecordsView) -> int:
        """Most lines, then the least load, then the shortest way."""
        load = [given / max(1, site.people) for given, site in zip(request.given, request.sites, strict=True)]
        return self.nodes.best(request, records, first=load)
