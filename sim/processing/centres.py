"""What no centre could promise, written down where there are stores: it is what stores can save."""

from __future__ import annotations

from collections.abc import Iterable

from sim.context import Context
from sim.life.ledger import UNALLOCATED
from sim.life.offers import Elsewhere, centres_lack
from sim.order import OrderBook
from sim.records import Records


class Centres:
    """Looks, as lines are promised, whether a centre could have.

    waiters_first : whether newcomers get nothing of what somebody waits for. False as a truth value where there are
    not both stores and centres: nothing is to be looked at.
    """

    def __init__(self, context: Context, book: OrderBook, records: Records, *, waiters_first: bool) -> None:
        baskets, fulfilment = context.tape.baskets, context.config.fulfilment
        self._log, self._records, self._waiters_first = context.log, records, waiters_first
        self._ledger = memoryview(book.units)
        self._stores = fulfilment.store_numbers
        self._centres = tuple(node for node in range(len(fulfilment.nodes)) if node not in self._stores)
        self._line_start = memoryview(baskets.line_start)
        self._item, self._quantity = memoryview(baskets.item), memoryview(baskets.quantity)
        self._both = bool(self._stores and self._centres)

    def __bool__(self) -> bool:
        return self._both

    def __contains__(self, node: int) -> bool:
        return node in self._centres

    def look(self, order: int, lines: Iterable[int], node: int, now: int, *, promised: bool = False) -> None:
        """Write down the lines that no centre could promise, and whether a store could; `node` was chosen for them.

        `promised`: a store promised all of them, which the ledger does not say yet.
        """
        if not self._both:
            return
        for line in lines:
            item, wanted, left = self._item[line], self._quantity[line], self._ledger[line, UNALLOCATED]
            if node in self._centres:
                wanted = left
            elif any(self._could(centre, item, wanted) for centre in self._centres):
                continue
            held = node in self._stores and (promised or not left)
            reason = Elsewhere(held or any(self._could(store, item, wanted) for store in self._stores))
            centres_lack(self._log, now, order, line - self._line_start[order], item, node, reason, wanted)

    def _could(self, node: int, item: int, units: int) -> bool:
        """Whether a node could promise units to a newcomer."""
        held = self._waiters_first and self._records.backordered[node][item]
        return self._records.promisable[node][item] >= units and not held
