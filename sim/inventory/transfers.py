"""Transfers: nodes with more of an item than they need send some to nodes that have too little.

The records are looked at every so many days; what a node holds for orders, and what others need the units for, stays.
Whoever packs the truck takes what is there: where that is less than the record said, the records are put right.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.clock import REPLENISHMENT
from sim.context import Context
from sim.inventory.config import TransfersConfig
from sim.inventory.on_the_way import OnTheWay
from sim.inventory.replenishment import Replenishment
from sim.inventory.stock import Stock
from sim.life.goods import transfer_received, transfer_sent
from sim.placement.assortment import stocked
from sim.records import Records
from sim.units import DAY, microseconds, time_of_day


class Transfer(NamedTuple):
    """Units of one item that one node sends to another."""

    item: int
    sender: int
    receiver: int
    units: int


def evened_out(
    settings: TransfersConfig, need: NDArray[np.int64], spare: NDArray[np.int64], cover: NDArray[np.float64]
) -> Iterator[Transfer]:
    """Who sends what to whom; `need`, `spare` units and `cover` days of demand, (nodes, items) each.

    Item by item: who has the least cover is served first (of equals the first node), by the node with most to spare, so
    that few parcels go. Fewer units than `minimum_units` stay where they are.
    """
    for item in np.flatnonzero((need > 0).any(axis=0) & (spare > 0).any(axis=0)).tolist():
        left = spare[:, item].copy()
        receivers = np.flatnonzero(need[:, item] > 0)
        for receiver in receivers[np.argsort(cover[receivers, item], kind="stable")].tolist():
            wanted = int(need[receiver, item])
            while wanted > 0:
                sender = int(left.argmax())
                units = min(wanted, int(left[sender]))
                if units < settings.minimum_units:
                    break
                left[sender] -= units
                wanted -= units
                yield Transfer(item, sender, receiver, units)


class Transfers:
    """Looks at the records of all nodes at a time of day, and sends."""

    def __init__(
        self,
        context: Context,
        records: Records,
        stock: Stock,
        demand: NDArray[np.float64],
        on_the_way: OnTheWay,
        buyer: Replenishment | None,
    ) -> None:
        self._context, self._records, self._stock, self._buyer = context, records, stock, buyer
        self._settings = context.config.inventory.transfers
        self._demand, self._on_the_way = demand, on_the_way
        self._kept = stocked(context.config, demand.shape[1])
        if self._settings.every_days is not None:
            self._look_at(time_of_day(self._settings.time))

    def _look_at(self, time: int) -> None:
        # Behind the last item: what arrives at that moment is there.
        self._context.clock.at(time, REPLENISHMENT, self._even_out, self._demand.shape[1])

    def _even_out(self, now: int) -> None:
        settings, demand, records = self._settings, self._demand, self._records
        self._stock.hear(now)
        soon, items = now + microseconds(settings.below_days, DAY), np.arange(demand.shape[1])
        due = np.stack([self._on_the_way.until(node, items, soon) for node in range(len(demand))])
        free = records.units + np.array(records.buffer)[:, None]
        there = free + due - np.asarray(records.backordered)
        short = self._kept & (there < settings.below_days * demand)
        need = np.where(short, np.ceil(settings.up_to_days * demand).astype(np.int64) - there, 0)
        spare = np.minimum(free - np.ceil(settings.keep_days * demand).astype(np.int64), records.units)
        cover = np.divide(there, demand, out=np.full(demand.shape, -np.inf), where=demand > 0)
        for transfer in evened_out(settings, need, spare, cover):
            self._send(now, transfer)
        if now < self._context.horizon:
            assert settings.every_days is not None
            self._look_at(now + settings.every_days * DAY)

    def _send(self, now: int, transfer: Transfer) -> None:
        """The units leave the sender's shelf and will be at the receiver's."""
        item, sender, receiver, _ = transfer
        units = self._stock.give_away(now, sender, item, transfer.units)
        if not units:
            return
        log = self._context.log
        transfer_sent(log, now, item, sender, receiver, units)

        def arrives(at: int) -> None:
            self._stock.bring(at, receiver, item, units)
            transfer_received(log, at, item, receiver, sender, units)
            self._stock.offer(at, receiver, item)

        if self._buyer is not None:
            self._buyer.position_fell(now, sender, item)
        self._on_the_way.add(receiver, item, units, now + microseconds(self._settings.days, DAY), arrives)
