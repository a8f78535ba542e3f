"""Centres first: stores send only what centres have not."""

from __future__ import annotations

from dataclasses import dataclass

from sim.fulfilment.rules.looking import Nodes, NotAtNodes
from sim.fulfilment.sourcing import Request, SourcingRule
from sim.records import Records, RecordsView


@dataclass(frozen=True, slots=True)
class CentresFirst(NotAtNodes):
    """The node with most lines; of these a centre before a store, then the nearest. Stores save sales, no more."""

    def at_nodes(self, nodes: tuple[tuple[int, int], ...]) -> SourcingRule:
        """The rule among these nodes."""
        return _CentresFirstOf(Nodes(nodes))


@dataclass(frozen=True, slots=True)
class _CentresFirstOf(CentresFirst):
    nodes: Nodes

    def choose(self, request: Request, records: Records | RecordsView) -> int:
        """Most lines, then centres, then the shortest way."""
        return self.nodes.best(request, records, first=[float(site.is_store) for site in request.sites])
