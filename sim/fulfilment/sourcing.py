"""Sourcing rules: which node serves an order, from what the records say.

A rule is a frozen dataclass with one method. Add one in a file of your own and name it in the
scenario (`fulfilment.sourcing.rule`); those that come along stand in `sim/fulfilment/rules`.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

from sim.fulfilment.surroundings import IntArray, Surroundings
from sim.records import Records, RecordsView


class Site(NamedTuple):
    """What a rule may know of a node besides its place and its records.

    `people` pick there on its busiest shift; an order costs `per_order` and each of its lines `per_line`, in the
    currency: the time of pickers, packers and labellers, and at a store the incentive.
    """

    is_store: bool
    people: int
    per_order: float
    per_line: float


class Request(NamedTuple):
    """What is asked for and where it goes: address in metres, items, units of each.

    `closed`: numbers of nodes that must not be named. `given`: how often each node was given something to send today.
    `sites`: one a node, in the scenario's order. What costs something is asked for: ``places()`` gives int64
    (nodes, 2), metres east and north of the nodes; ``volumes()`` int64 (items,), millilitres of a unit of each;
    ``travel()`` int64 (nodes,), planned seconds of driving between each node and the address.
    """

    x: int
    y: int
    items: tuple[int, ...]
    quantities: tuple[int, ...]
    closed: tuple[int, ...] = ()
    given: tuple[int, ...] = ()
    sites: tuple[Site, ...] = ()
    around: Surroundings | None = None

    def places(self) -> IntArray:
        """Where the nodes are."""
        return self._around().places()

    def volumes(self) -> IntArray:
        """How large a unit of each item is."""
        return self._around().volumes(self.items)

    def travel(self) -> IntArray:
        """How long a van drives from each node."""
        return self._around().travel(self.x, self.y)

    def _around(self) -> Surroundings:
        if self.around is None:
            raise TypeError("this request was made without places, volumes and roads")
        return self.around


class SourcingRule(Protocol):
    """Chooses the node that serves an order.

    What `at_nodes` returns may have a third method, ``reset(rng)``, called once before the run with a random stream of
    its own; what it returns is its state, handed to every `choose` as the keyword ``state``.
    """

    def choose(self, request: Request, records: Records | RecordsView) -> int:
        """Number of the node, in the scenario's order; not one of `request.closed`."""

    def at_nodes(self, nodes: tuple[tuple[int, int], ...]) -> SourcingRule:
        """The rule with the nodes' coordinates (metres), called once before the run."""
