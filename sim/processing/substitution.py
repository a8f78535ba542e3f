"""Substitution: where nothing of a line is there, the customer may take another item instead, for no more money.

Offered is what the scenario names for the item, then the others of its group by number, of which the node that was
chosen for the order has the whole quantity and nobody waits for it. Who accepts pays the lower of the two prices: what
a cheaper item costs less is never charged. From then on the line is of that item, and what a pick does not find of it
is asked for again as that.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sim.config import SimConfig
from sim.context import Context
from sim.inventory.config import SubstitutionConfig
from sim.life.ledger import ALLOCATED, UNALLOCATED
from sim.life.lines import line_substituted
from sim.order import OrderBook
from sim.parcels import Part
from sim.placement.catalogue import Catalogue
from sim.processing.reserving import Reserving
from sim.records import Records
from sim.streams import uniform


def may_substitute(config: SimConfig) -> bool:
    """Whether anybody may ever take one item for another."""
    settings = config.inventory.substitution
    return settings.accepted > 0 and (settings.group_size > 1 or bool(settings.instead))


def candidates(settings: SubstitutionConfig, item: int, items: int) -> Iterator[int]:
    """What is offered for an item, the first choice first; `items` are on sale."""
    named = settings.instead.get(item)
    if named is not None and named != item:
        yield named
    first = item - item % settings.group_size
    for other in range(first, min(first + settings.group_size, items)):
        if other not in (item, named):
            yield other


def lower_price(charged: int, goods: Catalogue, item: int, other: int) -> int:
    """What a unit of `other` costs who asked for `item` at `charged`, minor units: its share of the price, or that."""
    return min(charged, charged * int(goods.price[other]) // int(goods.price[item]))


class Substitution:
    """Looks for other items, and writes down who took one.

    charged : int64 minor units (lines,), what a unit of each line is charged at; lowered here.
    """

    def __init__(
        self, context: Context, book: OrderBook, records: Records, reserving: Reserving, charged: NDArray[np.int64]
    ) -> None:
        self._settings, self._log, self._goods = context.config.inventory.substitution, context.log, context.tape.goods
        self._book, self._records, self._reserving, self._charged = book, records, reserving, memoryview(charged)
        self._ledger, self._item = memoryview(book.units), memoryview(book.item)
        self._quantity = memoryview(context.tape.baskets.quantity)
        self._key = context.key("substitution")

    def find(self, order: int, node: int, lines: list[int]) -> list[Part]:
        """Promise other items of a node for those lines of which nothing is promised; what was found."""
        found: list[Part] = []
        for line in lines:
            units, item = self._quantity[line], self._item[line]
            if self._ledger[line, UNALLOCATED] < units or uniform(self._key, order, line) >= self._settings.accepted:
                continue
            for other in candidates(self._settings, item, self._goods.size):
                if self._reserving.is_waited_for(node, (other,)) or not self._records.reserve(node, other, units):
                    continue
                self._book.move(line, UNALLOCATED, ALLOCATED, units)
                self._item[line] = other
                self._charged[line] = lower_price(self._charged[line], self._goods, item, other)
                found.append((line, other, units))
                break
        return found

    def write_down(self, order: int, node: int, found: list[Part], now: int) -> None:
        """The order is confirmed with these items in place of others."""
        begin = self._book.line_start[order]
        for line, item, units in found:
            line_substituted(self._log, now, order, int(line - begin), item, node, units)
