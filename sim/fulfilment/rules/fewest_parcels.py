"""Fewest parcels: lines that no node has together come from as few nodes as can be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.fulfilment.rules.looking import Nodes, NotAtNodes
from sim.fulfilment.sourcing import Request, SourcingRule
from sim.records import Records, RecordsView

MOST_LINES = 12
"""Of longer orders the node with most lines is taken."""


@dataclass(frozen=True, slots=True)
class FewestParcels(NotAtNodes):
    """A node of the smallest set that has every line between them: the one with most lines, the nearest.

    With `fulfilment.split_over_nodes` the others send the rest. Taking most lines first can take one parcel more: of
    lines 1 to 6 a node has 1 to 4, another 1, 2, 5 and a third 3, 4, 6; the last two have everything.
    """

    def at_nodes(self, nodes: tuple[tuple[int, int], ...]) -> SourcingRule:
        """The rule among these nodes."""
        return _FewestParcelsOf(nodes, Nodes(nodes))


@dataclass(frozen=True, slots=True)
class _FewestParcelsOf(FewestParcels):
    places: tuple[tuple[int, int], ...]
    nodes: Nodes

    def choose(self, request: Request, records: Records | RecordsView) -> int:
        """Every set of nodes is looked at by the lines it has: 2 to the lines, not to the nodes."""
        lines = len(request.items)
        if lines == 1 or lines > MOST_LINES:
            return self.nodes.best(request, records)
        there = records.units[:, request.items] >= request.quantities
        masks = (there @ (1 << np.arange(lines))).tolist()
        has = {node: mask for node, mask in enumerate(masks) if mask and node not in request.closed}
        everything = 0
        for mask in has.values():
            everything |= mask
        if not everything or everything in has.values():
            return self.nodes.best(request, records)
        need = {0: 0}  # lines -> fewest nodes that have them
        different = set(has.values())
        for count in range(1, lines + 1):
            reached = {before | mask for before, n in need.items() if n == count - 1 for mask in different}
            need |= {one: count for one in reached if one not in need}
            if everything in need:
                break
        fewest = need[everything]
        others = [one for one, count in need.items() if count == fewest - 1]
        helps = {mask for mask in different if any(everything == mask | one for one in others)}
        among = [node for node, mask in has.items() if mask in helps]

        def rank(node: int) -> tuple[int, int, int]:
            x, y = self.places[node]
            return (-has[node].bit_count(), (x - request.x) ** 2 + (y - request.y) ** 2, node)

        return min(among, key=rank)
