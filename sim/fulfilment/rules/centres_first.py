"""Centres first: stores send only what centres have not."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.fulfilment.rules.looking import Nodes, NotAtNodes
from sim.fulfilment.sourcing import Request, Site, SourcingRule
from sim.records import Records, RecordsView


@dataclass(frozen=True, slots=True)
class CentresFirst(NotAtNodes):
    """The node with most lines; of these a centre before a store, then the nearest. Stores save sales, no more."""

    def at_nodes(self, nodes: tuple[tuple[int, int], ...]) -> SourcingRule:
        """The rule among these nodes."""
        return _CentresFirstOf(Nodes(nodes))


class _Stores:
    """Which of some sites are stores, float64 (nodes,); asked for every order, and the same for all of a run."""

    __slots__ = ("_are", "_sites")

    def __init__(self) -> None:
        self._sites: tuple[Site, ...] | None = None
        self._are: NDArray[np.float64] = np.zeros(0)

    def among(self, sites: tuple[Site, ...]) -> NDArray[np.float64]:
        if sites is not self._sites:
            self._sites, self._are = sites, np.array([site.is_store for site in sites], dtype=np.float64)
        return self._are


@dataclass(frozen=True, slots=True)
class _CentresFirstOf(CentresFirst):
    nodes: Nodes
    _stores: _Stores = field(default_factory=_Stores, init=False, repr=False, compare=False)

    def choose(self, request: Request, records: Records | RecordsView) -> int:
        """Most lines, then centres, then the shortest way."""
        return self.nodes.best(request, records, first=self._stores.among(request.sites))
