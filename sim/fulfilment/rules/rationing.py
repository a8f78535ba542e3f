"""Rationing: the last units of a node are for its own customers while another node has more."""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.fulfilment.rules.looking import Nodes, NotAtNodes
from sim.fulfilment.sourcing import Request, SourcingRule
from sim.records import Records, RecordsView
from sim.settings import Count


@dataclass(frozen=True, slots=True)
class Rationing(NotAtNodes):
    """The nearest node that keeps `threshold` units of every line; those that would have fewer are asked last.

    What must never be promised at all is `inventory.safety_buffer`.
    """

    threshold: Count = 2

    def at_nodes(self, nodes: tuple[tuple[int, int], ...]) -> SourcingRule:
        """The rule among these nodes."""
        return _RationingOf(self.threshold, nodes=Nodes(nodes))


@dataclass(frozen=True, slots=True)
class _RationingOf(Rationing):
    nodes: Nodes = field(kw_only=True)

    def choose(self, request: Request, records: Records | RecordsView) -> int:
        """Who has every line and keeps enough; else who has most lines."""
        node = self.nodes.best(request, records, keep=self.threshold)
        promisable, kept = records.promisable[node], self.threshold
        if all(promisable[i] >= units + kept for i, units in zip(request.items, request.quantities, strict=True)):
            return node
        return self.nodes.best(request, records)
