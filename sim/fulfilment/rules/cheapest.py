"""Cheapest to serve: labour, the incentive of a store, the way, and the markdown a store is spared."""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.fulfilment.rules.looking import Nodes, NotAtNodes
from sim.fulfilment.sourcing import Request, SourcingRule
from sim.records import Records, RecordsView
from sim.settings import NonNegative


@dataclass(frozen=True, slots=True)
class Cheapest(NotAtNodes):
    """The node with most lines; of these the one where the order costs least.

    Parameters
    ----------
    cost_per_kilometre
        What a kilometre between node and customer costs, currency: a carrier's zones, or a van's way.
    markdown_avoided
        What a unit that leaves a store spares of markdown at the end of its season, currency.
    """

    cost_per_kilometre: NonNegative = 0.0
    markdown_avoided: NonNegative = 0.0

    def at_nodes(self, nodes: tuple[tuple[int, int], ...]) -> SourcingRule:
        """The rule among these nodes."""
        return _CheapestOf(self.cost_per_kilometre, self.markdown_avoided, nodes=Nodes(nodes))


@dataclass(frozen=True, slots=True)
class _CheapestOf(Cheapest):
    nodes: Nodes = field(kw_only=True)

    def choose(self, request: Request, records: Records | RecordsView) -> int:
        """Most lines, then the least cost, then the shortest way."""
        lines, units = len(request.items), sum(request.quantities)
        spared = units * self.markdown_avoided
        cost = [site.per_order + lines * site.per_line - spared * site.is_store for site in request.sites]
        return self.nodes.best(request, records, first=cost, per_metre=self.cost_per_kilometre / 1000)
